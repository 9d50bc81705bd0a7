// 品牌自测：页面上写着的清单一条一条答，当场说像不像、怎么治。答了什么不存、不传，关了就没有了。
import { button, el } from "./dom"

export type Answer = "yes" | "no" | "unsure" | ""

const CHOICES: readonly (readonly [Answer, string])[] = [
  ["yes", "是"],
  ["no", "不是"],
  ["unsure", "说不准"],
]

/** 一类毛病：答了的，说成一句话；第一项是像不像，没有答的不说没有。 */
export function judged(name: string, answers: readonly Answer[]): readonly [Answer, string] {
  const count = (wanted: Answer): number => answers.filter(answer => answer === wanted).length
  const [yes, open] = [count("yes"), count("unsure") + count("")]
  if (yes) return ["yes", `像是“${name}”：${yes} 条说中了${open ? `，还有 ${open} 条没有弄清` : ""}。`]
  if (count("") === answers.length) return ["", ""]
  if (open) return ["unsure", `“${name}”还说不准：${open} 条没有弄清，先去问人、翻记录。`]
  return ["no", `没有看出“${name}”。`]
}

class Trouble {
  readonly name: string
  private readonly said = el("p", { class: "bb-verdict", role: "status" })
  private readonly groups: HTMLInputElement[][]
  private readonly cure: HTMLElement | null

  constructor(heading: HTMLElement, list: HTMLElement, changed: () => void) {
    this.name = (heading.firstChild?.textContent ?? "").split("：")[0] ?? ""
    this.groups = Array.from(list.children, (item, at) => {
      const question = item.textContent ?? ""
      const radios = CHOICES.map(([value]) => el("input", { type: "radio", name: `${heading.id}-${at}`, value }))
      const labels = CHOICES.map(([, words], place) => el("label", {}, radios[place] ?? null, ` ${words}`))
      item.append(el("span", { class: "bb-verdict__choices", role: "radiogroup", "aria-label": question }, ...labels))
      item.addEventListener("change", changed)
      return radios
    })
    const next = list.nextElementSibling
    this.cure = next instanceof HTMLElement && next.tagName === "P" ? next : null
    list.after(this.said)
  }

  show(): Answer {
    const [verdict, words] = judged(
      this.name,
      this.groups.map(radios => (radios.find(radio => radio.checked)?.value ?? "") as Answer),
    )
    if (this.said.textContent !== words) this.said.textContent = words
    this.said.dataset["verdict"] = verdict
    if (this.cure) this.cure.hidden = verdict !== "yes"
    return verdict
  }

  clear(): void {
    for (const radio of this.groups.flat()) radio.checked = false
  }
}

function start(): void {
  const root = document.querySelector<HTMLElement>("[data-verdicts]")
  if (!root) return
  const sum = el("p", { class: "bb-sum", role: "status" })
  const troubles: Trouble[] = []
  const look = (): void => {
    const found = troubles.map(trouble => [trouble.name, trouble.show()] as const)
    const named = (wanted: Answer): string =>
      found
        .filter(([, verdict]) => verdict === wanted)
        .map(([name]) => name)
        .join("、")
    const parts = [
      ["像是有的", named("yes")],
      ["说不准的", named("unsure")],
      ["没有看出的", named("no")],
      ["还没有答的", named("")],
    ].filter(([, names]) => names)
    sum.textContent = `${parts.map(([words, names]) => `${words}：${names}`).join("；")}。`
  }
  for (const list of Array.from(root.querySelectorAll<HTMLElement>("h2 + ul"))) {
    troubles.push(new Trouble(list.previousElementSibling as HTMLElement, list, look))
  }
  const clear = (): void => {
    troubles.forEach(trouble => trouble.clear())
    look()
  }
  root.append(
    el(
      "section",
      { class: "bb-verdict__sum", "aria-label": "结论" },
      sum,
      el("p", { class: "bb-small" }, "答的不存、不上传，关了这一页就没有了；要留，打印下来。"),
      button("打印", () => window.print(), { class: "bb-do" }),
      " ",
      button("清掉重答", clear, { class: "bb-quiet" }),
    ),
  )
  look()
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start, { once: true })
else start()
