// 一句查出来的话，不带规则引擎：时间表、党费页用它，脚本小得多。样子和 panel.ts 的 sentence 一样。
import { el } from "./dom"
import { pageUrl, type Citation } from "./kits"

/** 词、情况、依据；state 定颜色：against 有问题，doubt 说不准。 */
export function told(state: "against" | "doubt", word: string, message: string, basis: readonly Citation[]): HTMLElement {
  const links = basis.flatMap(([words, page], at) => [at ? "；" : "依据 ", page ? el("a", { href: pageUrl(page) }, words) : words])
  return el(
    "p",
    { class: "bb-msg" },
    el(
      "span",
      { class: `bb-say bb-say--${state}` },
      el("strong", {}, word),
      ` ${message.replace(/。+$/u, "")}。`,
      links.length > 0 && el("span", { class: "bb-say__basis" }, ...links),
    ),
  )
}
