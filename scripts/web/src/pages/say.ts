// 查出来的话：哪一种、说什么、在哪一格旁边说。缺、读不出、不合规定、无法判断，分得开，不混。
import type { Kit } from "../kit"
import { namesIn, type RuleBook, type Values } from "../rules/judge"
import { checkRecord, type Finding } from "../rules/record"
import { type Citation, cites } from "./kits"

/** missing 缺｜impossible 读不出、数不对｜against 违反一条规则｜doubt 无法判断。 */
export type State = "missing" | "impossible" | "against" | "doubt"

export interface Note {
  readonly state: State
  /** 说在前面的那个词。 */
  readonly word: string
  readonly message: string
  readonly mend: string
  readonly basis: readonly Citation[]
  /** 说在哪一处旁边：字段，或“表.行.列”。 */
  readonly place: string
  /** 和哪几格有关；一格也没动过就先不说。 */
  readonly about: readonly string[]
  /** 因为还有空着的才说不准。 */
  readonly waiting: boolean
}

const WEIGHT = /（(规定|通行做法|本站建议|地方要求)[，）]/u
const WORDS: Readonly<Record<string, string>> = {
  规定: "不合规定",
  地方要求: "不合地方要求",
  通行做法: "不合通行做法",
  本站建议: "建议改",
}
const STATES: Readonly<Record<string, State>> = {
  "field-missing": "missing",
  "field-type": "impossible",
  "field-range": "impossible",
  "field-unknown": "impossible",
  "rule-undetermined": "doubt",
}

const UNSIGNED = "待签"

/** 现在就该填而没有填；签字的格打印出来再签也不迟，不算。 */
export function lacking(note: Note): boolean {
  return note.state === "missing" && note.word !== UNSIGNED
}

/** 规定、通行做法、本站建议分开说；几条依据里有规定的才说不合规定。 */
function against(finding: Finding, basis: readonly Citation[]): string {
  if (finding.severity === "hint") return "提示"
  const weights = basis.map(([words]) => WEIGHT.exec(words)?.[1])
  const heaviest = Object.keys(WORDS).find(weight => weights.includes(weight))
  return finding.severity === "should" ? "建议核对" : (heaviest && WORDS[heaviest]) || "对不上"
}

function wordFor(kit: Kit, finding: Finding, state: State, basis: readonly Citation[]): string {
  if (state === "missing") return kit.fields.some(field => field.id === finding.field && field.type === "signature") ? UNSIGNED : "缺"
  if (state === "doubt") return "无法判断"
  if (state === "against") return against(finding, basis)
  return finding.code === "field-type" ? "读不出" : "数不对"
}

/** 规则看了哪几格；说在填了的最后一格旁边。 */
function looked(kit: Kit, finding: Finding, values: Values): { place: string; about: string[] } {
  const rule = kit.rules.find(item => finding.rule === `${kit.id}#${item.id}`)
  const slots = rule ? Array.from(rule.message.matchAll(/\{([^{}]+)\}/gu), match => match[1] ?? "") : []
  const { free } = namesIn([rule?.when ?? "", rule?.require ?? "", ...slots].join(" "))
  const about = kit.fields.map(field => field.id).filter(id => free.has(id))
  const filled = about.filter(id => values[id] !== undefined)
  return { place: filled[filled.length - 1] ?? about[0] ?? "", about }
}

/** 一份记录查下来的话，照格子、再照规则的次序。 */
export function notes(kit: Kit, book: RuleBook, values: Values, today: string): Note[] {
  return checkRecord(book, values, today).map(finding => {
    const state = STATES[finding.code] ?? "against"
    const basis = cites(finding.basis)
    const own = finding.rule ? looked(kit, finding, values) : { place: finding.field, about: [finding.field.split(".")[0] ?? ""] }
    return {
      state,
      word: wordFor(kit, finding, state, basis),
      message: finding.message,
      mend: finding.mend,
      basis,
      waiting: state === "doubt" && finding.field !== "",
      ...own,
    }
  })
}

/** 一句话说完：还缺几项，几处要改。 */
export function summed(list: readonly Note[]): string {
  const count = (state: State): number => list.filter(note => note.state === state).length
  const said: string[] = []
  const blank = list.filter(lacking).length
  const unsigned = count("missing") - blank
  if (blank) said.push(`还有 ${blank} 处必填没有填`)
  if (unsigned) said.push(`${unsigned} 处等签字`)
  if (count("impossible")) said.push(`${count("impossible")} 处读不出或数不对`)
  if (count("against")) said.push(`${count("against")} 处和规则对不上`)
  if (count("doubt")) said.push(`${count("doubt")} 条无法判断`)
  return said.length ? `${said.join("，")}。` : ""
}
