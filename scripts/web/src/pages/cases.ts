// 案例总页：“我要……”、筛选、比较。没有它，页面上是全部案例和按类的清单。
import { button, el, later } from "./dom"
import { active, counts, matching, read, relaxed, WORDS, written, type Chosen, type Item } from "./facets"
import { pageUrl, replaceAddress } from "./page-url"

const MOST = 3

class Finder {
  private readonly cards = new Map<string, HTMLElement>()
  private readonly ticks = new Map<string, HTMLInputElement>()
  private readonly items: Item[]
  private readonly names: string[]
  private readonly labels: Record<string, string> = { need: "我要", [WORDS]: "含有的字" }
  private readonly known: Record<string, string[]> = {}
  private chosen: Chosen
  private picked: string[]
  private readonly needs: readonly HTMLAnchorElement[]
  private readonly words: HTMLInputElement
  private readonly panel: HTMLDetailsElement | null
  /** 手机上筛选打开着，结果在很下面：按它收起筛选，看结果。 */
  private readonly see = button(
    "",
    () => {
      if (this.panel) this.panel.open = false
      this.toResults()
    },
    { class: "bb-do bb-do--main bb-find__see" },
  )
  private readonly soon = later(150, () => this.change({ ...this.chosen, words: this.words.value }))

  constructor(
    private readonly form: HTMLFormElement,
    list: HTMLElement,
    needList: HTMLElement,
  ) {
    this.words = form.elements.namedItem(WORDS) as HTMLInputElement
    this.panel = form.querySelector<HTMLDetailsElement>("[data-panel]")
    this.panel?.append(this.see)
    this.needs = Array.from(needList.querySelectorAll<HTMLAnchorElement>("a[data-need]"))
    const facets = Array.from(form.querySelectorAll<HTMLElement>("[data-facet]"))
    this.names = ["need", ...facets.map(facet => facet.dataset["facet"] ?? "")]
    for (const facet of facets) this.labels[facet.dataset["facet"] ?? ""] = facet.dataset["label"] ?? ""
    this.items = Array.from(list.querySelectorAll<HTMLElement>("[data-case]")).map(card => this.itemOf(card))
    for (const name of this.names) this.known[name] = Array.from(new Set(this.items.flatMap(item => item.has[name] ?? [])))
    this.chosen = read(location.search, this.known)
    const asked = new URLSearchParams(location.search).get("pick")?.split(",") ?? []
    this.picked = asked.filter(id => this.cards.has(id)).slice(0, MOST)
    this.wire()
    this.show()
  }

  private itemOf(card: HTMLElement): Item {
    const id = card.dataset["case"] ?? ""
    const has: Record<string, string[]> = {}
    for (const name of this.names) has[name] = (card.dataset[name] ?? "").split(" ").filter(Boolean)
    const text = card.textContent ?? ""
    this.cards.set(id, card)
    const tick = el("input", { type: "checkbox" })
    tick.addEventListener("change", () => this.pick(id, tick.checked))
    this.ticks.set(id, tick)
    card.append(el("p", { class: "bb-case__pick bb-noprint" }, el("label", {}, tick, " 并排看")))
    return { id, text: `${text} ${(has["need"] ?? []).join(" ")}`, has }
  }

  private wire(): void {
    this.form.hidden = false
    this.form.addEventListener("submit", event => event.preventDefault())
    this.form.addEventListener("change", event => {
      const box = event.target as HTMLInputElement
      if (box.type === "checkbox") this.change(this.ticked())
    })
    this.words.value = this.chosen.words
    this.words.addEventListener("input", this.soon)
    if (this.panel) this.panel.open = window.matchMedia("(min-width: 60em)").matches
    for (const link of this.needs)
      link.addEventListener("click", event => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return
        event.preventDefault()
        const need = link.dataset["need"] ?? ""
        const on = this.chosen.values["need"]?.includes(need)
        this.change({ ...this.chosen, values: { ...this.chosen.values, need: on ? [] : [need] } })
        const said = document.querySelector("[data-said]")
        if (!on && said && said.getBoundingClientRect().bottom > window.innerHeight) this.toResults()
      })
    window.addEventListener("popstate", () => {
      this.chosen = read(location.search, this.known)
      this.show()
    })
  }

  private toResults(): void {
    document.querySelector("[data-find-list]")?.scrollIntoView()
  }

  private ticked(): Chosen {
    const values: Record<string, string[]> = { need: [...(this.chosen.values["need"] ?? [])] }
    this.form.querySelectorAll<HTMLInputElement>("input[type=checkbox]:checked").forEach(box => (values[box.name] ??= []).push(box.value))
    return { values, words: this.chosen.words }
  }

  private change(chosen: Chosen): void {
    this.chosen = chosen
    this.show()
    const search = written(this.chosen, this.names, this.picked)
    replaceAddress(search, search ? "" : location.hash)
  }

  private without(names: readonly string[]): Chosen {
    const values = { ...this.chosen.values }
    for (const name of names) delete values[name]
    return { values, words: names.includes(WORDS) ? "" : this.chosen.words }
  }

  private pick(id: string, on: boolean): void {
    this.picked = on ? [...this.picked, id].slice(0, MOST) : this.picked.filter(other => other !== id)
    this.change(this.chosen)
  }

  private show(): void {
    const found = new Set(matching(this.items, this.chosen, this.names).map(item => item.id))
    for (const [id, card] of Array.from(this.cards)) card.hidden = !found.has(id)
    if (this.words.value !== this.chosen.words && document.activeElement !== this.words) this.words.value = this.chosen.words
    for (const name of this.names) this.showFacet(name)
    this.showNow(found.size)
    this.showNone(found.size)
    this.showPicked()
  }

  private showFacet(name: string): void {
    const number = counts(this.items, this.chosen, this.names, name)
    const on = this.chosen.values[name] ?? []
    if (name === "need")
      for (const link of this.needs) {
        const need = link.dataset["need"] ?? ""
        const many = link.querySelector(".bb-needs__n")
        if (many) many.textContent = String(number.get(need) ?? 0)
        if (on.includes(need)) link.setAttribute("aria-current", "true")
        else link.removeAttribute("aria-current")
      }
    const facet = this.form.querySelector<HTMLElement>(`[data-facet="${name}"]`)
    if (!facet) return
    const chosen = facet.querySelector("[data-chosen]")
    if (chosen) chosen.textContent = on.length ? `选了 ${on.length} 个` : ""
    facet.querySelectorAll<HTMLInputElement>("input").forEach(box => {
      box.checked = on.includes(box.value)
      const many = box.parentElement?.querySelector("[data-count]")
      const count = number.get(box.value) ?? 0
      if (many) many.textContent = String(count)
      box.parentElement?.classList.toggle("bb-find__empty", count === 0)
    })
  }

  private showNow(count: number): void {
    const now = document.querySelector<HTMLElement>("[data-now]")
    const said = now?.querySelector("[data-said]")
    const chips = now?.querySelector("[data-chips]")
    if (!now || !said || !chips) return
    const asked = active(this.chosen, this.names)
    now.hidden = asked.length === 0
    const words = count ? `筛出 ${count} 例，共 ${this.items.length} 例` : "一例也没有"
    if (said.textContent !== words) said.textContent = words
    this.see.textContent = count ? `看这 ${count} 例` : "一例也没有，看怎么放宽"
    const chip = (name: string, words: string, act: () => void): HTMLElement =>
      button(`${words} ✕`, act, { class: "bb-chip", "aria-label": `去掉 ${this.labels[name]}：${words}` })
    const made = asked.flatMap(name =>
      name === WORDS
        ? [chip(name, this.chosen.words, () => this.clear([WORDS]))]
        : (this.chosen.values[name] ?? []).map(value =>
            chip(name, value, () => {
              const left = (this.chosen.values[name] ?? []).filter(other => other !== value)
              this.change({ ...this.chosen, values: { ...this.chosen.values, [name]: left } })
            }),
          ),
    )
    chips.replaceChildren(...made, ...(made.length > 1 ? [button("全部清掉", () => this.clear(asked), { class: "bb-chip" })] : []))
  }

  private clear(names: readonly string[]): void {
    if (names.includes(WORDS)) this.words.value = ""
    this.change(this.without(names))
  }

  private showNone(count: number): void {
    const none = document.querySelector<HTMLElement>("[data-none]")
    if (!none) return
    none.hidden = count > 0
    if (count > 0) return none.replaceChildren()
    const ways = relaxed(this.items, this.chosen, this.names).map(({ without, count }) => {
      const which = without.map(name => `“${this.labels[name]}”`).join("和")
      const words = without.length > 2 ? `全部放开，看 ${count} 例` : `放宽${which}，能看到 ${count} 例`
      return el("li", {}, button(words, () => this.clear(without), { class: "bb-do" }))
    })
    none.replaceChildren(el("p", {}, "这几样合在一起，一例也没有。可以："), el("ul", {}, ...ways))
  }

  private showPicked(): void {
    const bar = document.querySelector<HTMLElement>("[data-bar]")
    for (const [id, tick] of Array.from(this.ticks)) {
      tick.checked = this.picked.includes(id)
      tick.disabled = !tick.checked && this.picked.length >= MOST
    }
    if (!bar) return
    bar.hidden = this.picked.length === 0
    const full = this.picked.length >= MOST ? "，最多三例" : ""
    const link = el("a", { class: "bb-do bb-do--main", href: `${pageUrl("cases/compare/")}?ids=${this.picked.join(",")}` }, "并排看")
    const clear = button(
      "不比了",
      () => {
        this.picked = []
        this.change(this.chosen)
      },
      { class: "bb-do" },
    )
    const said = el("p", { class: "bb-sum", role: "status" }, `选了 ${this.picked.length} 例${full}。`)
    bar.replaceChildren(said, el("div", { class: "bb-foot__buttons" }, link, clear))
  }
}

function start(): void {
  const form = document.querySelector<HTMLFormElement>("[data-facets]")
  const list = document.querySelector<HTMLElement>("[data-cases]")
  const needs = document.querySelector<HTMLElement>("[data-needs]")
  if (form && list && needs) new Finder(form, list, needs)
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start, { once: true })
else start()
