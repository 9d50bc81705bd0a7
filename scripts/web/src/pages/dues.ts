// 算党费页：一名党员一格，算每月、全年，一年的表下载成 Excel。不联网，草稿存在这台设备上。
import { money, reckon, yearly, type DuesData, type Income, type Member, type Year } from "../planning/dues"
import { writeSheets, type Sheet } from "../inspection/sheets"
import { Desk } from "./desk"
import { button, el, fillFoot, later, save, today } from "./dom"
import { citation, cites, handed, register } from "./kits"
import { told } from "./told"

const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
const DEDUCT: readonly (readonly [string, string])[] = [
  ["", "还没有问"],
  ["yes", "上级让扣"],
  ["no", "上级不让扣"],
]
const PAY: Readonly<Record<string, string>> = { "after-tax": "固定的工资合计（元）", received: "实际领到的（元）", quarter: "上季度三个月的纯收入（元）" }

/** 一名党员填的各格，照填的样子。 */
type Blanks = Readonly<Record<string, string>>

const text = (blanks: Blanks, name: string): string => blanks[name] ?? ""

function incomeOf(blanks: Blanks, before = ""): Income {
  return { pay: text(blanks, `${before}pay`), tax: text(blanks, `${before}tax`), own: text(blanks, `${before}own`) }
}

const monthOf = (words: string): number => Number(/^\d{4}-(\d\d)$/u.exec(words)?.[1] ?? 0)

/** 只写月份的 1 到 12；写了年份的，早于这一年从 1 月起，晚于这一年不算。 */
function within(words: string, year: number): number {
  const own = Number(words.slice(0, 4))
  return !words ? 0 : own < year ? 1 : own > year ? 13 : monthOf(words)
}

function memberOf(blanks: Blanks, year: number): Member {
  const changed = within(text(blanks, "change"), year)
  const first = text(blanks, "cut-first")
  const last = text(blanks, "cut-last")
  const cut = first && last
  const end = Number(last.slice(0, 4)) > year ? 12 : Number(last.slice(0, 4)) < year ? 0 : monthOf(last)
  return {
    name: text(blanks, "name").trim(),
    category: text(blanks, "category"),
    income: incomeOf(blanks),
    deduct: text(blanks, "deduct"),
    amount: text(blanks, "amount"),
    since: text(blanks, "since"),
    until: text(blanks, "until"),
    changes: changed >= 1 && changed <= 12 ? [{ month: changed, income: incomeOf(blanks, "new-") }] : [],
    reduction: cut ? { first: within(first, year), last: end, amount: text(blanks, "cut-amount"), approval: text(blanks, "cut-approval") } : null,
  }
}

let serial = 0

class Box {
  readonly root: HTMLElement
  private readonly told = el("div", { "aria-live": "polite" })
  private readonly legend = el("legend", {})
  private readonly controls = new Map<string, HTMLInputElement | HTMLSelectElement>()
  private readonly hint = el("p", { class: "bb-small" })
  private mark = ""

  constructor(
    private readonly data: DuesData,
    changed: () => void,
    remove: (box: Box) => void,
  ) {
    const category = this.choice("category", "哪一类", [["", "请选"], ...data.categories.map(item => [item.id, item.label] as const)])
    const first = el(
      "div",
      { class: "bb-due__blanks" },
      this.blank("name", "姓名"),
      category,
      this.blank("pay", "收入（元）"),
      this.blank("tax", "个人所得税（元）"),
      this.blank("own", "个人缴的公积金、社会保险（元）"),
      this.choice("deduct", "这一项扣不扣", DEDUCT),
      this.blank("amount", "每月交多少（元）"),
    )
    const more = el(
      "details",
      { class: "bb-rest" },
      el("summary", {}, "这一年里有变化的"),
      el(
        "div",
        { class: "bb-due__blanks" },
        this.blank("since", "从哪个月起在这里交", "month"),
        this.blank("until", "到哪个月为止", "month"),
        this.blank("change", "收入从哪个月变了", "month"),
        this.blank("new-pay", "变了以后的收入（元）"),
        this.blank("new-tax", "变了以后的个人所得税（元）"),
        this.blank("new-own", "变了以后个人缴的公积金、社会保险（元）"),
        this.blank("cut-first", "批准少交的，从哪个月", "month"),
        this.blank("cut-last", "到哪个月", "month"),
        this.blank("cut-amount", "少交以后每月交多少（元）"),
        this.blank("cut-approval", "上级党委批准的文号"),
      ),
    )
    this.root = el(
      "fieldset",
      { class: "bb-due" },
      this.legend,
      first,
      this.hint,
      more,
      this.told,
      el("p", { class: "bb-foot__buttons" }, button("去掉这一名", () => remove(this), { class: "bb-do" })),
    )
    this.root.addEventListener("input", changed)
    this.fit()
  }

  private labelled(name: string, words: string, control: HTMLInputElement | HTMLSelectElement): HTMLElement {
    this.controls.set(name, control)
    const label = el("label", { for: control.id, "data-blank": name }, el("span", {}, words), control)
    return label
  }

  private blank(name: string, words: string, type = "text"): HTMLElement {
    const money_ = words.includes("（元）")
    return this.labelled(name, words, el("input", { type, id: `due-${(serial += 1)}`, inputmode: money_ ? "decimal" : undefined }))
  }

  private choice(name: string, words: string, list: readonly (readonly [string, string])[]): HTMLElement {
    const control = el("select", { id: `due-${(serial += 1)}` }, ...list.map(([value, said]) => el("option", { value }, said)))
    return this.labelled(name, words, control)
  }

  blanks(): Blanks {
    const found: Record<string, string> = {}
    for (const [name, control] of Array.from(this.controls)) if (control.value) found[name] = control.value
    return found
  }

  give(blanks: Blanks): void {
    for (const [name, control] of Array.from(this.controls)) control.value = blanks[name] ?? ""
  }

  /** 只留下这一类用得着的格。 */
  private fit(): void {
    const category = this.data.categories.find(item => item.id === this.controls.get("category")?.value)
    const base = category?.base ?? "none"
    const wage = base === "after-tax"
    const between = category !== undefined && category.least !== null && category.least !== category.most
    const shown: Readonly<Record<string, boolean>> = { pay: base !== "none", tax: wage, own: wage, deduct: wage, amount: between }
    this.root.querySelectorAll<HTMLElement>("[data-blank]").forEach(label => {
      const name = label.dataset["blank"] ?? ""
      const bare = name.replace(/^new-/u, "")
      if (name === "change") label.hidden = base === "none"
      else if (bare in shown) label.hidden = !shown[bare]
      if (name === "pay" && label.firstChild) label.firstChild.textContent = PAY[base] ?? "收入（元）"
    })
    this.hint.textContent = category?.hint ? `${category.hint}。` : ""
    this.hint.hidden = !category?.hint
  }

  show(year: number, number: number): { member: Member; year: Year } {
    this.fit()
    const member = memberOf(this.blanks(), year)
    const found = yearly(this.data, member, year)
    const month = reckon(this.data, member)
    const mark = JSON.stringify([member, found, month, number])
    if (mark !== this.mark) {
      this.mark = mark
      this.legend.textContent = member.name || `第 ${number} 名党员`
      const basis = cites(found.basis)
      const faults = found.faults.filter(words => words !== month.doubt && words !== month.lack)
      const sum = found.total === null ? "" : `全年 ${money(found.total)}`
      this.told.replaceChildren(
        el("p", { class: "bb-due__sum" }, [month.amount === null ? "" : `每月 ${money(month.amount)}`, sum].filter(Boolean).join("，") || "还算不出来"),
        ...(month.words ? [el("p", { class: "bb-small" }, found.lines.length > 1 ? found.lines.join("；") : month.words)] : []),
        ...(month.lack && member.category ? [el("p", { class: "bb-small" }, `${month.lack}。`)] : []),
        ...(month.doubt ? [told("doubt", "无法判断", month.doubt, basis)] : []),
        ...faults.map(message => told("against", "要改", message, [])),
        ...(month.amount !== null && basis.length
          ? [el("p", { class: "bb-small" }, "依据 ", basis.map(([words]) => words).join("；"))]
          : []),
      )
    }
    return { member, year: found }
  }
}

/** 一年的表：各月的数，和怎么算的。 */
export function sheets(data: DuesData, year: number, list: readonly { member: Member; year: Year }[]): Sheet[] {
  const labels = new Map(data.categories.map(item => [item.id, item.label]))
  const bare = (amount: number | null): string => (amount === null ? "无法判断" : (amount / 100).toFixed(2))
  const months = Array.from({ length: 12 }, (_, at): readonly [string, number] => [`${at + 1} 月`, 8])
  return [
    {
      name: "党费",
      title: `${year} 年党费核定表`,
      columns: [["序号", 6], ["姓名", 12], ["类别", 16], ...months, ["全年", 10], ["本人签名", 12]],
      rows: list.map(({ member, year: found }, at) => [
        String(at + 1),
        member.name,
        labels.get(member.category) ?? "",
        ...found.months.map(month => (month.state === "none" ? "—" : bare(month.amount))),
        bare(found.total),
        "",
      ]),
    },
    {
      name: "怎么算的",
      title: "怎么算的",
      columns: [["姓名", 12], ["算法", 50], ["要看的", 50], ["依据", 60]],
      rows: list.map(({ member, year: found }) => [
        member.name,
        found.lines.join("\n"),
        found.faults.join("\n"),
        found.basis.map(ref => citation(ref)[0]).join("\n"),
      ]),
    },
  ]
}

interface Kept {
  readonly year?: unknown
  readonly members?: unknown
}

class Page {
  private boxes: Box[] = []
  private readonly desk: Desk
  private readonly year = el("input", { type: "text", inputmode: "numeric", "aria-label": "哪一年" })
  private readonly holder = el("div", {})
  private readonly sum = el("p", { class: "bb-sum", role: "status", "aria-live": "polite" })
  private readonly soon = later(150, () => this.look())

  constructor(
    private readonly data: DuesData,
    root: HTMLElement,
    form: HTMLFormElement,
    foot: HTMLElement,
  ) {
    this.year.value = today().slice(0, 4)
    form.addEventListener("submit", event => event.preventDefault())
    form.append(el("p", { class: "bb-point__who" }, el("label", {}, "哪一年 ", this.year)), this.holder, el("p", {}, button("再加一名党员", () => this.more(), { class: "bb-do" })))
    this.year.addEventListener("input", () => this.changed())
    this.desk = new Desk(root.querySelector<HTMLElement>("[data-desk]") as HTMLElement, {
      scope: "dues",
      version: 1,
      title: "算党费",
      take: () => this.kept(),
      give: given => this.give(given as Kept | null),
    })
    fillFoot(
      foot,
      this.sum,
      button("下载全年的表（Excel）", () => this.download(), { class: "bb-do bb-do--main" }),
      button("打印", () => window.print(), { class: "bb-do" }),
    )
    this.add()
    this.look()
    void this.desk.start()
  }

  private add(): Box {
    const box = new Box(
      this.data,
      () => this.changed(),
      gone => this.remove(gone),
    )
    this.boxes.push(box)
    this.holder.append(box.root)
    return box
  }

  private more(): void {
    const box = this.add()
    this.look()
    box.root.querySelector("input")?.focus()
  }

  private remove(box: Box): void {
    box.root.remove()
    this.boxes = this.boxes.filter(item => item !== box)
    if (!this.boxes.length) this.add()
    this.changed()
  }

  private changed(): void {
    this.soon()
    this.desk.changed()
  }

  private kept(): Kept | null {
    const members = this.boxes.map(box => box.blanks())
    return members.some(blanks => Object.keys(blanks).length) ? { year: this.year.value, members } : null
  }

  private give(given: Kept | null): string {
    if (typeof given?.year === "string") this.year.value = given.year
    this.boxes.forEach(box => box.root.remove())
    this.boxes = []
    for (const blanks of Array.isArray(given?.members) ? (given.members as Blanks[]) : []) this.add().give(blanks)
    if (!this.boxes.length) this.add()
    this.look()
    return ""
  }

  private list(): { member: Member; year: Year }[] {
    const year = Number(/^\d{4}$/u.exec(this.year.value.trim())?.[0] ?? today().slice(0, 4))
    return this.boxes.map((box, at) => box.show(year, at + 1))
  }

  private look(): void {
    const list = this.list().filter(({ member }) => member.category)
    const known = list.filter(({ year }) => year.total !== null)
    const total = known.reduce((sum, { year }) => sum + (year.total ?? 0), 0)
    const open = list.length - known.length
    const words = list.length
      ? `${list.length} 名党员${known.length ? `，算出来的 ${known.length} 名全年共 ${money(total)}` : ""}${open ? `；${open} 名算不出来，没有加进去` : ""}。`
      : "选了哪一类，填了数，这里会说一共多少。"
    if (this.sum.textContent !== words) this.sum.textContent = words
  }

  private download(): void {
    const year = Number(/^\d{4}$/u.exec(this.year.value.trim())?.[0] ?? today().slice(0, 4))
    const list = this.list().filter(({ member }) => member.category)
    save(writeSheets(`${year} 年党费核定表`, sheets(this.data, year, list)), `${year} 年党费核定表.xlsx`, XLSX)
  }
}

register()

function start(): void {
  const root = document.querySelector<HTMLElement>("[data-dues-page]")
  const form = root?.querySelector<HTMLFormElement>("[data-members]")
  const foot = root?.querySelector<HTMLElement>("[data-foot]")
  const [data] = handed<DuesData>("dues")
  if (root && form && foot && data) new Page(data, root, form, foot)
}

if (document.readyState === "complete") start()
else document.addEventListener("DOMContentLoaded", start, { once: true })
