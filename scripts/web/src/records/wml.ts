// WordprocessingML 写成文字：文字段、格、行、表。和 scripts/branchbook/records/wml.py 一样。
import { CELL_MARGINS, sum } from "./measure"

export const GREY = '<w:rStyle w:val="PlaceholderText"/>'
export const BREAK = "<w:r><w:br/></w:r>"
const BORDERS = ["top", "left", "bottom", "right", "insideH", "insideV"]
  .map((side, at) => `<w:${side} w:val="single" w:sz="${at < 4 ? 8 : 4}" w:space="0" w:color="000000"/>`)
  .join("")
const side = (name: string): string => `<w:${name} w:w="${CELL_MARGINS / 2}" w:type="dxa"/>`
const MARGINS = `<w:tblCellMar>${side("left")}${side("right")}</w:tblCellMar>`
// 不说明的话，Word 会把它们当西文，印得窄。
const AMBIGUOUS = /[“”‘’…—·×○□☑〔①-⑩±]/
const EAST = '<w:rFonts w:hint="eastAsia"/>'
const MARKS: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" }

export const escaped = (text: string): string => text.replace(/[&<>"]/g, char => MARKS[char] ?? char)

const said = (text: string): string => `<w:t xml:space="preserve">${escaped(text)}</w:t>`

/** 一段文字；换行成为断行，正文里每个新行缩进两字。 */
export function run(text: string, look = "", indent = false): string {
  let rpr = look
  // 次序有规定：先 rStyle，再 rFonts，再其余。
  if (AMBIGUOUS.test(text)) rpr = rpr.startsWith(GREY) ? GREY + EAST + rpr.slice(GREY.length) : EAST + rpr
  const wrap = rpr && `<w:rPr>${rpr}</w:rPr>`
  if (!/[\n\t]/.test(text)) return `<w:r>${wrap}${said(text)}</w:r>`
  const inner = text.split(/([\n\t])/).map(part => {
    if (part === "\n") return `<w:br/>${indent ? said("　　") : ""}`
    return part === "\t" ? "<w:tab/>" : part && said(part)
  })
  return `<w:r>${wrap}${inner.join("")}</w:r>`
}

export function paragraph(style: string, inner: string, extra = ""): string {
  const named = style === "Normal" ? "" : `<w:pStyle w:val="${style}"/>`
  const ppr = named || extra ? `<w:pPr>${named}${extra}</w:pPr>` : ""
  return `<w:p>${ppr}${inner}</w:p>`
}

export function tableStart(grid: readonly number[]): string {
  const columns = grid.map(width => `<w:gridCol w:w="${width}"/>`).join("")
  return (
    `<w:tbl><w:tblPr><w:tblW w:w="${sum(grid)}" w:type="dxa"/><w:jc w:val="center"/>` +
    `<w:tblBorders>${BORDERS}</w:tblBorders>` +
    `<w:tblLayout w:type="fixed"/>${MARGINS}<w:tblLook w:val="04A0"/></w:tblPr><w:tblGrid>${columns}</w:tblGrid>`
  )
}

export interface CellLook {
  readonly style?: string
  readonly span?: number
  readonly shaded?: boolean
  /** 和下一行在同一页。 */
  readonly keep?: boolean
}

export function cell(width: number, inner: string, { style = "Cell", span = 1, shaded, keep }: CellLook = {}): string {
  const merged = span > 1 ? `<w:gridSpan w:val="${span}"/>` : ""
  const shade = shaded ? '<w:shd w:val="clear" w:color="auto" w:fill="F2F2F2"/>' : ""
  return (
    `<w:tc><w:tcPr><w:tcW w:w="${width}" w:type="dxa"/>${merged}${shade}<w:vAlign w:val="center"/></w:tcPr>` +
    `${paragraph(style, inner, keep ? "<w:keepNext/>" : "")}</w:tc>`
  )
}

/** 至少这么高的一行；head 每页重复，split 可以跨页。 */
export function row(cells: readonly string[], height: number, head = false, split = false): string {
  const whole = split ? "" : "<w:cantSplit/>"
  const header = head ? "<w:tblHeader/>" : ""
  return `<w:tr><w:trPr>${whole}<w:trHeight w:val="${height}" w:hRule="atLeast"/>${header}</w:trPr>${cells.join("")}</w:tr>`
}
