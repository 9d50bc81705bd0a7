// “全套材料”页：共同的事实填一次，逐份补齐，一起下载。不联网，草稿存在这台设备上。
import type { PlanData } from "../dossiers/plan"
import type { Kit } from "../kit"
import { fileFor } from "../records/write"
import { RuleBook } from "../rules/judge"
import { chosenSets, loadSets, UNLOADED, type Sets } from "./chosen"
import { Desk } from "./desk"
import { button, el, later, save, today } from "./dom"
import { Form } from "./form"
import { cites, handed, kitOf, register, settings } from "./kits"
import { laidKits } from "./laid"
import { beside, Foot, go, listed, sentence } from "./panel"
import { print } from "./paper"
import { lacking, notes, type Note } from "./say"
import { DossierSet, type Slot } from "./set"

/** 加了要求集的：怎么画，没有加的时候是什么样。 */
interface Asking {
  readonly sets: Sets
  readonly before: readonly Kit[]
}

/** 一份材料在网页上的一块。 */
class Sheet {
  readonly root: HTMLElement
  private readonly state = el("p", { class: "bb-sheet-item__state" })
  private readonly against = el("div", { class: "bb-sheet-item__against" })
  private readonly lacks = el("div", { class: "bb-notes__body" })
  private readonly rest: HTMLDetailsElement
  private form: Form | null = null
  private mark = ""

  constructor(
    readonly slot: Slot,
    private readonly page: Page,
    private readonly blanks: HTMLTemplateElement,
  ) {
    const { kit } = slot
    this.rest = el("details", { class: "bb-rest" }, el("summary", {}, "补齐这一份", el("span", { class: "bb-row-name" }, `：${kit.title}`)))
    this.rest.addEventListener("toggle", () => {
      if (this.rest.open) this.fill()
    })
    this.root = el("div", { class: "bb-sheet-copy" }, slot.copy > 1 && el("p", { class: "bb-small" }, `第 ${slot.copy} 份`), this.state, this.against, this.rest)
  }

  /** 打开才画：一套有几百格。 */
  fill(): Form {
    if (this.form) return this.form
    const { kit } = this.slot
    const holder = el("form", { class: "bb-form-fill", "aria-label": `${kit.title}填写` })
    holder.append(this.blanks.content.cloneNode(true))
    this.page.extend(holder, kit)
    const mine = `d-${this.slot.key.replace("#", "-")}-`
    holder.querySelectorAll("*").forEach(item => {
      for (const name of ["id", "for", "name", "aria-describedby", "aria-labelledby"]) {
        const value = item.getAttribute(name)
        if (value?.includes("@-")) item.setAttribute(name, value.split("@-").join(mine))
      }
    })
    const own = this.page.set.ownFields(kit)
    const form = new Form(holder, kit.fields, () => this.page.filled(this, form), words => this.page.tell(words))
    form.only(new Set(own.map(field => field.id)))
    this.form = form
    form.set(this.page.set.data.docs[this.slot.key] ?? {})
    const tools = el(
      "p",
      { class: "bb-foot__buttons" },
      button("单独下载这一份", () => this.page.download(this.slot), { class: "bb-do" }),
      button("打印这一份", () => print(kit, this.page.set.written(this.slot, today())), { class: "bb-do" }),
    )
    this.rest.append(
      own.length === 0 && el("p", { class: "bb-small" }, "这一份没有另外要填的，共同的事实填好就齐了。") || "",
      holder,
      this.lacks,
      tools,
    )
    this.mark = ""
    this.show()
    return form
  }

  reset(): void {
    this.form?.set(this.page.set.data.docs[this.slot.key] ?? {})
    this.mark = ""
  }

  /** 说出还空着什么、哪里对不上。 */
  show(): readonly Note[] {
    const { set } = this.page
    const all = set.notes(this.slot, today())
    const said = all.filter(note => !note.waiting || this.page.asked)
    const mark = JSON.stringify([said, this.page.asked, set.blanks(this.slot)])
    if (mark === this.mark) return all
    this.mark = mark
    const missing = all.filter(lacking).length
    const blanks = set.blanks(this.slot)
    const wrong = all.filter(note => note.state === "against" || note.state === "impossible")
    this.state.textContent =
      (blanks ? `还空着 ${blanks} 项${missing ? `，其中必填 ${missing} 项` : "，都不是必填"}` : "都填了") + (wrong.length ? `；${wrong.length} 处要看` : "")
    this.root.dataset["done"] = missing || wrong.length ? "" : "yes"
    this.against.replaceChildren(...wrong.filter(note => !this.form || set.isShared(note.place)).map(note => el("p", { class: "bb-msg" }, sentence(note))))
    if (this.form) {
      const form = this.form
      beside(form, set.ownFields(this.slot.kit).map(field => field.id), said.filter(note => note.state !== "missing" || this.page.asked))
      this.lacks.replaceChildren(...listed(said.filter(note => note.state === "missing" || note.state === "doubt"), note => this.jump(note)))
    }
    return all
  }

  private jump(note: Note): void {
    const form = this.page.set.isShared(note.place) ? this.page.shared : this.fill()
    const place = form.place(note.place)
    if (place) go(place.control)
  }
}

class Page {
  asked = false
  readonly shared: Form
  private readonly desk: Desk
  private readonly foot: Foot
  private sheets: Sheet[] = []
  private readonly groups: readonly { group: HTMLDetailsElement; count: HTMLElement; names: readonly string[] }[]
  private readonly sharedBook: RuleBook
  private readonly sharedKit: Kit
  private readonly soon = later(200, () => this.look())

  constructor(
    readonly set: DossierSet,
    root: HTMLElement,
    sharedRoot: HTMLElement,
    footRoot: HTMLElement,
    found: HTMLElement,
    private readonly asking: Asking | null,
  ) {
    this.sharedKit = { id: set.plan.id, title: set.plan.title, kind: "form", fields: set.shared, rules: [], blocks: [] }
    this.sharedBook = new RuleBook(this.sharedKit, settings())
    this.shared = new Form(
      sharedRoot,
      set.shared,
      () => {
        set.data.shared = this.shared.values()
        this.changed()
      },
      words => this.tell(words),
    )
    this.foot = new Foot(footRoot, found, [
      button("从头查一遍", () => this.check(), { class: "bb-do" }),
      button("下载全套（.zip）", () => this.zip(), { class: "bb-do bb-do--main" }),
    ])
    this.desk = new Desk(root.querySelector<HTMLElement>("[data-desk]") ?? root, {
      scope: `dossier:${set.plan.id}`,
      version: 1,
      title: `${set.plan.title}（全套）`,
      take: () => (set.blank ? null : set.data),
      give: data => {
        set.restore(data)
        this.asked = false
        this.shared.set(set.data.shared)
        this.draw()
        return ""
      },
    })
    // 第一步打开，后面的到那一步再打开；没有脚本时都是打开的。
    this.groups = Array.from(sharedRoot.querySelectorAll("details"), group => {
      const count = el("span", { class: "bb-group-count" })
      group.querySelector("summary")?.append(count)
      return { group, count, names: Array.from(group.querySelectorAll<HTMLElement>("[data-field]"), box => box.dataset["field"] ?? "") }
    })
    this.groups.slice(1).forEach(({ group }) => (group.open = false))
    this.draw()
    void this.desk.start()
  }

  tell(words: string): void {
    this.desk.tell(words)
  }

  /** 上级另外要求的栏目，画到一份材料上。 */
  extend(holder: HTMLElement, kit: Kit): void {
    const before = this.asking?.before.find(item => item.id === kit.id)
    if (before && before !== kit) this.asking?.sets.draw(holder, before, kit, "@-")
  }

  changed(): void {
    this.soon()
    this.desk.changed()
  }

  filled(sheet: Sheet, form: Form): void {
    const values: Record<string, unknown> = {}
    const all = form.values()
    for (const field of this.set.ownFields(sheet.slot.kit)) if (all[field.id] !== undefined) values[field.id] = all[field.id]
    if (Object.keys(values).length) this.set.data.docs[sheet.slot.key] = values
    else delete this.set.data.docs[sheet.slot.key]
    this.changed()
  }

  download(slot: Slot): void {
    try {
      const file = fileFor(slot.kit, this.set.written(slot, today()), "filled")
      save(file.bytes, file.name, file.mime)
      this.tell(`已生成 ${file.name}。`)
    } catch (error) {
      this.tell(error instanceof Error ? error.message : "没有生成出来。")
    }
  }

  private zip(): void {
    try {
      const made = this.set.zip(today())
      save(made.bytes, made.name, "application/zip")
      this.foot.say(`已生成 ${made.name}，里面 ${made.count} 份材料，次序和待补的写在第一个文件里。`)
    } catch (error) {
      this.foot.say(error instanceof Error ? error.message : "没有生成出来。")
    }
  }

  private check(): void {
    this.asked = true
    this.look()
    const across = this.set.across(today())
    const words = across.map(finding =>
      sentence({ state: "against", word: "放在一起看", message: finding.message, mend: finding.mend, basis: cites(finding.basis), place: "", about: [], waiting: false }),
    )
    this.foot.more(
      el("p", { class: "bb-notes__title" }, words.length ? `各份放在一起对不上的（${words.length}）` : "各份放在一起，没有查出对不上的。"),
      ...words.map(item => el("p", { class: "bb-msg" }, item)),
    )
  }

  /** 各份材料重新摆一遍：勾不勾、有几份。 */
  private draw(): void {
    const kept = new Map(this.sheets.map(sheet => [sheet.slot.key, sheet]))
    this.sheets = []
    for (const kit of this.set.kits) {
      const item = document.querySelector<HTMLElement>(`[data-sheet="${kit.id}"]`)
      const holder = item?.querySelector<HTMLElement>("[data-state]")
      const blanks = holder?.querySelector("template")
      if (!item || !holder || !blanks) continue
      const take = el("input", { type: "checkbox" })
      take.checked = this.set.included(kit)
      take.addEventListener("change", () => {
        this.set.data.on[kit.id] = take.checked
        item.dataset["off"] = take.checked ? "" : "yes"
        this.changed()
      })
      item.dataset["off"] = take.checked ? "" : "yes"
      const copies = this.set.slots(kit).map(slot => {
        const sheet = kept.get(slot.key) ?? new Sheet(slot, this, blanks)
        sheet.reset()
        this.sheets.push(sheet)
        return sheet.root
      })
      const more = this.set.several(kit) && this.more(kit, copies.length)
      holder.replaceChildren(blanks, el("label", { class: "bb-take" }, take, " 放进全套", el("span", { class: "bb-row-name" }, `：${kit.title}`)), ...copies, more || "")
    }
    this.look()
  }

  private more(kit: Kit, count: number): HTMLElement {
    const to = (copies: number): void => {
      if (copies < count) delete this.set.data.docs[`${kit.id}#${count}`]
      if (copies > 1) this.set.data.copies[kit.id] = copies
      else delete this.set.data.copies[kit.id]
      this.draw()
      this.changed()
      this.tell(`《${kit.title}》现在是 ${copies} 份。`)
    }
    return el(
      "p",
      { class: "bb-rows-add" },
      button("再加一份", () => to(count + 1), { class: "bb-quiet", "aria-label": `再加一份：${kit.title}` }),
      count > 1 && button("去掉最后一份", () => to(count - 1), { class: "bb-quiet", "aria-label": `去掉最后一份：${kit.title}` }),
    )
  }

  private look(): void {
    const wrong = notes(this.sharedKit, this.sharedBook, this.set.data.shared, today()).filter(note => note.state === "impossible")
    beside(this.shared, this.set.shared.map(field => field.id), wrong)
    for (const { count, names } of this.groups) {
      const filled = names.filter(name => this.set.data.shared[name] !== undefined).length
      count.textContent = `填了 ${filled} 项，共 ${names.length} 项`
    }
    let [done, open, against] = [0, 0, wrong.length]
    for (const sheet of this.sheets) {
      const all = sheet.show()
      if (!this.set.included(sheet.slot.kit)) continue
      against += all.filter(note => note.state === "against").length
      if (all.some(lacking)) open += 1
      else done += 1
    }
    const said = `要放进去的 ${done + open} 份里，${done} 份必填的都填了，${open} 份还空着必填的`
    this.foot.say(this.set.blank ? "填起来以后，这里会说还缺什么、哪里对不上。" : `${said}${against ? `；${against} 处要看` : ""}。`)
  }
}

register()

/** 选了的要求集加到各份上；加不上的说一句，照原来的填。 */
async function laid(before: readonly Kit[], root: HTMLElement): Promise<{ kits: readonly Kit[]; asking: Asking | null }> {
  if (!chosenSets().length) return { kits: before, asking: null }
  const say = (words: string): void => root.prepend(el("p", { class: "bb-help" }, words))
  const sets = await loadSets()
  if (!sets) say(UNLOADED)
  try {
    if (sets) {
      const kits = laidKits(sets, before)
      const more = kits.filter((kit, at) => kit !== before[at])
      const asked = new Set(more.flatMap(kit => kit.fields.flatMap(field => field.asked_by?.split("、") ?? [])))
      const who = sets.chosen(chosenSets()).flatMap(({ superior }) => (asked.has(superior) ? [superior] : []))
      if (who.length) say(`${who.join("、")}另有要求的，在${more.map(kit => `《${kit.title}》`).join("")}里标着。`)
      return { kits, asking: { sets, before } }
    }
  } catch (error) {
    say(error instanceof Error ? error.message : UNLOADED)
  }
  return { kits: before, asking: null }
}

async function start(): Promise<void> {
  const root = document.querySelector<HTMLElement>("[data-dossier]")
  const sharedRoot = document.querySelector<HTMLElement>("[data-shared]")
  const footRoot = document.querySelector<HTMLElement>("[data-foot]")
  const found = document.querySelector<HTMLElement>("[data-found]")
  const data = handed<readonly PlanData[]>("plans").flat().find(plan => plan.id === root?.dataset["dossier"])
  if (!root || !sharedRoot || !footRoot || !found || !data) return
  const kits = data.papers.map(paper => (paper.need === "上级制发" ? undefined : kitOf(paper.template))).filter((kit): kit is Kit => kit !== undefined)
  const { kits: more, asking } = await laid(kits, root)
  const set = new DossierSet(data, more, kits)
  const must = more.filter(kit => set.plan.papers.get(kit.id)?.need === "必备")
  asking?.sets.draw(sharedRoot, { fields: set.facts }, { fields: set.with(must) })
  new Page(set, root, sharedRoot, footRoot, found, asking)
}

if (document.readyState === "complete") void start()
else document.addEventListener("DOMContentLoaded", () => void start(), { once: true })
