// 草稿和导入的文件里的值不可全信：只留下这种材料认得的格子、样子对的值。
import type { Field } from "../kit"
import { isRow, type Values } from "../rules/judge"

const LONGEST = 50_000
const MOST = 2_000

function text(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value.slice(0, LONGEST) : null
}

function simple(value: unknown): string | number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : text(value)
}

function tidyOne(field: Field, value: unknown): unknown {
  if (field.type === "table") {
    if (!Array.isArray(value)) return null
    const rows = value.slice(0, MOST).filter(isRow).map(row => tidy(field.columns ?? [], row)[0])
    return rows.length ? rows : null
  }
  if (field.type === "people" && Array.isArray(value)) {
    const names = value.slice(0, MOST).map(text).filter(name => name !== null)
    return names.length ? names : null
  }
  return simple(value)
}

/** 认得的值，和不认得的格子名。 */
export function tidy(fields: readonly Field[], given: unknown): [values: Values, left: string[]] {
  const values: Record<string, unknown> = {}
  if (!isRow(given)) return [values, []]
  for (const field of fields) {
    const value = Object.prototype.hasOwnProperty.call(given, field.id) ? tidyOne(field, given[field.id]) : null
    if (value !== null) values[field.id] = value
  }
  return [values, Object.keys(given).filter(name => !(name in values))]
}
