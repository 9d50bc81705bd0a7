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

/** 单位名称去掉人们常省的、有两种写法的。 */
function organ(name: string): string {
  return canonical(name)
    .replace(/中国共产党|中共|党(?=支部|总支)/g, "")
    .replace(/党委(?:员会|会)?|党的委员会/g, "委员会")
}

/** 可能是一个单位，一处写全称、一处写简称：局机关党委，中共示例市某局机关委员会。 */
export function sameOrgan(one: string, other: string): boolean {
  const left = organ(one)
  const right = organ(other)
  return left.includes(right) || right.includes(left)
}

/** 2026年6月5日。 */
export function cnDay(day: string): string {
  return `${Number(day.slice(0, 4))}年${Number(day.slice(5, 7))}月${Number(day.slice(8, 10))}日`
}
