// 工作日：数据从 assets/kits/calendar.js 来，是 Python 那边的同一份；没有收录的年份不猜。
import { dayAt, iso, parseDay, small, weekdayOf, type Day } from "./days"

/** 放假和调休安排：收录的头尾两年，周一到周五里放假的，周末里上班的。 */
export interface CalendarData {
  readonly first: number
  readonly last: number
  readonly holidays: readonly string[]
  readonly workdays: readonly string[]
}

let years: readonly [number, number] = [0, -1]
let holidays: ReadonlySet<string> = new Set()
let workdays: ReadonlySet<string> = new Set()

export function setCalendar(data: CalendarData): void {
  years = [data.first, data.last]
  holidays = new Set(data.holidays)
  workdays = new Set(data.workdays)
}

export function calendarYears(): readonly [number, number] {
  return years
}

/** 春节放的假里，周一到周五的头一天和末一天；没有收录的是 null。别的公共假日不在这几天里。 */
export function festival(year: string): readonly [first: string, last: string] | null {
  const days = Array.from(holidays)
    .filter(day => `${year}-01-20` <= day && day <= `${year}-02-28`)
    .sort()
  const [first, last] = [days[0], days[days.length - 1]]
  return first && last ? [first, last] : null
}

/** 调休要上班的周末。 */
export function isMadeWorkday(day: string): boolean {
  return workdays.has(day)
}

function works(day: Day): boolean {
  if (day.year < years[0] || day.year > years[1]) throw new RangeError("no arrangement of holidays")
  const text = iso(day)
  return workdays.has(text) || (weekdayOf(day) <= 5 && !holidays.has(text))
}

export function isWorkday(day: string): boolean {
  return works(parseDay(day))
}

/** 前一天之后到后一天为止（含后一天）的工作日数：张贴当日不计。 */
export function workdaysBetween(first: string, last: string): bigint {
  const start = parseDay(first)
  const end = parseDay(last)
  if (end.number < start.number) return -workdaysBetween(last, first)
  works(start)
  works(end)
  let count = 0n
  for (let at = start.number + 1; at <= end.number; at += 1) if (works(dayAt(at))) count += 1n
  return count
}

export function addWorkdays(day: string, days: bigint): string {
  let at = parseDay(day)
  works(at)
  let left = Math.abs(small(days))
  const step = days > 0n ? 1 : -1
  while (left) {
    at = dayAt(at.number + step)
    if (works(at)) left -= 1
  }
  return iso(at)
}
