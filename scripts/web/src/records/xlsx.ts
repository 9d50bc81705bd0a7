// 写台账：在 Python 做好的空工作簿里填。各张表原来只有一行，往下添行，下面的格子、名称、公式、校验跟着挪。
import type { Book, BookTable, Field, Kit } from "../kit"
import { Flow } from "./flow"
import { deflated, fixed, pack, type Member } from "./pack"
import { parts } from "./parts"
import { show, size, valueOf, type Values } from "./show"
import { RenderError, type Style } from "./style"
import { escaped } from "./wml"

const LONGEST = 32767
const DAY = 86400000
const BY_HAND = 27
const FILLED = 22
const LEAST = 20
const HEADING = 34
const TALLEST = 400
/** 表头冻结，上面高过这么多就不冻，免得屏幕上只剩表头。 */
const FROZEN_MOST = 300
const THEME = "xl/theme/theme1.xml"
const MOMENT = /^(\d{4})-(\d{2})-(\d{2})(?:[ T](\d{2}):(\d{2}))?$/
// 引号里的文字，或者格子、区域，前面可以有工作表的名字；函数名如 LOG10( 不算。
const REFERENCE = /"[^"]*"|((?:'(?:[^']|'')+'|[^\s'"!(),;:&<>=+*/^-]+)!)?(\$?[A-Z]{1,3}\$?)(\d+)(?::(\$?[A-Z]{1,3}\$?)(\d+))?(?![\w(.])|[A-Za-z_]\w*/g

/** 一张工作表添了几行，从哪一行之下。 */
interface Shift {
  readonly after: number
  readonly by: number
}

const NONE: Shift = { after: Infinity, by: 0 }

const down = (row: number, { after, by }: Shift): number => (row > after ? row + by : row)

/** 区域盖到表的最后一行，就跟着变长。 */
const stretched = (row: number, { after, by }: Shift): number => (row >= after ? row + by : row)

/** 挪一个公式或一串位置；own 是没写表名时的工作表。 */
function moved(text: string, own: Shift, others: ReadonlyMap<string, Shift>): string {
  return text.replace(REFERENCE, (whole, sheet: string | undefined, a?: string, first?: string, b?: string, last?: string) => {
    if (a === undefined || first === undefined) return whole
    const shift = sheet === undefined ? own : (others.get(sheet.slice(0, -1).replace(/^'|'$/g, "").replace(/''/g, "'")) ?? NONE)
    const start = `${sheet ?? ""}${a}${down(Number(first), shift)}`
    return last === undefined ? start : `${start}:${b}${stretched(Number(last), shift)}`
  })
}

/** 半角字的个数，一个汉字算两个。 */
function halfWidths(text: string): number {
  let sum = 0
  for (const char of text) sum += (char.codePointAt(0) ?? 0) > 0xff ? 2 : 1
  return sum
}

const lines = (text: string, width: number): number =>
  text.split("\n").reduce((sum, part) => sum + Math.max(1, Math.ceil(halfWidths(part) / Math.max(1, width - 1))), 0)

/** Excel 的日子，从 1899-12-30 数起；它以为 1900 年有 2 月 29 日，之前的不算。 */
function serial(value: unknown): number | undefined {
  const match = MOMENT.exec(String(value))
  if (!match) return undefined
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = match.slice(1).map(part => Number(part ?? 0))
  const date = new Date(Date.UTC(year, month - 1, day))
  const real = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && hour < 24 && minute < 60
  const days = (date.getTime() - Date.UTC(1899, 11, 30)) / DAY
  return real && days >= 61 && year < 2200 ? days + (hour * 60 + minute) / 1440 : undefined
}

const text = (said: string): string => {
  // _x0041_ 的样子 Excel 会当作字符编号，前面加一道。
  const safe = escaped(said.replace(/_(?=x[0-9A-Fa-f]{4}_)/g, "_x005F_"))
  return `<is><t xml:space="preserve">${safe}</t></is>`
}

/** 格子的种类和内容；没有内容时是空的。 */
function content(field: Field, value: unknown): [kind: string, inner: string] {
  if (field.type === "date" || field.type === "datetime") {
    const days = serial(value)
    if (days !== undefined) return ["", `<v>${days}</v>`]
  }
  if (field.type === "integer" && typeof value === "number" && Number.isInteger(value) && Math.abs(value) < 1e15)
    return ["", `<v>${value}</v>`]
  const said = show(field, value)
  if (size(said) > LONGEST)
    throw new RenderError(`“${field.label}”有 ${size(said)} 个字，一格放不下，Excel 一格最多 ${LONGEST} 字`)
  return said ? [' t="inlineStr"', text(said)] : ["", ""]
}

/** 公式的格子：公式不动，算好的数放在旁边。 */
function worked(field: Field, value: unknown, formula: string): [kind: string, inner: string] {
  if (typeof value === "number") return ["", `${formula}<v>${value}</v>`]
  const said = show(field, value)
  return said ? [' t="str"', `${formula}<v>${escaped(said)}</v>`] : ["", `${formula}<v></v>`]
}

/** 各行多高；矮一点能省下只有一两行的一页，就矮一点。和 sheets.py 的 row_height 一样。 */
function rowHeight(preferred: number, heights: readonly number[], above: number, { page, below }: BookTable): number {
  const pages = (least: number): number => {
    let [count, left] = [1, page - above]
    for (const height of [...heights.map(need => Math.max(least, need)), below]) {
      if (height > left) {
        count += 1
        left = page - HEADING
      }
      left -= height
    }
    return count
  }
  const wanted = pages(preferred)
  for (let lower = preferred - 1; lower >= Math.max(LEAST, preferred * 0.82); lower -= 1) if (pages(lower) < wanted) return lower
  return preferred
}

const CELL = /<c r="([A-Z]+)(\d+)"( s="\d+")?([^>]*?)(?:\/>|>(.*?)<\/c>)/g
const FORMULA = /<f>.*?<\/f>/

/** 一行里的格子逐个改；fill 说出新的种类和内容，没有说的照旧。 */
function cellsOf(row: string, number: number, fill: (column: string, formula: string) => [string, string] | undefined): string {
  return row.replace(CELL, (_, column: string, __, style = "", kind = "", inner = "") => {
    const [own, said] = fill(column, FORMULA.exec(inner)?.[0] ?? "") ?? [kind, inner]
    const open = `<c r="${column}${number}"${style}${own}`
    return said ? `${open}>${said}</c>` : `${open}/>`
  })
}

const heightOf = (row: string): number => Number(/ ht="([\d.]+)"/.exec(row)?.[1] ?? 15)

const retold = (row: string, number: number, height: number): string =>
  row.replace(/^<row r="\d+"/, `<row r="${number}"`).replace(/ ht="[\d.]+"/, ` ht="${Math.min(TALLEST, height)}"`)

class Sheet {
  readonly shift: Shift
  private readonly table?: readonly [Field, BookTable]
  private readonly singles: readonly Field[]
  private above = 0

  constructor(
    private readonly flow: Flow,
    private readonly book: Book,
    number: number,
  ) {
    const onIt = (field: Field): boolean => (book.tables[field.id] ?? NOWHERE).sheet === number
    const field = flow.kit.fields.find(onIt)
    const place = field && book.tables[field.id]
    if (field && place) {
      this.table = [field, place]
      this.shift = { after: place.row, by: flow.rows(field).length - 1 }
    } else this.shift = NONE
    this.singles = flow.kit.fields.filter(item => book.fields[item.id]?.[0] === number)
  }

  /** 填一行单独的格。 */
  private single(row: string, number: number): string {
    const here = this.singles.filter(field => this.book.fields[field.id]?.[1] === number)
    let height = heightOf(row)
    const filled = cellsOf(row, down(number, this.shift), (column, formula) => {
      const field = here.find(item => this.book.fields[item.id]?.[2] === column)
      if (!field) return undefined
      const value = this.flow.get(field.id)
      const width = this.book.fields[field.id]?.[3] ?? 14
      height = Math.max(height, 16 * lines(show(field, value), width - 2) + 8)
      return formula ? worked(field, value, formula) : content(field, value)
    })
    if (number < this.shift.after) this.above += Math.min(TALLEST, height)
    return retold(filled, down(number, this.shift), height)
  }

  /** 把表里唯一的一行照着写成许多行。 */
  private rows(row: string, [table, place]: readonly [Field, BookTable]): string {
    const columns = new Map((table.columns ?? []).map(column => [place.columns[column.id]?.[0], column]))
    const rows = this.flow.rows(table)
    const linesOf = (values: Values): number[] =>
      (table.columns ?? []).map(column => lines(show(column, valueOf(values, column.id)), place.columns[column.id]?.[1] ?? 10))
    const needs = rows.map(values => 15 * Math.max(...linesOf(values)) + 6)
    const least = rowHeight(this.flow.style === "filled" ? FILLED : BY_HAND, needs, this.above, place)
    const one = (values: Values, at: number): string => {
      const number = place.row + at
      const filled = cellsOf(row, number, (letter, formula) => {
        const column = columns.get(letter)
        if (!column) return place.counted ? ["", `<v>${at + 1}</v>`] : undefined
        const value = valueOf(values, column.id)
        // 同一行的格子，行号前没有 $，跟着行走。
        const own = formula.replace(/(\$?[A-Z]{1,3})(\d+)(?![\w(.])/g, (whole, name: string, line: string) =>
          Number(line) === place.row ? name + number : whole,
        )
        return formula ? worked(column, value, own) : content(column, value)
      })
      return retold(filled, number, Math.max(least, needs[at] ?? 0))
    }
    return rows.map(one).join("")
  }

  write(xml: string, shifts: ReadonlyMap<string, Shift>): string {
    const move = (said: string): string => moved(said, this.shift, shifts)
    const { after, by } = this.shift
    const made = xml
      .replace(/<f>(.*?)<\/f>/g, (_, formula: string) => `<f>${move(formula)}</f>`)
      .replace(/<formula([12])>(.*?)<\/formula\1>/g, (_, which: string, said: string) => `<formula${which}>${move(said)}</formula${which}>`)
      .replace(/<row r="(\d+)".*?<\/row>/g, (row, line: string) => {
        const number = Number(line)
        return this.table && number === after ? this.rows(row, this.table) : this.single(row, number)
      })
      .replace(/<(dimension|mergeCell) ref="([^"]*)"/g, (_, name: string, at: string) => `<${name} ref="${move(at)}"`)
      .replace(/ sqref="([A-Z]+)(\d+)(?::[A-Z]+(\d+))?"/g, (_, column: string, first: string, last?: string) => {
        const [start, end] = [down(Number(first), this.shift), stretched(Number(last ?? first), this.shift)]
        const longer = Number(last ?? first) === after && by > 0
        return ` sqref="${column}${start}${last !== undefined || longer ? `:${column}${end}` : ""}"`
      })
    return this.above > FROZEN_MOST ? made.replace(/<pane .*?(?=<\/sheetView>)/, "") : made
  }
}

const NOWHERE: Partial<BookTable> = {}

/** 一份台账。空白的不管给了什么值，留出要手写的行；带说明的一份网站上有现成的，这里不加说明。 */
export function writeXlsx(kit: Kit, values: Values | null, style: Style): Uint8Array {
  const book = kit.writing?.book
  if (!book) throw new Error(`no workbook for ${kit.id}`)
  const flow = new Flow(kit, values, style)
  const main = book.parts["xl/workbook.xml"] ?? ""
  // 名字和公式里都照 XML 的写法比，不用还原。
  const names = [...main.matchAll(/<sheet( [^>]*)\/>/g)].map(match => / name="([^"]*)"/.exec(match[1] ?? "")?.[1] ?? "")
  const sheets = names.map((_, index) => new Sheet(flow, book, index + 1))
  const shifts = new Map(names.map((name, index) => [name, sheets[index]?.shift ?? NONE]))
  const made: Record<string, Member> = { [THEME]: fixed(parts().theme) }
  for (const [name, xml] of Object.entries(book.parts)) {
    const number = Number(/^xl\/worksheets\/sheet(\d+)\.xml$/.exec(name)?.[1] ?? 0)
    const sheet = sheets[number - 1]
    if (sheet) made[name] = deflated(sheet.write(xml, shifts))
    else if (name === "xl/workbook.xml")
      made[name] = deflated(xml.replace(/(<definedName [^>]*>)([^<]*)/g, (_, open: string, at: string) => open + moved(at, NONE, shifts)))
    else made[name] = fixed(xml)
  }
  return pack(made)
}
