// “全年日历”页：照这台设备上的本支部设定重画挂图，选哪一年，放进日历，打印。不联网。
import { chart, yearPlan, type Item, type YearData } from "../planning/year"
import { yearIcs } from "../planning/year-ics"
import { button, el, save, today } from "./dom"
import { handed, register, settings } from "./kits"

const [FIRST, LAST] = [2000, 2199]

function cell(title: string, items: readonly Item[], attributes: Record<string, string> = {}): HTMLElement {
  const listed = items.map(item =>
    el("li", { "data-due": item.id }, el("a", { href: `#due-${item.id}` }, item.words), !item.sure && el("span", {}, "*")),
  )
  return el("td", attributes, el("strong", {}, title), el("ul", { class: "bb-year__list" }, ...listed))
}

class YearPage {
  private readonly year = el("input", { type: "number", min: String(FIRST), max: String(LAST), "aria-label": "哪一年" })
  private readonly here = el("a", {}, "看本月")
  private readonly said = el("span", { class: "bb-small", role: "status" })
  private readonly values = settings().values

  constructor(
    private readonly data: YearData,
    private readonly sheet: HTMLElement,
    private readonly star: HTMLElement,
    tools: HTMLElement,
  ) {
    // 年底打开，多半是排明年的。
    const now = today()
    this.year.value = String(Number(now.slice(0, 4)) + (now.slice(5, 7) === "12" ? 1 : 0))
    this.year.addEventListener("input", () => this.draw())
    tools.append(
      el("label", {}, "哪一年 ", this.year),
      button("放进日历（.ics）", () => this.calendar(), { class: "bb-do bb-do--main" }),
      button("打印挂图", () => window.print(), { class: "bb-do" }),
      this.here,
      this.said,
    )
    tools.hidden = false
    this.draw()
  }

  private wanted(): number | null {
    const year = Number(this.year.value)
    const good = Number.isInteger(year) && year >= FIRST && year <= LAST
    if (good) this.year.removeAttribute("aria-invalid")
    else this.year.setAttribute("aria-invalid", "true")
    return good ? year : null
  }

  private calendar(): void {
    const year = this.wanted()
    if (year === null) return
    save(yearIcs(this.data, yearPlan(this.data, this.values, year), year, today()), `${year}年支部全年日历.ics`, "text/calendar;charset=utf-8")
  }

  private draw(): void {
    const year = this.wanted()
    if (year === null) return
    const rows = yearPlan(this.data, this.values, year)
    const made = chart(rows, year)
    const now = today()
    const lines = made.quarters.map((quarter, at) => {
      const months = [0, 1, 2].map(step => {
        const month = at * 3 + step
        const here = now.startsWith(`${year}-${String(month + 1).padStart(2, "0")}`)
        return cell(`${month + 1}月`, made.months[month] ?? [], { id: `m${month + 1}`, ...(here ? { class: "bb-year__now" } : {}) })
      })
      return el("tr", {}, ...months, cell(`第${at + 1}季度`, quarter, { class: "bb-year__quarter" }))
    })
    const whole = cell("全年都可以办的", made.whole, { colspan: "4", class: "bb-year__whole" })
    const table = el("table", { class: "bb-year" }, el("caption", {}, `${year}年支部全年日历`), el("tbody", {}, ...lines, el("tr", {}, whole)))
    this.sheet.querySelector("table")?.replaceWith(table)
    // 手机上一个月一块，本月在好几屏以后。
    this.here.hidden = !now.startsWith(`${year}-`)
    this.here.href = `#m${Number(now.slice(5, 7))}`
    this.star.hidden = rows.every(row => row.sure && row.first)
    const shown = new Set(rows.map(row => row.id))
    const left = this.data.entries.filter(entry => !shown.has(entry.id)).map(entry => entry.title)
    this.said.textContent = left.length ? `照本支部设定，没有列：${left.join("、")}。` : ""
  }
}

register()

function start(): void {
  const root = document.querySelector<HTMLElement>("[data-year]")
  const sheet = root?.querySelector<HTMLElement>("[data-sheet]")
  const star = root?.querySelector<HTMLElement>("[data-star]")
  const tools = root?.querySelector<HTMLElement>("[data-year-tools]")
  const [data] = handed<YearData>("year")
  if (sheet && star && tools && data) new YearPage(data, sheet, star, tools)
}

if (document.readyState === "complete") start()
else document.addEventListener("DOMContentLoaded", start, { once: true })
