// 要求集加的栏目，在网页上照表样自己的格子画；和 scripts/branchbook/site/forms.py 画的一样用。
import type { Field, Kit } from "../kit"
import { el } from "./dom"

const TYPE_HELP: Readonly<Record<string, string>> = {
  date: "写年月日，如 2026年6月5日。",
  datetime: "写年月日和时间，如 2026年6月5日14:30。",
  people: "写姓名，用顿号隔开。",
  ratio: "写成几分之几，如 21/23。",
  signature: "本人手写签字；也可以先空着，打印出来再签。",
}

function mark({ required, required_when }: Field): HTMLElement {
  const word = required ? "必填" : required_when ? "有这种情况要填" : "选填"
  return el("span", { class: required ? "bb-req" : "bb-req bb-req--maybe" }, word)
}

function asked(field: Field): string {
  return field.asked_by ? `${field.asked_by}要求。` : ""
}

function help(field: Field): string {
  const whole = field.type === "integer" && !field.help ? "写整数。" : ""
  return `${asked(field)}${field.help ?? ""}${TYPE_HELP[field.type] ?? ""}${whole}`
}

function control(field: Field, id: string, cell: boolean): Node[] {
  const about = { id, "data-control": true, autocomplete: "off", "aria-describedby": cell ? undefined : `${id}-help ${id}-msg` }
  if (field.type === "choice") {
    const options = (field.choices ?? []).map(word => el("option", { value: word }, word))
    return [el("select", about, el("option", { value: "" }), ...options)]
  }
  if (field.type === "long_text" || (field.type === "people" && !cell))
    return [el("textarea", { ...about, rows: cell || field.type === "people" ? "1" : "3" })]
  const made: Node[] = [el("input", { ...about, type: "text", inputmode: field.type === "integer" ? "numeric" : undefined })]
  if (field.type === "date") {
    const pick = { type: "date", class: "bb-pick", "aria-label": `从日历里选：${field.label}`, "data-pick": true, tabindex: "-1" }
    made.push(el("input", { ...pick, hidden: true }))
  }
  if (field.unit && !cell) made.push(el("span", { class: "bb-unit" }, field.unit))
  return made
}

function named({ label, unit }: Field): string {
  return unit && !label.includes(unit) ? `${label}（${unit}）` : label
}

function row(field: Field, id: string, number: number): HTMLElement {
  const cells = (field.columns ?? []).map(column => {
    const own = `${id}-${number}-${column.id}`
    const label = el(
      "label",
      { class: "bb-cell", for: own },
      el("span", { class: "bb-row-name" }, `第${number}行`),
      `${named(column)}${column.required ? "（必填）" : ""}`,
    )
    const input = el("span", { class: "bb-input" }, ...control(column, own, true))
    return el("td", { "data-column": column.id, "data-type": column.type }, label, input)
  })
  const remove = { type: "button", class: "bb-quiet", "data-remove": true, hidden: true, "aria-label": `删去第${number}行` }
  const tools = el("td", { class: "bb-row-tools" }, el("button", remove, "删去"))
  return el("tr", { "data-row": true }, el("td", { class: "bb-row-no" }, String(number)), ...cells, tools)
}

function tableBox(field: Field, id: string): HTMLElement {
  const about = { class: "bb-field bb-field--wide", "data-field": field.id, "data-type": "table", role: "group", id, tabindex: "-1" }
  const heads = (field.columns ?? []).map(column =>
    el("th", { scope: "col" }, named(column), column.required && el("span", { class: "bb-star", "aria-hidden": "true" }, "*")),
  )
  const last = el("th", { scope: "col" }, el("span", { class: "bb-row-name" }, "改这一行"))
  const rows = Array.from({ length: Math.max(1, Math.min(3, field.rows ?? 5)) }, (_, at) => row(field, id, at + 1))
  const cards = (field.columns ?? []).length > 5 ? " bb-rows--cards" : ""
  const add = el("button", { type: "button", class: "bb-quiet", "data-add": true, hidden: true }, "加一行")
  return el(
    "div",
    { ...about, "aria-labelledby": `${id}-label`, "aria-describedby": `${id}-help ${id}-msg` },
    el("p", { class: "bb-label", id: `${id}-label` }, field.label, " ", mark(field)),
    el("p", { class: "bb-help", id: `${id}-help` }, `${asked(field)}${field.help || "一行写一条。"}`),
    el("p", { class: "bb-msg", id: `${id}-msg`, hidden: true }),
    el("table", { class: `bb-rows${cards}` }, el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "行"), ...heads, last)), el("tbody", {}, ...rows)),
    el("p", { class: "bb-rows-add" }, add),
  )
}

function box(field: Field, prefix: string): HTMLElement {
  const id = prefix + field.id
  if (field.type === "table") return tableBox(field, id)
  const wide = field.type === "long_text" ? " bb-field--wide" : ""
  return el(
    "div",
    { class: `bb-field${wide}`, "data-field": field.id, "data-type": field.type },
    el("label", { for: id }, field.label, " ", mark(field)),
    el("div", { class: "bb-input" }, ...control(field, id, false)),
    el("p", { class: "bb-help", id: `${id}-help` }, help(field)),
    el("p", { class: "bb-msg", id: `${id}-msg`, hidden: true }),
  )
}

/** 加的栏目接在表的末尾，照谁要求的分开；要必填的改标记，说谁要求。prefix 是各格 id 的开头。 */
export function draw(form: HTMLElement, before: Pick<Kit, "fields">, after: Pick<Kit, "fields">, prefix = "f-"): void {
  const old = new Map(before.fields.map(field => [field.id, field]))
  const added = new Map<string, Field[]>()
  for (const field of after.fields) {
    const known = old.get(field.id)
    if (!known) {
      const who = field.asked_by ?? ""
      added.set(who, [...(added.get(who) ?? []), field])
    } else if (known !== field) {
      const place = form.querySelector<HTMLElement>(`[data-field="${field.id}"]`)
      place?.querySelector(".bb-req")?.replaceWith(mark(field))
      place?.querySelector(".bb-msg")?.before(el("p", { class: "bb-help" }, `${field.asked_by ?? ""}要求必填。`))
    }
  }
  for (const [who, fields] of added)
    form.append(el("p", { class: "bb-notes__title" }, `${who}要求记的`), el("div", { class: "bb-blanks" }, ...fields.map(field => box(field, prefix))))
}
