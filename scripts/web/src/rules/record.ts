// 检查一份记录：先看空格和类型，再看规则。和 scripts/branchbook/checks/record.py 一样，一字不差。
import { isGiven, isRow, readable, type Field, type Judgement, type RuleBook, type Severity, type Values, type Verdict } from "./judge"

/** 和 Python 那边 Finding.as_dict() 同样的键、同样的次序。 */
export interface Finding {
  code: string
  severity: Severity
  verdict: Verdict
  path: string
  line: number | null
  field: string
  message: string
  mend: string
  basis: string[]
  defects: string[]
  rule: string
}

const FORMS: Readonly<Record<string, string>> = {
  integer: "写整数，如 23",
  date: "写全年、月、日，如 2026-06-05，并且是真有的一天",
  datetime: "写全日期和时间，如 2026-06-05 14:30",
  ratio: "写成几分之几，如 21/23",
  people: "一人一项列出姓名",
  table: "一行一条，按列填写",
}
const NOUNS: Readonly<Record<string, string>> = { table: "行", people: "人", integer: "" }

export function finding(code: string, field: string, message: string, mend: string): Finding {
  return {
    code,
    severity: "must",
    verdict: "fail",
    path: "",
    line: null,
    field,
    message,
    mend,
    basis: [],
    defects: [],
    rule: "",
  }
}

/** 填的东西原样说出来；两种语言说得一样。 */
export function quoted(value: unknown): string {
  if (typeof value === "string") return value
  if (typeof value === "boolean") return value ? "是" : "否"
  if (typeof value === "number") return Number.isSafeInteger(value) ? String(value) : "读不出的数"
  if (Array.isArray(value)) return value.map(quoted).join("、")
  if (isRow(value)) return Object.keys(value).map(key => `${key}：${quoted(value[key])}`).join("，")
  return ""
}

function ofType(field: Field, value: unknown, place: string, name: string): Finding[] {
  if (!readable(field, value)) {
    const choices = field.choices ?? []
    const mend = FORMS[field.type] ?? (choices.length ? `从 ${choices.join("、")} 中选一个` : "写成文字")
    return [finding("field-type", place, `“${name}”写的是「${quoted(value)}」，读不出来`, mend)]
  }
  const noun = NOUNS[field.type]
  if (noun === undefined) return []
  const size = noun ? (value as unknown[]).length : (value as number)
  const found: Finding[] = []
  if (field.min != null && size < field.min)
    found.push(finding("field-range", place, `“${name}”是 ${size}${noun}，不应少于 ${field.min}${noun}`, "核对后改正"))
  if (field.max != null && size > field.max)
    found.push(finding("field-range", place, `“${name}”是 ${size}${noun}，不应多于 ${field.max}${noun}`, "核对后改正"))
  return found
}

function unknown(place: string, message: string): Finding {
  return finding("field-unknown", place, message, "改成模板里有的，或删去")
}

function missing(place: string, label: string, field: Field): Finding {
  const asked = field.asked_by ? `（${field.asked_by}要求）` : ""
  return finding("field-missing", place, `${label}没有填${asked}`, field.help || "补填")
}

function rows(field: Field, list: readonly Record<string, unknown>[]): Finding[] {
  const columns = field.columns ?? []
  return list.flatMap((row, at) => {
    const found = Object.keys(row)
      .filter(key => !columns.some(column => column.id === key))
      .map(key => unknown(`${field.id}.${at + 1}.${key}`, `“${field.label}”没有“${key}”这一列`))
    for (const column of columns) {
      const place = `${field.id}.${at + 1}.${column.id}`
      const name = `${field.label}第${at + 1}行“${column.label}”`
      if (isGiven(row[column.id])) found.push(...ofType(column, row[column.id], place, name))
      else if (column.required) found.push(missing(place, name, column))
    }
    return found
  })
}

/** 空格和类型；我们自己的表，必填而没填就是有问题。 */
export function checkFields(book: RuleBook, values: Values, today: string): Finding[] {
  const fields = book.kit.fields
  const known = new Set(fields.map(field => field.id))
  const found = Object.keys(values)
    .filter(name => !known.has(name))
    .map(name => unknown(name, `这份材料没有“${name}”这一项`))
  const bound = book.bind(values, today)
  for (const field of fields) {
    const value = Object.prototype.hasOwnProperty.call(values, field.id) ? values[field.id] : undefined
    if (!isGiven(value)) {
      if (field.required || (field.required_when && book.programs.truth(field.required_when, bound) === true))
        found.push(missing(field.id, `“${field.label}”`, field))
      continue
    }
    found.push(...ofType(field, value, field.id, field.label))
    if (field.type === "table" && readable(field, value)) found.push(...rows(field, value as Record<string, unknown>[]))
  }
  return found
}

/** 各条规则说的；合格的和不适用的不出声。 */
export function ruleFindings(book: RuleBook, judgements: readonly Judgement[]): Finding[] {
  const found: Finding[] = []
  for (const { rule, verdict, message, mend, missing: without } of judgements) {
    if (verdict === null || verdict === "pass") continue
    const failed = verdict === "fail"
    found.push({
      code: failed ? "rule-failed" : "rule-undetermined",
      severity: failed ? rule.severity : "hint",
      verdict,
      path: "",
      line: null,
      field: without.join("、"),
      message,
      mend,
      basis: (rule.basis ?? []).map(item => (typeof item === "string" ? item : item.ref)),
      defects: (rule.defects ?? []).map(item => (typeof item === "string" ? item : item.id)),
      rule: `${book.kit.id}#${rule.id}`,
    })
  }
  return found
}

/** 空格、类型和规则都查。 */
export function checkRecord(book: RuleBook, values: Values, today: string): Finding[] {
  return [...checkFields(book, values, today), ...ruleFindings(book, book.judgeAll(values, today))]
}
