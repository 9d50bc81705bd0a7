// “自查”页：放进来一套材料，在这台电脑上读、判断，说出哪里不对、凭什么、怎么改。不联网，什么也不存。
import type { Given } from "../inspection/collect"
import type { LibraryData } from "../inspection/library"
import { bookCalls, makeBook } from "./check/book"
import { demoFiles, type Demo } from "./check/demo"
import { dropped, picked, type Gathered } from "./check/gather"
import { fetchPieces, keepPiece } from "./check/pieces"
import { copy, plain, type Told } from "./check/plain"
import { Runner } from "./check/runner"
import { Results, type View } from "./check/show"
import { With } from "./check/with"
import { button, el, save, today } from "./dom"
import { script } from "./chosen"
import { ownSettings } from "./own"

const handed: { library?: LibraryData; demo?: Demo; whole?: Demo } = {}

/** 资料脚本排在后面，它们来了就放在这里。 */
function register(): void {
  const page = window as unknown as { branchbook?: Record<string, unknown> }
  page.branchbook = {
    ...page.branchbook,
    library: (data: LibraryData) => void (handed.library = data),
    demo: (data: Demo) => void (data.year ? (handed.whole = data) : (handed.demo = data)),
    piece: keepPiece,
    ...bookCalls,
  }
}

const DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
const VIEWS: readonly (readonly [View, string])[] = [
  ["files", "按文件看"],
  ["weights", "按轻重看"],
]
/** 可以选哪几年。 */
const YEARS = 6
/** 读屏的人不用份份都听，隔这么久说一次，毫秒。 */
const SAY_EVERY = 3000

class CheckPage {
  private given: Given[] = []
  private readonly kinds = new Map<string, string>()
  private demo: Demo | null = null
  private lost: readonly string[] = []
  private view: View = "files"
  private results: Results | null = null
  private told: Told | null = null
  private spoke = 0
  private readonly runner: Runner
  private readonly status: HTMLElement
  private readonly bar = el("progress", { class: "bb-progress", "aria-label": "读到第几份" })
  private readonly count = el("span", { "aria-hidden": "true" })
  private readonly cancel = button("停下", () => this.halt(), { class: "bb-do" })
  private readonly running: HTMLElement
  private readonly day: HTMLInputElement
  private readonly procedure: HTMLSelectElement
  private readonly year: HTMLSelectElement
  private readonly out: HTMLElement
  private readonly body = el("div", { class: "bb-results" })
  private readonly clearing: HTMLElement

  constructor(
    private readonly root: HTMLElement,
    private library: LibraryData,
  ) {
    const find = <Item extends HTMLElement>(selector: string): Item => root.querySelector(selector) as Item
    this.status = find("[data-status]")
    this.day = find("[data-day]")
    this.procedure = find("[data-procedure]")
    this.year = find("[data-year]")
    this.out = find("[data-out]")
    this.clearing = find("[data-clear]")
    this.running = find("[data-running]")
    this.running.append(this.bar, this.count, this.cancel)
    this.runner = new Runner(library, {
      progress: (done, all) => this.progress(done, all),
      done: told => this.done(told),
      failed: words => this.say(words, false),
    })
    this.settings()
    this.inputs()
    new With(find("[data-with]"), library, more => {
      this.library = more
      this.runner.use(more)
      if (this.given.length) this.run()
    })
    window.addEventListener("beforeprint", () => this.results?.fillAll())
    root.hidden = false
  }

  private settings(): void {
    this.day.value = today()
    // 从流程页来的，地址后面写着是哪个流程。
    const wanted = location.hash.slice(1)
    if (wanted && Array.from(this.procedure.options, option => option.value).includes(wanted)) this.procedure.value = wanted
    const again = (): void => {
      if (this.given.length && this.day.value) this.run()
    }
    this.day.addEventListener("change", again)
    this.procedure.addEventListener("change", again)
    const now = Number(this.day.value.slice(0, 4))
    for (let year = now; year > now - YEARS; year -= 1) this.year.add(new Option(`${year} 年全年`, String(year)))
    this.year.addEventListener("change", again)
  }

  private inputs(): void {
    const { root } = this
    root.querySelectorAll<HTMLInputElement>("input[type=file]").forEach(input => {
      const label = input.closest("label")
      if (input.hasAttribute("webkitdirectory") && !("webkitdirectory" in input) && label) label.hidden = true
      input.addEventListener("change", () => {
        this.add(picked(input.files))
        input.value = ""
      })
    })
    const example = root.querySelector<HTMLButtonElement>("[data-demo]")
    if (example) {
      example.hidden = !handed.demo
      example.addEventListener("click", () => this.example(handed.demo))
    }
    root.querySelector("[data-demo-year]")?.addEventListener("click", () => void this.wholeYear())
    this.clearing.addEventListener("click", () => this.clear())
    const zone = root.querySelector<HTMLElement>("[data-drop]") as HTMLElement
    let deep = 0
    const over = (on: boolean): void => void zone.classList.toggle("bb-drop--over", on)
    const files = (event: DragEvent): boolean => Array.from(event.dataTransfer?.types ?? []).includes("Files")
    // 整页都接：放歪了，浏览器会把文件打开，页面就没了。
    window.addEventListener("dragenter", event => {
      if (!files(event)) return
      deep += 1
      over(true)
    })
    window.addEventListener("dragleave", event => {
      if (!files(event)) return
      deep -= 1
      if (deep <= 0) over(false)
    })
    window.addEventListener("dragover", event => {
      if (files(event)) event.preventDefault()
    })
    window.addEventListener("drop", event => {
      if (!event.dataTransfer || !files(event)) return
      event.preventDefault()
      deep = 0
      over(false)
      void dropped(event.dataTransfer).then(found => this.add(found))
    })
  }

  // -- 放进来 ----------------------------------------------------------------------------------

  private add({ given, lost }: Gathered): void {
    if (!given.length && !lost.length) return
    if (this.demo) this.forget()
    const key = ({ path, file }: Given): string => `${path}\n${file.size}\n${(file as File).lastModified}`
    const known = new Set(this.given.map(key))
    this.given = [...this.given, ...given.filter(item => !known.has(key(item)))]
    this.lost = [...this.lost, ...lost]
    this.run()
  }

  private example(demo: Demo | undefined): void {
    if (!demo) return
    this.forget()
    this.demo = demo
    this.given = demoFiles(demo)
    this.procedure.value = ""
    this.day.value = demo.today
    this.year.add(new Option(`${demo.year ?? 0} 年全年`, String(demo.year ?? "")), 1)
    this.year.selectedIndex = demo.year ? 1 : 0
    if (!demo.year) this.year.remove(1)
    this.run()
  }

  /** 一年的例子大，按了才取。 */
  private async wholeYear(): Promise<void> {
    try {
      if (!handed.whole) await script("assets/check/demo-year.js")
      this.example(handed.whole)
    } catch {
      this.say("例子没有载入，刷新页面再试一次。", false)
    }
  }

  /** 手里的都放下。 */
  private forget(): void {
    this.runner.stop()
    if (this.demo) {
      this.day.value = today()
      if (this.demo.year) this.year.remove(1)
      this.year.selectedIndex = 0
    }
    this.given = []
    this.kinds.clear()
    this.lost = []
    this.demo = null
    this.told = null
    this.results = null
    this.out.replaceChildren()
  }

  private clear(): void {
    this.forget()
    this.say("清空了，页面上什么也没有留下。", false)
    this.clearing.hidden = true
    this.root.querySelector<HTMLElement>("input[type=file]")?.focus()
  }

  // -- 查 --------------------------------------------------------------------------------------

  private run(): void {
    this.told = null
    this.results = null
    this.out.replaceChildren()
    this.bar.removeAttribute("value")
    this.count.textContent = ""
    this.spoke = Date.now()
    this.say(`正在查，共 ${this.given.length} 个文件……`, true)
    this.runner.run({
      files: this.given,
      today: this.day.value || today(),
      procedure: this.procedure.value,
      kinds: Array.from(this.kinds),
      own: this.demo ? (this.demo.own ?? {}) : ownSettings(this.library.params),
      year: Number(this.year.value),
    })
  }

  private say(words: string, running: boolean): void {
    this.status.textContent = words
    this.running.hidden = !running
    this.clearing.hidden = !this.given.length
  }

  private progress(done: number, all: number): void {
    this.bar.max = all
    this.bar.value = done
    const words = done < all ? `第 ${done + 1} 份，共 ${all} 份` : `${all} 份都读了，正在放在一起看`
    this.count.textContent = words
    if (Date.now() - this.spoke < SAY_EVERY) return
    this.spoke = Date.now()
    this.status.textContent = `正在查：${words}`
  }

  private halt(): void {
    this.runner.stop()
    this.say("停下了，没有查完，所以没有结果。再放文件，或者改一下日子、流程，会从头查。", false)
  }

  private done(told: Told): void {
    this.told = told
    const lost = this.lost.length ? `有 ${this.lost.length} 个文件浏览器打不开：${this.lost.slice(0, 3).join("、")}。` : ""
    const demo = this.demo ? `这是一个例子：${this.demo.story}` : ""
    this.say(`查完了，结果在下面。${lost}${demo}`, false)
    this.results = new Results(told, this.library, {
      open: path => this.runner.open(path),
      tell: (path, kind) => {
        this.kinds.set(path, kind)
        this.run()
      },
    })
    const title = el("h2", { id: "result", tabindex: "-1" }, `查的结果（当作 ${told.report.today} 查）`)
    this.out.replaceChildren(title, this.results.summary(), this.toolbar(), this.body)
    this.look(this.view)
    title.focus({ preventScroll: true })
    title.scrollIntoView({ block: "start" })
  }

  private look(view: View): void {
    this.view = view
    this.body.replaceChildren(...(this.results?.show(view) ?? []))
    this.out.querySelectorAll("[data-view]").forEach(item => {
      item.setAttribute("aria-pressed", String(item.getAttribute("data-view") === view))
    })
  }

  /** 会议记录编成一本，另有一份登记，两个文件一起下载。 */
  private async bind(said: HTMLElement): Promise<void> {
    const told = this.told
    if (!told) return
    said.textContent = "正在编……"
    const records = await this.runner.records()
    const made = await makeBook(this.library.year, records, told.report.unread, Number(this.year.value))
    if (!made) said.textContent = "编的脚本没有载入，刷新页面再试一次。"
    else if (!made.book.bound.length) said.textContent = "没有可以编的会议记录。"
    else {
      save(made.docx, `${made.book.title}.docx`, DOCX)
      save(made.xlsx, `${made.book.title.replace("记录本", "记录登记")}.xlsx`, XLSX)
      const left = made.book.left.length ? `，没有编进来的 ${made.book.left.length} 份写在目录后面` : ""
      said.textContent = `编了 ${made.book.bound.length} 份${left}。打开 .docx 时让它更新页码。`
    }
  }

  // -- 带走 ------------------------------------------------------------------------------------

  private toolbar(): HTMLElement {
    const quiet = { class: "bb-quiet" }
    const views = VIEWS.map(([view, words]) => button(words, () => this.look(view), { ...quiet, "data-view": view }))
    const said = el("span", { class: "bb-small", role: "status" })
    const text = (): string => (this.told ? plain(this.told) : "")
    return el(
      "div",
      { class: "bb-takeaway" },
      el("div", { class: "bb-tools", role: "group", "aria-label": "怎么看" }, ...views),
      el(
        "div",
        { class: "bb-tools", role: "group", "aria-label": "带走" },
        button("下载问题清单（.xlsx）", () => void this.runner.workbook().then(bytes => save(bytes, `问题清单（${this.day.value}）.xlsx`, XLSX)), {
          class: "bb-do bb-do--main",
        }),
        button("编成会议记录本", () => void this.bind(said), quiet),
        button("打印", () => window.print(), quiet),
        button("复制成文字", () => void copy(text()).then(done => (said.textContent = done ? "复制好了。" : "浏览器不让复制，请用打印。")), quiet),
        button("下载结果（.json）", () => save(JSON.stringify(this.told?.report, null, 1), "检查结果.json", "application/json"), quiet),
        said,
      ),
    )
  }
}

register()

function start(): void {
  const root = document.querySelector<HTMLElement>("[data-check]")
  if (!root || !handed.library) return
  new CheckPage(root, handed.library)
  fetchPieces()
}

// 资料脚本排在后面，等它们都到了再动手。
if (document.readyState === "complete") start()
else document.addEventListener("DOMContentLoaded", start, { once: true })
