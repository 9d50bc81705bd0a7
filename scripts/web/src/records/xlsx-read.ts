// 从 .xlsx 里读台账：先名称，再标签。和 scripts/branchbook/records/xlsx_read.py 的后一半一样。
import type { Field, Kit } from "../kit"
import { ordered, type Read } from "./docx-read"
import { labelsOf, norm } from "./found"
import type { How } from "./reading"
import { type Range, Sheet, shown, type Value, type Workbook } from "./xlsx-cells"
import { columnOf, rowOf } from "./xlsx-key"
import { bookmark, parse } from "./words"

const pad = (number: number, width = 2): string => String(number).padStart(width, "0")
const DAY = 86_400_000
/** Excel 的第 0 天，和旧的苹果电脑的。 */
const EPOCH = Date.UTC(1899, 11, 30)
const EPOCH_1904 = Date.UTC(1904, 0, 1)

/** 一格（F_…）、一列（T_…）的名称叫什么。 */
export function cellName(kind: string, ...ids: string[]): string {
  return kind + bookmark(...ids).slice(1)
}

/** 日期格里的数，是 Excel 数的日子。 */
function parsed(book: Workbook, item: Field, value: Value): [unknown, string] {
  if (typeof value === "string") return parse(item, value)
  if ((item.type === "date" || item.type === "datetime") && value >= 1 && value < 200_000) {
    const days = Math.floor(value)
    // 和 Python 一样先化成微秒，再进上半秒。
    const time = Math.floor((Math.round((value - days) * 86_400_000_000) + 500_000) / 1000)
    const at = new Date((book.old ? EPOCH_1904 : EPOCH) + days * DAY + time)
    const day = `${pad(at.getUTCFullYear(), 4)}-${pad(at.getUTCMonth() + 1)}-${pad(at.getUTCDate())}`
    return [item.type === "date" ? day : `${day} ${pad(at.getUTCHours())}:${pad(at.getUTCMinutes())}`, ""]
  }
  return parse(item, shown(value))
}

class Reader {
  readonly values = new Map<string, unknown>()
  readonly how = new Map<string, How>()
  readonly warnings: string[] = []
  private readonly tables: readonly Field[]
  private readonly every: ReadonlySet<string>

  constructor(
    private readonly book: Workbook,
    private readonly kit: Kit,
    private readonly sheet: Sheet,
  ) {
    this.tables = kit.fields.filter(item => item.type === "table")
    this.every = new Set(kit.fields.flatMap(item => Array.from(labelsOf(item))))
  }

  read(): void {
    for (const item of this.tables) this.table(item)
    for (const item of this.kit.fields) if (item.type !== "table") this.single(item)
  }

  private place(name: string): [Sheet, Range] | undefined {
    const range = this.book.names.get(name)
    const sheet = range && this.book.sheets.get(range[0])
    return range && sheet ? [sheet, range] : undefined
  }

  /** 只有一处的格。 */
  private single(item: Field): void {
    const named = this.place(cellName("F", item.id))
    const found = named ? undefined : this.beside(item)
    if (!named && !found) {
      if (item.required) this.warnings.push(`没有找到“${item.label}”的位置，已按名称和标签找过`)
      return
    }
    const sheet = named ? named[0] : this.sheet
    const [row, column] = named ? [named[1][1], named[1][2]] : (found as [number, number])
    const raw = sheet.get(row, column)
    // 空表上的公式算出来的零，不是答案。
    const empty = !this.tables.some(table => this.values.has(table.id))
    if (item.formula && raw === 0 && sheet.calculated(row, column) && empty) return
    const [value, warning] = parsed(this.book, item, raw)
    if (warning !== "") this.warnings.push(warning)
    if (value === null) return
    this.values.set(item.id, value)
    this.how.set(item.id, named ? "anchor" : "label")
  }

  /** 标签右边的格；有几处像这个标签时不读。 */
  private beside(item: Field): [number, number] | undefined {
    const labels = labelsOf(item)
    const hits: number[] = []
    for (const [key, value] of this.sheet.cells)
      if (typeof value === "string" && labels.has(norm(value))) hits.push(key)
    const [hit] = hits
    if (hit === undefined) return undefined
    if (hits.length > 1) {
      this.warnings.push(`表里有几处都像“${item.label}”，分不清是哪一处，没有读`)
      return undefined
    }
    const [row, column] = [rowOf(hit), columnOf(hit)]
    let right = Infinity
    for (const key of this.sheet.cells.keys())
      if (rowOf(key) === row && columnOf(key) > column) right = Math.min(right, columnOf(key))
    return [row, right !== Infinity && !this.every.has(norm(this.sheet.text(row, right))) ? right : column + 1]
  }

  /** 一张表：往下读到空了一截，或者到了别的部分。 */
  private table(item: Field): void {
    const fields = item.columns ?? []
    let columns = new Map<string, number>()
    let [sheet, start, stop]: [Sheet, number, number] = [this.sheet, 0, 0]
    let how: How = "anchor"
    for (const column of fields) {
      const place = this.place(cellName("T", item.id, column.id))
      if (!place) continue
      sheet = place[0]
      start = place[1][1]
      columns.set(column.id, place[1][2])
      stop = Math.max(stop, place[1][3])
    }
    if (columns.size === 0) {
      how = "label"
      const found = this.heading(item)
      if (!found) {
        this.warnings.push(`没有找到“${item.label}”的表头，已按名称和标签找过`)
        return
      }
      sheet = found[0]
      stop = found[1]
      start = stop + 1
      columns = found[2]
    }
    const known = new Map(fields.map(column => [column.id, column]))
    const rows: Record<string, unknown>[] = []
    const edge = this.edge(item, sheet, start)
    let following = start
    for (const row of sheet.rows) {
      if (row < start || row >= edge) continue
      if (row > Math.max(stop + 1, following)) break
      following = row + 1
      const record: Record<string, unknown> = {}
      for (const [name, column] of columns) {
        const raw = sheet.get(row, column)
        const [value, warning] = parsed(this.book, known.get(name) as Field, raw)
        if (value !== null && !(raw === 0 && sheet.calculated(row, column))) record[name] = value
        if (warning !== "" && row <= stop) this.warnings.push(`${item.label}：${warning}`)
      }
      const given = Object.keys(record).length > 0
      if (row > stop && (!given || !like(item, record))) break
      if (given) rows.push(record)
    }
    if (rows.length === 0) return
    this.values.set(item.id, rows)
    this.how.set(item.id, how)
  }

  /** 表的下一个部分从哪一行开始。 */
  private edge(item: Field, sheet: Sheet, start: number): number {
    const own = new Set((item.columns ?? []).map(column => cellName("T", item.id, column.id)))
    let edge = 10_000_000
    for (const [name, range] of this.book.names)
      if (/^[FT]_/.test(name) && !own.has(name) && this.book.sheets.get(range[0]) === sheet && range[1] > start)
        edge = Math.min(edge, range[1])
    return edge
  }

  /** 靠标签找表头，要头一张有的。 */
  private heading(item: Field): [Sheet, number, Map<string, number>] | undefined {
    const fields = item.columns ?? []
    const labels = new Map(fields.flatMap(column => Array.from(labelsOf(column), label => [label, column.id] as const)))
    for (const sheet of this.book.sheets.values()) {
      const byRow = new Map<number, Map<string, number>>()
      for (const [key, value] of sheet.cells) {
        const name = typeof value === "string" ? labels.get(norm(value)) : undefined
        if (name === undefined) continue
        const row = byRow.get(rowOf(key)) ?? new Map<string, number>()
        byRow.set(rowOf(key), row)
        if (!row.has(name)) row.set(name, columnOf(key))
      }
      let best: [number, Map<string, number>] | undefined
      for (const [row, found] of byRow)
        if (
          found.size * 2 > fields.length &&
          (!best || found.size > best[1].size || (found.size === best[1].size && row < best[0]))
        )
          best = [row, found]
      if (best) return [sheet, ...best]
    }
    return undefined
  }
}

/** 表的下面手写的，还像不像一行。 */
function like(item: Field, record: Readonly<Record<string, unknown>>): boolean {
  const fields = item.columns ?? []
  const needed = fields.filter(column => column.required)
  if (needed.length > 0) return needed.every(column => column.id in record)
  return Object.keys(record).length > 1 || fields.length === 1
}

export function readXlsx(book: Workbook, kit: Kit): Read {
  const named = new Set(Array.from(book.names).filter(([name]) => name.startsWith("F_")).map(([, range]) => range[0]))
  const sheet = Array.from(book.sheets).find(([name]) => named.has(name))?.[1] ?? Array.from(book.sheets.values())[0]
  const reader = new Reader(book, kit, sheet ?? new Sheet())
  reader.read()
  return ordered(kit, reader)
}
