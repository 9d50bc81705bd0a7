// 值印出来的样子，空着的地方印什么。和 scripts/branchbook/records/words.py 前半一样，一字不差。
import type { Field, Kit } from "../kit"

export type Values = Readonly<Record<string, unknown>>

const NOT_XML = /[^\t\n\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/
const TIME = /^(\d{4})-(\d{2})-(\d{2})[ T](\d{2}):(\d{2})$/
const SIGN_LINE = "＿".repeat(8)
const EMPTY = "　　　"
const BOX = "□"
const TICK = "☑"

/** 几个字，不是几个 UTF-16 单元。 */
export const size = (text: string): number => Array.from(text).length

/** XML 里放得下的文字：去掉控制字符，换行只用一种。 */
export const clean = (text: string): string => text.replace(/\r\n?/g, "\n").replace(NOT_XML, "")

/** 只有空白，照 Python 的算法。 */
export const isSpace = (text: string): boolean => !/[^\s\x85]|\ufeff/.test(text)

const own = Object.prototype.hasOwnProperty

/** 只取自己的键，“constructor”之类不算。 */
export const valueOf = (values: Values, name: string): unknown => (own.call(values, name) ? values[name] : undefined)

export const isRow = (value: unknown): value is Values =>
  typeof value === "object" && value !== null && !Array.isArray(value)

export function given(value: unknown): boolean {
  if (value === undefined || value === null || value === "") return false
  return typeof value !== "object" || Object.keys(value).length > 0
}

export const optional = (field: Field): boolean => !field.required && !field.required_when

export function show(field: Field, value: unknown): string {
  if (!given(value)) return ""
  if (field.type === "people" && Array.isArray(value)) return clean(value.map(String).join("、"))
  const text = clean(String(value))
  const match = field.type === "date" ? DATE.exec(text) : field.type === "datetime" ? TIME.exec(text) : null
  if (!match) return text.replace(/^[\n ]+|[\n ]+$/g, "")
  const day = `${match[1]}年${Number(match[2])}月${Number(match[3])}日`
  return match[4] ? `${day}${match[4]}:${match[5]}` : day
}

/** 选项短，印成方框打勾。 */
export function boxed(field: Field): boolean {
  const choices = field.choices ?? []
  return field.type === "choice" && choices.length > 1 && choices.reduce((sum, choice) => sum + size(choice), 0) <= 24
}

export const boxes = (field: Field, chosen = ""): string =>
  (field.choices ?? []).map(choice => (choice === chosen ? TICK : BOX) + choice).join("　")

export function placeholder(field: Field, guided: boolean, cell = false): string {
  if (cell && boxed(field)) return boxes(field)
  if (field.type === "signature") return cell ? EMPTY : SIGN_LINE
  if (guided && field.help) return cell ? `〔${field.help}〕` : `〔${field.label}：${field.help}〕`
  return cell && !guided ? EMPTY : `〔${field.label}〕`
}

/** 标签处书签的名字，不超过 40 个字符。 */
export function bookmark(...ids: string[]): string {
  const name = `L_${ids.join("_")}`
  if (name.length <= 40) return name
  let check = 0
  for (const char of name) check = (check * 31 + char.charCodeAt(0)) % 0xfffff
  return `${name.slice(0, 34)}_${check.toString(16).padStart(5, "0")}`
}

/** 紧跟在另一格后面的一格从哪里起。 */
export const valueMark = (name: string): string => `V${bookmark(name).slice(1)}`

/** 列名后面带不带单位。 */
export const unitOf = (column: Field): string =>
  column.unit && !column.label.includes(column.unit) ? `（${column.unit}）` : ""

export const identityLine = (kit: Kit): string => `表样 ${kit.code} 第${kit.version}版 · ${kit.id}`
