// 草稿台：几份草稿、另起、改名、删去、导出、导入，存在这台设备上。填的时候自己存，离开页面的一瞬间也存。
import { el, later, moment, save } from "./dom"
import { isDraft, Store, type Draft } from "./store"

/** 草稿台替谁存：怎么取出、怎么放回。 */
export interface Owner {
  readonly scope: string
  readonly version: number
  /** 导出的文件怎么称呼。 */
  readonly title: string
  /** 现在填的；什么也没有填是 null。 */
  take: () => unknown
  /** 放回去；null 是清空。返回要说的话。 */
  give: (data: unknown, version: number) => string
  /** 读一份填过的文件；put 把读到的放进来，没有读到就没有 put。 */
  open?: (file: File) => Promise<{ words: string; put?: () => void }>
}

const WAIT = 400
const LARGEST = 5_000_000
const MARK = "branchbook-draft"

export class Desk {
  private store: Store | null = null
  private drafts: Draft[] = []
  private name = ""
  private safe = ""
  private readonly select: HTMLSelectElement | null
  private readonly words: HTMLElement | null
  private readonly soon = later(WAIT, () => void this.keep())

  constructor(
    private readonly root: HTMLElement,
    private readonly owner: Owner,
  ) {
    this.select = root.querySelector("[data-drafts]")
    this.words = root.querySelector("[data-saved]")
  }

  /** 打开最近的一份草稿，让按钮动起来。 */
  async start(): Promise<void> {
    this.store = await Store.open()
    this.drafts = await this.store.list(this.owner.scope)
    // 读取的这一会儿里要是已经动手填了，就不拿旧草稿盖掉。
    const begun = this.owner.take() !== null
    const latest = begun ? undefined : this.drafts[0]
    this.name = latest?.name ?? this.free()
    if (latest) this.load(latest)
    else if (begun) this.soon()
    this.list()
    this.wire()
    this.root.hidden = false
  }

  /** 有东西变了：过一会儿存。 */
  changed(): void {
    this.soon()
  }

  tell(words: string): void {
    if (this.words && this.words.textContent !== words) this.words.textContent = words
  }

  private wire(): void {
    const acts: Readonly<Record<string, () => Promise<void> | void>> = {
      new: () => this.another(),
      rename: () => this.rename(),
      delete: () => this.remove(),
      export: () => this.export(),
    }
    this.root.addEventListener("click", event => {
      const act = (event.target as HTMLElement).closest<HTMLElement>("button[data-do]")?.dataset["do"]
      if (act) void acts[act]?.()
    })
    this.root.addEventListener("change", event => {
      const target = event.target as HTMLInputElement | HTMLSelectElement
      if (target === this.select) void this.choose(target.value)
      if (!(target instanceof HTMLInputElement) || !target.files?.[0]) return
      const [file] = Array.from(target.files)
      target.value = ""
      if (file) void (target.dataset["do"] === "open" ? this.open(file) : this.import(file))
    })
    const leave = (): void => this.leave()
    window.addEventListener("pagehide", leave)
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") leave()
    })
  }

  private free(wanted = "草稿"): string {
    const taken = new Set(this.drafts.map(draft => draft.name))
    for (let at = 1; ; at += 1) {
      const name = wanted === "草稿" ? `草稿${at}` : at === 1 ? wanted : `${wanted}（${at}）`
      if (!taken.has(name)) return name
    }
  }

  private draft(): Draft | null {
    const data = this.owner.take()
    if (data === null && !this.drafts.some(draft => draft.name === this.name)) return null
    return { scope: this.owner.scope, name: this.name, version: this.owner.version, saved: moment(), data: data ?? {} }
  }

  private remember(draft: Draft): void {
    this.drafts = [draft, ...this.drafts.filter(item => item.name !== draft.name)]
  }

  private async keep(): Promise<void> {
    const draft = this.draft()
    if (!draft || !this.store) return
    const known = this.drafts.some(item => item.name === draft.name)
    this.remember(draft)
    try {
      await this.store.put(draft)
      this.safe = `${draft.name}\n${JSON.stringify(draft.data)}`
      this.tell(`已存在这台设备上：${draft.saved.slice(0, 16)}`)
    } catch {
      this.tell("这个浏览器存不了草稿，离开前请用“导出草稿”存成文件。")
    }
    if (!known) this.list()
  }

  /** 走的一瞬间等不及 IndexedDB：还没有存牢的，当场写下。 */
  private leave(): void {
    const draft = this.draft()
    if (!draft || this.safe === `${draft.name}\n${JSON.stringify(draft.data)}`) return
    try {
      this.store?.putAtOnce(draft)
    } catch {
      // 已经说过存不了。
    }
  }

  private list(): void {
    if (!this.select) return
    const names = this.drafts.map(draft => draft.name)
    if (!names.includes(this.name)) names.unshift(this.name)
    this.select.replaceChildren(
      ...names.map(name => {
        const saved = this.drafts.find(draft => draft.name === name)?.saved
        return el("option", { value: name, selected: name === this.name }, saved ? `${name}（${saved.slice(0, 16)}）` : `${name}（还没有存）`)
      }),
    )
    this.select.value = this.name
  }

  private load(draft: Draft): void {
    this.name = draft.name
    const said = this.owner.give(draft.data, draft.version)
    this.safe = `${draft.name}\n${JSON.stringify(this.owner.take() ?? {})}`
    this.tell(said || `接着写“${draft.name}”，上次存于 ${draft.saved.slice(0, 16)}`)
  }

  private async choose(name: string): Promise<void> {
    await this.keep()
    const draft = this.drafts.find(item => item.name === name)
    if (draft) this.load(draft)
    this.list()
  }

  private async another(): Promise<void> {
    await this.keep()
    this.name = this.free()
    this.owner.give(null, this.owner.version)
    this.list()
    this.tell("另起了一份空白的，原来的还在。")
  }

  private async rename(): Promise<void> {
    const wanted = window.prompt("草稿叫什么名字", this.name)?.trim().slice(0, 40)
    if (!wanted || wanted === this.name) return
    if (this.drafts.some(draft => draft.name === wanted)) {
      this.tell(`已有一份叫“${wanted}”，换一个名字。`)
      return
    }
    const old = this.name
    const stored = this.drafts.some(draft => draft.name === old)
    this.name = wanted
    this.drafts = this.drafts.filter(draft => draft.name !== old)
    await this.keep()
    if (stored) await this.store?.remove(this.owner.scope, old)
    this.list()
  }

  private async remove(): Promise<void> {
    if (!window.confirm(`删去“${this.name}”？删去后找不回来。`)) return
    const gone = this.name
    await this.store?.remove(this.owner.scope, gone)
    this.drafts = this.drafts.filter(draft => draft.name !== gone)
    this.owner.give(null, this.owner.version)
    const next = this.drafts[0]
    this.name = next?.name ?? this.free()
    if (next) this.load(next)
    this.list()
    this.tell(`“${gone}”已从这台设备上删去。`)
  }

  private export(): void {
    const draft = this.draft()
    if (!draft) {
      this.tell("还什么也没有填，没有可导出的。")
      return
    }
    const name = `${this.owner.title}（${draft.name}）.json`.replace(/[\\/:*?"<>|]/gu, "")
    save(JSON.stringify({ is: MARK, ...draft }, null, 1), name, "application/json")
    this.tell(`已导出“${draft.name}”。文件里是填的内容，请妥善保管。`)
  }

  private async import(file: File): Promise<void> {
    let found: unknown
    try {
      found = file.size > LARGEST ? null : JSON.parse(await file.text())
    } catch {
      found = null
    }
    if (!isDraft(found) || (found as unknown as { is?: unknown }).is !== MARK) {
      this.tell(`“${file.name}”不是从这里导出的草稿，没有导入。`)
      return
    }
    if (found.scope !== this.owner.scope) {
      this.tell(`“${file.name}”是另一种材料的草稿，没有导入。`)
      return
    }
    await this.keep()
    this.name = this.free(found.name.slice(0, 40))
    const said = this.owner.give(found.data, found.version)
    await this.keep()
    this.list()
    this.tell(said || `已导入，叫“${this.name}”。`)
  }

  private async open(file: File): Promise<void> {
    if (!this.owner.open) return
    const { words, put } = await this.owner.open(file)
    if (put) {
      // 原来填着的另存着，不盖掉。
      await this.keep()
      if (this.owner.take() !== null) this.name = this.free()
      put()
      await this.keep()
      this.list()
    }
    this.tell(words)
  }
}
