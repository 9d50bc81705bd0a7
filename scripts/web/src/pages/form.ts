// 网页上的一张表：读出填的值，放进值，加行删行，长文字自己长高。表由网站生成时就画好了，这里只是让它动起来。
import type { Field } from "../kit"
import type { Values } from "../rules/judge"
import { parse, show } from "./typed"

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement

/** 一格的一处：外面的框，和可以打字的那一个。 */
export interface Place {
  readonly box: HTMLElement
  readonly control: HTMLElement
}

function controls(box: ParentNode): Control[] {
  return Array.from(box.querySelectorAll<Control>("[data-control]"))
}

function isRadio(control: Control): control is HTMLInputElement {
  return control instanceof HTMLInputElement && control.type === "radio"
}

function wordsIn(box: ParentNode): string {
  const all = controls(box)
  const first = all[0]
  if (!first) return ""
  if (!isRadio(first)) return first.value
  return all.filter(isRadio).find(radio => radio.checked)?.value ?? ""
}

function grow(control: Control): void {
  if (!(control instanceof HTMLTextAreaElement)) return
  if (typeof CSS !== "undefined" && CSS.supports("field-sizing", "content")) return
  if (!control.offsetParent) return
  control.style.height = "auto"
  control.style.height = `${control.scrollHeight + 2}px`
}

function put(box: ParentNode, field: Field, value: unknown): void {
  const text = value === undefined || value === null ? "" : show(field, value)
  for (const control of controls(box)) {
    if (isRadio(control)) control.checked = control.value === text
    else {
      // 选项里没有的，也要让人看见，不能悄悄变成没填。
      if (control instanceof HTMLSelectElement && text && !Array.from(control.options).some(item => item.value === text))
        control.append(new Option(text, text))
      control.value = text
      grow(control)
    }
  }
}

export class Form {
  /** 动过的格子；没动过的不出声。 */
  readonly touched = new Set<string>()
  private readonly boxes = new Map<string, HTMLElement>()

  /**
   * @param root 表在里面的元素
   * @param fields 这张表的格子
   * @param changed 有一格变了；settled：这一格写完了，不是正在打字
   * @param tell 说给读屏的人听的话
   */
  constructor(
    root: HTMLElement,
    private readonly fields: readonly Field[],
    private readonly changed: (field: string, settled: boolean) => void,
    private readonly tell: (words: string) => void,
  ) {
    for (const box of Array.from(root.querySelectorAll<HTMLElement>("[data-field]"))) {
      const field = fields.find(item => item.id === box.dataset["field"])
      if (!field) continue
      this.boxes.set(field.id, box)
      if (field.type === "table") this.table(field, box)
    }
    root.querySelectorAll<HTMLElement>("[data-pick]").forEach(pick => (pick.hidden = false))
    root.addEventListener("input", event => this.typed(event, false))
    root.addEventListener("change", event => this.typed(event, true))
    root.addEventListener("toggle", () => controls(root).forEach(grow), true)
    if (root instanceof HTMLFormElement) root.addEventListener("submit", event => event.preventDefault())
  }

  /** 填了的值：空着的不在里面，读不懂的照原样留着。 */
  values(): Values {
    const found: Record<string, unknown> = {}
    for (const field of this.fields) {
      const box = this.boxes.get(field.id)
      if (!box) continue
      const value = field.type === "table" ? this.filledRows(field, box).map(([row]) => row) : parse(field, wordsIn(box))
      if (Array.isArray(value) ? value.length : value !== null) found[field.id] = value
    }
    return found
  }

  /** 放进一份记录；有值的都算动过。 */
  set(values: Values): void {
    this.touched.clear()
    for (const field of this.fields) {
      const box = this.boxes.get(field.id)
      if (!box) continue
      const value = values[field.id]
      if (value !== undefined && value !== null) this.touched.add(field.id)
      if (field.type !== "table") {
        put(box, field, value)
        continue
      }
      const rows = Array.isArray(value) ? (value as Record<string, unknown>[]) : []
      while (this.rows(box).length < rows.length) this.add(field, box, false)
      this.rows(box).forEach((row, at) => {
        for (const column of field.columns ?? []) {
          const cell = row.querySelector(`[data-column="${column.id}"]`)
          if (cell) put(cell, column, rows[at]?.[column.id])
        }
      })
    }
  }

  box(field: string): HTMLElement | undefined {
    return this.boxes.get(field)
  }

  /** 一处在哪里：“seats”，或“votes.2.yes”（第二个填了的行）。 */
  place(path: string): Place | null {
    const [name = "", row, column = ""] = path.split(".")
    const box = this.boxes.get(name)
    const field = this.fields.find(item => item.id === name)
    if (!box || !field) return null
    let inside: ParentNode = box
    if (row) inside = this.filledRows(field, box)[Number(row) - 1]?.[1].querySelector(`[data-column="${column}"]`) ?? box
    const all = controls(inside)
    const control = all.filter(isRadio).find(radio => radio.checked) ?? all[0] ?? box
    return { box, control }
  }

  /** 替人填上一格，和他自己打的一样。 */
  write(name: string, value: unknown): void {
    const box = this.boxes.get(name)
    const field = this.fields.find(item => item.id === name)
    if (!box || !field) return
    put(box, field, value)
    this.touched.add(name)
    this.changed(name, true)
  }

  /** 只留下这几格看得见。 */
  only(names: ReadonlySet<string>): void {
    this.boxes.forEach((box, name) => (box.hidden = !names.has(name)))
  }

  private typed(event: Event, settled: boolean): void {
    const target = event.target as HTMLElement | null
    const box = target?.closest<HTMLElement>("[data-field]")
    const field = this.fields.find(item => item.id === box?.dataset["field"])
    if (!target || !box || !field) return
    const holder = target.closest<HTMLElement>("[data-column]") ?? box
    const inner = field.columns?.find(column => column.id === holder.dataset["column"]) ?? field
    if (target instanceof HTMLInputElement && "pick" in target.dataset) {
      if (target.value) put(holder, inner, target.value)
    } else if (settled && inner.type === "date") {
      // 写完了，读得懂的日期写成一个样子；日历跟着走。
      const value = parse(inner, wordsIn(holder))
      if (typeof value === "string") put(holder, inner, value)
      const pick = holder.querySelector<HTMLInputElement>("[data-pick]")
      if (pick) pick.value = typeof value === "string" && /^\d{4}-\d\d-\d\d$/u.test(value) ? value : ""
    }
    if (target instanceof HTMLTextAreaElement) grow(target)
    this.touched.add(field.id)
    this.changed(field.id, settled)
  }

  // ---- 表格 ----

  private rows(box: HTMLElement): HTMLTableRowElement[] {
    return Array.from(box.querySelectorAll<HTMLTableRowElement>("tr[data-row]"))
  }

  /** 填了东西的行，连同它在网页上的那一行。 */
  private filledRows(field: Field, box: HTMLElement): [Record<string, unknown>, HTMLTableRowElement][] {
    const found: [Record<string, unknown>, HTMLTableRowElement][] = []
    for (const row of this.rows(box)) {
      const value: Record<string, unknown> = {}
      for (const column of field.columns ?? []) {
        const cell = row.querySelector(`[data-column="${column.id}"]`)
        const item = cell ? parse(column, wordsIn(cell)) : null
        if (item !== null) value[column.id] = item
      }
      if (Object.keys(value).length) found.push([value, row])
    }
    return found
  }

  private table(field: Field, box: HTMLElement): void {
    // 手机上一行就是一块，先只留一行，免得一路往下翻。
    if (window.matchMedia("(max-width: 44.9375em)").matches) this.rows(box).slice(1).forEach(row => row.remove())
    box.querySelectorAll<HTMLElement>("[data-add], [data-remove]").forEach(item => (item.hidden = false))
    box.addEventListener("click", event => {
      const target = event.target as HTMLElement
      if (target.closest("[data-add]")) this.add(field, box, true)
      else if (target.closest("[data-remove]")) this.remove(field, box, target.closest("tr"))
    })
    box.addEventListener("keydown", event => {
      if (event.key !== "Enter" || event.isComposing || !(event.target instanceof HTMLInputElement)) return
      event.preventDefault()
      this.down(field, box, event.target)
    })
    box.addEventListener("paste", event => this.paste(field, box, event))
  }

  private number(box: HTMLElement): void {
    this.rows(box).forEach((row, at) => {
      const number = String(at + 1)
      row.querySelectorAll(".bb-row-no").forEach(item => (item.textContent = number))
      row.querySelectorAll(".bb-row-name").forEach(item => (item.textContent = `第${number}行`))
      row.querySelectorAll("[data-remove]").forEach(item => item.setAttribute("aria-label", `删去第${number}行`))
      row.querySelectorAll<HTMLElement>("[data-column]").forEach(cell => {
        const id = `${box.id}-${number}-${cell.dataset["column"] ?? ""}`
        cell.querySelector("[data-control]")?.setAttribute("id", id)
        cell.querySelector("label")?.setAttribute("for", id)
      })
    })
  }

  private add(field: Field, box: HTMLElement, byHand: boolean): void {
    const last = this.rows(box).pop()
    if (!last) return
    const row = last.cloneNode(true) as HTMLTableRowElement
    for (const column of field.columns ?? []) {
      const cell = row.querySelector(`[data-column="${column.id}"]`)
      if (cell) put(cell, column, undefined)
    }
    row.querySelectorAll<HTMLInputElement>("[data-pick]").forEach(pick => (pick.value = ""))
    row.querySelectorAll("[aria-invalid]").forEach(item => item.removeAttribute("aria-invalid"))
    last.after(row)
    this.number(box)
    if (!byHand) return
    controls(row)[0]?.focus()
    this.tell(`加了第${this.rows(box).length}行`)
  }

  private remove(field: Field, box: HTMLElement, row: HTMLTableRowElement | null): void {
    const rows = this.rows(box)
    const at = row ? rows.indexOf(row) : -1
    if (!row || at < 0) return
    if (rows.length > 1) row.remove()
    else for (const column of field.columns ?? []) put(row.querySelector(`[data-column="${column.id}"]`) ?? row, column, undefined)
    this.number(box)
    const left = this.rows(box)
    left[Math.min(at, left.length - 1)]?.querySelector<HTMLElement>("[data-remove]")?.focus()
    this.tell(`删去了第${at + 1}行`)
    this.touched.add(field.id)
    this.changed(field.id, true)
  }

  /** 回车：到下一行的同一列；已是最后一行就加一行。 */
  private down(field: Field, box: HTMLElement, from: HTMLElement): void {
    const column = from.closest<HTMLElement>("[data-column]")?.dataset["column"]
    const row = from.closest("tr")
    if (!column || !row) return
    if (!row.nextElementSibling) this.add(field, box, false)
    row.nextElementSibling?.querySelector<HTMLElement>(`[data-column="${column}"] [data-control]`)?.focus()
  }

  /** 从表格软件里整块贴过来：一格一格放开。 */
  private paste(field: Field, box: HTMLElement, event: ClipboardEvent): void {
    const text = event.clipboardData?.getData("text/plain") ?? ""
    const target = event.target as HTMLElement
    const cell = target.closest<HTMLElement>("[data-column]")
    const row = target.closest<HTMLTableRowElement>("tr[data-row]")
    if (!cell || !row || !(text.includes("\t") || /\n./u.test(text.trim())) || target instanceof HTMLTextAreaElement) return
    event.preventDefault()
    const columns = field.columns ?? []
    const left = columns.findIndex(column => column.id === cell.dataset["column"])
    const top = this.rows(box).indexOf(row)
    const lines = text.replace(/\r/gu, "").replace(/\n+$/u, "").split("\n").slice(0, 500)
    lines.forEach((line, down) => {
      while (this.rows(box).length <= top + down) this.add(field, box, false)
      const into = this.rows(box)[top + down]
      line.split("\t").forEach((item, along) => {
        const column = columns[left + along]
        const place = column && into?.querySelector(`[data-column="${column.id}"]`)
        if (column && place) put(place, column, parse(column, item) ?? "")
      })
    })
    this.tell(`贴进了${lines.length}行`)
    this.touched.add(field.id)
    this.changed(field.id, true)
  }
}
