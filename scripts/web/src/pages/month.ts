// 首页的“本月要做”：照今天和这台设备上的本支部设定。要小，首页一打开就取。
import { nowDue, summary, yearPlan, type Row, type SettingValues, type YearData } from "../planning/year"
import { el, today } from "./dom"
import { rawSettings } from "./kept"
import { pageUrl } from "./page-url"

interface MonthData extends YearData {
  readonly defaults: SettingValues
}

let data: MonthData | undefined
const page = window as unknown as { branchbook?: Record<string, unknown> }
page.branchbook = { ...page.branchbook, month: (given: MonthData) => void (data = given) }

function entry(row: Row, pages: ReadonlyMap<string, string>): HTMLElement {
  const to = pages.get(row.id)
  const words = [row.period === "month" ? "" : row.label, row.sure ? "" : "看支部情况"].filter(Boolean).join("，")
  return el("li", {}, el("a", { href: pageUrl(to ?? `year/#due-${row.id}`) }, summary(row)), words && el("span", { class: "bb-small" }, `（${words}）`))
}

function start(): void {
  const root = document.querySelector<HTMLElement>("[data-month]")
  if (!root || !data) return
  const now = today()
  const year = Number(now.slice(0, 4))
  const rows = nowDue(yearPlan(data, { ...data.defaults, ...rawSettings() }, year), now)
  const pages = new Map(data.entries.flatMap(({ id, page: to }) => (to ? [[id, to] as const] : [])))
  const list = (some: readonly Row[]): HTMLElement => el("ul", { class: "bb-month__list" }, ...some.map(row => entry(row, pages)))
  const month = rows.filter(row => row.period === "month" || (row.label !== "全年" && row.last.slice(0, 7) === now.slice(0, 7)))
  const later = rows.filter(row => !month.includes(row))
  const more = later.length > 0 && el("details", {}, el("summary", {}, `还有 ${later.length} 件，不限这个月`), list(later))
  root.replaceChildren(el("p", { class: "bb-month__title" }, `${year}年${Number(now.slice(5, 7))}月，月底以前`), list(month), more || "")
}

if (document.readyState === "complete") start()
else document.addEventListener("DOMContentLoaded", start, { once: true })
