// 我们自己的函数，和 scripts/branchbook/rules/functions.py 一个不差。整数都是 BigInt。
import { addWorkdays, isWorkday, workdaysBetween } from "./calendar"
import * as days from "./days"
import * as texts from "./texts"

type List = readonly unknown[]

/** 向下取整的除法，和 Python 的 // 一样。 */
function floorDiv(a: bigint, b: bigint): bigint {
  const quotient = a / b
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient
}

function ceilDiv(a: bigint, b: bigint): bigint {
  return -floorDiv(-a, b)
}

function percent(part: bigint, whole: bigint): string {
  if (part < 0n || whole <= 0n) throw new RangeError("not a part of a whole")
  const tenths = (part * 2000n + whole) / (whole * 2n)
  return tenths % 10n ? `${tenths / 10n}.${tenths % 10n}%` : `${tenths / 10n}%`
}

function integers(list: List): bigint[] {
  for (const item of list) if (typeof item !== "bigint") throw new TypeError("not all integers")
  return list as bigint[]
}

function plain(list: List): (string | bigint)[] {
  for (const item of list)
    if (typeof item !== "string" && typeof item !== "bigint") throw new TypeError("neither texts nor integers")
  return list as (string | bigint)[]
}

function total(list: List): bigint {
  const sum = integers(list).reduce((all, item) => all + item, 0n)
  if (BigInt.asIntN(64, sum) !== sum) throw new RangeError("integer overflow")
  return sum
}

function extreme(list: List, better: (a: bigint, b: bigint) => boolean): bigint {
  const [first, ...rest] = integers(list)
  if (first === undefined) throw new RangeError("empty")
  return rest.reduce((best, item) => (better(item, best) ? item : best), first)
}

function numbered(list: List): boolean {
  const found = new Set(integers(list))
  return found.size === list.length && list.every((_, at) => found.has(BigInt(at + 1)))
}

function countOf(list: List, item: unknown): bigint {
  const wanted = plain([item])[0]
  return BigInt(plain(list).filter(known => known === wanted).length)
}

function repeated(list: List): string[] {
  const known = texts.plain(list)
  return Array.from(new Set(known.filter((item, at) => known.indexOf(item) !== at))).sort(
    (a, b) => known.indexOf(a) - known.indexOf(b),
  )
}

const day = (name: (found: days.Day) => string | number) => (text: string): string | bigint => {
  const found = name(days.parseDay(text))
  return typeof found === "number" ? BigInt(found) : found
}

/** 声明（cel-js 的写法）和算法。 */
export const FUNCTIONS: readonly (readonly [string, (...args: never[]) => unknown])[] = [
  ["minimum_candidates(int): int", (seats: bigint) => ceilDiv(seats * 6n, 5n)],
  ["quorum(int): int", (eligible: bigint) => ceilDiv(eligible * 4n, 5n)],
  ["quorum_half(int): int", (due: bigint) => ceilDiv(due, 2n)],
  ["winning_line(int): int", (voters: bigint) => floorDiv(voters, 2n) + 1n],
  ["percent(int, int): string", percent],
  ["total(list): int", total],
  ["minimum(list): int", (list: List) => extreme(list, (a, b) => a < b)],
  ["maximum(list): int", (list: List) => extreme(list, (a, b) => a > b)],
  ["numbered(list): bool", numbered],
  ["count_of(list, int): int", countOf],
  ["count_of(list, string): int", countOf],
  ["distinct(list): bool", (list: List) => new Set(plain(list)).size === list.length],
  ["repeated(list): list<string>", repeated],
  ["all_same(list): bool", (list: List) => new Set(plain(list)).size <= 1],
  ["joined(list): string", (list: List) => plain(list).join("、")],
  ["is_day(string): bool", days.isDay],
  ["is_complete_date(string): bool", days.isCompleteDate],
  ["written_day(string): string", days.writtenDay],
  ["day_of(string): string", day(days.iso)],
  ["days_after(string, int): string", days.daysAfter],
  ["months_after(string, int): string", days.monthsAfter],
  ["years_after(string, int): string", days.yearsAfter],
  ["days_between(string, string): int", days.daysBetween],
  ["months_between(string, string): int", days.monthsBetween],
  ["years_between(string, string): int", days.yearsBetween],
  ["minutes_between(string, string): int", days.minutesBetween],
  ["year_of(string): int", day(found => found.year)],
  ["month_of(string): int", day(found => found.month)],
  ["weekday(string): int", day(days.weekdayOf)],
  ["cn_date(string): string", days.cnDate],
  ["month_name(string): string", day(days.monthName)],
  ["quarter_name(string): string", day(days.quarterName)],
  ["half_name(string): string", day(days.halfName)],
  ["months_from(string, string): list<string>", (a: string, b: string) => days.periods(a, b, days.monthName)],
  ["quarters_from(string, string): list<string>", (a: string, b: string) => days.periods(a, b, days.quarterName)],
  ["halves_from(string, string): list<string>", (a: string, b: string) => days.periods(a, b, days.halfName)],
  ["in_order(list): bool", days.inOrder],
  ["within_months(list, int): bool", days.withinMonths],
  ["earliest(list): string", (list: List) => days.extreme(list, 1)],
  ["latest(list): string", (list: List) => days.extreme(list, -1)],
  ["is_workday(string): bool", isWorkday],
  ["workdays_between(string, string): int", workdaysBetween],
  ["add_workdays(string, int): string", addWorkdays],
  ["chars(string): int", (text: string) => BigInt(texts.chars(text))],
  ["norm(string): string", texts.norm],
  ["similar(string, string): int", (a: string, b: string) => BigInt(texts.similar(a, b))],
  ["most_similar(list): int", (list: List) => BigInt(texts.mostSimilar(list))],
  ["contains_any(string, list): bool", texts.containsAny],
  ["says_nothing(string): bool", texts.saysNothing],
  ["is_doc_number(string): bool", texts.isDocNumber],
  ["whole(string): int", texts.whole],
  ["fen(string): int", texts.fen],
  ["yuan(int): string", texts.yuan],
]

/** 要用放假安排的函数。 */
export const WORKDAY_FUNCTIONS: ReadonlySet<string> = new Set(["is_workday", "workdays_between", "add_workdays"])
