// 把选好的要求集加到网站交来的资料上：一份表样，或自查的全部资料。不改原来的。
import type { LibraryData } from "../inspection/library"
import type { Field, Kit } from "../kit"
import type { Rule } from "../rules/judge"
import type { Param, Setting } from "../rules/settings"
import { blocksFor, chosen, compare, countedPart, lay, viewOf, type View } from "./merge"
import { askedParams, guess } from "./numbers"
import { RequirementError, together, type RequirementSet } from "./set"

type Sent = LibraryData["kits"][number]

function values(params: readonly Param[]): Record<string, Setting> {
  const found: Record<string, Setting> = {}
  for (const { id, default: value } of params) if (value !== undefined) found[id] = value
  return found
}

/** 一份表样加上要求集。sets 要先排好（chosen）。@throws RequirementError */
export function layKit(kit: Kit, sets: readonly RequirementSet[], params: readonly Param[], reserved: readonly string[]): Kit {
  const view = viewOf(kit)
  for (const item of sets) {
    const addition = item.templates?.[kit.id]
    if (addition) lay(view, item, addition, reserved)
  }
  compare(view, values(params))
  return {
    ...kit,
    fields: Array.from(view.fields.values()),
    rules: Array.from(view.rules.values()),
    blocks: [...kit.blocks, ...blocksFor(view)],
  }
}

function unknown({ superior }: RequirementSet, what: string, name: string, known: readonly string[]): RequirementError {
  return new RequirementError(`“${superior}”的要求集里的${what}「${name}」，手册里没有${guess(name, known)}`)
}

const SLOT = /\{([^{}]+)\}/gu

/** 式子哪里不成立，一句话；见 rules/lint.ts 的 fault。 */
export type Fault = (expression: string, fields: readonly Field[], params: readonly Param[], boolean: boolean) => string

/** 加的规则、有条件的必填，式子成立。fields 是加好了的全部。@throws RequirementError */
function prove(view: View, fields: readonly Field[], params: readonly Param[], fault: Fault): void {
  const look = (who: readonly string[], what: string, said: string | undefined, boolean: boolean): void => {
    const why = said ? fault(said, fields, params, boolean) : ""
    if (why) throw new RequirementError(`“${together(who)}”的要求集给《${view.title}》的${what} 不成立：${why}`)
  }
  for (const [id, who] of view.asked) look(who, `「${id}」的 required_when`, view.fields.get(id)?.required_when, true)
  for (const [id, who] of view.ruled) {
    const rule = view.rules.get(id) as Rule
    for (const key of ["require", "when", "doubt_when"] as const) look(who, `规则「${id}」的 ${key}`, rule[key], true)
    for (const key of ["message", "doubt", "mend"] as const)
      for (const [, slot] of Array.from((rule[key] ?? "").matchAll(SLOT))) look(who, `规则「${id}」的 ${key}`, slot, false)
  }
}

/** 自查的全部资料加上要求集。给了 fault，加的式子也查一遍。@throws RequirementError */
export function layLibrary(
  data: LibraryData,
  known: readonly RequirementSet[],
  wanted: readonly RequirementSet[],
  reserved: readonly string[],
  fault: Fault | null = null,
): LibraryData {
  const sets = chosen(known, wanted)
  const fieldsOf = (sent: Sent): Field[] => sent.fields.map(at => data.parts[at] as Field)
  const rulesOf = (sent: Sent): Rule[] => sent.rules.map(at => data.parts[at] as Rule)
  const open = (sent: Sent, title: string, kind: string): View =>
    viewOf({ title, kind, fields: fieldsOf(sent), rules: rulesOf(sent) })
  const kits = new Map(data.kits.map(kit => [kit.id, kit]))
  const kinds = new Map(data.kinds.map(item => [item.kind.id, item]))
  const forms = new Map<string, View>()
  const typed = new Map<string, View>()
  const typedView = (id: string): View => {
    const { kind, kit } = kinds.get(id) as LibraryData["kinds"][number]
    const view = typed.get(id) ?? open(kit, kind.title, "")
    typed.set(id, view)
    return view
  }
  for (const item of sets) {
    for (const [name, addition] of Object.entries(item.templates ?? {})) {
      const kit = kits.get(name)
      if (!kit) throw unknown(item, "表样", name, Array.from(kits.keys()))
      const view = forms.get(name) ?? open(kit, kit.title, kit.kind)
      forms.set(name, view)
      lay(view, item, addition, reserved)
      const as = kit.counts_as ?? ""
      if (kinds.has(as) && !(as in (item.kinds ?? {}))) {
        const paper = typedView(as)
        lay(paper, item, countedPart(paper, view, item, addition), reserved)
      }
    }
    for (const [name, addition] of Object.entries(item.kinds ?? {})) {
      if (!kinds.has(name)) throw unknown(item, "手写材料", name, Array.from(kinds.keys()))
      lay(typedView(name), item, addition, reserved)
    }
  }
  const params = askedParams(data.params, sets)
  for (const view of [...Array.from(forms.values()), ...Array.from(typed.values())]) compare(view, values(params))

  const parts: (Field | Rule)[] = data.parts.slice()
  const places = new Map(data.parts.map((part, at) => [part, at]))
  const place = (part: Field | Rule): number => {
    const at = places.get(part)
    if (at !== undefined) return at
    places.set(part, parts.length)
    return parts.push(part) - 1
  }
  const sent = (kit: Sent, view: View | undefined): Sent =>
    view
      ? {
          ...kit,
          fields: Array.from(view.fields.values(), place),
          rules: Array.from(view.rules.values(), place),
          ...(kit.blocks ? { blocks: [...kit.blocks, ...blocksFor(view)] } : {}),
        }
      : kit
  const made: LibraryData = {
    ...data,
    parts,
    params,
    kits: data.kits.map(kit => sent(kit, forms.get(kit.id))),
    kinds: data.kinds.map(({ kind, kit }) => {
      const own = sent(kit, typed.get(kind.id))
      const view = forms.get(kind.template ?? "")
      const base = kits.get(kind.template ?? "")
      return { kind, kit: view && base ? under(own, base, view, place, parts) : own }
    }),
  }
  if (fault) {
    const all = new Map([...made.kits.map(kit => [`form ${kit.id}`, kit] as const), ...made.kinds.map(({ kind, kit }) => [`typed ${kind.id}`, kit] as const)])
    for (const [part, views] of [["form", forms], ["typed", typed]] as const)
      for (const [id, view] of views) {
        const fields = (all.get(`${part} ${id}`)?.fields ?? []).map(at => parts[at] as Field)
        prove(view, fields, params, fault)
      }
  }
  return made
}

/** 字段、规则取自表样的那一种：表样加了什么，它也加什么，放在表样自己的后面。 */
function under(kit: Sent, base: Sent, view: View, place: (part: Field | Rule) => number, parts: readonly (Field | Rule)[]): Sent {
  const asked = (id: string): Partial<Field> => {
    const { required, asked_by } = view.fields.get(id) ?? {}
    return asked_by ? { required: required ?? false, asked_by } : {}
  }
  const [many, few] = [base.fields.length, base.rules.length]
  const first = kit.fields.slice(0, many).map(at => {
    const field = parts[at] as Field
    const more = asked(field.id)
    if (!more.asked_by) return at
    const { required_when: _, ...rest } = field
    return place({ ...rest, ...more })
  })
  const fields = Array.from(view.asked.keys(), id => place(view.fields.get(id) as Field))
  const rules = Array.from(view.ruled.keys(), id => place(view.rules.get(id) as Rule))
  return {
    ...kit,
    fields: [...first, ...fields, ...kit.fields.slice(many)],
    rules: [...kit.rules.slice(0, few), ...rules, ...kit.rules.slice(few)],
  }
}
