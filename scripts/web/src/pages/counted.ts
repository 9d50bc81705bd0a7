// 台账里有公式的格：照填的各行数出来，让人点一下填上；认不得的公式不数，各行里要看的还空着也不数。
import type { Field, Kit } from "../kit"
import { isGiven, isRow, type Values } from "../rules/judge"

type Row = Readonly<Record<string, unknown>>

const PLACE = /\{(\w+)\.(\w+)\}/gu
const PAIR = /\{\w+\.(\w+)\}\s*,\s*"([^"]*)"/gu

function fits(value: unknown, wanted: string): boolean {
  return wanted === "?*" ? typeof value === "string" && value !== "" : value === wanted
}

/** 对各行算的：SUM、COUNT、COUNTA、COUNTIF、COUNTIFS。 */
function overRows(table: Field | undefined, call: string, inside: string, rows: readonly Row[]): number | null {
  const columns = Array.from(inside.matchAll(PLACE), match => match[2] ?? "")
  // 该填的还有空着的，现在数出来的不作数。
  const must = (table?.columns ?? []).filter(column => column.required && columns.includes(column.id))
  if (rows.some(row => must.some(column => !isGiven(row[column.id])))) return null
  const column = columns[0] ?? ""
  const given = rows.map(row => row[column]).filter(isGiven)
  switch (call) {
    case "SUM":
      return given.every(Number.isSafeInteger) ? (given as number[]).reduce((sum, value) => sum + value, 0) : null
    case "COUNT":
    case "COUNTA":
      return given.length
    case "COUNTIF":
    case "COUNTIFS": {
      const pairs = Array.from(inside.matchAll(PAIR))
      if (!pairs.length || pairs.length !== columns.length) return null
      return rows.filter(row => pairs.every(([, name = "", wanted = ""]) => fits(row[name], wanted))).length
    }
  }
  return null
}

function whole(kit: Kit, name: string, values: Values, depth: number): number | null {
  const value = values[name]
  if (isGiven(value)) return typeof value === "number" ? value : null
  const field = kit.fields.find(item => item.id === name)
  return field && depth > 0 ? work(kit, field, values, depth - 1) : null
}

function work(kit: Kit, field: Field, values: Values, depth: number): number | null {
  const formula = field.formula ?? ""
  const tables = Array.from(new Set(Array.from(formula.matchAll(PLACE), match => match[1] ?? "")))
  const call = /^([A-Z]+)\((.*)\)$/u.exec(formula)
  if (tables.length) {
    const rows = values[tables[0] ?? ""]
    if (tables.length > 1 || !call || !Array.isArray(rows) || !rows.length) return null
    const table = kit.fields.find(item => item.id === tables[0])
    return overRows(table, call[1] ?? "", call[2] ?? "", rows.filter(isRow))
  }
  const less = /^(?:N\(\{(\w+)\}\)|\{(\w+)\})-\{(\w+)\}$/u.exec(formula)
  if (less) {
    const from = whole(kit, less[1] ?? less[2] ?? "", values, depth)
    const taken = whole(kit, less[3] ?? "", values, depth)
    return from === null || taken === null ? null : from - taken
  }
  const up = /^ROUNDUP\(\{(\w+)\}\*(\d+)\/(\d+),0\)$/u.exec(formula)
  const base = up ? whole(kit, up[1] ?? "", values, depth) : null
  return up && base !== null && base >= 0 ? Math.ceil((base * Number(up[2])) / Number(up[3])) : null
}

/** 一格照公式该是几；数不出是 null。 */
export function counted(kit: Kit, field: Field, values: Values): number | null {
  return field.formula ? work(kit, field, values, 3) : null
}
