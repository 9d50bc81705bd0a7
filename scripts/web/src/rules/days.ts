// 规则里的日子：'2026-06-05' 或 '2026-06-05 14:30'。和 scripts/branchbook/rules/days.py 逐个对应，由同一张向量表管住。

/** 一天：年月日，和从公元元年起数的第几天。 */
export interface Day {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly number: number
}

const MOMENT = /^(\d{4})-(\d{2})-(\d{2})(?: ([01]\d|2[0-3]):([0-5]\d))?$/
const CHINESE = "〇零○O一二三四五六七八九"
const VALUES: ReadonlyMap<string, number> = new Map(
  Array.from(CHINESE).map((char, at): [string, number] => [char, at < 4 ? 0 : at - 3]),
)
const WRITTEN = [
  /^(\d{4})年(\d{1,2})月(\d{1,2})[日号]$/,
  /^(\d{4})([-./])(\d{1,2})\2(\d{1,2})$/,
  new RegExp(`^([${CHINESE}]{4})年([${CHINESE}十廿卅]{1,3})月([${CHINESE}十廿卅]{1,3})[日号]$`),
]
const BLANK = /[\t\n\r\u0020\u00a0\u2000-\u200b\u3000\ufeff]/g

function pad(value: number, width: number): string {
  return String(value).padStart(width, "0")
}

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

function numberOf(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year
  const m = month <= 2 ? month + 9 : month - 3
  return 365 * y + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + Math.floor((153 * m + 2) / 5) + day
}

function made(year: number, month: number, day: number): Day {
  if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month))
    throw new RangeError("no such day")
  return { year, month, day, number: numberOf(year, month, day) }
}

/** 第几天变回年月日。 */
export function dayAt(number: number): Day {
  let year = Math.floor(number / 365.2425)
  while (numberOf(year + 1, 1, 1) <= number) year += 1
  while (numberOf(year, 1, 1) > number) year -= 1
  let month = 1
  while (month < 12 && numberOf(year, month + 1, 1) <= number) month += 1
  return made(year, month, number - numberOf(year, month, 1) + 1)
}

export function iso(day: Day): string {
  return `${pad(day.year, 4)}-${pad(day.month, 2)}-${pad(day.day, 2)}`
}

export function parseDay(text: string): Day {
  const match = MOMENT.exec(text)
  if (!match) throw new RangeError("not a day")
  return made(Number(match[1]), Number(match[2]), Number(match[3]))
}

function tells(read: () => unknown): boolean {
  try {
    read()
    return true
  } catch {
    return false
  }
}

export function isDay(text: string): boolean {
  return text.length === 10 && tells(() => parseDay(text))
}

export function isMoment(text: string): boolean {
  return text.length === 16 && tells(() => parseDay(text))
}

/** 1 是星期一，7 是星期日。 */
export function weekdayOf(day: Day): number {
  return ((day.number + 1) % 7) + 1
}

/** BigInt 变成可以算日子的数；大得离谱的是错误，和 Python 一样。 */
export function small(value: bigint): number {
  if (value > 100000000n || value < -100000000n) throw new RangeError("out of the calendar")
  return Number(value)
}

function monthsOn(day: Day, months: number): Day {
  const index = day.year * 12 + day.month - 1 + months
  const year = Math.floor(index / 12)
  const month = index - year * 12 + 1
  if (year < 1 || year > 9999) throw new RangeError("out of the calendar")
  return made(year, month, Math.min(day.day, daysIn(year, month)))
}

function monthsApart(start: Day, end: Day): number {
  if (end.number < start.number) return -monthsApart(end, start)
  const months = (end.year - start.year) * 12 + end.month - start.month
  return monthsOn(start, months).number <= end.number ? months : months - 1
}

export function monthsAfter(day: string, months: bigint): string {
  return iso(monthsOn(parseDay(day), small(months)))
}

export function yearsAfter(day: string, years: bigint): string {
  return iso(monthsOn(parseDay(day), small(years) * 12))
}

export function daysAfter(day: string, days: bigint): string {
  return iso(dayAt(parseDay(day).number + small(days)))
}

export function daysBetween(first: string, last: string): bigint {
  return BigInt(parseDay(last).number - parseDay(first).number)
}

export function monthsBetween(first: string, last: string): bigint {
  return BigInt(monthsApart(parseDay(first), parseDay(last)))
}

export function yearsBetween(first: string, last: string): bigint {
  return BigInt(Math.trunc(monthsApart(parseDay(first), parseDay(last)) / 12))
}

export function minutesBetween(first: string, last: string): bigint {
  const start = MOMENT.exec(first)
  const end = MOMENT.exec(last)
  if (!start || !end || !start[4] || !end[4]) throw new RangeError("not a moment")
  const days = parseDay(last).number - parseDay(first).number
  return BigInt(days * 1440 + (Number(end[4]) - Number(start[4])) * 60 + Number(end[5]) - Number(start[5]))
}

export function cnDate(day: string): string {
  const { year, month, day: number } = parseDay(day)
  return `${year}年${month}月${number}日`
}

type Name = (day: Day) => string

export const monthName: Name = day => `${day.year}年${day.month}月`
export const quarterName: Name = day => `${day.year}年第${Math.floor((day.month + 2) / 3)}季度`
export const halfName: Name = day => `${day.year}年${day.month <= 6 ? "上" : "下"}半年`

export function periods(first: string, last: string, name: Name): string[] {
  const start = parseDay(first)
  const end = parseDay(last)
  const from = start.year * 12 + start.month - 1
  const to = end.year * 12 + end.month
  if (to - from > 1200) throw new RangeError("too long a time")
  const found: string[] = []
  for (let month = from; month < to; month += 1) {
    const word = name(made(Math.floor(month / 12), (month % 12) + 1, 1))
    if (found[found.length - 1] !== word) found.push(word)
  }
  return found
}

/** 一列日子，按写的先后；有一个不是日子就是错误。 */
export function days(list: readonly unknown[]): Day[] {
  return list.map(item => {
    if (typeof item !== "string") throw new TypeError("not all days")
    return parseDay(item)
  })
}

export function inOrder(list: readonly unknown[]): boolean {
  return days(list).every((day, at, all) => at === 0 || (all[at - 1] as Day).number <= day.number)
}

export function withinMonths(list: readonly unknown[], months: bigint): boolean {
  const sorted = days(list).sort((a, b) => a.number - b.number)
  return sorted.every((day, at) => at === 0 || day.number <= monthsOn(sorted[at - 1] as Day, small(months)).number)
}

export function extreme(list: readonly unknown[], sign: 1 | -1): string {
  const sorted = days(list).sort((a, b) => (a.number - b.number) * sign)
  if (!sorted[0]) throw new RangeError("empty")
  return iso(sorted[0])
}

function chinese(text: string): number {
  const plain = text.replace(/廿/g, "二十").replace(/卅/g, "三十")
  const value = (char: string): number => {
    const found = VALUES.get(char)
    if (found === undefined) throw new RangeError("not a number")
    return found
  }
  const at = plain.indexOf("十")
  if (at < 0) return Array.from(plain).reduce((sum, char) => sum * 10 + value(char), 0)
  const tens = plain.slice(0, at)
  const ones = plain.slice(at + 1)
  if (tens.length > 1 || ones.length > 1) throw new RangeError("not a number")
  return (tens ? value(tens) : 1) * 10 + (ones ? value(ones) : 0)
}

export function writtenDay(text: string): string {
  const bare = text.normalize("NFKC").replace(BLANK, "")
  for (const pattern of WRITTEN) {
    const match = pattern.exec(bare)
    if (!match) continue
    const numbers = match
      .slice(1)
      .filter(part => part !== "-" && part !== "." && part !== "/")
      .map(part => (/^\d+$/.test(part) ? Number(part) : chinese(part)))
    return iso(made(numbers[0] as number, numbers[1] as number, numbers[2] as number))
  }
  throw new RangeError("not a whole date")
}

export function isCompleteDate(text: string): boolean {
  return tells(() => writtenDay(text))
}
