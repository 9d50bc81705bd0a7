// 写一个案例：填空，下载一个文件。不联网，草稿存在这台设备上。
import { caseFile, lacks, type Filled } from "./case-file"
import { Desk } from "./desk"
import { button, el, fillFoot, later, save, today } from "./dom"

type Blank = HTMLElement & { readonly dataset: { readonly blank: string; readonly only?: string } }

class Form {
  private readonly blanks: Blank[]
  private readonly desk: Desk
  private readonly sum = el("p", { class: "bb-sum", role: "status", "aria-live": "polite" })
  private readonly left = el("ul", { class: "bb-small" })
  private readonly soon = later(200, () => this.look())
  private tried = false

  constructor(
    root: HTMLElement,
    private readonly form: HTMLFormElement,
    foot: HTMLElement,
  ) {
    this.blanks = Array.from(form.querySelectorAll<Blank>("[data-blank]"))
    form.hidden = false
    form.addEventListener("submit", event => event.preventDefault())
    form.addEventListener("input", () => {
      this.soon()
      this.desk.changed()
    })
    this.desk = new Desk(root.querySelector<HTMLElement>("[data-desk]") as HTMLElement, {
      scope: "case",
      version: 1,
      title: "案例",
      take: () => this.kept(),
      give: given => this.give(given as Filled | null),
    })
    fillFoot(foot, this.sum, button("下载案例文件", () => this.download(), { class: "bb-do bb-do--main" }))
    foot.append(this.left)
    this.look()
    void this.desk.start()
  }

  /** 填了的，包括这会儿不显示的：改回来还在。 */
  private all(): Filled {
    const found: Record<string, string[]> = {}
    new FormData(this.form).forEach((value, name) => {
      if (typeof value === "string" && value.trim()) (found[name] ??= []).push(value)
    })
    return found
  }

  private kept(): Filled | null {
    const found = this.all()
    return Object.keys(found).length ? found : null
  }

  private give(given: Filled | null): string {
    this.form.reset()
    for (const name of Object.keys(given ?? {})) {
      const values = given?.[name]
      if (!Array.isArray(values)) continue
      this.form.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>(`[name="${CSS.escape(name)}"]`).forEach(field => {
        if (field instanceof HTMLInputElement && (field.type === "radio" || field.type === "checkbox")) field.checked = values.includes(field.value)
        else field.value = String(values[0] ?? "")
      })
    }
    this.look()
    return ""
  }

  private asked(blank: Blank, filled: Filled): boolean {
    const only = blank.dataset.only
    if (!only) return true
    const [name = "", value = ""] = only.replace(/^!/u, "").split("=")
    const has = (filled[name] ?? []).includes(value)
    // 结果要先看是不是问题诊断：那一类不设结果。
    if (name === "has_results" && (filled["case_kind"] ?? []).includes("问题诊断")) return false
    return only.startsWith("!") ? !has : has
  }

  private shown(): Filled {
    const all = this.all()
    const hidden = new Set(this.blanks.filter(blank => !this.asked(blank, all)).map(blank => blank.dataset.blank))
    return Object.fromEntries(Object.entries(all).filter(([name]) => !hidden.has(name)))
  }

  private look(): void {
    const all = this.all()
    const missing: Blank[] = []
    for (const blank of this.blanks) {
      blank.hidden = !this.asked(blank, all)
      const empty = !blank.hidden && blank.hasAttribute("data-must") && !all[blank.dataset.blank]?.length
      if (empty) missing.push(blank)
      blank.classList.toggle("bb-field--lacks", empty && this.tried)
    }
    const wrong = lacks(this.shown())
    const words = missing.length || wrong.length ? `还差 ${missing.length} 项${wrong.length ? `，有 ${wrong.length} 处要改` : ""}。` : "都填了，可以下载。"
    if (this.sum.textContent !== words) this.sum.textContent = words
    this.left.replaceChildren(...wrong.map(line => el("li", {}, line)))
    this.form.dataset["missing"] = String(missing.length + wrong.length)
  }

  private download(): void {
    this.tried = true
    this.look()
    if (this.form.dataset["missing"] !== "0") {
      const first = this.blanks.find(blank => blank.classList.contains("bb-field--lacks"))
      first?.querySelector<HTMLElement>("input, textarea")?.focus()
      return
    }
    const filled = this.shown()
    save(caseFile(filled, today()), `${filled["id"]?.[0]?.trim() ?? "case"}.md`, "text/markdown;charset=utf-8")
  }
}

function start(): void {
  const root = document.querySelector<HTMLElement>("[data-case-form]")
  const form = root?.querySelector<HTMLFormElement>("[data-form]")
  const foot = root?.querySelector<HTMLElement>("[data-foot]")
  if (root && form && foot) new Form(root, form, foot)
}

if (document.readyState === "complete") start()
else document.addEventListener("DOMContentLoaded", start, { once: true })
