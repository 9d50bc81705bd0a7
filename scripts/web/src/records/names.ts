// 各种系统都能用的文件名。和 scripts/branchbook/records/names.py 一样。
import type { Kit } from "../kit"
import { isSheet } from "./flow"

const UNSAFE = /[\\/:*?"<>|\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g

/** 如 `W03 关于召开党员大会进行换届选举的请示（空白）.docx`；word 放在括号里，没有就不用括号。 */
export function safeFilename(kit: Kit, word = ""): string {
  const bracket = word && `（${word}）`
  const name = `${kit.code} ${kit.title}${bracket}`
    .replace(UNSAFE, "")
    .replace(/[\s\x85]+/g, " ")
    .replace(/^[ .]+|[ .]+$/g, "")
  return Array.from(name).slice(0, 80).join("") + (isSheet(kit) ? ".xlsx" : ".docx")
}
