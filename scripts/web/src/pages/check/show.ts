// 查的结果：按文件、按轻重两种看法，归档目录，没有读的。结论又有记号又有字，不只靠颜色。
import type { State } from "../../dossiers/due"
import type { Issue, Sheaf } from "../../inspection/issues"
import type { LibraryData, Pages } from "../../inspection/library"
import { button, el } from "../dom"
import { pageUrl } from "../page-url"
import { opener } from "./original"
import { named, type Told } from "./plain"

export type View = "files" | "weights"

export interface Doer {
  open(path: string): Promise<string>
  /** 人说这份是哪一种，再查。 */
  tell(path: string, kind: string): void
}

const ICONS: Readonly<Record<string, readonly [icon: string, name: string]>> = {
  合格: ["✓", "pass"],
  有问题: ["✕", "fail"],
  无法判断: ["？", "doubt"],
}
const WEIGHTS: readonly (readonly [title: string, name: string, fits: (issue: Issue) => boolean])[] = [
  ["必须改的", "must", issue => issue.severity === "must" && !issue.undetermined],
  ["建议看一看的", "should", issue => issue.severity === "should" && !issue.undetermined],
  ["无法判断的", "doubt", issue => issue.undetermined],
  ["提示", "hint", issue => issue.severity === "hint" && !issue.undetermined],
]
/** 一年一览里的记号；字另外写着，不只靠记号和颜色。 */
const MARKS: Readonly<Record<State, string>> = { 有: "✓", 少了: "△", 晚了: "△", 没有: "✕", 无法判断: "？", 还没到: "·" }
const STATES: Readonly<Record<State, string>> = { 有: "pass", 少了: "doubt", 晚了: "doubt", 没有: "fail", 无法判断: "doubt", 还没到: "ahead" }
/** 一格占几个月。 */
const SPANS: Readonly<Record<string, number>> = { month: 1, quarter: 3, "half-year": 6 }
/** 一打开就展开这么多处，再多的收着，点了才画。 */
const OPEN_AT_ONCE = 60

export function verdictBadge(verdict: string, count?: number): HTMLElement {
  const [icon, name] = ICONS[verdict] ?? ["？", "doubt"]
  const words = count === undefined ? verdict : `${verdict} ${count} 份`
  return el("span", { class: `bb-verdict bb-verdict--${name}` }, el("span", { "aria-hidden": "true" }, `${icon} `), words)
}

/** 是哪个文件夹；就是放进来的那一个，不用说。 */
function within(sheaf: Sheaf): string {
  return sheaf.path === "." ? "" : `　${named(sheaf)}`
}

/** 折着的一块，打开了才画里面。 */
class Fold {
  readonly root: HTMLDetailsElement
  private readonly body = el("div", { class: "bb-fold__body" })
  private drawn = false

  constructor(
    title: readonly (Node | string)[],
    private readonly draw: () => readonly Node[],
    open: boolean,
  ) {
    this.root = el("details", { class: "bb-fold" }, el("summary", {}, ...title), this.body)
    this.root.addEventListener("toggle", () => {
      if (this.root.open) this.fill()
    })
    if (open) {
      this.root.open = true
      this.fill()
    }
  }

  fill(): void {
    if (this.drawn) return
    this.drawn = true
    this.body.append(...this.draw())
  }
}

function table(name: string, caption: string, head: readonly string[], rows: readonly (readonly string[])[]): HTMLElement {
  const top = el("tr", {}, ...head.map(cell => el("th", { scope: "col" }, cell)))
  const body = rows.map(cells => el("tr", {}, ...cells.map(cell => el("td", {}, cell))))
  const made = el("table", { class: `bb-list bb-list--${name}` }, el("caption", {}, caption), el("thead", {}, top), el("tbody", {}, ...body))
  return el("div", { class: "bb-scroll", tabindex: "0", role: "region", "aria-label": caption }, made)
}

export class Results {
  private folds: Fold[] = []
  private readonly numbers = new Map<Issue, number>()

  constructor(
    private readonly told: Told,
    private readonly library: LibraryData,
    private readonly doer: Doer,
  ) {
    for (const issue of told.sheaves.flatMap(sheaf => sheaf.issues)) this.numbers.set(issue, this.numbers.size + 1)
  }

  /** 打印以前，折着没有画的都画出来。 */
  fillAll(): void {
    for (const fold of this.folds) fold.fill()
  }

  private fold(title: readonly (Node | string)[], draw: () => readonly Node[], open: boolean): HTMLElement {
    const fold = new Fold(title, draw, open)
    this.folds.push(fold)
    return fold.root
  }

  summary(): HTMLElement {
    const files = this.told.sheaves.filter(sheaf => !sheaf.dossier)
    const counts = Object.keys(ICONS).map(verdict => [verdict, files.filter(sheaf => sheaf.verdict === verdict).length] as const)
    return el(
      "div",
      { class: "bb-tally" },
      el("p", {}, `${this.told.lookedAt}${this.told.counted}`),
      el("p", {}, ...counts.filter(([, count]) => count).flatMap(([verdict, count]) => [verdictBadge(verdict, count), " "])),
    )
  }

  show(view: View): Node[] {
    this.folds = []
    const made = view === "files" ? this.byFile() : this.byWeight()
    return [...this.wholeYear(), ...made, ...this.catalogues(), ...this.unread()]
  }

  // -- 按文件 ----------------------------------------------------------------------------------

  private byFile(): Node[] {
    const clean: Sheaf[] = []
    const made: Node[] = []
    let shown = 0
    for (const sheaf of this.told.sheaves) {
      if (!sheaf.issues.length && !sheaf.dossier) {
        clean.push(sheaf)
        continue
      }
      const open = shown < OPEN_AT_ONCE
      shown += sheaf.issues.length
      made.push(this.sheaf(sheaf, open))
    }
    if (clean.length) {
      const title = el("h3", {}, `单独看没有发现问题的（${clean.length} 份）`)
      made.push(this.fold([title], () => clean.map(sheaf => this.quiet(sheaf)), false))
    }
    return made
  }

  private sheaf(sheaf: Sheaf, open: boolean): HTMLElement {
    const title = sheaf.title || "认不出是哪一种材料"
    const where = el("span", { class: "bb-small" }, sheaf.dossier ? `整套放在一起看${within(sheaf)}` : sheaf.path)
    const none = sheaf.verdict === "合格" ? "没有发现问题" : "问题写在各份材料里"
    const count = sheaf.issues.length ? `${sheaf.issues.length} 处` : none
    const draw = (): Node[] => [
      ...(sheaf.issues.length ? [el("ol", { class: "bb-issues" }, ...sheaf.issues.map(issue => this.issue(issue, "")))] : []),
      ...(sheaf.dossier ? [] : [this.tools(sheaf)]),
    ]
    return this.fold([verdictBadge(sheaf.verdict), el("h3", {}, title), where, el("span", { class: "bb-small" }, `　${count}`)], draw, open)
  }

  private quiet(sheaf: Sheaf): HTMLElement {
    const head = el("p", {}, verdictBadge(sheaf.verdict), ` ${sheaf.title} `, el("span", { class: "bb-small" }, sheaf.path))
    return el("div", { class: "bb-clean" }, head, this.tools(sheaf))
  }

  /** 看全文；认错了的改。 */
  private tools(sheaf: Sheaf): HTMLElement {
    const row = el("p", { class: "bb-tools" })
    const whole = el("div", { class: "bb-holder" }, row)
    const record = this.told.report.records.find(item => item.path === sheaf.path)
    row.append(opener("看全文", whole, { path: sheaf.path, label: "", text: "" }, path => this.doer.open(path)), " ")
    const page = record?.template ? `templates/${record.template}/` : ""
    if (page) row.append(el("a", { href: pageUrl(page) }, "这种材料的样子和规则"), " ")
    if (!record?.kind) row.append(this.kinds(sheaf.path, ""))
    else {
      const wrong = button("认错了", () => wrong.replaceWith(this.kinds(sheaf.path, record.kind)), { class: "bb-quiet" })
      row.append(wrong)
    }
    return whole
  }

  private kinds(path: string, now: string): HTMLElement {
    const known = this.library.kinds.map(({ kind }) => kind).sort((a, b) => a.title.localeCompare(b.title, "zh"))
    const select = el(
      "select",
      {},
      el("option", { value: "" }, "请选"),
      ...known.map(kind => el("option", { value: kind.id, selected: kind.id === now }, kind.title)),
    )
    const again = button("按这一种再查", () => {
      if (select.value) this.doer.tell(path, select.value)
      else select.focus()
    }, { class: "bb-quiet" })
    return el("span", { class: "bb-kind" }, el("label", {}, "这份是 ", select), " ", again)
  }

  // -- 按轻重 ----------------------------------------------------------------------------------

  private byWeight(): Node[] {
    let shown = 0
    return WEIGHTS.flatMap(([title, name, fits]) => {
      const own = this.told.sheaves.flatMap(sheaf => sheaf.issues.filter(fits).map(issue => ({ sheaf, issue })))
      if (!own.length) return []
      const open = shown < OPEN_AT_ONCE
      shown += own.length
      const head = el("h3", { class: `bb-weight--${name}` }, `${title}（${own.length} 处）`)
      const draw = (): Node[] => [
        el("ol", { class: "bb-issues" }, ...own.map(({ sheaf, issue }) => this.issue(issue, sheaf.dossier ? `整套${within(sheaf)}` : sheaf.path))),
      ]
      return [this.fold([head], draw, open)]
    })
  }

  // -- 一处 ------------------------------------------------------------------------------------

  private links(name: string, refs: readonly string[], pages: Pages): Node[] {
    const own = refs.filter(ref => Object.prototype.hasOwnProperty.call(pages, ref))
    if (!own.length) return []
    const made = own.flatMap((ref, at) => {
      const [words, page] = pages[ref] as readonly [string, string]
      return [at ? "；" : "", el("a", { href: pageUrl(page) }, words)]
    })
    return [el("dt", {}, name), el("dd", {}, ...made)]
  }

  private issue(issue: Issue, where: string): HTMLElement {
    const { finding, quotes } = issue.noted
    const several = new Set(quotes.map(quote => quote.path)).size > 1
    const holder = el("div", { class: "bb-holder" })
    const seen = quotes
      .filter(quote => quote.text)
      .map(quote => {
        const words = `${several ? `${quote.path}：` : ""}${quote.label}“${quote.text}”`
        return opener(words, holder, quote, path => this.doer.open(path))
      })
    const weight = WEIGHTS.find(([, , fits]) => fits(issue))?.[1] ?? "hint"
    holder.append(
      el("p", { class: "bb-issue__head" }, el("span", { class: `bb-weight bb-weight--${weight}` }, issue.weight), ` ${issue.problem}`),
      el(
        "dl",
        {},
        ...(where ? [el("dt", {}, "材料"), el("dd", {}, issue.title ? `${issue.title}　${where}` : where)] : []),
        ...(seen.length ? [el("dt", {}, "读到的"), el("dd", { class: "bb-seen" }, ...seen)] : []),
        ...(issue.mend ? [el("dt", {}, "怎么改"), el("dd", {}, issue.mend)] : []),
        ...this.links("依据", finding.basis, this.library.citations),
        ...this.links("常见问题", finding.defects, this.library.defects),
      ),
    )
    if (issue.each.length) {
      const draw = (): Node[] => [el("ul", {}, ...issue.each.map(one => this.issue(one, "")))]
      holder.append(this.fold([`一处一处看（${issue.each.length} 处）`], draw, false))
    }
    const number = this.numbers.get(issue)
    return el("li", number ? { value: String(number) } : {}, holder)
  }

  // -- 后面两样 --------------------------------------------------------------------------------

  /** 一年一览：月份在上面，一件事一行；有没有，记号和字都写。 */
  private wholeYear(): Node[] {
    const { year } = this.told.report
    if (!year) return []
    const caption = `${year.year} 年一览`
    const months = Array.from({ length: 12 }, (_, at) => el("th", { scope: "col" }, `${at + 1}月`))
    const rows = year.lines.map(line => {
      const cells = line.cells.map(cell => {
        const mark = el("span", { "aria-hidden": "true" }, MARKS[cell.state], " ")
        const days = cell.days.map(day =>
          el("span", { class: "bb-had__day" }, ` ${Number(day.slice(5, 7))}月${Number(day.slice(8, 10))}日`),
        )
        const count = cell.times > 1 ? ` ${cell.held}/${cell.times}` : ""
        return el("td", { colspan: String(SPANS[line.period] ?? 12), class: `bb-had bb-had--${STATES[cell.state]}` }, mark, `${cell.state}${count}`, ...days)
      })
      return el("tr", {}, el("th", { scope: "row" }, line.title), ...cells)
    })
    const head = el("thead", {}, el("tr", {}, el("td", {}), ...months))
    const made = el("table", { class: "bb-list bb-list--year" }, el("caption", {}, caption), head, el("tbody", {}, ...rows))
    const hint = el("p", { class: "bb-small" }, "有没有记录，不等于开没开；“还没到”的不算缺，“无法判断”的看下面写的原因。")
    return [el("div", { class: "bb-scroll", tabindex: "0", role: "region", "aria-label": caption }, made), hint]
  }

  private catalogues(): Node[] {
    return this.told.report.dossiers
      .filter(dossier => dossier.catalogue.length)
      .map(dossier => {
        const rows = dossier.catalogue.map(item => [String(item.no), item.title, item.doc_no, item.date ?? "日期不明", item.path])
        const title = `归档目录：${dossier.title}（${rows.length} 份）`
        return this.fold([el("h3", {}, title)], () => [table("filed", title, ["序号", "题名", "文号", "日期", "文件"], rows)], false)
      })
  }

  private unread(): Node[] {
    const { unread } = this.told.report
    if (!unread.length) return []
    const title = `没有读的（${unread.length} 份）`
    const rows = unread.map(item => [item.path, item.message])
    return [this.fold([el("h3", {}, title)], () => [table("unread", title, ["文件", "为什么，怎么办"], rows)], true)]
  }
}
