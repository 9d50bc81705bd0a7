// 把 .xlsx 变成格子：每张表的格子、公式，和名称指着哪里。和 scripts/branchbook/records/xlsx_read.py 的前一半一样。
import { type Package, PackageError } from "./package"
import { unescape, XML_BLANK } from "./strings"
import { IDENTITY_LINE } from "./words"
import { xmlText } from "./scan"
import { keyOf, rowOf } from "./xlsx-key"

const MOST_CELLS = 400_000
const ATTRIBUTE = new RegExp(`([A-Za-z:]{1,40})[${XML_BLANK}]*=[${XML_BLANK}]*(?:"([^"]*)"|'([^']*)')`, "g")
const SHEET = new RegExp(`<(?:x:)?sheet(?=[${XML_BLANK}/>])([^<>]*)>`, "g")
const NAME = new RegExp(`<(?:x:)?definedName(?=[${XML_BLANK}>])([^<>]*)>([^<]*)</(?:x:)?definedName>`, "g")
const RELATION = new RegExp(`<(?:[A-Za-z0-9_]{1,20}:)?Relationship(?=[${XML_BLANK}/>])([^<>]*)>`, "g")
const PLACE = /^'?((?:[^']|'')+?)'?!\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Z]{1,3})\$?([0-9]{1,7}))?$/
const CELL = /^([A-Z]{1,3})([0-9]{1,7})$/
const ESCAPED = /_x([0-9A-Fa-f]{4})_/g
const NUMBER = new RegExp(`^[${XML_BLANK}]*[+-]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?[${XML_BLANK}]*$`)
const OLD_DAYS = new RegExp(`date1904[${XML_BLANK}]*=[${XML_BLANK}]*["'](?:1|true)`)

export type Value = string | number

/** 一张表的格子，行列都从一数起。 */
export class Sheet {
  readonly cells = new Map<number, Value>()
  readonly formulas = new Set<number>()
  /** 有格子的行，从上到下。 */
  rows: number[] = []

  get(row: number, column: number): Value {
    return this.cells.get(keyOf(row, column)) ?? ""
  }

  calculated(row: number, column: number): boolean {
    return this.formulas.has(keyOf(row, column))
  }

  text(row: number, column: number): string {
    const value = this.get(row, column)
    return typeof value === "number" ? shown(value) : value
  }
}


/** 名称指着哪里：表名，第一行、列，最后一行、列。 */
export type Range = readonly [string, number, number, number, number]

export interface Workbook {
  readonly sheets: ReadonlyMap<string, Sheet>
  readonly names: ReadonlyMap<string, Range>
  /** 旧的苹果电脑从 1904 年数日子。 */
  readonly old: boolean
}

/** 数字印成什么样，和 Python 的 repr 一样。 */
export function shown(value: number): string {
  if (Number.isInteger(value)) return BigInt(value).toString()
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf"
  if (Math.abs(value) >= 1e-4) return String(value)
  const [digits, power] = value.toExponential().split("e") as [string, string]
  return `${digits}e-${power.slice(1).padStart(2, "0")}`
}

function every(pattern: RegExp, text: string): IterableIterator<RegExpMatchArray> {
  return text.matchAll(pattern)
}

function attributesOf(text: string): Map<string, string> {
  const found = new Map<string, string>()
  for (const match of every(ATTRIBUTE, text)) found.set(match[1] as string, unescape(match[2] || match[3] || ""))
  return found
}

/** 一种元素和它里面的字；同名的套在里面就不算，什么文字都只看一遍。 */
class Elements {
  private readonly opens: RegExp
  private readonly next: RegExp

  constructor(name: string) {
    this.opens = new RegExp(`<(?:x:)?${name}(?=[${XML_BLANK}/>])([^<>]*)>`, "g")
    this.next = new RegExp(`<(/?)(?:x:)?${name}(?=[${XML_BLANK}/>])(>?)`, "g")
  }

  /** 依次交给 take：属性、里面的字、从哪里到哪里；take 返回 true 时停。 */
  each(xml: string, take: (attributes: string, inner: string, start: number, end: number) => boolean | void): void {
    const { opens, next } = this
    let at = 0
    for (;;) {
      opens.lastIndex = at
      const match = opens.exec(xml)
      if (!match) return
      const attributes = match[1] as string
      const start = match.index
      let end = start + match[0].length
      if (attributes.endsWith("/")) {
        if (take(attributes, "", start, end)) return
      } else {
        next.lastIndex = end
        const close = next.exec(xml)
        if (!close) return
        if (close[1] === "" || close[2] === "") {
          at = end
          continue
        }
        const inner = xml.slice(end, close.index)
        end = close.index + close[0].length
        if (take(attributes, inner, start, end)) return
      }
      at = end
    }
  }
}

const SHARED = new Elements("si")
const TEXT = new Elements("t")
const PHONETIC = new Elements("rPh")
const CELLS = new Elements("c")
const VALUE = new Elements("v")

function stringOf(text: string): string {
  const bare = unescape(text)
  if (!bare.includes("_x")) return bare
  return bare.replace(ESCAPED, (whole: string, hex: string) => {
    const code = parseInt(hex, 16)
    return code >= 0xd800 && code <= 0xdfff ? whole : String.fromCharCode(code)
  })
}

function textsOf(inner: string): string {
  let bare = inner
  if (inner.includes("rPh")) {
    bare = ""
    let at = 0
    PHONETIC.each(inner, (_, __, start, end) => {
      bare += inner.slice(at, start)
      at = end
    })
    bare += inner.slice(at)
  }
  let text = ""
  TEXT.each(bare, (_, part) => {
    text += stringOf(part)
  })
  return text
}

function columnNumber(letters: string): number {
  let number = 0
  for (const letter of letters) number = number * 26 + letter.charCodeAt(0) - 64
  return number
}

function read(pack: Package, name: string): string {
  const content = pack.get(name)
  const text = content && xmlText(content)
  if (text === undefined) throw new PackageError("表格文件不完整或已损坏，请用 Excel 或 WPS 打开，另存为 .xlsx 后再用。")
  return text
}

/** 最后一个斜杠前后。 */
function split(path: string): [string, string] {
  const at = path.lastIndexOf("/")
  return at < 0 ? ["", path] : [path.slice(0, at), path.slice(at + 1)]
}

/** 一个工作簿的格子和名称；坏了、格子太多时抛 PackageError。 */
export function load(pack: Package, main: string): Workbook {
  const [folder, own] = split(main)
  const book = read(pack, main)
  const shared: string[] = []
  if (pack.has(`${folder}/sharedStrings.xml`))
    SHARED.each(read(pack, `${folder}/sharedStrings.xml`), (_, inner) => {
      shared.push(textsOf(inner))
    })
  const targets = new Map<string, string>()
  for (const match of every(RELATION, read(pack, `${folder}/_rels/${own}.rels`))) {
    const known = attributesOf(match[1] as string)
    const target = known.get("Target") ?? ""
    targets.set(known.get("Id") ?? "", target.startsWith("/") ? target.replace(/^\/+/, "") : `${folder}/${target}`)
  }
  const sheets = new Map<string, Sheet>()
  const room = { left: MOST_CELLS }
  for (const match of every(SHEET, book)) {
    const known = attributesOf(match[1] as string)
    const id = Array.from(known).find(([key]) => key.endsWith(":id"))
    const part = targets.get(id?.[1] ?? "") ?? ""
    if (pack.has(part) && part.startsWith(folder))
      sheets.set(known.get("name") ?? "", sheetOf(read(pack, part), shared, room))
  }
  return { sheets, names: namesOf(book), old: OLD_DAYS.test(book) }
}

function sheetOf(xml: string, shared: readonly string[], room: { left: number }): Sheet {
  const sheet = new Sheet()
  let row = 1
  let column = 0
  CELLS.each(xml, (attributes, inner) => {
    room.left -= 1
    if (room.left < 0) throw new PackageError(`表格里的格子超过 ${MOST_CELLS} 个，不予打开，请删去多余的行列后再用。`)
    const own = attributesOf(attributes)
    const match = CELL.exec(own.get("r") ?? "")
    if (match) {
      row = Number(match[2])
      column = columnNumber(match[1] as string)
    } else column += 1
    const value = valueOf(own.get("t") ?? "n", inner, shared)
    if (inner.includes("<f") || inner.includes("<x:f")) sheet.formulas.add(keyOf(row, column))
    if (value !== "") sheet.cells.set(keyOf(row, column), value)
  })
  sheet.rows = Array.from(new Set(Array.from(sheet.cells.keys(), rowOf))).sort((a, b) => a - b)
  return sheet
}

function namesOf(book: string): Map<string, Range> {
  const names = new Map<string, Range>()
  for (const found of every(NAME, book)) {
    const match = PLACE.exec(unescape(found[2] as string))
    if (!match) continue
    const [row, column] = [Number(match[3]), columnNumber(match[2] as string)]
    const last: [number, number] = [
      match[5] === undefined ? row : Number(match[5]),
      match[4] === undefined ? column : columnNumber(match[4]),
    ]
    const name = attributesOf(found[1] as string).get("name") ?? ""
    names.set(name, [(match[1] as string).split("''").join("'"), row, column, ...last])
  }
  return names
}

function valueOf(kind: string, inner: string, shared: readonly string[]): Value {
  if (kind === "inlineStr") return textsOf(inner)
  let text: string | undefined
  VALUE.each(inner, (_, found) => {
    text = found
    return true
  })
  if (text === undefined || kind === "e") return ""
  if (kind === "s") return (/^[0-9]{1,7}$/.test(text) ? shared[Number(text)] : undefined) ?? ""
  if (kind === "str" || kind === "d" || !NUMBER.test(text)) return stringOf(text)
  return Number(text)
}

/** 看得见的“表样”那一行，如果有哪一格写着。 */
export function identity(book: Workbook): string | undefined {
  for (const sheet of book.sheets.values())
    for (const value of sheet.cells.values()) if (typeof value === "string" && IDENTITY_LINE.test(value)) return value
  return undefined
}
