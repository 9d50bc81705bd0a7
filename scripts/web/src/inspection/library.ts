// 检查要知道的全部：表样、别人的材料种类、各流程的一事一档、依据。从 assets/check/library.js 来。
import { makePlan, type Plan, type PlanData } from "../dossiers/plan"
import type { Field, Kit } from "../kit"
import { setCalendar, type CalendarData } from "../rules/calendar"
import type { Rule, Values } from "../rules/judge"

/** 一种手打的材料怎么认、怎么读；和 handbook/kinds.py 的 as_data 一样。 */
export interface KindData {
  readonly id: string
  readonly title: string
  readonly family: string
  readonly template: string | null
  readonly recognise: readonly (readonly string[])[]
  readonly unless: readonly string[]
  readonly wording: readonly string[]
  readonly bare: boolean
  readonly places: Readonly<Record<string, string>>
  readonly written: Readonly<Record<string, string>>
  readonly clock: Readonly<Record<string, readonly [string, string]>>
  readonly lists: Readonly<Record<string, string>>
  readonly prose: Readonly<Record<string, readonly string[]>>
}

/** 和本站一份表样同一样的种类，只送来和那份表样不同的字段、规则。 */
type SentKind =
  | { readonly kind: KindData; readonly kit: Kit }
  | { readonly kind: KindData; readonly of: string; readonly fields?: readonly Field[]; readonly rules?: readonly Rule[] }

export interface KnownKind {
  readonly kind: KindData
  readonly kit: Kit
}

/** 编号对应的：写成话，讲它的那一页（从网站根算起）。 */
export type Pages = Readonly<Record<string, readonly [string, string]>>

export interface LibraryData {
  readonly kits: readonly Kit[]
  readonly kinds: readonly SentKind[]
  readonly plans: readonly PlanData[]
  readonly calendar: CalendarData
  readonly params: Values
  readonly citations: Pages
  readonly defects: Pages
}

export interface Library {
  readonly kits: ReadonlyMap<string, Kit>
  readonly kinds: readonly KnownKind[]
  readonly plans: readonly Plan[]
  /** 各单位自己定的数。 */
  readonly params: Values
  readonly citations: Pages
  readonly defects: Pages
}

/** 改过的放在原来的地方，多出来的放在后面。 */
function laidOver<Item extends { readonly id: string }>(own: readonly Item[], more: readonly Item[]): Item[] {
  const found = new Map(own.map(item => [item.id, item]))
  for (const item of more) found.set(item.id, item)
  return Array.from(found.values())
}

function known(kits: ReadonlyMap<string, Kit>, sent: SentKind): KnownKind {
  if ("kit" in sent) return { kind: sent.kind, kit: { ...sent.kit, fields: sent.kit.fields ?? [], rules: sent.kit.rules ?? [] } }
  const own = kits.get(sent.of) as Kit
  const kit = { ...own, fields: laidOver(own.fields, sent.fields ?? []), rules: laidOver(own.rules, sent.rules ?? []) }
  return { kind: sent.kind, kit }
}

/** 把送来的资料连起来；放假安排也在这时装上。 */
export function openLibrary(data: LibraryData): Library {
  setCalendar(data.calendar)
  // 空着的项没有送来。
  const kits = new Map(data.kits.map(kit => [kit.id, { ...kit, fields: kit.fields ?? [], rules: kit.rules ?? [] }]))
  return {
    kits,
    kinds: data.kinds.map(sent => known(kits, sent)),
    plans: data.plans.map(plan => makePlan(plan, kits)),
    params: data.params,
    citations: data.citations,
    defects: data.defects,
  }
}
