// 把要求集加到表样和手写材料上；放宽的、矛盾的，用一句话拒绝。和 scripts/branchbook/requirements/merge.py 一样，一字不差。
import type { Block, Field } from "../kit"
import type { Rule } from "../rules/judge"
import { namesIn } from "../rules/names"
import { against, boundsOf, ofField, plain, tidy, weaker, type Bound, type Params } from "./bounds"
import { guess } from "./numbers"
import { ASK, RequirementError, together, type Addition, type RequirementSet } from "./set"

/** 加的时候的样子：fields、rules 照 id；asked、ruled 是谁要加的。 */
export interface View {
  readonly title: string
  /** 台账，不能加栏。 */
  readonly sheet: boolean
  readonly fields: Map<string, Field>
  readonly rules: Map<string, Rule>
  readonly asked: Map<string, string[]>
  readonly ruled: Map<string, string[]>
}

interface Whole {
  readonly title: string
  readonly kind: string
  readonly fields: readonly Field[]
  readonly rules: readonly Rule[]
}

export function viewOf({ title, kind, fields, rules }: Whole): View {
  return {
    title,
    sheet: kind === "register" || kind === "catalogue",
    fields: new Map(fields.map(field => [field.id, field])),
    rules: new Map(rules.map(rule => [rule.id, rule])),
    asked: new Map(),
    ruled: new Map(),
  }
}

/** 选的和它们作基础的，作基础的在前，各一次。@throws RequirementError */
export function chosen(known: readonly RequirementSet[], wanted: readonly RequirementSet[]): RequirementSet[] {
  const found = new Map<string, RequirementSet>()
  const take = (item: RequirementSet, above: readonly RequirementSet[]): void => {
    if (above.some(one => one.id === item.id)) {
      const last = above[above.length - 1] as RequirementSet
      throw new RequirementError(`“${last.title}”和“${item.title}”互相以对方为基础，绕成了圈`)
    }
    const there = found.get(item.id)
    if (there && there !== item)
      throw new RequirementError(`“${there.title}”和“${item.title}”的 id 都是「${item.id}」，改一个`)
    if (there) return
    for (const name of item.builds_on ?? []) {
      const base = known.find(one => one.id === name)
      if (!base)
        throw new RequirementError(
          `“${item.title}”以要求集「${name}」为基础，没有这一个${guess(name, known.map(one => one.id))}`,
        )
      take(base, [...above, item])
    }
    found.set(item.id, item)
  }
  for (const item of wanted) take(item, [])
  return Array.from(found.values())
}

/** 同一栏：必填不必填、怎么填可以不一样。 */
function same(left: Field, right: Field): boolean {
  const bare = ({ required: _1, required_when: _2, help: _3, asked_by: _4, ...rest }: Field): string => JSON.stringify(rest)
  return bare(left) === bare(right)
}

function wordsOf({ label, aliases = [] }: Field): string[] {
  return [label, ...aliases].map(word => word.split(" ").join(""))
}

/** 空着的项不写。 */
function spare(field: Field): Field {
  return Object.fromEntries(Object.entries(field).filter(([, value]) => value !== false && value !== "" && value !== undefined)) as unknown as Field
}

function addField(view: View, { superior: who }: RequirementSet, field: Field, reserved: readonly string[]): void {
  const { id } = field
  const old = view.fields.get(id)
  const askers = view.asked.get(id)
  if (old && !askers) {
    if (old.required && !field.required && !field.required_when)
      throw new RequirementError(
        `“${who}”的要求集想把《${view.title}》必填的“${old.label}”改成可以不填，要求集不能放宽现行的要求`,
      )
    throw new RequirementError(
      `“${who}”的要求集想重写《${view.title}》已有的“${old.label}”（${id}），只能加新的，要它必填写在 require 里`,
    )
  }
  if (!old || !askers) {
    if (view.sheet)
      throw new RequirementError(`“${who}”的要求集想给《${view.title}》加“${field.label}”，它是 Excel 台账，不能加栏`)
    if (reserved.includes(id)) throw new RequirementError(`“${who}”的要求集里的字段「${id}」是规则语言的保留词，换一个名字`)
    for (const [other, known] of view.fields) {
      const twice = wordsOf(field).find(word => wordsOf(known).includes(word))
      if (twice === undefined) continue
      const owners = view.asked.get(other)
      const whose = owners ? `“${together(owners)}”加的` : "已有的"
      throw new RequirementError(
        `“${who}”的要求集给《${view.title}》加的「${id}」也叫“${twice}”，和${whose}「${other}」分不清，换一个叫法`,
      )
    }
    view.asked.set(id, [who])
    view.fields.set(id, { ...field, asked_by: who })
    return
  }
  if (!same(old, field))
    throw new RequirementError(
      `“${together(askers)}”和“${who}”都要《${view.title}》记「${id}」，叫法、类型或可选的不一样${ASK}`,
    )
  if (!askers.includes(who)) askers.push(who)
  const required = old.required || field.required || false
  const when = required ? "" : old.required_when || field.required_when || ""
  const help = old.help || field.help || ""
  view.fields.set(id, spare({ ...old, required, required_when: when, help, asked_by: together(askers) }))
}

function requireField(view: View, { superior: who }: RequirementSet, id: string): void {
  const old = view.fields.get(id)
  if (!old)
    throw new RequirementError(
      `“${who}”的要求集要《${view.title}》的「${id}」必填，没有这一栏${guess(id, Array.from(view.fields.keys()))}`,
    )
  if (old.required && !old.asked_by) return
  const asked_by = together([...(old.asked_by ? old.asked_by.split("、") : []), who])
  view.fields.set(id, spare({ ...old, required: true, required_when: "", asked_by }))
}

/** 规则的话里写上谁要求的。 */
function signed(rule: Rule, who: string): Rule {
  const doubt = rule.doubt ? { doubt: `${rule.doubt}（${who}要求）` } : {}
  return { ...rule, message: `${rule.message}（${who}要求）`, ...doubt, asked_by: who }
}

function addRule(view: View, { superior: who }: RequirementSet, rule: Rule): void {
  const old = view.rules.get(rule.id)
  const askers = view.ruled.get(rule.id)
  if (old && !askers)
    throw new RequirementError(
      `“${who}”的要求集里的规则「${rule.id}」和《${view.title}》现行的规则同名，只能加规则，不能改现行的`,
    )
  if (old && askers && JSON.stringify(signed(rule, together(askers))) !== JSON.stringify(old))
    throw new RequirementError(
      `“${together(askers)}”和“${who}”给《${view.title}》的规则都叫「${rule.id}」，写的不一样${ASK}，或换一个名字`,
    )
  const now = askers ?? []
  if (!now.includes(who)) now.push(who)
  view.ruled.set(rule.id, now)
  view.rules.set(rule.id, signed(rule, together(now)))
}

export function lay(view: View, item: RequirementSet, addition: Addition, reserved: readonly string[]): void {
  for (const field of addition.fields ?? []) addField(view, item, field, reserved)
  for (const id of addition.require ?? []) requireField(view, item, id)
  for (const rule of addition.rules ?? []) addRule(view, item, rule)
}

/** 加给表样的，里面手写的那一种也有地方记的。 */
export function countedPart(view: View, form: View, { superior }: RequirementSet, addition: Addition): Addition {
  const fields = (addition.fields ?? []).filter(field => {
    const old = view.fields.get(field.id)
    if (!old || view.asked.has(field.id)) return true
    if (old.type !== field.type)
      throw new RequirementError(
        `“${superior}”的要求集加的「${field.id}」，和手写的《${view.title}》里同名的类型不一样，换一个 id`,
      )
    return false
  })
  const known = new Set([...Array.from(view.fields.keys()), ...fields.map(field => field.id)])
  const rules = (addition.rules ?? []).filter(rule => {
    const { free } = namesIn(`${rule.when ?? ""} ${rule.require} ${rule.doubt_when ?? ""}`)
    return Array.from(free).every(name => !form.fields.has(name) || known.has(name))
  })
  return { fields, require: (addition.require ?? []).filter(id => view.fields.has(id)), rules }
}

// ---- 规则定的数 ----

interface Fixed {
  readonly bound: Bound
  readonly who: string
  readonly when: string
  readonly said: string
}

function fixed(view: View, params: Params): Fixed[] {
  const all: Fixed[] = []
  for (const [id, field] of view.fields)
    for (const bound of ofField(field))
      all.push({ bound, who: together(view.asked.get(id) ?? []), when: "", said: `“${field.label}”的限度（${bound.said}）` })
  for (const [id, rule] of view.rules)
    for (const bound of boundsOf(rule.require, params)) {
      const when = plain(rule.when ?? "") ? "" : tidy(rule.when ?? "")
      all.push({ bound, who: together(view.ruled.get(id) ?? []), when, said: `规则「${id}」（${bound.said}）` })
    }
  return all
}

function named(view: View, item: Fixed): string {
  return item.who ? `“${item.who}”的${item.said}` : `《${view.title}》现行的${item.said}`
}

/** 比现行的松的，怎么也做不到的，不行。@throws RequirementError */
export function compare(view: View, params: Params): void {
  const all = fixed(view, params)
  all.forEach((first, at) => {
    for (const second of all.slice(at + 1)) {
      if (!first.who && !second.who) continue
      const [now, old] = first.who ? [first, second] : [second, first]
      if (!old.who && now.when === old.when && weaker(now.bound, old.bound))
        throw new RequirementError(`${named(view, now)}比${named(view, old)}松，要求集不能放宽现行的要求`)
      if ((first.when === second.when || !first.when || !second.when) && against(now.bound, old.bound))
        throw new RequirementError(`${named(view, first)}和${named(view, second)}不能同时做到${ASK}`)
    }
  })
}

/** 加在表样末尾的：谁要求的，一栏一行，表格另放。 */
export function blocksFor(view: View): Block[] {
  const parts = new Map<string, string[]>()
  for (const [id, who] of view.asked) parts.set(together(who), [...(parts.get(together(who)) ?? []), id])
  return Array.from(parts).flatMap(([who, ids]): Block[] => {
    const isTable = (id: string): boolean => view.fields.get(id)?.type === "table"
    const rows = ids.filter(id => !isTable(id)).map(id => [id])
    const form: Block[] = rows.length ? [{ is: "form", rows }] : []
    const tables = ids.filter(isTable).map((field): Block => ({ is: "table", field }))
    return [{ is: "heading", level: 2, inline: [{ text: `${who}要求记的` }] }, ...form, ...tables]
  })
}
