// 并排看：地址里 ids=甲,乙,丙，三例一张表。结果照来源写，不算、不排。
import { button, el } from "./dom"
import { pageUrl, replaceAddress } from "./page-url"

interface Case {
  readonly id: string
  readonly title: string
  readonly summary: string
  readonly setting: string
  readonly level: string
  readonly doable: string
  readonly cadence: string
  readonly people: string
  readonly cost: string
  readonly records: readonly string[]
  readonly results: readonly string[]
  readonly first: string
  readonly care: readonly string[]
  readonly grade: string
}

const MOST = 3
type Said = string | readonly string[]
const ROWS: readonly (readonly [string, (one: Case) => Said])[] = [
  ["一句话", one => one.summary],
  ["单位类型", one => one.setting],
  ["层级", one => one.level],
  ["支部能做吗", one => one.doable],
  ["频次", one => one.cadence],
  ["人手", one => one.people],
  ["花费", one => one.cost],
  ["用到的记录", one => one.records.join("、") || "来源未说"],
  ["结果（原话里的数）", one => one.results],
  ["前90天第一步", one => one.first],
  ["当心", one => one.care],
  ["来源等级", one => one.grade],
]

function cell(said: Said): HTMLElement {
  if (typeof said === "string") return el("td", {}, said)
  return el("td", {}, said.length > 1 ? el("ul", {}, ...said.map(line => el("li", {}, line))) : (said[0] ?? "来源未说"))
}

class Page {
  private ids: string[]

  constructor(
    private readonly root: HTMLElement,
    private readonly all: readonly Case[],
  ) {
    const asked = new URLSearchParams(location.search).get("ids")?.split(",") ?? []
    this.ids = Array.from(new Set(asked.filter(id => all.some(one => one.id === id)))).slice(0, MOST)
    this.show()
  }

  private change(ids: string[]): void {
    this.ids = ids
    this.show()
    replaceAddress(ids.length ? `?ids=${ids.join(",")}` : "")
  }

  private show(): void {
    const chosen = this.ids.map(id => this.all.find(one => one.id === id) as Case)
    this.root.replaceChildren(chosen.length ? this.table(chosen) : el("p", {}, "还没有选。从下面选，最多三例。"), this.more())
  }

  private table(chosen: readonly Case[]): HTMLElement {
    const head = chosen.map(one =>
      el(
        "th",
        { scope: "col" },
        el("a", { href: pageUrl(`cases/${one.id}/`) }, one.title),
        button("拿掉", () => this.change(this.ids.filter(id => id !== one.id)), { class: "bb-chip bb-noprint", "aria-label": `拿掉 ${one.title}` }),
      ),
    )
    const rows = ROWS.map(([name, said]) => el("tr", {}, el("th", { scope: "row" }, name), ...chosen.map(one => cell(said(one)))))
    const table = el("table", { class: "bb-compare" }, el("thead", {}, el("tr", {}, el("td", {}), ...head)), el("tbody", {}, ...rows))
    return el("div", { class: "bb-compare__box", tabindex: "0", role: "region", "aria-label": "并排看，可以左右拖" }, table)
  }

  private more(): HTMLElement | string {
    if (this.ids.length >= MOST) return el("p", { class: "bb-small bb-noprint" }, "已经有三例，要换就先拿掉一例。")
    const select = el("select", {}, el("option", { value: "" }, "选一例……"))
    const left = this.all.filter(one => !this.ids.includes(one.id))
    for (const setting of Array.from(new Set(left.map(one => one.setting)))) {
      const options = left.filter(one => one.setting === setting).map(one => el("option", { value: one.id }, one.title))
      select.append(el("optgroup", { label: setting }, ...options))
    }
    select.addEventListener("change", () => {
      if (select.value) this.change([...this.ids, select.value])
    })
    return el("p", { class: "bb-compare__more bb-noprint" }, el("label", {}, "再加一例 ", select))
  }
}

// 资料脚本排在后面，照别的页一样交来：branchbook.cases(…)。
const cases: Case[] = []
const page = window as unknown as { branchbook?: Record<string, unknown> }
page.branchbook = { ...page.branchbook, cases: (...given: Case[]) => void cases.push(...given) }

function start(): void {
  const root = document.querySelector<HTMLElement>("[data-compare]")
  if (root) new Page(root, cases)
}

if (document.readyState === "complete") start()
else document.addEventListener("DOMContentLoaded", start, { once: true })
