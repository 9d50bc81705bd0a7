// 值印出来的样子。和 scripts/branchbook/records/words.py 的 show 一样。
import type { Field } from "../kit"
import { isGiven } from "../rules/judge"

const NOT_XML = /[^\t\n\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/
const TIME = /^(\d{4})-(\d{2})-(\d{2})[ T](\d{2}):(\d{2})$/

function clean(text: string): string {
  return text.replace(/\r\n?/g, "\n").replace(NOT_XML, "")
}

export function show(field: Field, value: unknown): string {
  if (!isGiven(value)) return ""
  if (field.type === "people" && Array.isArray(value)) return clean(value.map(String).join("、"))
  const text = clean(typeof value === "boolean" ? (value ? "True" : "False") : String(value))
  const match = (field.type === "date" ? DATE : field.type === "datetime" ? TIME : null)?.exec(text)
  if (match) {
    const day = `${match[1]}年${Number(match[2])}月${Number(match[3])}日`
    return field.type === "date" ? day : `${day}${match[4]}:${match[5]}`
  }
  return text.replace(/^[\n ]+|[\n ]+$/g, "")
}
