// 组织生活的记录，日子对不对：单看一份也看得出，不管说没说查哪一年。和 scripts/branchbook/dossiers/due.py 的前一半一样，一字不差。
import type { Entry, YearData } from "../planning/year"
import { calendarYears, festival, isMadeWorkday } from "../rules/calendar"
import type { Across } from "./across"
import { told, type Why } from "./noted"
import { datedBy, dayOf, isBlank, labelOf, quoteOf, sortOf, valueOf, type ReadRecord } from "./seen"
import { canonical, cnDay } from "./values"

const BY_RULE = "not-in-the-future"
export const LIFE = "practice-organisational-life"

type Owned = readonly (readonly [ReadRecord, Entry])[]

export function isOf(record: ReadRecord, entry: Entry): boolean {
  const names = entry.records ?? []
  return names.includes(sortOf(record)) || names.includes(record.paper)
}

/** 留记录的几件事。 */
export function kept(data: YearData | null): Entry[] {
  return (data?.entries ?? []).filter(entry => entry.records)
}

export const filledOf = (records: readonly ReadRecord[]): ReadRecord[] => records.filter(record => record.kit && !isBlank(record))

/** held：在一套材料里的文件，它们的日子那里查。 */
export function checkDays(
  records: readonly ReadRecord[],
  data: YearData | null,
  today: string,
  held: ReadonlySet<string>,
): Across[] {
  const entries = kept(data)
  const own: Owned = filledOf(records)
    .filter(dayOf)
    .flatMap(record => entries.filter(entry => isOf(record, entry)).map(entry => [record, entry] as const))
  return [...future(own, today, held), ...inFestival(own), ...twice(own)]
}

function future(own: Owned, today: string, held: ReadonlySet<string>): Across[] {
  return own.flatMap(([record]) => {
    // 手打的材料，有一条规则自己说。
    const byRule = record.kit?.rules?.some(rule => rule.id === BY_RULE)
    if (dayOf(record) <= today || held.has(record.path) || byRule) return []
    const field = datedBy(record)
    const message = `“${labelOf(record, field)}”是${cnDay(dayOf(record))}，今天才${cnDay(today)}`
    const mend = "日期写错的改正；提前做好的，到那一天再填"
    const why: Why = [[`${LIFE}#minutes-time`], ["D-086"]]
    return [told(["date-in-future", "should", false], [record.path, field], message, mend, why, record)]
  })
}

function inFestival(own: Owned): Across[] {
  return own.flatMap(([record, entry]) => {
    const day = dayOf(record)
    const year = Number(day.slice(0, 4))
    const [first, last] = calendarYears()
    const span = year >= first && year <= last ? festival(day.slice(0, 4)) : null
    if (!span || day < span[0] || day > span[1] || isMadeWorkday(day)) return []
    const message = `${cnDay(day)}在春节假期里，这天的${entry.title}是不是真的办了，无法判断`
    const mend = "真是这天办的，不用改；日期写错的，照签到改正"
    const why: Why = [[`${LIFE}#minutes-time`], []]
    return [told(["day-in-festival", "hint", true], [record.path, datedBy(record)], message, mend, why, record)]
  })
}

/** 两份记录，会的名称一样，日子不一样。 */
function twice(own: Owned): Across[] {
  const by = new Map<string, ReadRecord[]>()
  for (const [record, entry] of own) {
    const name = valueOf(record, "meeting_name")
    if (typeof name !== "string" || !/[0-9]/.test(canonical(name))) continue
    const key = `${entry.id}\n${canonical(name)}`
    by.set(key, [...(by.get(key) ?? []), record])
  }
  return Array.from(by.values()).flatMap(([first, ...others]) =>
    others.flatMap(record => {
      if (!first || dayOf(record) === dayOf(first)) return []
      const message =
        `和 ${first.path} 都叫“${quoteOf(record, "meeting_name").text}”，一份写${cnDay(dayOf(first))}，` +
        `一份写${cnDay(dayOf(record))}；不知道是不是同一次会`
      const mend = "是一次会的，核对签到，留原始的一份；是两次会的，名称改得分得开"
      const why: Why = [[`${LIFE}#one-meeting-one-record`], ["D-010"]]
      return [told(["meeting-twice", "hint", true], [record.path, "meeting_name"], message, mend, why, record, first)]
    }),
  )
}
