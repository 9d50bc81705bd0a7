// 不同材料上的值怎么比。和 scripts/branchbook/dossiers/values.py 一样。
import { byCodePoint, isRow } from "../rules/judge"

const SPACES = /[\t\n\r \xa0\u3000]+/g

/** 比较用的样子：全角半角、空白、名单和各行的先后都不算数。 */
export function canonical(value: unknown): string {
  if (typeof value === "string") return value.normalize("NFKC").replace(SPACES, "")
  if (Array.isArray(value)) return value.map(canonical).sort(byCodePoint).join("；")
  if (isRow(value))
    return Object.keys(value)
      .filter(key => value[key] !== null && value[key] !== undefined && value[key] !== "")
      .map(key => `${key}=${canonical(value[key])}`)
      .sort(byCodePoint)
      .join("，")
  if (value === null || value === undefined) return ""
  return typeof value === "boolean" ? (value ? "True" : "False") : String(value)
}

/** 2026年6月5日。 */
export function cnDay(day: string): string {
  return `${Number(day.slice(0, 4))}年${Number(day.slice(5, 7))}月${Number(day.slice(8, 10))}日`
}
