// 一段时间的记录放在一起看：一次会的材料齐不齐，通知、签到和记录对不对得上，哪个月空着，谁总不在。
// 和 scripts/branchbook/dossiers/year.py 一样，一字不差。
import { daysBetween, monthName, parseDay, periods, quarterName } from "../rules/days"
import { byCodePoint, isRow, type Severity, type Values } from "../rules/judge"
import type { Across } from "./across"
import type { Plan } from "./plan"
import { told, type Why } from "./noted"
import { datedBy, dayOf, isBlank, sortOf, titleOf, valueOf, type ReadRecord } from "./seen"
import { canonical, cnDay } from "./values"

type Group = readonly [called: string, kinds: readonly string[]]

const STUDY = "会前的集中学习记录"
const BEFORE: readonly Group[] = [
  [STUDY, ["study-record"]],
  ["谈心谈话记录", ["talk-record"]],
  ["征求意见表或汇总", ["opinion-form", "opinion-summary"]],
  ["对照检查材料或发言提纲", ["self-review", "criticism-notes"]],
]
const AFTER: readonly Group[] = [
  ["整改清单", ["rectify-list"]],
  ["情况报告", ["report"]],
]
const APPRAISAL: readonly Group[] = [
  ["自评材料", ["self-review"]],
  ["互评或批评意见", ["criticism-notes"]],
  ["评定的会议记录", ["committee-minutes", "general-meeting-minutes", "life-meeting-minutes"]],
]
const WINDOW = 120
const NEAR = 7
const NAMES: Readonly<Record<string, string>> = {
  "general-meeting-minutes": "党员大会",
  "committee-minutes": "支委会",
  "group-minutes": "党小组会",
  "theme-day-record": "主题党日",
  "lesson-record": "党课",
  "life-meeting-minutes": "组织生活会",
}
const PUT_OFF = ["改期", "延期", "另行通知"]
const LEAST_LISTS = 3
const LONGEST = 3660
const BASIS_LIFE = ["branch-2018#life-meeting-steps", "practice-organisational-life#life-meeting-papers"]
const BASIS_APPRAISAL = ["branch-2018#review-steps", "practice-organisational-life#review-papers"]

const OF_ONE_MATTER: readonly string[] = ["life-meeting-lacks", "life-meeting-order", "appraisal-lacks"]

/** 这次会在声明了的一套里：要哪几样、先后怎样，那一套自己说，不再说一遍。 */
export function askedBy(plan: Plan, across: Across, records: readonly ReadRecord[]): boolean {
  if (!OF_ONE_MATTER.includes(across.noted.finding.code)) return false
  const needs = records.filter(item => across.paths.has(item.path)).map(item => plan.papers.get(item.paper)?.need)
  return needs.some(need => need !== undefined && need !== "另有")
}

/** params：单位自己定的、本支部的情况；没有支委会的，不催支委会记录。year：对着全年该办的查的那一年，空着的月份在那里说。 */
export function checkYear(records: readonly ReadRecord[], params: Values = {}, year = 0): Across[] {
  const filled = records.filter(record => record.kit && !isBlank(record))
  const rest = filled.filter(record => !year || dayOf(record).slice(0, 4) !== String(year))
  return [
    ...lifeMeetings(filled),
    ...appraisals(filled),
    ...notices(filled),
    ...signIn(filled),
    ...gap(rest, "general-meeting-minutes", 2, quarterName),
    ...(params["committee"] === false ? [] : gap(rest, "committee-minutes", 3, monthName)),
    ...unseen(filled),
  ]
}

function notedOn(
  [code, severity]: readonly [string, Severity],
  [record, field, ...others]: readonly [ReadRecord, string, ...ReadRecord[]],
  message: string,
  mend: string,
  ...why: Why
): Across {
  return told([code, severity, false], [record.path, field], message, mend, why, record, ...others)
}

function apart(first: string, last: string): number {
  return Math.abs(Number(daysBetween(first, last)))
}

// ---- 一次会的材料 ----

function papersOf([, kinds]: Group, records: readonly ReadRecord[], day: string, subject = ""): ReadRecord[] {
  return records.filter(
    record =>
      kinds.includes(sortOf(record)) &&
      (!dayOf(record) || apart(dayOf(record), day) <= WINDOW) &&
      (sortOf(record) !== "report" || record.text.includes(subject)),
  )
}

function lifeMeetings(records: readonly ReadRecord[]): Across[] {
  return records.flatMap(meeting => {
    const day = dayOf(meeting)
    if (sortOf(meeting) !== "life-meeting-minutes" || !day) return []
    const papers = [...BEFORE, ...AFTER].map(group => ({
      group,
      held: papersOf(group, records, day, "组织生活会"),
    }))
    const lacks = papers.filter(({ held }) => !held.length).map(({ group }) => group[0])
    if (papers.length - lacks.length < 2) return []
    const across: Across[] = []
    if (lacks.length) {
      const message = `${cnDay(day)}的组织生活会，没有找到${lacks.join("、")}`
      const mend = "做过的找齐归到一起；没有做的如实说明，不要补造"
      const defects = ["D-052", "D-035", ...(lacks.includes(STUDY) ? ["D-053"] : [])]
      across.push(notedOn(["life-meeting-lacks", "should"], [meeting, ""], message, mend, BASIS_LIFE, defects))
    }
    for (const { group, held } of papers) {
      const before = BEFORE.includes(group)
      const dated = held.filter(dayOf)
      const first = dated[0]
      if (!first || dated.some(item => (before ? dayOf(item) <= day : dayOf(item) >= day))) continue
      const message = `${group[0]}是${cnDay(dayOf(first))}的，排在${cnDay(day)}的组织生活会${before ? "后面" : "前面"}`
      const mend = "照原件核对日期，改正写错的；次序真是这样的，如实说明，不要改日期"
      const defects = ["D-052", "D-083"]
      across.push(
        notedOn(["life-meeting-order", "should"], [first, datedBy(first), meeting], message, mend, BASIS_LIFE, defects),
      )
    }
    return across
  })
}

function appraisals(records: readonly ReadRecord[]): Across[] {
  return records.flatMap(result => {
    const day = dayOf(result)
    if (sortOf(result) !== "appraisal" || !day) return []
    const lacks = APPRAISAL.filter(group => !papersOf(group, records, day).length).map(group => group[0])
    if (!lacks.length || lacks.length === APPRAISAL.length) return []
    const message = `${cnDay(day)}的民主评议有结果，没有找到${lacks.join("、")}`
    const mend = "做过的找齐归到一起；没有做的如实说明，按步骤重新评，不要补造"
    return [notedOn(["appraisal-lacks", "should"], [result, ""], message, mend, BASIS_APPRAISAL, ["D-058", "D-035"])]
  })
}

// ---- 通知和签到 ----

function notices(records: readonly ReadRecord[]): Across[] {
  const all = records.filter(item => sortOf(item) === "notice" && typeof valueOf(item, "meeting_on") === "string")
  const dayCalled = (item: ReadRecord): string => String(valueOf(item, "meeting_on")).slice(0, 10)
  const called = new Set(all.map(dayCalled))
  return all.flatMap(notice => {
    const day = dayCalled(notice)
    const words = String(valueOf(notice, "title") ?? notice.text)
    if (PUT_OFF.some(word => notice.text.includes(word))) return []
    return Object.entries(NAMES).flatMap(([kind, word]) => {
      const held = records.filter(item => sortOf(item) === kind && dayOf(item))
      if (!words.includes(word) || held.some(item => dayOf(item) === day)) return []
      const near = held.filter(item => apart(day, dayOf(item)) <= NEAR && !called.has(dayOf(item)))
      const [one] = near
      if (near.length !== 1 || !one) return []
      const message = `通知写的是${cnDay(day)}开${word}，记录是${cnDay(dayOf(one))}，没有改期的通知`
      const mend = "以当天的签到为准，改正写错的那一份；真的改过期，补一份说明"
      const basis = ["practice-elections#one-fact-once", "practice-organisational-life#notice-before-meeting"]
      return [notedOn(["notice-differs", "should"], [notice, "meeting_on", one], message, mend, basis, ["D-002"])]
    })
  })
}

function signIn(records: readonly ReadRecord[]): Across[] {
  return records.flatMap(signed => {
    const day = dayOf(signed)
    if (sortOf(signed) !== "sign-in-list" || !day) return []
    const held = records.filter(item => ["meeting", "study"].includes(item.family) && dayOf(item) === day)
    const [one] = held
    if (held.length !== 1 || !one) return []
    const [own, said] = [valueOf(signed, "present"), valueOf(one, "present")]
    if (typeof own !== "number" || typeof said !== "number" || own === said) return []
    const message = `${cnDay(day)}的签到表实到 ${own} 人，${titleOf(one)}写的是 ${said} 人`
    const mend = "照签名数一遍，改正写错的；列席的人不算在里面"
    const basis = ["practice-elections#one-fact-once"]
    return [notedOn(["sign-in-differs", "should"], [signed, "present", one], message, mend, basis, ["D-002", "D-036"])]
  })
}

// ---- 空着的月份，总不在的人 ----

function gap(
  records: readonly ReadRecord[],
  kind: string,
  least: number,
  name: Parameters<typeof periods>[2],
): Across[] {
  const held = records
    .filter(item => sortOf(item) === kind && dayOf(item))
    .sort((a, b) => byCodePoint(dayOf(a), dayOf(b)) || byCodePoint(a.path, b.path))
  const [first, last] = [held[0], held[held.length - 1]]
  if (!first || !last || held.length < least || apart(dayOf(first), dayOf(last)) > LONGEST) return []
  const known = new Set(held.map(item => name(parseDay(dayOf(item)))))
  const empty = periods(dayOf(first), dayOf(last), name).filter(period => !known.has(period))
  if (!empty.length) return []
  const general = kind === "general-meeting-minutes"
  const message = `${empty.join("、")}没有${NAMES[kind]}的记录`
  const mend = "开过的把记录找齐；没有开的如实写，以后按时开，不要补造"
  const basis = [general ? "branch-2018#general-meeting-quarterly" : "branch-2018#committee-monthly"]
  const code = general ? "quarter-empty" : "month-empty"
  return [notedOn([code, "hint"], [first, "", last], message, mend, basis, [general ? "D-106" : "D-055"])]
}

function namesIn(rows: unknown): string[] {
  if (!Array.isArray(rows)) return []
  return rows
    .filter(isRow)
    .map(row => row["name"])
    .filter((name): name is string => typeof name === "string" && name !== "")
}

function listed(record: ReadRecord): Set<string> {
  const attendees = valueOf(record, "attendees")
  const names = Array.isArray(attendees) ? attendees : []
  const rows = ["absentees", "people"].flatMap(table => namesIn(valueOf(record, table)))
  return new Set([...names, ...rows].map(name => canonical(name)))
}

function unseen(records: readonly ReadRecord[]): Across[] {
  const lists = records.filter(
    item =>
      (["meeting", "study"].includes(item.family) && valueOf(item, "attendees") !== null) ||
      sortOf(item) === "sign-in-list",
  )
  const named = lists.map(listed)
  const seen = new Set(named.flatMap(names => Array.from(names)))
  if (named.filter(names => names.size).length < LEAST_LISTS) return []
  return records.flatMap(roll => {
    const members = sortOf(roll) === "roll" ? namesIn(valueOf(roll, "members")) : []
    const missing = members.filter(name => !seen.has(canonical(name)))
    if (!missing.length || missing.length * 2 > members.length) return []
    const message = `名册上的 ${missing.join("、")}，${lists.length} 份签到和出席名单里一次也没有`
    const mend = "联系本人，问清在哪里过组织生活；该转关系的转，流动的记下怎么联系的"
    const basis = ["practice-organisational-life#every-member-counted", "member-education-2019#mobile-contact"]
    return [notedOn(["member-unseen", "hint"], [roll, "members"], message, mend, basis, ["D-092", "D-034"])]
  })
}
