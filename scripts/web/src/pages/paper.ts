// 打印用的纸样：和网页上的范例同样的段落，A4，公文的边距。和 scripts/branchbook/records/html.py 一样。
import type { Field, Kit } from "../kit"
import { Flow, type Rows, type Shown } from "../records/flow"
import { unitOf } from "../records/show"
import type { Values } from "../rules/judge"
import { el } from "./dom"

function lines(text: string): Node[] {
  return text.split("\n").flatMap((line, at) => (at ? [el("br"), document.createTextNode(line)] : [document.createTextNode(line)]))
}

function pieces(list: readonly Shown[]): Node[] {
  return list
    .filter(piece => piece.text)
    .flatMap(piece => {
      const inner = piece.field ? [el("span", { class: piece.filled ? "bb-value" : "bb-blank" }, ...lines(piece.text))] : lines(piece.text)
      return piece.bold ? [el("strong", {}, ...inner)] : inner
    })
}

function cell(piece: Shown, unit = ""): Node[] {
  if (piece.filled) return [...lines(piece.text), document.createTextNode(unit)]
  return [el("span", { class: "bb-blank" }, ...lines(piece.text.replace(/^　+|　+$/gu, ""))), document.createTextNode(unit)]
}

function table(flow: Flow, field: Field, caption: boolean): HTMLElement {
  const columns = field.columns ?? []
  const head = columns.map(column => el("th", { scope: "col" }, column.label + unitOf(column)))
  const rows = flow.rows(field).map(row => el("tr", {}, ...columns.map(column => el("td", {}, ...cell(flow.cell(column, row[column.id]))))))
  return el(
    "table",
    { class: "bb-table" },
    caption && el("caption", {}, field.label),
    el("thead", {}, el("tr", {}, ...head)),
    el("tbody", {}, ...rows),
  )
}

function gcd(a: number, b: number): number {
  return b ? gcd(b, a % b) : a
}

function grid(flow: Flow, rows: Rows): HTMLElement {
  const whole = rows.reduce((size, row) => (size * row.length) / gcd(size, row.length), 1)
  const made = rows.map(row =>
    el(
      "tr",
      {},
      ...row.flatMap(name => {
        const field = flow.field(name)
        const span = 2 * (whole / row.length) - 1
        const value = cell(flow.piece(name, false, true), field.type === "integer" ? (field.unit ?? "") : "")
        return [el("th", { scope: "row" }, field.label), el("td", span > 1 ? { colspan: String(span) } : {}, ...value)]
      }),
    ),
  )
  return el("table", { class: "bb-form" }, el("tbody", {}, ...made))
}

/** 一份材料的纸样。 */
export function paper(kit: Kit, values: Values): HTMLElement {
  const flow = new Flow(kit, values, "filled")
  const made: HTMLElement[] = []
  for (const block of flow.blocks()) {
    switch (block.is) {
      case "heading":
        made.push(el("p", { class: block.level === 1 ? "bb-title" : `bb-h${block.level - 1}` }, ...pieces(flow.pieces(block.inline))))
        break
      case "paragraph": {
        const name = block.hint ? "bb-hint" : block.centred ? "bb-docno" : block.flush ? "bb-flush" : "bb-p"
        made.push(el("p", { class: name }, ...pieces(flow.pieces(block.inline))))
        break
      }
      case "table":
        made.push(table(flow, flow.field(block.field), false))
        break
      case "form":
        for (const part of flow.formParts(block)) made.push("id" in part ? table(flow, part, true) : grid(flow, part))
        break
      case "sign":
        made.push(el("div", { class: "bb-sign" }, ...block.lines.map(line => el("p", {}, ...pieces(flow.pieces(line))))))
        break
      case "page-break":
        made.push(el("hr", { class: "bb-page" }))
    }
  }
  return el("div", { class: `bb-doc bb-doc--${kit.kind}`, lang: "zh-CN" }, ...made)
}

const OFFICIAL = new Set(["letter", "notice", "report"])

/** 纸：公文照 GB/T 9704 的版心，页码单页居右、双页居左；别的和表格文件一样。 */
const PAPERS = {
  official:
    "@page{size:A4;margin:37mm 26mm 35mm 28mm;@bottom-center{content:none}}" +
    '@page:right{@bottom-right{content:"— " counter(page) " —";font-size:14pt;color:#000}}' +
    '@page:left{@bottom-left{content:"— " counter(page) " —";font-size:14pt;color:#000}}',
  plain: '@page{size:A4;margin:23mm 22mm 22mm;@bottom-center{content:"— " counter(page) " —";font-size:10.5pt;color:#000}}',
} as const

/** 打印一份：页面上别的都不印，打完复原。 */
export function print(kit: Kit, values: Values): void {
  document.querySelector(".bb-printing")?.remove()
  const official = OFFICIAL.has(kit.kind)
  const sheet = el(
    "div",
    { class: "bb-printing" },
    el("style", { media: "print" }, official ? PAPERS.official : PAPERS.plain),
    el("div", { class: `bb-sheet md-typeset${official ? " bb-sheet--official" : ""}` }, paper(kit, values)),
  )
  document.body.append(sheet)
  document.documentElement.classList.add("bb-print-sheet")
  const done = (): void => {
    window.removeEventListener("afterprint", done)
    document.documentElement.classList.remove("bb-print-sheet")
    sheet.remove()
  }
  window.addEventListener("afterprint", done)
  window.print()
}
