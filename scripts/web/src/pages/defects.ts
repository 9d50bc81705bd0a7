// 常见问题总览的筛选：按字、轻重、材料、谁来看、出处，几样一起用；选了什么写在网址里，可以发给别人。
// 没有脚本时筛选框不出现，清单照样全在，另有按材料列的一页。
import { matches, words } from "../filter"
import { later } from "./dom"
import { replaceAddress } from "./page-url"

export type Chosen = Readonly<Record<string, string>>
export type Facts = Readonly<Record<string, string>>

// 一项里写着的值用 | 隔开，选的是其中一个就算。
export function fits(facts: Facts, chosen: Chosen): boolean {
  return Object.entries(chosen).every(([name, value]) => value === "" || (facts[name] ?? "").split("|").includes(value))
}

// 网址里问号后面的话；没有选的不写。
export function query(chosen: Chosen): string {
  const said = Object.entries(chosen).filter(([, value]) => value !== "")
  return said.length > 0 ? `?${said.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&")}` : ""
}

interface Item {
  readonly line: HTMLElement
  readonly facts: Facts
  readonly text: string
}

function itemsOf(page: Document, where: string): Item[] {
  const found: Item[] = []
  page.querySelectorAll<HTMLElement>(`${where} [data-bb-facts]`).forEach(mark => {
    const line = mark.closest<HTMLElement>("li")
    if (line) found.push({ line, facts: { ...mark.dataset } as Facts, text: line.textContent ?? "" })
  })
  return found
}

function start(page: Document): void {
  const bar = page.querySelector<HTMLElement>("[data-bb-facets]")
  if (!bar) return
  const items = itemsOf(page, bar.dataset["bbFacets"] ?? "")
  const box = bar.querySelector<HTMLInputElement>("[data-bb-words]")
  const picks = [...bar.querySelectorAll<HTMLSelectElement>("[data-bb-facet]")]
  const status = bar.querySelector<HTMLElement>("[role=status]")
  if (!box || items.length === 0) return

  const apply = (): void => {
    const chosen: Record<string, string> = { words: box.value.trim() }
    picks.forEach(pick => (chosen[pick.dataset["bbFacet"] ?? ""] = pick.value))
    const wanted = words(box.value)
    const { words: _, ...facets } = chosen
    let shown = 0
    items.forEach(({ line, facts, text }) => {
      line.hidden = !(fits(facts, facets) && matches(text, wanted))
      if (!line.hidden) shown += 1
    })
    // 一类里一个也没有筛到的，标题和说明也收起来。
    page.querySelectorAll<HTMLElement>(bar.dataset["bbFacets"] ?? "").forEach(list => {
      const lines = [...list.querySelectorAll<HTMLElement>("li")].filter(line => line.querySelector("[data-bb-facts]"))
      if (lines.length === 0) return
      const none = lines.every(line => line.hidden)
      list.hidden = none
      for (let above = list.previousElementSibling; above; above = above.previousElementSibling) {
        ;(above as HTMLElement).hidden = none
        if (above.tagName === "H2") break
      }
    })
    if (status) {
      const all = query(chosen) === ""
      status.textContent = all ? "" : shown > 0 ? `共 ${items.length} 个，筛出 ${shown} 个` : "没有筛到，放宽一样试试"
    }
    replaceAddress(query(chosen), location.hash)
  }

  const given = new URLSearchParams(window.location.search)
  box.value = given.get("words") ?? box.value
  picks.forEach(pick => {
    const value = given.get(pick.dataset["bbFacet"] ?? "") ?? ""
    if ([...pick.options].some(option => option.value === value)) pick.value = value
    pick.addEventListener("change", apply)
  })
  box.addEventListener("input", later(120, apply))
  bar.querySelector("[data-bb-all]")?.addEventListener("click", () => {
    box.value = ""
    picks.forEach(pick => (pick.value = ""))
    apply()
    box.focus()
  })
  bar.hidden = false
  apply()
}

if (typeof document !== "undefined") {
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", () => start(document), { once: true })
  else start(document)
}
