// “看原文”：一份材料里的字，把读到的那几处标出来。都只当文字放进去。
import { el } from "../dom"
import { findQuote } from "./excerpt"

export interface Wanted {
  readonly path: string
  readonly label: string
  readonly text: string
}

/** 太长的只给读到的前后这么多，两头写明省去了。 */
const AROUND = 6000

function marked(text: string, spans: readonly (readonly [number, number])[]): (Node | string)[] {
  const first = spans[0]?.[0] ?? 0
  const start = Math.max(0, first - AROUND)
  const end = Math.min(text.length, (spans[spans.length - 1]?.[1] ?? 0) + AROUND)
  const made: (Node | string)[] = start ? ["（前面的省去）\n"] : []
  let at = start
  for (const [from, to] of spans) {
    made.push(text.slice(at, from), el("mark", {}, text.slice(from, to)))
    at = to
  }
  made.push(text.slice(at, end))
  if (end < text.length) made.push("\n（后面的省去）")
  return made
}

/** 原文一块；找不到那句话的，说明白。 */
export function original(text: string, { path, label, text: quote }: Wanted): HTMLElement {
  const spans = quote ? findQuote(text, label, quote) : []
  const words = !text
    ? "这份文件的字没有读出来。"
    : quote && !spans.length
      ? `没有找到一模一样的字：读到的“${quote}”可能分在几处，或者写法不同，打开文件核对。`
      : ""
  const box = el("pre", { class: "bb-extract", tabindex: "0", role: "region", "aria-label": `原文：${path}` }, ...marked(text, spans))
  const whole = el("div", { class: "bb-original" }, el("p", { class: "bb-small" }, `${path} 里的字（只有文字，没有格式）${words ? `。${words}` : ""}`), text !== "" && box)
  window.setTimeout(() => {
    const mark = box.querySelector("mark")
    if (mark) box.scrollTop = mark.offsetTop - box.offsetTop - box.clientHeight / 3
  })
  return whole
}

/** 一个按钮，点了在 holder 里打开原文，再点收起。 */
export function opener(words: string, holder: HTMLElement, wanted: Wanted, open: (path: string) => Promise<string>): HTMLElement {
  const made = el("button", { type: "button", class: "bb-quiet bb-see", "aria-expanded": "false" }, words)
  made.addEventListener("click", () => {
    const expanded = made.getAttribute("aria-expanded") === "true"
    holder.querySelector(".bb-original")?.remove()
    holder.querySelectorAll(".bb-see").forEach(other => other.setAttribute("aria-expanded", "false"))
    if (expanded) return
    made.setAttribute("aria-expanded", "true")
    void open(wanted.path).then(text => {
      if (made.getAttribute("aria-expanded") !== "true") return
      const shown = original(text, wanted)
      holder.append(shown)
      shown.querySelector<HTMLElement>(".bb-extract")?.focus({ preventScroll: true })
    })
  })
  return made
}
