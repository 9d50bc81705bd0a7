// 网站用脚本交给浏览器的资料都登记在这里：branchbook.kit(…)、branchbook.plans(…) 等。脚本不用 fetch，从 U 盘打开也一样。
import type { Kit } from "../kit"
import type { openFilled } from "./open"
import { setParts, type Parts } from "../records/parts"
import { setCalendar, type CalendarData } from "../rules/calendar"
import { Settings, type Param } from "../rules/settings"
import { ownSettings } from "./own"

export { pageUrl } from "./page-url"

/** 一条依据：怎么说，哪一页解释它。 */
export type Citation = readonly [words: string, page: string]

const kits = new Map<string, Kit>()
const citations = new Map<string, Citation>()
const params = new Map<string, Param>()
let reader: typeof openFilled | undefined
const others = new Map<string, unknown[]>()

function keep(name: string): (...given: unknown[]) => void {
  return (...given) => void others.set(name, [...(others.get(name) ?? []), ...given])
}

const calls = {
  kit(id: string, kit: Kit, cited: Readonly<Record<string, Citation>> = {}, params: readonly Param[] = []): void {
    kits.set(id, kit)
    calls.citations(cited)
    calls.parameters(params)
  },
  parameters(given: readonly Param[]): void {
    for (const param of given) params.set(param.id, param)
  },
  citations(cited: Readonly<Record<string, Citation>>): void {
    for (const ref of Object.keys(cited)) citations.set(ref, cited[ref] as Citation)
  },
  calendar: setCalendar as (data: CalendarData) => void,
  reader(open: typeof openFilled): void {
    reader = open
  },
  plans: keep("plans"),
  kinds: keep("kinds"),
  parts: setParts as (data: Parts) => void,
  library: keep("library"),
  timelines: keep("timelines"),
  dues: keep("dues"),
  year: keep("year"),
}

/** 让页面上的资料脚本找得到；本脚本要排在它们前面。 */
export function register(): void {
  const page = window as unknown as { branchbook?: Record<string, unknown> }
  page.branchbook = { ...page.branchbook, ...calls }
}

/** 单位自己定的、本支部的情况，每一项是什么。 */
export function known(): Param[] {
  return Array.from(params.values())
}

/** 照这台设备上设的。 */
export function settings(): Settings {
  return new Settings(known(), ownSettings(known()))
}

/** 另外交来的数和依据。 */
export const { parameters, citations: cite } = calls

export function kitOf(id: string): Kit | undefined {
  return kits.get(id)
}

export function citation(ref: string): Citation {
  return citations.get(ref) ?? [ref, ""]
}

/** 几条依据怎么说；同一条里的几款说出来一个样，只说一次。 */
export function cites(refs: readonly string[]): Citation[] {
  return refs.map(citation).filter(([words], at, all) => all.findIndex(item => item[0] === words) === at)
}

/** 读入填过的文件的阅读器；它在单独的脚本里，没有到就没有。 */
export function readerOf(): typeof openFilled | undefined {
  return reader
}

/** 别的资料，交来几次就有几份。 */
export function handed<T>(name: "plans" | "kinds" | "library" | "timelines" | "dues" | "year"): readonly T[] {
  return (others.get(name) ?? []) as T[]
}
