// 自测：题目就是页面上写着的那些，一道一道地问，答完马上解释。进度存在这台设备上，不上传。
import { button, el, save, today } from "../pages/dom"
import { again, answered, merged, pick, read, shuffled, summary, write, type Progress } from "./repeat"

const KEY = "branchbook:quiz"
const COUNTS = ["10", "20", "50"] as const
const LARGEST = 1_000_000
const UNDETERMINED = "无法判断"

interface Question {
  readonly id: string
  readonly topic: string
  readonly level: number
  readonly multiple: boolean
  readonly ask: string
  readonly choices: readonly { readonly text: string; readonly right: boolean }[]
  readonly anchor: string
  /** 解释和依据，每次给一份新的。 */
  readonly explain: () => Node[]
}

function questionOf(root: HTMLElement): Question {
  const right = new Set((root.dataset["right"] ?? "").split(" "))
  const texts = Array.from(root.querySelectorAll(".bb-q__choices > li"), item => item.textContent ?? "")
  const body = Array.from(root.querySelector("details")?.children ?? []).filter(item => item.tagName !== "SUMMARY")
  return {
    id: root.dataset["q"] ?? "",
    topic: root.dataset["topic"] ?? "",
    level: Number(root.dataset["level"]),
    multiple: root.dataset["type"] === "multiple",
    ask: root.querySelector("[data-ask]")?.textContent ?? "",
    choices: texts.map((text, at) => ({ text, right: right.has(String(at)) })),
    anchor: `#${root.id}`,
    explain: () =>
      body.map(item => {
        const copy = item.cloneNode(true) as Element
        // 选项的先后换过了，不说第几个。
        const letters = copy.querySelector("strong")
        const after = letters?.nextSibling
        if (after) after.textContent = (after.textContent ?? "").replace(/^\s+/u, "")
        letters?.remove()
        return copy
      }),
  }
}

/** 数目从小到大的不打乱，“无法判断”总在最后。 */
function arranged(question: Question): Question["choices"] {
  const { choices } = question
  if (choices.length <= 3 || choices.some(item => /^\d/u.test(item.text))) return choices
  const last = choices.filter(item => item.text === UNDETERMINED)
  return [...shuffled(choices.filter(item => item.text !== UNDETERMINED), Math.random), ...last]
}

export class Quiz {
  private readonly questions: readonly Question[]
  private progress: Progress = {}
  private safe = true
  private readonly topics: readonly string[]
  private chosen: Set<string>
  private count = "10"
  private queue: string[] = []
  private asked = 0
  private first = new Map<string, boolean>()

  constructor(
    private readonly root: HTMLElement,
    page: Document,
  ) {
    this.questions = Array.from(page.querySelectorAll<HTMLElement>("[data-q]"), questionOf)
    this.topics = Array.from(new Set(this.questions.map(item => item.topic)))
    this.chosen = new Set(this.topics)
    try {
      this.progress = read(window.localStorage.getItem(KEY) ?? "") ?? {}
    } catch {
      this.safe = false
    }
    root.hidden = false
    this.choose("")
  }

  private keep(): void {
    try {
      window.localStorage.setItem(KEY, write(this.progress))
    } catch {
      this.safe = false
    }
  }

  private of(id: string): Question | undefined {
    return this.questions.find(item => item.id === id)
  }

  private pool(): Question[] {
    return this.questions.filter(item => this.chosen.has(item.topic))
  }

  // -- 选题 ------------------------------------------------------------------------------

  private choose(said: string, focus = false): void {
    const now = today()
    const boxes = this.topics.map(topic => {
      const ids = this.questions.filter(item => item.topic === topic).map(item => item.id)
      const sum = summary(ids, this.progress, now)
      const box = el("input", { type: "checkbox", checked: this.chosen.has(topic) })
      box.addEventListener("change", () => (box.checked ? this.chosen.add(topic) : this.chosen.delete(topic)))
      const words = `${sum.all} 道${sum.seen ? `，做过 ${sum.seen}，会了 ${sum.known}` : ""}${sum.due ? `，要再来 ${sum.due}` : ""}`
      return el("label", { class: "bb-quiz__topic" }, box, ` ${topic} `, el("span", { class: "bb-small" }, words))
    })
    const counts = [...COUNTS.map(count => [count, `${count} 道`] as const), ["9999", "全部"] as const]
    const select = el("select", {}, ...counts.map(([value, words]) => el("option", { value, selected: value === this.count }, words)))
    select.addEventListener("change", () => (this.count = select.value))
    const words = el("p", { class: "bb-small", role: "status", "aria-live": "polite" }, said)
    const form = el(
      "form",
      { class: "bb-quiz__choose" },
      el("fieldset", {}, el("legend", {}, "做哪几类"), ...boxes),
      el("p", {}, el("label", {}, "做几道 ", select), " ", el("button", { type: "submit", class: "bb-do bb-do--main" }, "开始")),
    )
    form.addEventListener("submit", event => {
      event.preventDefault()
      const ids = pick(this.pool(), this.progress, Number(this.count), today(), Math.random)
      if (ids.length) this.begin(ids)
      else words.textContent = "至少选一类。"
    })
    const file = el("input", { type: "file", accept: ".json,application/json" })
    file.addEventListener("change", () => void this.import(file.files?.[0] ?? null))
    const tools = el(
      "p",
      { class: "bb-quiz__tools" },
      button("导出进度", () => save(write(this.progress), "自测进度.json", "application/json"), { class: "bb-quiet" }),
      el("label", { class: "bb-quiet bb-quiet--file" }, "导入进度", file),
      button("清空进度", () => this.reset(), { class: "bb-quiet" }),
    )
    const warning = this.safe ? "" : "这个浏览器存不了进度，关了页面就没有了，可以先导出。"
    this.root.replaceChildren(form, words, tools, ...(warning ? [el("p", { class: "bb-small" }, warning)] : []))
    if (focus) form.querySelector("button")?.focus()
  }

  private reset(): void {
    if (!window.confirm("清空这台设备上的自测进度？清空后找不回来。")) return
    this.progress = {}
    try {
      window.localStorage.removeItem(KEY)
    } catch {
      this.safe = false
    }
    this.choose("已清空。", true)
  }

  private async import(file: File | null): Promise<void> {
    if (!file) return
    const found = file.size > LARGEST ? null : read(await file.text())
    if (found) {
      this.progress = merged(this.progress, found)
      this.keep()
    }
    this.choose(found ? `已导入 ${Object.keys(found).length} 道题的进度。` : `“${file.name}”不是从这里导出的进度，没有导入。`, true)
  }

  // -- 一道一道地问 --------------------------------------------------------------------------

  private begin(ids: readonly string[]): void {
    this.queue = ids.slice()
    this.asked = 0
    this.first = new Map()
    this.next()
  }

  private next(): void {
    const question = this.of(this.queue.shift() ?? "")
    if (question) this.show(question)
    else this.finish()
  }

  private show(question: Question): void {
    this.asked += 1
    const repeated = this.first.has(question.id)
    const left = this.queue.length
    const kind = question.multiple ? "多选，可以选几个" : "选一个"
    const place = `第 ${this.asked} 道，后面还有 ${left} 道${repeated ? "；这道刚才错过" : ""}`
    const choices = arranged(question)
    const inputs = choices.map(() => el("input", { type: question.multiple ? "checkbox" : "radio", name: "bb-choice" }))
    const labels = choices.map((choice, at) =>
      el("label", { class: "bb-quiz__choice" }, inputs[at], " ", el("span", {}, choice.text), el("span", { class: "bb-quiz__mark" })),
    )
    const legend = el("legend", { tabindex: "-1" }, question.ask, " ", el("span", { class: "bb-small" }, kind))
    const told = el("div", { class: "bb-quiz__told", role: "status", "aria-live": "polite" })
    const answer = el("button", { type: "submit", class: "bb-do bb-do--main" }, "回答")
    const buttons = el("p", { class: "bb-foot__buttons" }, answer, button("停下，看结果", () => this.finish(), { class: "bb-do" }))
    const form = el("form", {}, el("p", { class: "bb-small" }, `${question.topic}　${place}`), el("fieldset", {}, legend, ...labels), told, buttons)
    let done = false
    form.addEventListener("submit", event => {
      event.preventDefault()
      if (done) {
        this.next()
        return
      }
      if (!inputs.some(input => input.checked)) {
        told.replaceChildren(el("p", {}, "先选一个。"))
        return
      }
      done = true
      this.judge(question, choices, inputs, labels, told)
      answer.textContent = this.queue.length ? "下一道" : "看结果"
      answer.focus()
    })
    // 数字键选第几个。
    form.addEventListener("keydown", event => {
      const input = /^[1-5]$/u.test(event.key) && !event.ctrlKey && !event.altKey && !event.metaKey ? inputs[Number(event.key) - 1] : undefined
      if (!input || input.disabled) return
      input.checked = question.multiple ? !input.checked : true
      input.focus()
      event.preventDefault()
    })
    this.root.replaceChildren(form)
    legend.focus()
  }

  private judge(
    question: Question,
    choices: Question["choices"],
    inputs: readonly HTMLInputElement[],
    labels: readonly HTMLElement[],
    told: HTMLElement,
  ): void {
    const right = choices.every((choice, at) => choice.right === inputs[at]?.checked)
    if (!this.first.has(question.id)) this.first.set(question.id, right)
    this.progress = { ...this.progress, [question.id]: answered(this.progress[question.id], right, today()) }
    if (!right) this.queue = again(this.queue, question.id)
    this.keep()
    choices.forEach((choice, at) => {
      const input = inputs[at]
      const mark = labels[at]?.querySelector(".bb-quiz__mark")
      if (!input || !mark) return
      input.disabled = true
      const wrong = input.checked && !choice.right
      mark.textContent = choice.right ? " ✓ 对的" : wrong ? " ✕ 您选的，不对" : ""
      labels[at]?.classList.toggle("bb-quiz__choice--right", choice.right)
      labels[at]?.classList.toggle("bb-quiz__choice--wrong", wrong)
    })
    const rights = choices.filter(choice => choice.right).map(choice => choice.text)
    told.replaceChildren(
      el("p", { class: right ? "bb-quiz__yes" : "bb-quiz__no" }, right ? "答对了。" : `不对。对的是：${rights.join("；")}。过几道再来一次。`),
      ...question.explain(),
    )
  }

  private finish(): void {
    const done = Array.from(this.first)
    const wrong = done.filter(([, right]) => !right).map(([id]) => id)
    const head = el("p", { class: "bb-sum", tabindex: "-1" }, done.length ? `做了 ${done.length} 道，第一次就对的 ${done.length - wrong.length} 道。` : "一道也没有做。")
    const list = wrong.map(id => this.of(id)).map(item => item && el("li", {}, el("a", { href: item.anchor }, item.ask)))
    this.root.replaceChildren(
      head,
      ...(wrong.length ? [el("p", {}, "错过的，明天还会先问："), el("ul", {}, ...list)] : []),
      el(
        "p",
        { class: "bb-foot__buttons" },
        ...(wrong.length ? [button("再做一遍错的", () => this.begin(wrong), { class: "bb-do bb-do--main" })] : []),
        button("回到选题", () => this.choose("", true), { class: "bb-do" }),
      ),
    )
    head.focus()
  }
}
