// 检查要知道的全部：表样、别人的材料种类、各流程的一事一档、依据。从 assets/check/library.js 来。
import { makePlan, type Plan, type PlanData } from "../dossiers/plan"
import type { Field, Kit } from "../kit"
import type { YearData } from "../planning/year"
import { setCalendar, type CalendarData } from "../rules/calendar"
import type { Rule } from "../rules/judge"
import type { Param } from "../rules/settings"

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

/** 字段和规则只送一次，这里写的是第几个；空着的项没有送来。 */
type SentKit = Omit<Kit, "fields" | "rules" | "blocks"> & {
  readonly fields: readonly number[]
  readonly rules: readonly number[]
  readonly blocks?: Kit["blocks"]
}

export interface KnownKind {
  readonly kind: KindData
  readonly kit: Kit
}

/** 编号对应的：写成话，讲它的那一页（从网站根算起）。 */
export type Pages = Readonly<Record<string, readonly [string, string]>>

export interface LibraryData {
  readonly parts: readonly (Field | Rule)[]
  readonly kits: readonly SentKit[]
  readonly kinds: readonly { readonly kind: KindData; readonly kit: SentKit }[]
  readonly plans: readonly PlanData[]
  readonly calendar: CalendarData
  readonly params: readonly Param[]
  readonly citations: Pages
  readonly defects: Pages
  readonly year: YearData | null
}

export interface Library {
  readonly kits: ReadonlyMap<string, Kit>
  readonly kinds: readonly KnownKind[]
  readonly plans: readonly Plan[]
  /** 各单位自己定的，和本支部的情况。 */
  readonly params: readonly Param[]
  readonly citations: Pages
  readonly defects: Pages
  /** 一年里到期的事。 */
  readonly year: YearData | null
}

/** 把送来的资料连起来；放假安排也在这时装上。 */
export function openLibrary(data: LibraryData): Library {
  setCalendar(data.calendar)
  const whole = (sent: SentKit): Kit => ({
    ...sent,
    fields: sent.fields.map(at => data.parts[at] as Field),
    rules: sent.rules.map(at => data.parts[at] as Rule),
    blocks: sent.blocks ?? [],
  })
  const kits = new Map(data.kits.map(kit => [kit.id, whole(kit)]))
  return {
    kits,
    kinds: data.kinds.map(({ kind, kit }) => ({ kind, kit: whole(kit) })),
    plans: data.plans.map(plan => makePlan(plan, kits)),
    params: data.params,
    citations: data.citations,
    defects: data.defects,
    year: data.year,
  }
}
