// 自己的要求集文件读成要求集：该有的有没有，写法对不对。和 scripts/branchbook/handbook/requirements.py 收的一样。
import type { Field } from "../kit"
import type { Rule, Severity } from "../rules/judge"
import type { Setting } from "../rules/settings"
import { RequirementError, type Addition, type RequirementSet } from "./set"
import { readYaml, type Data } from "./yaml"

type Map_ = { readonly [key: string]: Data }

const ID = /^[a-z0-9]+(-[a-z0-9]+)*$/u
const FIELD_ID = /^[a-z][a-z0-9_]{0,37}$/u
const KINDS = ["行业", "属地", "单位"]
const WEIGHTS = ["地方要求", "单位规定"]
const TYPES = "text long_text date datetime integer ratio choice people table signature attachment".split(" ")

function wrong(where: string, why: string): RequirementError {
  return new RequirementError(`${where}：${why}`)
}

function map(value: Data | undefined, where: string, known: readonly string[] | null): Map_ {
  if (value === undefined || value === null) return {}
  if (typeof value !== "object" || Array.isArray(value)) throw wrong(where, "应是“键: 值”的对照表")
  for (const key of Object.keys(value)) if (known && !known.includes(key)) throw wrong(`${where}.${key}`, "没有这一项，可能是写错了名字")
  return value
}

function text(value: Data | undefined, where: string, least = 0): string {
  if (value === undefined || value === null) {
    if (least) throw wrong(where, "缺少这一项")
    return ""
  }
  if (typeof value !== "string") throw wrong(where, "应是文字，加上引号")
  if (value.length < least) throw wrong(where, `太短，至少 ${least} 个字`)
  return value
}

function words(value: Data | undefined, where: string): string[] {
  if (value === undefined || value === null) return []
  const list = Array.isArray(value) ? value : [value]
  return list.map(item => text(item, where, 1))
}

function whole(value: Data | undefined, where: string): number | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value !== "number") throw wrong(where, "应是整数")
  return value
}

function yes(value: Data | undefined, where: string): boolean {
  if (value === undefined || value === null) return false
  if (typeof value !== "boolean") throw wrong(where, "应是 true 或 false")
  return value
}

function one<Word extends string>(value: Data | undefined, where: string, known: readonly Word[]): Word {
  if (typeof value !== "string" || !known.includes(value as Word)) throw wrong(where, `应是 ${known.join("、")} 之一`)
  return value as Word
}

/** 空着的项不写，次序和网站交来的一样。 */
function spare<Item>(item: Readonly<Record<string, unknown>>): Item {
  const empty = (value: unknown): boolean =>
    value === undefined || value === false || value === "" || (Array.isArray(value) && !value.length)
  return Object.fromEntries(Object.entries(item).filter(([, value]) => !empty(value))) as Item
}

const FIELD_KEYS = "label type required required_when min max unit choices columns rows help aliases".split(" ")

function fieldOf(id: string, value: Data, where: string): Field {
  if (!FIELD_ID.test(id)) throw wrong(where, "栏目的 id 用小写英文、数字和下划线")
  const data = map(value, where, FIELD_KEYS)
  const type = one(data["type"], `${where}.type`, TYPES)
  const columns = Object.entries(map(data["columns"], `${where}.columns`, null)).map(([key, column]) =>
    fieldOf(key, column, `${where}.columns.${key}`),
  )
  const choices = words(data["choices"], `${where}.choices`)
  if ((type === "choice") !== choices.length > 0) throw wrong(where, "choice 类型要有 choices，其他类型不能有")
  if ((type === "table") !== columns.length > 0) throw wrong(where, "table 类型要有 columns，其他类型不能有")
  if (columns.some(column => column.type === "table" || column.type === "people")) throw wrong(where, "表格的列不能再是 table 或 people")
  const required = yes(data["required"], `${where}.required`)
  const when = text(data["required_when"], `${where}.required_when`)
  if (required && when) throw wrong(where, "required 和 required_when 只写一个")
  return spare<Field>({
    id,
    label: text(data["label"], `${where}.label`, 1),
    type,
    required,
    required_when: when,
    min: whole(data["min"], `${where}.min`),
    max: whole(data["max"], `${where}.max`),
    unit: text(data["unit"], `${where}.unit`),
    choices,
    columns,
    rows: columns.length ? (whole(data["rows"], `${where}.rows`) ?? 5) : undefined,
    help: text(data["help"], `${where}.help`),
    aliases: words(data["aliases"], `${where}.aliases`),
  })
}

const RULE_KEYS = "when require doubt_when doubt severity message mend basis defects effective_from effective_to".split(" ")

function ruleOf(id: string, value: Data, where: string): Rule {
  if (!ID.test(id)) throw wrong(where, "规则的 id 用小写英文、数字和连字符")
  const data = map(value, where, RULE_KEYS)
  if (data["severity"] === "must") throw wrong(where, `规则「${id}」只能写 should 或 hint，必须只由规定来定`)
  const doubt = text(data["doubt"], `${where}.doubt`)
  const doubtWhen = text(data["doubt_when"], `${where}.doubt_when`)
  if (!doubt !== !doubtWhen) throw wrong(where, "doubt_when 和 doubt 要写就都写")
  return spare<Rule>({
    id,
    when: text(data["when"], `${where}.when`),
    require: text(data["require"], `${where}.require`, 1),
    doubt_when: doubtWhen,
    doubt,
    severity: one<Severity>(data["severity"], `${where}.severity`, ["should", "hint"]),
    message: text(data["message"], `${where}.message`, 4),
    mend: text(data["mend"], `${where}.mend`, 4),
    basis: words(data["basis"], `${where}.basis`),
    defects: words(data["defects"], `${where}.defects`),
    effective_from: text(data["effective_from"], `${where}.effective_from`),
    effective_to: text(data["effective_to"], `${where}.effective_to`),
  })
}

function additions(value: Data | undefined, where: string): Record<string, Addition> {
  return Object.fromEntries(
    Object.entries(map(value, where, null)).map(([id, part]) => {
      const at = `${where}.${id}`
      const data = map(part, at, ["fields", "require", "rules"])
      const fields = Object.entries(map(data["fields"], `${at}.fields`, null)).map(([key, item]) => fieldOf(key, item, `${at}.fields.${key}`))
      const rules = Object.entries(map(data["rules"], `${at}.rules`, null)).map(([key, item]) => ruleOf(key, item, `${at}.rules.${key}`))
      const require = words(data["require"], `${at}.require`)
      if (!fields.length && !rules.length && !require.length) throw wrong(at, "fields、require、rules 至少写一样")
      return [id, spare<Addition>({ fields, require, rules })] as const
    }),
  )
}

const KEYS =
  "id title kind superior document weight example summary builds_on templates kinds params reviewed_on review_months".split(" ")

/** 一份要求集文件。@throws RequirementError 一句话，说哪一项。 */
export function readSet(file: string): RequirementSet {
  const data = map(readYaml(file), "整份文件", KEYS)
  const id = text(data["id"], "id", 1)
  if (!ID.test(id)) throw wrong("id", "用小写英文、数字和连字符")
  const params = Object.entries(map(data["params"], "params", null)).map(([name, value]) => {
    if (value === null || typeof value === "object") throw wrong(`params.${name}`, "应是一个数、是否或文字")
    return [name, value as Setting] as const
  })
  const found = {
    id,
    title: text(data["title"], "title", 4),
    kind: one(data["kind"], "kind", KINDS),
    superior: text(data["superior"], "superior", 2),
    document: text(data["document"], "document", 2),
    weight: one(data["weight"], "weight", WEIGHTS),
    example: yes(data["example"], "example"),
    summary: text(data["summary"], "summary", 8),
    builds_on: words(data["builds_on"], "builds_on"),
    templates: additions(data["templates"], "templates"),
    kinds: additions(data["kinds"], "kinds"),
    params: Object.fromEntries(params),
  }
  const empty = [found.templates, found.kinds, found.params].every(part => !Object.keys(part).length)
  if (empty && !found.builds_on.length) throw wrong("整份文件", "templates、kinds、params、builds_on 至少写一样")
  return found
}
