// 一年里到期的事，照本支部设定。和 scripts/branchbook/planning/year.py 一样，一字不差。
import type { Setting } from "../rules/settings"

export type Period = "month" | "quarter" | "half-year" | "year" | "term"

export interface Entry {
  readonly id: string
  readonly title: string
  readonly text?: string
  readonly period: Period
  /** 一期里几次；由单位定的是参数的名字。 */
  readonly times: number | string
  readonly months?: readonly [first: number, last: number]
  readonly before?: number
  readonly when?: Readonly<Record<string, Setting>>
  readonly least?: Readonly<Record<string, number>>
  readonly whose?: string
  readonly asks?: readonly string[]
  readonly page?: string
  readonly papers?: readonly (readonly [id: string, title: string])[]
  readonly basis?: readonly string[]
  readonly weight?: string
  readonly note?: string
  /** 哪几种记录算办过一次。 */
  readonly records?: readonly string[]
  /** 每一期要几份，看哪一项情况。 */
  readonly each?: string
  /** 没有记录时归到哪个常见问题。 */
  readonly defects?: readonly string[]
}

export interface YearData {
  readonly term_ends: string
  readonly entries: readonly Entry[]
}

export type SettingValues = Readonly<Record<string, Setting>>

/** 一件事的一次：什么时候，确不确定有。 */
export interface Row {
  readonly id: string
  readonly title: string
  readonly period: Period
  readonly label: string
  readonly first: string
  readonly last: string
  readonly times: number
  readonly sure: boolean
  readonly note: string
}

export const PERIODS: Readonly<Record<Period, string>> = {
  month: "每月",
  quarter: "每季度",
  "half-year": "每半年",
  year: "每年",
  term: "每届",
}

/** 本支部有没有这件事；null：看情况，情况没有填。 */
export function applies(entry: Entry, values: SettingValues): boolean | null {
  let sure: boolean | null = true
  for (const [name, wanted] of Object.entries(entry.when ?? {})) {
    if (values[name] === undefined) sure = null
    else if (values[name] !== wanted) return false
  }
  for (const [name, least] of Object.entries(entry.least ?? {})) {
    const value = values[name]
    if (typeof value !== "number") sure = null
    else if (value < least) return false
  }
  return sure
}

function timesOf({ times }: Entry, values: SettingValues): number {
  const found = typeof times === "string" ? values[times] : times
  return typeof found === "number" ? found : 0
}

const two = (n: number): string => String(n).padStart(2, "0")
const lastDay = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate()

/** 一个月的第一天，另一个月的最后一天；月份可以大过 12。 */
function monthsOf(year: number, first: number, last: number): [string, string] {
  const at = (month: number): [number, number] => [year + Math.floor((month - 1) / 12), ((month - 1) % 12) + 1]
  const [from, start] = at(first)
  const [to, end] = at(last)
  return [`${from}-${two(start)}-01`, `${to}-${two(end)}-${two(lastDay(to, end))}`]
}

/** 往前几个月的同一天，没有那天的是月底。 */
function monthsBefore(day: string, months: number): string {
  const [year, month, date] = day.split("-").map(Number) as [number, number, number]
  const at = year * 12 + month - 1 - months
  const [to, end] = [Math.floor(at / 12), (at % 12) + 1]
  return `${to}-${two(end)}-${two(Math.min(date, lastDay(to, end)))}`
}

const words = (day: string): string => day.replace(/^(\d+)-0?(\d+)-0?(\d+)$/u, "$1年$2月$3日")

function span(first: number, last: number): string {
  if (first === 1 && last === 12) return "全年"
  return first === last ? `${first}月` : `${first}月到${last}月`
}

type Window = readonly [label: string, first: string, last: string]

function windows(entry: Entry, year: number, values: SettingValues, ends: string): Window[] {
  const every = (count: number, size: number, label: (at: number) => string): Window[] =>
    Array.from({ length: count }, (_, at) => [label(at), ...monthsOf(year, at * size + 1, at * size + size)])
  switch (entry.period) {
    case "month":
      return every(12, 1, at => `${at + 1}月`)
    case "quarter":
      return every(4, 3, at => `第${at + 1}季度`)
    case "half-year":
      return every(2, 6, at => (at ? "下半年" : "上半年"))
    case "year": {
      const [first, last] = entry.months ?? [1, 12]
      if (first <= last) return [[span(first, last), ...monthsOf(year, first, last)]]
      return [
        [`到${last}月底（${year - 1}年度的）`, ...monthsOf(year - 1, first, last + 12)],
        [`${first}月到次年${last}月（${year}年度的）`, ...monthsOf(year, first, last + 12)],
      ]
    }
    case "term": {
      const day = values[ends]
      if (typeof day !== "string") return [["", "", ""]]
      const start = monthsBefore(day, entry.before ?? 0)
      return start <= `${year}-12-31` && day >= `${year}-01-01` ? [[`${words(start)}到${words(day)}`, start, day]] : []
    }
  }
}

/** 一年里到期的，先照事，再照日子。 */
export function yearPlan(data: YearData, values: SettingValues, year: number): Row[] {
  return data.entries.flatMap(entry => {
    const [sure, times] = [applies(entry, values), timesOf(entry, values)]
    if (sure === false || times === 0) return []
    return windows(entry, year, values, data.term_ends).map(([label, first, last]) => {
      const asks = (entry.asks ?? []).map(ask => `“${ask}”`).join("、")
      const notes = [
        label ? "" : "本支部设定里没有填届满的日子，算不出来",
        sure === null ? `${entry.whose ?? ""}才有；本支部设定里没有填${asks}` : "",
        entry.note ?? "",
      ]
      const note = notes.filter(Boolean).join("；")
      return { id: entry.id, title: entry.title, period: entry.period, label, first, last, times, sure: sure === true, note }
    })
  })
}

/** 某一天可以办的，最急的在前，全年都可以的在后。 */
export function nowDue(rows: readonly Row[], day: string): Row[] {
  const rank = (row: Row): number => (row.label === "全年" ? 1 : 0)
  return rows
    .filter(row => row.first && row.first <= day && day <= row.last)
    .sort((a, b) => rank(a) - rank(b) || (a.last < b.last ? -1 : a.last > b.last ? 1 : 0))
}

/** 带上次数：党课 2 次。 */
export function summary(row: Row): string {
  return row.times > 1 ? `${row.title} ${row.times} 次` : row.title
}

/** 挂图上的一行。 */
export interface Item {
  readonly id: string
  readonly words: string
  readonly sure: boolean
}

export interface Chart {
  readonly months: Item[][]
  readonly quarters: Item[][]
  readonly whole: Item[]
}

/** 每件事写在挂图的哪一格；可以办几个月的，写在头一个月和末一个月。 */
export function chart(rows: readonly Row[], year: number): Chart {
  const made: Chart = {
    months: Array.from({ length: 12 }, () => []),
    quarters: Array.from({ length: 4 }, () => []),
    whole: [],
  }
  for (const row of rows) {
    const { id, sure } = row
    const text = summary(row)
    const [first, last] = [Number(row.first.slice(5, 7)), Number(row.last.slice(5, 7))]
    const month = (at: number, said: string): void => void made.months[at - 1]?.push({ id, words: said, sure })
    const quarter = (at: number, said: string): void => void made.quarters[Math.floor((at - 1) / 3)]?.push({ id, words: said, sure })
    if (row.period === "month") month(first, text)
    else if (row.period === "quarter") quarter(first, text)
    else if (row.period === "half-year") quarter(last, `${row.label}${text}`)
    else if (row.label === "全年" || !row.first) made.whole.push({ id, words: text, sure: sure && row.first !== "" })
    else if (row.first.slice(0, 7) === row.last.slice(0, 7)) month(first, text)
    else {
      if (row.first.startsWith(`${year}-`)) month(first, `${text}：着手`)
      if (row.last.startsWith(`${year}-`)) month(last, `${text}：${row.period === "term" ? "届满" : "没办的抓紧"}`)
    }
  }
  return made
}
