// 把查出来的话摆到格子旁边，和页脚的一张清单里；没有动过的空表不出声。
import type { Citation } from "./kits"
import { pageUrl } from "./kits"
import { el, fillFoot } from "./dom"
import type { Form } from "./form"
import { summed, type Note, type State } from "./say"

const TITLES: readonly (readonly [State, string])[] = [
  ["against", "和规则对不上的"],
  ["impossible", "读不出、数不对的"],
  ["missing", "缺的"],
  ["doubt", "无法判断的"],
]

/** 这句话现在该不该说。 */
export function audible(note: Note, form: Form, asked: boolean, typing: string): boolean {
  if (asked) return true
  const touched = note.about.some(name => form.touched.has(name))
  if (note.state === "missing") return touched && !note.place.includes(".") && !note.about.includes(typing)
  if (note.state === "impossible") return touched && !note.about.includes(typing)
  return touched && !note.waiting
}

function bases(list: readonly Citation[]): Node[] {
  return list.flatMap(([words, page], at) => [
    document.createTextNode(at ? "；" : "依据 "),
    page ? el("a", { href: pageUrl(page) }, words) : document.createTextNode(words),
  ])
}

/** 一句话：词、情况、怎么改、依据。 */
export function sentence(note: Note): HTMLElement {
  const mend = note.state === "missing" || !note.mend ? "" : `${note.mend.replace(/。+$/u, "")}。`
  return el(
    "span",
    { class: `bb-say bb-say--${note.state}` },
    el("strong", {}, note.word),
    ` ${note.message}。`,
    mend,
    note.basis.length > 0 && el("span", { class: "bb-say__basis" }, ...bases(note.basis)),
  )
}

const shown = new WeakMap<Element, string>()

/** 说在各格旁边；没有变的不动，免得读屏的人听重复的话。 */
export function beside(form: Form, names: readonly string[], list: readonly Note[]): void {
  for (const name of names) {
    const box = form.box(name)
    const line = box?.querySelector<HTMLElement>(".bb-msg")
    if (!box || !line) continue
    // 因为别的格还空着才说不准的，只在清单里说。
    const own = list.filter(note => !note.waiting && note.place.split(".")[0] === name)
    const mark = JSON.stringify(own)
    if (shown.get(line) === mark || (!own.length && !shown.has(line))) continue
    shown.set(line, mark)
    box.querySelectorAll("[aria-invalid]").forEach(item => item.removeAttribute("aria-invalid"))
    for (const note of own)
      if (note.state !== "doubt") {
        const control = form.place(note.place)?.control
        if (control && control !== box) control.setAttribute("aria-invalid", "true")
      }
    line.replaceChildren(...own.map(sentence))
    line.hidden = own.length === 0
    box.dataset["state"] = own[0]?.state ?? ""
  }
}

/** 到那一格去：折着的先打开。 */
export function go(control: HTMLElement): void {
  for (let at = control.closest("details"); at; at = at.parentElement?.closest("details") ?? null) at.open = true
  control.scrollIntoView({ block: "center" })
  control.focus({ preventScroll: true })
}

/** 清单里的一条：点了就到那一格。 */
function entry(note: Note, jump: (note: Note) => void): HTMLElement {
  const link = el("a", { href: "#fill" }, note.message)
  link.addEventListener("click", event => {
    event.preventDefault()
    jump(note)
  })
  return el(
    "li",
    {},
    el("span", { class: `bb-word bb-word--${note.state}` }, note.word),
    " ",
    link,
    note.basis.length > 0 && el("span", { class: "bb-say__basis" }, ...bases(note.basis)),
  )
}

/** 按缺、读不出、对不上、无法判断分组的清单。 */
export function listed(list: readonly Note[], jump: (note: Note) => void): HTMLElement[] {
  return TITLES.flatMap(([state, title]) => {
    const own = list.filter(note => note.state === state)
    if (!own.length) return []
    return [el("p", { class: "bb-notes__title" }, `${title}（${own.length}）`), el("ul", {}, ...own.map(note => entry(note, jump)))]
  })
}

/** 页脚：一句总的话（读屏的人会听到）和按钮；下面一张清单。 */
export class Foot {
  private readonly status = el("p", { class: "bb-sum", role: "status", "aria-live": "polite" })
  private mark = ""

  constructor(
    bar: HTMLElement,
    private readonly below: HTMLElement,
    buttons: readonly HTMLElement[],
  ) {
    fillFoot(bar, this.status, ...buttons)
    below.tabIndex = -1
  }

  say(words: string): void {
    if (this.status.textContent !== words) this.status.textContent = words
  }

  /** @param all 全部的话；@param list 现在该说的 */
  show(all: readonly Note[], list: readonly Note[], begun: boolean, asked: boolean, jump: (note: Note) => void): void {
    const missing = all.filter(note => note.state === "missing")
    const said = summed([...missing, ...list.filter(note => note.state !== "missing")])
    if (!begun && !asked) this.say("填起来以后，这里会说还缺什么、哪里对不上。")
    else this.say(said || "没有查出问题。规则查不到的地方，还要自己看一遍。")
    const mark = JSON.stringify(list)
    if (mark === this.mark) return
    this.mark = mark
    this.more(...listed(list, jump))
  }

  /** 清单里的话。 */
  more(...said: readonly Node[]): void {
    this.below.replaceChildren(el("div", { class: "bb-notes__body" }, ...said))
  }

  /** 到清单去。 */
  open(): void {
    if (!this.below.textContent) return
    this.below.scrollIntoView({ block: "center" })
    this.below.focus({ preventScroll: true })
  }
}
