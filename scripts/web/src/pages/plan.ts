// 时间表页：填办过的日子，马上算后面每一步。不联网，草稿存在这台设备上。
import type { Bound, Dates, Problem, Row, State, TimelineData, Timetable } from "../planning/engine"
import { timetable } from "../planning/engine"
import { ics } from "../planning/ics"
import { cnDate, isDay, writtenDay } from "../rules/days"
import { Desk } from "./desk"
import { button, el, fillFoot, later, save, today } from "./dom"
import { cites, handed, pageUrl, register } from "./kits"
import { told } from "./told"

const STATES: Readonly<Record<State, string>> = {
  done: "办了",
  planned: "打算",
  next: "可以办",
  blocked: "要等",
  unsaid: "没有填日子",
  counted: "数出来的",
  fact: "",
}
const WORDS: Readonly<Record<Problem["severity"], readonly ["against" | "doubt", string]>> = {
  must: ["against", "不合规定"],
  should: ["against", "建议核对"],
  doubt: ["doubt", "无法判断"],
  hint: ["doubt", "提示"],
}

const [FIRST, LAST] = ["1900-01-01", "2199-12-31"] as const

interface Kept {
  readonly name?: unknown
  readonly done?: Readonly<Record<string, unknown>>
  readonly planned?: Readonly<Record<string, unknown>>
}

/** 一格里的日子，可以写几个；读不懂的是 null。 */
function daysIn(text: string): string[] | null {
  const found: string[] = []
  for (const part of text.split(/[、,，;；\s]+/u).filter(Boolean)) {
    try {
      const day = isDay(part) ? part : writtenDay(part)
      // 打到一半的年份（0202 年）不算，也免得数出日历去。
      if (day < FIRST || day > LAST) return null
      found.push(day)
    } catch {
      return null
    }
  }
  return found
}

class Place {
  readonly done: HTMLInputElement | null
  readonly planned: HTMLInputElement | null
  private readonly state: HTMLElement | null
  private readonly told: HTMLElement | null
  private mark = ""

  constructor(readonly root: HTMLElement) {
    this.done = root.querySelector("[data-done]")
    this.planned = root.querySelector("[data-planned]")
    this.state = root.querySelector("[data-state]")
    this.told = root.querySelector("[data-told]")
  }

  days(): string[] {
    const days = daysIn(this.done?.value ?? "")
    if (days === null) this.done?.setAttribute("aria-invalid", "true")
    else this.done?.removeAttribute("aria-invalid")
    return days ?? []
  }

  /** 没有变的不动，免得读屏的人听重复的话。 */
  show(row: Row): void {
    const unread = this.done?.hasAttribute("aria-invalid") ?? false
    const mark = JSON.stringify([row, unread])
    if (mark === this.mark || !this.told || !this.state) return
    this.mark = mark
    this.root.dataset["is"] = row.state
    this.state.textContent = STATES[row.state]
    const papers = row.documents.map((paper, at) => [
      at ? "、" : "",
      el("a", { href: pageUrl(`templates/${paper.template}/`) }, paper.title),
      paper.need === "必备" ? "" : `（${paper.need}）`,
    ])
    const lines = [
      ...(unread ? [el("li", {}, "这一格读不出日子：写成 2026-01-10，几个用顿号隔开")] : []),
      // 填了的日子格里看得见，打印时格子不印，才用这一行。
      ...row.lines.map(line => el("li", { class: /^(办了|打算)：/u.test(line) ? "bb-point__own" : undefined }, line)),
      ...(papers.length ? [el("li", {}, "材料：", ...papers.flat())] : []),
    ]
    const problems = row.problems.map(problem => {
      const [state, word] = WORDS[problem.severity]
      return told(state, word, problem.message, cites(problem.basis))
    })
    this.told.replaceChildren(...(lines.length ? [el("ul", { class: "bb-point__told" }, ...lines)] : []), ...problems)
  }
}

class Page {
  private readonly places = new Map<string, Place>()
  private readonly desk: Desk
  private readonly sum = el("p", { class: "bb-sum", role: "status", "aria-live": "polite" })
  private readonly now = el("div", { class: "bb-notes__body" })
  private readonly soon = later(150, () => this.look())

  constructor(
    private readonly data: TimelineData,
    private readonly root: HTMLElement,
    form: HTMLFormElement,
    private readonly name: HTMLInputElement,
    foot: HTMLElement,
  ) {
    form.querySelectorAll<HTMLElement>("[data-point]").forEach(item => this.places.set(item.dataset["point"] ?? "", new Place(item)))
    form.querySelectorAll<HTMLAnchorElement>("a[data-step]").forEach(link => (link.href = pageUrl(`${data.page}#${link.dataset["step"]}`)))
    form.addEventListener("submit", event => event.preventDefault())
    form.addEventListener("input", () => {
      this.soon()
      this.desk.changed()
    })
    this.desk = new Desk(root.querySelector<HTMLElement>("[data-desk]") as HTMLElement, {
      scope: `timeline:${data.id}`,
      version: 1,
      title: data.name,
      take: () => this.kept(),
      give: given => this.give(given as Kept | null),
    })
    fillFoot(
      foot,
      this.sum,
      button("放进日历（.ics）", () => this.calendar(), { class: "bb-do bb-do--main" }),
      button("打印", () => window.print(), { class: "bb-do" }),
    )
    foot.append(this.now)
    this.look()
    void this.desk.start()
  }

  private dates(): Dates {
    const done: Record<string, string[]> = {}
    const planned: Record<string, string> = {}
    for (const [id, place] of Array.from(this.places)) {
      const days = place.days()
      if (days.length) done[id] = days
      const [plan] = daysIn(place.planned?.value ?? "") ?? []
      if (plan) planned[id] = plan
    }
    return { name: this.name.value.trim(), done, planned }
  }

  private kept(): Kept | null {
    const name = this.name.value
    const done: Record<string, string> = {}
    const planned: Record<string, string> = {}
    for (const [id, place] of Array.from(this.places)) {
      if (place.done?.value) done[id] = place.done.value
      if (place.planned?.value) planned[id] = place.planned.value
    }
    return name || Object.keys(done).length || Object.keys(planned).length ? { name, done, planned } : null
  }

  private give(given: Kept | null): string {
    this.name.value = typeof given?.name === "string" ? given.name : ""
    for (const [id, place] of Array.from(this.places)) {
      const [done, planned] = [given?.done?.[id], given?.planned?.[id]]
      if (place.done) place.done.value = typeof done === "string" ? done : ""
      if (place.planned) place.planned.value = typeof planned === "string" ? planned : ""
    }
    this.look()
    return ""
  }

  private table(): Timetable {
    return timetable(this.data, this.dates(), today())
  }

  private calendar(): void {
    const table = this.table()
    save(ics(table), `${table.whose ? `${table.name}：${table.whose}` : table.name}.ics`, "text/calendar;charset=utf-8")
  }

  private look(): void {
    const { rows } = this.table()
    this.root.classList.toggle("bb-filled", this.kept() !== null)
    for (const row of rows) this.places.get(row.id)?.show(row)
    const acts = rows.filter(row => row.kind === "act" || row.kind === "repeated")
    const count = (state: State): number => acts.filter(row => row.state === state).length
    const wrong = rows.flatMap(row => row.problems).filter(problem => problem.severity === "must").length
    this.say(
      this.kept() === null
        ? "填上办过的日子，这里会说下一步办什么。"
        : `办了 ${count("done")} 件，打算 ${count("planned")} 件，可以办 ${count("next")} 件${wrong ? `；有 ${wrong} 处不合规定` : ""}。`,
    )
    const first = (row: Row): string => row.latest || row.advised_latest || "9999"
    const next = acts.filter(row => row.state === "next" && this.kept() !== null).sort((a, b) => (first(a) < first(b) ? -1 : first(a) > first(b) ? 1 : 0))
    this.now.replaceChildren(
      ...(next.length ? [el("p", { class: "bb-notes__title" }, "下一步"), el("ul", {}, ...next.map(row => this.entry(row)))] : []),
    )
  }

  private say(words: string): void {
    if (this.sum.textContent !== words) this.sum.textContent = words
  }

  private entry(row: Row): HTMLElement {
    const known = row.bounds.some((bound: Bound) => bound.side === "latest" && bound.day)
    const until = row.latest || row.advised_latest
    const from = row.now ? "" : row.earliest || row.advised_earliest
    const words = [from && `最早${cnDate(from)}`, known && until && `最晚${cnDate(until)}`].filter(Boolean).join("，")
    return el("li", {}, el("a", { href: `#p-${row.id}` }, row.label), words ? `：${words}` : "")
  }
}

register()

function start(): void {
  const root = document.querySelector<HTMLElement>("[data-plan]")
  const form = root?.querySelector<HTMLFormElement>("[data-points]")
  const name = form?.querySelector<HTMLInputElement>("[data-name]")
  const foot = root?.querySelector<HTMLElement>("[data-foot]")
  const data = handed<TimelineData>("timelines").find(item => item.id === root?.dataset["plan"])
  if (root && form && name && foot && data) new Page(data, root, form, name, foot)
}

if (document.readyState === "complete") start()
else document.addEventListener("DOMContentLoaded", start, { once: true })
