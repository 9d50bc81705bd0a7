// 一年的材料对着该办的看：哪几次有记录，哪几次没有，晚了，写了两份；日子对不对在 due-days.ts。
// 和 scripts/branchbook/dossiers/due.py 的后一半一样，一字不差。
import { yearPlan, type Entry, type Period, type Row, type SettingValues, type YearData } from "../planning/year"
import { daysBetween } from "../rules/days"
import { byCodePoint } from "../rules/judge"
import type { Across } from "./across"
import { filledOf, isOf, kept, LIFE } from "./due-days"
import { found, told, type Why } from "./noted"
import { datedBy, dayOf, valueOf, type ReadRecord } from "./seen"
import { canonical, cnDay } from "./values"

/** 一格说的：和 Python 那边的字一样。 */
export type State = "有" | "少了" | "晚了" | "没有" | "无法判断" | "还没到"

export interface Cell {
  readonly label: string
  readonly state: State
  readonly times: number
  /** 有记录的几次。 */
  readonly held: number
  readonly days: readonly string[]
}

export interface Line {
  readonly id: string
  readonly title: string
  readonly period: Period
  readonly cells: readonly Cell[]
}

export interface YearSheet {
  readonly year: number
  readonly lines: readonly Line[]
}

const LEAST_RECORDS = 6
const LEAST_MONTHS = 3
const MADE_UP = 7
const LATEST = 183
const MEND = "开过的把记录找齐；没有开的如实写，以后按时开，不要补造"

interface Heap {
  readonly entry: Entry
  readonly dated: readonly ReadRecord[]
  readonly undated: number
  readonly unseen: number
}

// ---- 一年 ----

/** 像一年的材料，没有说查哪一年，就问一句；没有人说是全年的，什么也不说缺。 */
export function looksLikeAYear(records: readonly ReadRecord[], data: YearData | null): Across[] {
  const entries = kept(data)
  const by = new Map<string, ReadRecord[]>()
  for (const record of records) {
    if (!record.kit || !dayOf(record) || !entries.some(entry => isOf(record, entry))) continue
    const year = dayOf(record).slice(0, 4)
    by.set(year, [...(by.get(year) ?? []), record])
  }
  return Array.from(by)
    .sort(([a], [b]) => byCodePoint(a, b))
    .flatMap(([year, own]) => {
      const months = new Set(own.map(record => dayOf(record).slice(0, 7)))
      if (own.length < LEAST_RECORDS || months.size < LEAST_MONTHS) return []
      const message = `有 ${year} 年的组织生活记录 ${own.length} 份；没有说这是不是全年的，缺不缺哪一次，无法判断`
      const mend = `是 ${year} 全年的，说明查这一年再查一遍：网页上选“查全年”，命令行加 --year ${year}`
      const finding = found("year-unsaid", "hint", ["."], message, mend, { verdict: "undetermined" })
      return [{ noted: { finding, quotes: [] }, paths: new Set(own.map(record => record.path)) }]
    })
}

export interface Asked {
  readonly year: number
  readonly today: string
  /** 几个文件没有读，或没有认出。 */
  readonly unseen: number
}

/** 没有过完的不算缺，本支部没有的不算缺；情况没有填、记录没有日期、有文件没读的，无法判断。 */
export function checkDue(
  records: readonly ReadRecord[],
  data: YearData | null,
  values: SettingValues,
  { year, today, unseen }: Asked,
): [Across[], YearSheet] {
  const filled = filledOf(records)
  const across: Across[] = []
  const lines: Line[] = []
  for (const entry of kept(data)) {
    const rows = yearPlan({ entries: [entry], term_ends: "" }, values, year).filter(row => row.first >= `${year}-01-01`)
    const own = filled.filter(record => isOf(record, entry))
    const dated = own
      .filter(record => dayOf(record) && dayOf(record) <= today)
      .sort((a, b) => byCodePoint(dayOf(a), dayOf(b)) || byCodePoint(a.path, b.path))
    const undated = own.filter(record => !dayOf(record))
    const heap: Heap = { entry, dated, undated: undated.length, unseen }
    if (rows.length) {
      const cells = cellsOf(heap, rows, values, year, today)
      lines.push({ id: entry.id, title: entry.title, period: entry.period, cells })
      across.push(...lacksOf(heap, rows, cells, year), ...lateOf(heap, rows, cells, year))
    }
    for (const record of undated) {
      const message = `没有读到${entry.title}是哪一天的，没有算进这一年`
      const mend = "打开文件，把年、月、日写全；一个文件里记了几次会的，一次会存一个文件，再查"
      const why: Why = [[`${LIFE}#minutes-time`], []]
      across.push(told(["year-undated", "hint", true], [record.path, ""], message, mend, why, record))
    }
  }
  return [across, { year, lines }]
}

/** 几次会：一天里的两份算一次，不同党小组的分开算。 */
function meetings(records: readonly ReadRecord[]): number {
  return new Set(records.map(record => `${dayOf(record)}\n${canonical(valueOf(record, "group"))}`)).size
}

function cellsOf(heap: Heap, rows: readonly Row[], values: SettingValues, year: number, today: string): Cell[] {
  const each = values[heap.entry.each ?? ""]
  return rows.map((row, at): Cell => {
    const times = typeof each === "number" && each > 0 ? each : row.times
    const held = heap.dated.filter(record => row.first <= dayOf(record) && dayOf(record) <= row.last)
    const count = meetings(held)
    let late: readonly ReadRecord[] = []
    let state: State
    if (count >= times) state = "有"
    else if (row.last >= today) state = "还没到"
    else if (!row.sure) state = "无法判断"
    else if (count) state = "少了"
    else {
      late = tooLate(heap, row, rows[at + 1], year)
      state = late.length ? "晚了" : heap.undated || heap.unseen ? "无法判断" : "没有"
    }
    const days = Array.from(new Set((late.length ? late : held).map(dayOf)))
    return { label: row.label, state, times, held: count, days }
  })
}

/** 像是补这一次的：每年的，过了时候才办；每月、每季的，下一期一开头多出一次。 */
function tooLate(heap: Heap, row: Row, following: Row | undefined, year: number): ReadRecord[] {
  const after = heap.dated.filter(record => dayOf(record) > row.last)
  const gap = (record: ReadRecord): number => Number(daysBetween(row.last, dayOf(record)))
  if (row.period === "year")
    return after
      .filter(record => gap(record) <= LATEST && [null, year].includes(valueOf(record, "year") as number | null))
      .slice(0, 1)
  if (!following) return []
  const held = after.filter(record => dayOf(record) <= following.last)
  const [first] = held
  return first && gap(first) <= MADE_UP && meetings(held) > row.times ? [first] : []
}

const whyOf = (entry: Entry): Why => [entry.basis ?? [], entry.defects ?? []]

const MISSING: readonly State[] = ["没有", "少了", "无法判断"]

/** 一件事只说一处，缺几次都写在里面。 */
function lacksOf(heap: Heap, rows: readonly Row[], cells: readonly Cell[], year: number): Across[] {
  const { entry, undated, unseen } = heap
  const missing = cells.map((cell, at) => ({ cell, row: rows[at] as Row })).filter(({ cell }) => MISSING.includes(cell.state))
  if (!missing.length) return []
  const words = missing.map(({ row, cell }) =>
    cell.state === "少了" ? `${row.label}只有 ${cell.held} 次（应有 ${cell.times} 次）` : row.label,
  )
  let message = `${year}年没有找齐${entry.title}的记录：${words.join("、")}`
  let mend = MEND
  const doubt = missing.some(({ cell }) => cell.state === "无法判断")
  if (!missing[0]?.row.sure) {
    const asks = (entry.asks ?? []).map(ask => `“${ask}”`).join("、")
    message += `；${entry.whose ?? ""}才有，本支部设定里没有填${asks}，无法判断`
    mend = "在本支部设定里填上再查；有的，把记录找齐"
  } else if (doubt) {
    const why = [unseen ? `有 ${unseen} 个文件没有读出来` : "", undated ? `有 ${undated} 份没有读到日期` : ""]
    message += `；${why.filter(Boolean).join("，")}，可能在里面，无法判断`
    mend = `先把没有读出来的看一遍；${MEND}`
  }
  const severity = entry.weight === "规定" && !doubt ? "should" : "hint"
  return [told(["year-lacks", severity, doubt], [".", ""], message, mend, whyOf(entry))]
}

function lateOf({ entry, dated }: Heap, rows: readonly Row[], cells: readonly Cell[], year: number): Across[] {
  return cells.flatMap((cell, at) => {
    const row = rows[at] as Row
    const record = cell.state === "晚了" ? dated.find(item => dayOf(item) === cell.days[0]) : undefined
    if (!record) return []
    const day = cnDay(dayOf(record))
    const yearly = row.period === "year"
    const message = yearly
      ? `${year}年度的${entry.title}，${day}才办，过了${cnDay(row.last)}`
      : `${row.label}没有${entry.title}的记录，${day}的一次是不是补的，无法判断`
    const mend = yearly
      ? "晚了的原因如实写明；上级批准推迟的，把批复和记录放在一起"
      : "是补开的，在记录里写明补哪一次；不是的，把缺的找齐，没有开的如实写"
    const severity = yearly && entry.weight === "规定" ? "should" : "hint"
    return [told(["year-late", severity, !yearly], [record.path, datedBy(record)], message, mend, whyOf(entry), record)]
  })
}
