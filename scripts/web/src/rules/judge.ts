// 一份记录过一遍规则，结论三种：合格、有问题、无法判断。和 scripts/branchbook/rules/engine.py 一样，一字不差。
import { calendarYears } from "./calendar"
import { exact, Programs, type Bound } from "./engine"
import { isDay, isMoment } from "./days"
import { WORKDAY_FUNCTIONS } from "./functions"
import { namesIn } from "./names"
import { named, NO_SETTINGS, type Settings } from "./settings"

export { namesIn } from "./names"

export type Severity = "must" | "should" | "hint"
export type Verdict = "pass" | "fail" | "undetermined"

/** 一格，取自模板的资料（assets/kits/*.js）。 */
export interface Field {
  readonly id: string
  readonly label: string
  readonly type: string
  readonly required?: boolean
  readonly required_when?: string
  readonly min?: number | null
  readonly max?: number | null
  readonly choices?: readonly string[]
  readonly columns?: readonly Field[]
  readonly help?: string
  /** 哪个上级另外要求的。 */
  readonly asked_by?: string
}

export interface Rule {
  readonly id: string
  readonly when?: string
  readonly require: string
  readonly doubt_when?: string
  readonly doubt?: string
  readonly severity: Severity
  readonly message: string
  readonly mend: string
  readonly basis?: readonly (string | { readonly ref: string })[]
  readonly defects?: readonly (string | { readonly id: string })[]
  readonly effective_from?: string | null
  readonly effective_to?: string | null
  readonly asked_by?: string
}

/** 判断一份记录要知道的：字段、规则、以哪一项为日期。 */
export interface Kit {
  readonly id: string
  readonly fields: readonly Field[]
  readonly rules: readonly Rule[]
  readonly dated_by?: string | null
}

/** 一份记录填了什么，照 JSON 的样子：整数是 number。 */
export type Values = Readonly<Record<string, unknown>>

export interface Judgement {
  readonly rule: Rule
  /** null：这条规则不管这份记录。 */
  readonly verdict: Verdict | null
  readonly message: string
  readonly mend: string
  /** 要用而没有读到的字段。 */
  readonly missing: readonly string[]
}

/** 这一格到底填了没有。 */
export function isGiven(value: unknown): boolean {
  if (value === undefined || value === null || value === "") return false
  if (typeof value !== "object") return true
  return Object.keys(value).length > 0
}

export function isRow(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

/** 填的是不是这一类格子该有的样子（真有的一天、整数、可选的一项）。 */
export function readable(field: Field, value: unknown): boolean {
  switch (field.type) {
    case "integer":
      return typeof value === "number" && Number.isSafeInteger(value)
    case "people":
      return Array.isArray(value) && value.every(item => typeof item === "string" && item !== "")
    case "table":
      return Array.isArray(value) && value.every(isRow)
  }
  if (typeof value !== "string") return false
  switch (field.type) {
    case "choice":
      return (field.choices ?? []).includes(value)
    case "ratio":
      return /^[0-9]{1,6}\/[1-9][0-9]{0,5}$/.test(value)
    case "date":
      return isDay(value)
    case "datetime":
      return isMoment(value)
  }
  return true
}

function cells(table: Field, row: Record<string, unknown>): Record<string, unknown> {
  const found: Record<string, unknown> = {}
  for (const column of table.columns ?? []) {
    const cell = Object.prototype.hasOwnProperty.call(row, column.id) ? row[column.id] : undefined
    if (isGiven(cell) && readable(column, cell)) found[column.id] = exact(cell)
  }
  return found
}

/** 按码点排，和 Python 的 sorted 一样。 */
export function byCodePoint(a: string, b: string): number {
  const left = Array.from(a)
  const right = Array.from(b)
  for (let at = 0; at < left.length && at < right.length; at += 1) {
    const apart = (left[at] as string).codePointAt(0)! - (right[at] as string).codePointAt(0)!
    if (apart) return apart
  }
  return left.length - right.length
}

/** CEL 看得见的值：只有读得懂的；读不懂的当作没有，绝不当成别的。 */
export function bindings(kit: Kit, values: Values, today: string, params: Values = {}): Bound {
  const given = Object.keys(values).filter(key => isGiven(values[key]))
  const bound: Record<string, unknown> = { today, given: given.sort(byCodePoint), params: exact(params) }
  for (const field of kit.fields) {
    const value = Object.prototype.hasOwnProperty.call(values, field.id) ? values[field.id] : undefined
    if (!isGiven(value) || !readable(field, value)) continue
    bound[field.id] = field.columns?.length
      ? (value as Record<string, unknown>[]).map(row => cells(field, row))
      : exact(value)
  }
  return bound
}

/** 为什么说不准，怎么办。 */
export function whyUnknown(
  labels: readonly string[],
  calls: ReadonlySet<string>,
  read: readonly string[] = [],
): [string, string] {
  if (labels.length) return [`没有读到${labels.map(label => `“${label}”`).join("、")}，无法判断`, "补填后再查"]
  if (Array.from(WORKDAY_FUNCTIONS).some(name => calls.has(name))) {
    const [first, last] = calendarYears()
    return [
      `放假和调休安排只收录了 ${first} 年到 ${last} 年，这里的日期不在其中或读不懂，数不出工作日，无法判断`,
      "照公布的放假安排自己数一遍工作日",
    ]
  }
  const where = read.length ? `${read.map(label => `“${label}”`).join("、")}里` : ""
  return [`${where}有没填的格子，或者写的样子读不懂，无法判断`, "照填写说明补填、改写，再查"]
}

const CEL_TYPES: Readonly<Record<string, string>> = {
  integer: "int",
  people: "list<string>",
  table: "list<map<string, dyn>>",
}

/** 一种材料的规则，式子各编译一次。settings 是各单位自己定的。 */
export class RuleBook {
  readonly programs: Programs

  constructor(
    readonly kit: Kit,
    readonly settings: Settings = NO_SETTINGS,
  ) {
    const variables: Record<string, string> = {}
    for (const field of kit.fields) variables[field.id] = CEL_TYPES[field.type] ?? "string"
    this.programs = new Programs(variables)
  }

  bind(values: Values, today: string): Bound {
    return bindings(this.kit, values, today, this.settings.values)
  }

  judge(rule: Rule, bound: Bound): Judgement {
    const day = this.day(bound)
    if (
      day &&
      ((rule.effective_from && day < rule.effective_from) || (rule.effective_to && day > rule.effective_to))
    )
      return { rule, verdict: null, message: "", mend: "", missing: [] }
    if (rule.when) {
      const applies = this.programs.truth(rule.when, bound)
      if (applies === null) return this.unknown(rule, bound)
      if (!applies) return { rule, verdict: null, message: "", mend: "", missing: [] }
    }
    const holds = this.programs.truth(rule.require, bound)
    if (holds) return { rule, verdict: "pass", message: "", mend: "", missing: [] }
    if (holds === null) return this.unknown(rule, bound)
    const doubtful = rule.doubt_when ? this.programs.truth(rule.doubt_when, bound) !== false : false
    return {
      rule,
      verdict: doubtful ? "undetermined" : "fail",
      message:
        this.programs.fill(doubtful ? (rule.doubt ?? "") : rule.message, bound) +
        this.settings.told(named([rule.when, rule.require, rule.doubt_when])),
      mend: this.programs.fill(rule.mend, bound),
      missing: [],
    }
  }

  /** 逐条判断，照规则的次序。 */
  judgeAll(values: Values, today: string): Judgement[] {
    const bound = this.bind(values, today)
    return this.kit.rules.map(rule => this.judge(rule, bound))
  }

  /** 一个式子成不成立；null：说不准。 */
  holds(expression: string, values: Values, today: string): boolean | null {
    return this.programs.truth(expression, this.bind(values, today))
  }

  private day(bound: Bound): string | null {
    const by = this.kit.dated_by
    return by && by in bound ? String(bound[by]).slice(0, 10) : null
  }

  private unknown(rule: Rule, bound: Bound): Judgement {
    const said = `${rule.when ?? ""} ${rule.require}`
    const { free, calls } = namesIn(said)
    const missing = this.kit.fields.filter(
      field => free.has(field.id) && !(field.id in bound) && !said.includes(`'${field.id}' in given`),
    )
    const unset = missing.length ? [] : this.settings.unknown(named([rule.when, rule.require]))
    if (unset.length) {
      const message = `本支部设定里没有填${unset.map(label => `“${label}”`).join("、")}，无法判断`
      return { rule, verdict: "undetermined", message, mend: "在“本支部设定”里填上；命令行用 --unit", missing: [] }
    }
    const [message, mend] = whyUnknown(
      missing.map(field => field.label),
      calls,
      this.kit.fields.filter(field => free.has(field.id)).map(field => field.label),
    )
    return { rule, verdict: "undetermined", message, mend, missing: missing.map(field => field.id) }
  }
}
