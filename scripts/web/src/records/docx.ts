// 写 Word 文件：正文的 XML 拼成文字。和 scripts/branchbook/records/docx.py 一样，一个字节都不差。
import type { Block, Field, Kit } from "../kit"
import { dataRow, formRow, HEAD_ROW, kept, longRows, TITLE_ROW } from "./fit"
import { advice, Flow, judged, type Rows, type Shown } from "./flow"
import { CELL_MARGINS, ems, even, folds, inLines, spread, sum } from "./measure"
import { deflated, fixed, pack } from "./pack"
import { pageOf, partsOf, type Page } from "./parts"
import { bookmark, boxed, given, identityLine, isRow, isSpace, placeholder, size, unitOf, valueMark, valueOf, type Values } from "./show"
import type { Style } from "./style"
import { BREAK, cell, escaped, GREY, paragraph, row, run, tableStart } from "./wml"

/** 依据怎么说：规定#条款 → 一句话。 */
export type Cite = (ref: string) => string

const DOC_PART = '<w:placeholder><w:docPart w:val="DefaultPlaceholder_-1854013440"/></w:placeholder>'
const KEEP = "<w:keepNext/>"
const NARROW = new Set(["integer", "ratio", "choice", "date", "signature"])
const SEVERITY = { must: "必须", should: "建议", hint: "提示" }

class Writer {
  readonly page: Page
  readonly out: string[] = []
  private id = 1000
  private mark = 0
  private readonly marked = new Set<string>()
  private readonly advised = new Set<string>()
  private readonly blocks: Block[]
  private readonly keeps: ReadonlySet<number>
  private longs: number[]
  /** 下一段之前要换页。 */
  private pending = ""
  private readonly firstLabel: number

  /** bare：放进别的文件里的一份，只有字：控件、书签一个文件里不能重，列宽只看自己的几行。 */
  constructor(
    readonly flow: Flow,
    private readonly bare = false,
  ) {
    this.page = pageOf(flow.kit)
    this.blocks = flow.blocks()
    this.keeps = kept(flow, this.blocks, this.page)
    this.longs = longRows(flow, this.blocks, this.page)
    const firsts = this.blocks
      .flatMap(block => (block.is === "form" ? block.rows : []))
      .flatMap(line => flow.fields.get(line[0] ?? "") ?? [])
      .filter(field => field.type !== "table")
    this.firstLabel = firsts.length ? this.labelWidth(firsts, 2) : 0
  }

  // 文字段

  private control(tag: string, alias: string, piece: Shown, { lock = false, look = "", indent = false } = {}): string {
    if (this.bare) return run(piece.text, look, indent)
    this.id += 1
    const state = piece.filled ? "" : "<w:showingPlcHdr/>"
    const locked = lock ? '<w:lock w:val="sdtLocked"/>' : ""
    // 有的程序里打上去的字还是灰的，所以只有带说明的一份用灰字。
    const rpr = !piece.filled && this.flow.guided ? GREY + look : look
    return (
      `<w:sdt><w:sdtPr><w:alias w:val="${escaped(alias)}"/><w:tag w:val="${tag}"/><w:id w:val="${this.id}"/>${locked}` +
      `${DOC_PART}${state}</w:sdtPr><w:sdtContent>${run(piece.text, rpr, indent)}</w:sdtContent></w:sdt>`
    )
  }

  /** 每格的说明只印一次，标题里不印。 */
  private advisedOnce(pieces: readonly Shown[], terse: boolean): Shown[] {
    return pieces.map(piece => {
      if (!piece.field || piece.filled || !piece.text || !this.flow.guided) return piece
      if (terse || this.advised.has(piece.field.id)) return { ...piece, text: placeholder(piece.field, false) }
      this.advised.add(piece.field.id)
      return piece
    })
  }

  private inline(pieces: readonly Shown[], terse = false): string {
    let behind = false
    return this.advisedOnce(pieces, terse)
      .map(piece => {
        const { field, text } = piece
        const look = piece.bold ? "<w:b/>" : ""
        if (!field) {
          behind = behind && isSpace(text)
          return run(text, look)
        }
        const inner = text && this.control(field.id, field.label, piece, { look, indent: true })
        const found = behind ? this.anchor(valueMark(field.id), inner) : inner
        behind = true
        return found
      })
      .join("")
  }

  private paragraph(style: string, inner: string, extra = ""): void {
    // 次序有规定：先 keepNext，再 pageBreakBefore，再其余。
    const keep = extra.startsWith(KEEP) ? KEEP : ""
    this.out.push(paragraph(style, inner, keep + this.pending + extra.slice(keep.length)))
    this.pending = ""
  }

  /** 标签外面套书签，一个名字只用一次。 */
  private anchor(name: string, inner: string): string {
    if (this.bare || this.marked.has(name)) return inner
    this.marked.add(name)
    this.mark += 1
    return `<w:bookmarkStart w:id="${this.mark}" w:name="${name}"/>${inner}<w:bookmarkEnd w:id="${this.mark}"/>`
  }

  // 表格

  private table(field: Field, titled: boolean, last: boolean): void {
    const { flow, page } = this
    const columns = field.columns ?? []
    const rows = flow.rows(field)
    const sample = [...rows, ...((this.bare ? undefined : flow.kit.writing?.samples?.[field.id]) ?? [])].filter(line => isRow(line) && given(line))
    const widths = spread(columns, sample, page.width, page.cell * 10, flow.style !== "filled")
    this.out.push(tableStart(widths))
    if (titled) {
      const label = this.anchor(bookmark(field.id), run(field.label))
      const title = cell(page.width, label, { style: "Label", span: columns.length, shaded: true, keep: true })
      this.out.push(row([title], TITLE_ROW, true))
    }
    const heads = columns.map((column, at) => {
      const unit = unitOf(column)
      const label = this.anchor(bookmark(field.id, column.id), run(column.label)) + (unit && run(unit))
      return cell(widths[at] ?? 0, label, { style: "Label", shaded: true, keep: true })
    })
    this.out.push(row(heads, HEAD_ROW, true))
    const height = dataRow(flow)
    rows.forEach((line, at) => this.out.push(row(this.cells(field, line, widths, last && at === rows.length - 1), height)))
    this.out.push("</w:tbl>")
  }

  private cells(field: Field, line: Values, widths: readonly number[], keep: boolean): string[] {
    return (field.columns ?? []).map((column, at) => {
      const width = widths[at] ?? 0
      const piece = this.flow.cell(column, valueOf(line, column.id))
      const narrow = NARROW.has(column.type) || (column.type === "text" && width < 1800)
      const style = narrow || this.flow.kit.kind === "ballot" ? "Centre" : "Cell"
      return cell(width, this.control(`${field.id}.${column.id}`, column.label, piece), { style, keep })
    })
  }

  /** 表格一行里各格的左右边，标签和同样的行对齐。 */
  private edges(rows: Rows, line: readonly string[]): number[] {
    const count = line.length
    const alike = rows.filter(other => other.length === count)
    const labels = line.map((_, at) => this.labelWidth(alike.map(other => this.flow.field(other[at] ?? "")), count))
    labels[0] = this.firstLabel
    const each = Math.floor((this.page.width - sum(labels)) / count)
    const found = [0]
    let place = 0
    labels.forEach((label, at) => {
      found.push((place += label))
      found.push((place = at === count - 1 ? this.page.width : place + each))
    })
    return found
  }

  private grid(rows: Rows, last: boolean): void {
    const layouts = rows.map(line => this.edges(rows, line))
    const marks = [...new Set(layouts.flat())].sort((a, b) => a - b)
    const place = new Map(marks.map((edge, at) => [edge, at]))
    const spanOf = (from: number, to: number): number => (place.get(to) ?? 0) - (place.get(from) ?? 0)
    this.out.push(tableStart(marks.slice(1).map((edge, at) => edge - (marks[at] ?? 0))))
    rows.forEach((line, number) => {
      const keep = last && number === rows.length - 1
      const edges = layouts[number] ?? []
      const cells = line.flatMap((name, at) => {
        const [a = 0, b = 0, c = 0] = edges.slice(2 * at, 2 * at + 3)
        const field = this.flow.field(name)
        const head = this.anchor(bookmark(name), run(field.label))
        return [
          cell(b - a, head, { style: "Label", span: spanOf(a, b), shaded: true, keep }),
          cell(c - b, this.answer(field, c - b), { span: spanOf(b, c), keep }),
        ]
      })
      const long = line.some(name => this.flow.field(name).type === "long_text")
      this.out.push(row(cells, formRow(this.flow, line, this.longs[0] ?? 0), false, long))
    })
    this.out.push("</w:tbl>")
  }

  private answer(field: Field, width: number): string {
    let piece = this.flow.piece(field.id, false, true)
    const room = (width - CELL_MARGINS) / (this.page.cell * 10)
    if (boxed(field) && ems(piece.text) > room) piece = { ...piece, text: inLines(piece.text, room) }
    const inner = this.control(field.id, field.label, piece, { lock: true })
    return field.unit && field.type === "integer" ? inner + run(field.unit) : inner
  }

  /** 一列标签有多宽：短的整个放下，长的折行，不剩一个字单独一行。 */
  private labelWidth(fields: readonly Field[], count: number): number {
    const few = count < 3
    const lengths = fields.map(field => size(field.label))
    let width = Math.max(0, ...lengths.filter(length => length <= (few ? 7 : 5)))
    width = Math.max(width, few ? 4 : 2, ...lengths.map(length => Math.floor((length + 1) / 2)))
    if (lengths.includes(width + 1)) width += 1
    return width * Math.min(this.page.cell, 24) * 10 + 200
  }

  // 各段

  private block(block: Block, index: number): void {
    const { flow } = this
    const keep = this.keeps.has(index)
    const held = keep ? KEEP : ""
    const last = index === this.blocks.length - 1
    switch (block.is) {
      case "heading":
        if (block.level === 1) this.title(flow.pieces(block.inline))
        else this.paragraph(`Heading${block.level - 1}`, this.inline(flow.pieces(block.inline), true))
        return
      case "paragraph": {
        const style = block.hint ? "Hint" : block.centred ? "DocNo" : block.flush ? "Flush" : "Normal"
        this.paragraph(style, this.inline(flow.pieces(block.inline), block.centred === true), held)
        return
      }
      case "table":
        this.beforeTable()
        this.table(flow.field(block.field), false, last)
        this.paragraph("Gap", "", held)
        return
      case "form": {
        this.beforeTable()
        const parts = flow.formParts(block)
        parts.forEach((part, at) => {
          const ends = last && at === parts.length - 1
          if ("id" in part) this.table(part, true, ends)
          else this.grid(part, ends)
          this.paragraph("Gap", "", ends ? KEEP : "")
        })
        return
      }
      case "sign":
        block.lines.forEach((line, at) => this.sign(flow.pieces(line), at === 0, keep || at < block.lines.length - 1))
        return
      case "page-break":
        this.longs = this.longs.slice(1)
        this.pending = "<w:pageBreakBefore/>"
    }
  }

  /** 只有段落能换页，表格不能。 */
  private beforeTable(): void {
    if (this.pending) this.paragraph("Gap", "", KEEP)
  }

  /** 标题，在词尾折行。 */
  private title(shown: readonly Shown[]): void {
    const { page } = this
    const pieces = this.advisedOnce(shown, true)
    const room = page.width / (page.title * 10)
    const cuts = folds(pieces, room)
    if (!cuts.length) {
      const text = pieces.map(piece => piece.text).join("")
      const free = Math.trunc((room - even(text, room) - 0.6) * page.title * 5)
      const narrower = free > 200 ? `<w:ind w:left="${free}" w:right="${free}" w:firstLineChars="0" w:firstLine="0"/>` : ""
      this.paragraph("Title", this.inline(pieces, true), narrower)
      return
    }
    const lines: string[] = []
    let position = 0
    for (const piece of pieces) {
      const chars = Array.from(piece.text)
      const start = position
      position += chars.length
      const edges = [start, ...cuts.filter(cut => start < cut && cut < position), position]
      edges.slice(1).forEach((end, at) => {
        const from = edges[at] ?? 0
        const part = piece.field ? piece : { ...piece, text: chars.slice(from - start, end - start).join("") }
        lines.push((cuts.includes(from) ? BREAK : "") + this.inline([part], true))
      })
    }
    this.paragraph("Title", lines.join(""))
  }

  /** 落款的一行；日期右空四字，名称右空两字。 */
  private sign(pieces: readonly Shown[], first: boolean, keep: boolean): void {
    const chars = pieces.some(piece => piece.field?.type === "date") ? 4 : 2
    const before = first ? `<w:spacing w:before="${(this.page.official ? 579 : 360) * 2}"/>` : ""
    const right = chars * this.page.body * 10
    const indent = `<w:ind w:rightChars="${chars}00" w:right="${right}" w:firstLineChars="0" w:firstLine="0"/>`
    this.paragraph("Sign", this.inline(pieces, true), (keep ? KEEP : "") + before + indent)
  }

  /** 最后一页：每格怎么填，检查时看什么。 */
  private guide(cite?: Cite): void {
    const { kit } = this.flow
    this.paragraph("GuideHead", this.anchor("BB_guide", run("填写说明")), "<w:pageBreakBefore/>")
    for (const note of kit.notes ?? []) this.paragraph("Guide", run(note))
    const total = this.page.width
    const widths = [Math.floor((total * 26) / 100), Math.floor((total * 10) / 100)]
    widths.push(total - sum(widths))
    this.out.push(tableStart(widths))
    const line = (texts: readonly string[], look: { style: string; shaded?: boolean }): string[] =>
      texts.map((text, at) => cell(widths[at] ?? 0, run(text), look))
    this.out.push(row(line(["项目", "必填", "怎么填"], { style: "Label", shaded: true }), 400, true))
    for (const texts of advice(kit)) this.out.push(row(line(texts, { style: "Guide" }), 360))
    this.out.push("</w:tbl>")
    const rules = kit.rules ?? []
    if (rules.length) this.paragraph("GuideHead", run("检查时会看什么"))
    rules.forEach((rule, at) => {
      const refs = (rule.basis ?? []).map(item => (typeof item === "string" ? item : item.ref))
      const basis = cite && refs.length ? `依据：${refs.map(cite).join("；")}。` : ""
      this.paragraph("Guide", run(`${at + 1}.（${SEVERITY[rule.severity]}）${judged(this.flow, rule)}。${basis}`))
    })
  }

  body(): string {
    this.blocks.forEach((block, index) => this.block(block, index))
    return this.out.join("")
  }

  document(cite?: Cite): string {
    this.body()
    this.paragraph("Identity", run(identityLine(this.flow.kit)))
    if (this.flow.guided) this.guide(cite)
    return this.page.before + this.out.join("") + this.page.after
  }
}

/** 一份材料的 Word 文件；同样的内容，同样的字节。 */
export function writeDocx(kit: Kit, values: Values | null, style: Style, cite?: Cite): Uint8Array {
  const writer = new Writer(new Flow(kit, values, style))
  const document = deflated(writer.document(cite))
  const shared = Object.entries(partsOf(kit, writer.page)).map(([name, text]) => [name, fixed(text)] as const)
  return pack({ ...Object.fromEntries(shared), "word/document.xml": document })
}

/** 填好的一份显示的，写成段落和表格，放进别的文件里。 */
export function bodyOf(kit: Kit, values: Values): string {
  return new Writer(new Flow(kit, values, "filled"), true).body()
}
