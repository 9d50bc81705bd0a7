// 在 .docx 里找表格的各行：靠表头的书签、表头的字、格子里的控件。和 scripts/branchbook/records/docx_tables.py 一样。
import type { Field } from "../kit"
import { type Found, labelsOf, norm, squeezed } from "./found"
import type { How } from "./reading"
import type { Body, Cell, Grid, Row } from "./scan"
import { partition } from "./strings"
import { bookmark, parse } from "./words"

type Record_ = Record<string, unknown>

/** 表头在哪一行，哪一格是哪一列。 */
interface Heading {
  readonly grid: Grid
  readonly at: number
  readonly row: Row
  readonly columns: ReadonlyMap<number, string>
  readonly how: How
}

type Headings = Map<string, Heading[]>

const columnsOf = (item: Field): readonly Field[] => item.columns ?? []

interface Names {
  readonly marks: ReadonlyMap<string, string>
  readonly labels: ReadonlyMap<string, string>
}

const names = new WeakMap<Field, Names>()

/** 书签和标签各是哪一列。 */
function namesOf(item: Field): Names {
  let made = names.get(item)
  if (!made) {
    const columns = columnsOf(item)
    made = {
      marks: new Map(columns.map(column => [bookmark(item.id, column.id), column.id])),
      labels: new Map(columns.flatMap(column => Array.from(labelsOf(column), label => [label, column.id] as const))),
    }
    names.set(item, made)
  }
  return made
}

function headings(item: Field, grid: Grid): Heading[] {
  const columns = columnsOf(item)
  const { marks, labels } = namesOf(item)
  const found: Heading[] = []
  grid.rows.forEach((row, at) => {
    const marked = new Map<number, string>()
    const named = new Map<number, string>()
    const taken = new Set<string>()
    row.forEach((cell, index) => {
      for (const mark of cell.bookmarks) {
        const name = marks.get(mark)
        if (name !== undefined) marked.set(index, name)
      }
      const text = cell.text
      const column = labels.get(norm(text)) ?? labels.get(squeezed(text))
      if (column === undefined || taken.has(column)) return
      taken.add(column)
      named.set(index, column)
    })
    if (marked.size > 0) {
      // 书签丢了的列，靠表头的字。
      const own = new Set(marked.values())
      for (const [index, name] of named) if (!marked.has(index) && !own.has(name)) marked.set(index, name)
      found.push({ grid, at, row, columns: marked, how: "anchor" })
    } else if (
      named.size >= Math.max(1, Math.floor((columns.length + 1) / 2)) &&
      (named.size > 1 || columns.length === 1)
    )
      found.push({ grid, at, row, columns: named, how: "label" })
  })
  return found
}

function sameColumns(left: Heading, right: Heading): boolean {
  const [a, b] = [new Set(left.columns.values()), new Set(right.columns.values())]
  return a.size === b.size && Array.from(a).every(name => b.has(name))
}

export function readTables(found: Found, body: Body, wanted: ReadonlySet<string>): void {
  const tables = Array.from(found.fields.values()).filter(item => wanted.has(item.id))
  if (tables.length === 0) return
  const grids = body.grids
  const anchored: Headings = new Map()
  const guessed: Headings = new Map()
  for (const item of tables)
    for (const grid of grids)
      for (const head of headings(item, grid)) {
        const kept = head.how === "anchor" ? anchored : guessed
        const known = kept.get(item.id)
        if (known) known.push(head)
        else kept.set(item.id, [head])
      }
  const tagged = new Set<string>()
  for (const grid of grids)
    for (const row of grid.rows)
      for (const cell of row) for (const tag of cell.tags) if (tag.includes(".")) tagged.add(partition(tag, ".")[0])
  const rowsOf = (all: Headings): Row[] => Array.from(all.values()).flatMap(heads => heads.map(head => head.row))
  const claimed = new Set(rowsOf(anchored))
  const stops = new Set([...claimed, ...rowsOf(guessed)])
  for (const item of tables) {
    const sure = anchored.get(item.id) ?? []
    let loose = (guessed.get(item.id) ?? []).filter(head => !claimed.has(head.row))
    const [first] = sure
    if (first)
      loose = loose.filter(
        head => sameColumns(head, first) && !rivals(head, item.id, guessed) && !rivals(head, item.id, anchored),
      )
    else if (loose.length > 0) loose = ours(found, item, loose, guessed)
    const heads = [...sure, ...loose]
    const rows: Record_[] = []
    let how: How = "label"
    for (const head of heads) {
      found.seen.add(item.id)
      if (head.how === "anchor") how = "anchor"
      rows.push(...rowsBelow(found, item, head, stops))
    }
    if (tagged.has(item.id)) {
      // 上面没有表头的行：表头丢了，或者表断成了两截。
      found.seen.add(item.id)
      how = "tag"
      rows.push(...taggedRows(found, item, grids))
    }
    if (rows.length > 0) {
      found.values.set(item.id, rows)
      found.how.set(item.id, how)
    }
  }
}

/** 别的表格也认这一行作表头。 */
function rivals(head: Heading, name: string, all: Headings): boolean {
  return Array.from(all).some(([other, heads]) => other !== name && heads.some(rival => rival.row === head.row))
}

/** 几张表都像的表头：看控件，看谁最像，再看次序。 */
function ours(found: Found, item: Field, loose: readonly Heading[], guessed: Headings): Heading[] {
  const mine: [Heading, string[]][] = []
  for (const head of loose) {
    const below = head.grid.rows.slice(head.at + 1).flatMap(row => row.flatMap(cell => cell.tags))
    if (below.some(tag => tag.startsWith(`${item.id}.`))) return [head]
    const others = Array.from(guessed)
      .filter(([other]) => other !== item.id)
      .flatMap(([other, heads]) => heads.map(rival => [rival, other] as const))
      .filter(([rival]) => rival.row === head.row)
      .map(([rival, other]) => [rival.columns.size, other] as const)
    if (!others.some(([size]) => size > head.columns.size))
      mine.push([head, others.filter(([size]) => size === head.columns.size).map(([, other]) => other)])
  }
  const [first] = mine
  if (first && mine.every(([, others]) => others.length > 0)) {
    let group = Array.from(found.fields.keys()).filter(name => name === item.id || first[1].includes(name))
    if (group.length > mine.length) {
      // 没有人填的表会整张略去，只有必填的才数得准。
      group = group.filter(name => found.fields.get(name)?.required)
      if (group.length === mine.length && !group.includes(item.id)) return []
    }
    if (group.length === mine.length) return [(mine[group.indexOf(item.id)] as [Heading, string[]])[0]]
    found.seen.add(item.id)
    found.warnings.push(`有几张表都像“${item.label}”，分不清是哪一张，没有读`)
    return []
  }
  return mine.map(([head]) => head)
}

function rowsBelow(found: Found, item: Field, head: Heading, stops: ReadonlySet<Row>): Record_[] {
  const width = head.row.length
  const columns = new Map(columnsOf(item).map(column => [column.id, column]))
  const rows: Record_[] = []
  for (let at = head.at + 1; at < head.grid.rows.length; at += 1) {
    const row = head.grid.rows[at] as Row
    if (stops.has(row)) break
    const own = new Map<string, Cell>()
    for (const cell of row)
      for (const tag of cell.tags) if (tag.startsWith(`${item.id}.`)) own.set(partition(tag, ".")[2], cell)
    if (row.length < 2 && width >= 2 && own.size === 0) break
    found.rows.add(row)
    const record: Record_ = {}
    for (const [index, name] of head.columns) {
      const cell = index < row.length && row.length === width ? row[index] : own.get(name)
      if (cell) readCell(found, item, record, columns.get(name) as Field, cell.value)
    }
    if (Object.keys(record).length > 0) rows.push(record)
  }
  return rows
}

/** 自己说得出是哪一列的行；在表头下面读过的不再读。 */
function taggedRows(found: Found, item: Field, grids: readonly Grid[]): Record_[] {
  const rows: Record_[] = []
  const columns = new Map(columnsOf(item).map(column => [column.id, column]))
  for (const grid of grids)
    for (const row of grid.rows) {
      if (found.rows.has(row)) continue
      const record: Record_ = {}
      for (const cell of row)
        for (const tag of cell.tags) {
          const [table, , name] = partition(tag, ".")
          const column = table === item.id ? columns.get(name) : undefined
          if (column && !(name in record)) readCell(found, item, record, column, cell.value)
        }
      if (Object.keys(record).length > 0) rows.push(record)
    }
  return rows
}

function readCell(found: Found, item: Field, record: Record_, column: Field, text: string): void {
  const [value, warning] = parse(column, text)
  if (value !== null) record[column.id] = value
  if (warning !== "") found.warnings.push(`${item.label}：${warning}`)
}
