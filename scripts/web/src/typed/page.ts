// 手打的材料当成一行行的字、一格格的表，不管是哪个软件存的。和 scripts/branchbook/records/typed_page.py 一样。
import { PackageError } from "../records/package"
import { Grid, type Body } from "../records/scan"
import type { Sheet, Workbook } from "../records/xlsx-cells"
import { columnOf, rowOf } from "../records/xlsx-key"
import { size, trim } from "./text"

/** 一行字，或者表里一行的各格。 */
export type Item = string | readonly string[]

const MOST_ITEMS = 20_000
const MOST_CHARS = 400_000
const MOST_CELLS = 64
const LARGEST_TEXT = 2 << 20

const DROPPED = /[\0-\x08\x0b\x0e-\x1f\x7f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff]/g
const BREAKS = /\r\n|[\r\f\x85\u2028\u2029]/g
const RULE = /[ \t\xa0\u3000|｜:：-]+/g
/** 页码。 */
const FOOTER = /^[ \u3000]*(?:[—–-]+ *[0-9]{1,4} *[—–-]+|第 *[0-9]{1,4} *页(?:[ ，,/]*共 *[0-9]{1,4} *页)?)[ \u3000]*$/u
const BINARY = /[\0-\x08\x0e-\x1a\x1c-\x1f]/

export class Page {
  private flat: readonly string[] | undefined

  constructor(
    readonly items: readonly Item[],
    /** 是表格文件：日期是数，标签和值中间有空格子。 */
    readonly sheet = false,
    /** 日子从 1904 年数起。 */
    readonly oldEpoch = false,
  ) {}

  /** 每一行，格子里的也算。 */
  get lines(): readonly string[] {
    this.flat ??= this.items.flatMap(item =>
      (typeof item === "string" ? [item] : item).flatMap(text => text.split("\n").filter(line => trim(line))),
    )
    return this.flat
  }

  get text(): string {
    return this.items.map(item => (typeof item === "string" ? item : item.filter(cell => cell).join("　"))).join("\n")
  }
}

function clean(text: string): string {
  return text.replace(BREAKS, "\n").replace(DROPPED, "")
}

/** 竖线、制表符隔开的是一行格子。 */
function lineOf(line: string): Item {
  if (/[|｜]/.test(line)) {
    if (!line.replace(RULE, "")) return ""
    const bare = trim(line)
    let cells = bare.split(/[|｜]/).map(trim)
    if (/^[|｜]/.test(bare)) {
      cells = cells.slice(1)
      if (cells.length > 1 && /[|｜]$/.test(bare)) cells = cells.slice(0, -1)
    }
    return cells.slice(0, MOST_CELLS)
  }
  if (line.includes("\t")) {
    const cells = line.split("\t").map(trim).filter(cell => cell)
    if (cells.length > 1) return cells.slice(0, MOST_CELLS)
  }
  return trim(line)
}

function made(items: Iterable<Item>, sheet = false, oldEpoch = false): Page {
  const kept: Item[] = []
  let room = MOST_CHARS
  for (const item of items) {
    if (typeof item === "string" ? !item || FOOTER.test(item) : !item.some(cell => cell)) continue
    room -= typeof item === "string" ? size(item) : item.reduce((sum, cell) => sum + size(cell), 0)
    if (room < 0 || kept.length >= MOST_ITEMS) break
    kept.push(item)
  }
  return new Page(kept, sheet, oldEpoch)
}

export function pageOfText(text: string): Page {
  return made(clean(text).split("\n").map(lineOf))
}

/** 只有一格的行，当成里面的几行字。 */
function cellsOf(cells: readonly string[]): Item[] {
  if (cells.length === 1) return (cells[0] as string).split("\n").map(trim)
  return [cells.slice(0, MOST_CELLS).map(trim)]
}

/** 文档的段落和表；没有填的提示不算。 */
export function pageOfBody(body: Body): Page {
  return made(
    body.items.flatMap(item =>
      item instanceof Grid
        ? item.rows.flatMap(row => cellsOf(row.map(cell => clean(cell.value))))
        : clean(item.value).split("\n").map(lineOf),
    ),
  )
}

function sheetItems(sheet: Sheet): Item[] {
  const byRow = new Map<number, number[]>()
  for (const key of sheet.cells.keys()) {
    const columns = byRow.get(rowOf(key))
    if (columns) columns.push(columnOf(key))
    else byRow.set(rowOf(key), [columnOf(key)])
  }
  const rows = Array.from(byRow.keys())
    .sort((a, b) => a - b)
    .slice(0, MOST_ITEMS)
  const least = (row: number): number => (byRow.get(row) as number[]).reduce((a, b) => Math.min(a, b))
  const first = rows.reduce((found, row) => Math.min(found, least(row)), Infinity)
  return rows.flatMap(row => {
    const last = Math.min((byRow.get(row) as number[]).reduce((a, b) => Math.max(a, b)), first + MOST_CELLS - 1)
    const cells: string[] = []
    for (let column = first; column <= last; column += 1) cells.push(clean(sheet.text(row, column)))
    const filled = cells.filter(cell => trim(cell))
    return cellsOf(filled.length === 1 ? filled : cells)
  })
}

/** 工作簿的各张表，接着排。 */
export function pageOfBook(book: Workbook): Page {
  return made(Array.from(book.sheets.values()).flatMap(sheetItems), true, book.old)
}

/** 0x80 不能当一个字；浏览器把它当成 €，Python 不认。 */
function hasStray(data: Uint8Array): boolean {
  for (let place = 0; place < data.length; ) {
    const lead = data[place] as number
    if (lead === 0x80) return true
    const next = data[place + 1] ?? 0
    place += lead < 0x80 ? 1 : next >= 0x30 && next <= 0x39 ? 4 : 2
  }
  return false
}

/**
 * .txt 里的字，UTF-8、UTF-16、GB 18030 都行。
 * 读不了时抛 PackageError，message 是一句话：为什么，怎么办。
 */
export function decode(data: Uint8Array): string {
  if (data.length > LARGEST_TEXT)
    throw new PackageError(
      `文本文件有 ${data.length >> 20} MB，超过 ${LARGEST_TEXT >> 20} MB，正常的记录没有这么长，不予打开。`,
    )
  const marked = data[0] === 0xff && data[1] === 0xfe ? "utf-16le" : data[0] === 0xfe && data[1] === 0xff ? "utf-16be" : ""
  for (const encoding of marked ? [marked] : ["utf-8", "gb18030"]) {
    let text: string
    if (encoding === "gb18030" && hasStray(data)) break
    try {
      text = new TextDecoder(encoding, { fatal: true }).decode(data)
    } catch {
      continue
    }
    if (BINARY.test(text)) break
    if (!trim(clean(text))) throw new PackageError("文件是空的，里面什么也没有，请检查是不是没有保存好。")
    return text
  }
  throw new PackageError("认不出这个文本文件的编码，请用记事本打开，另存为 UTF-8 编码的文本文件再查。")
}
