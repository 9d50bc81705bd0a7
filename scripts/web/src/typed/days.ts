// 人写的日子和时刻，写全的、没写全的。和 scripts/branchbook/records/typed_days.py 一样。
import { hanNumber } from "../records/words"
import { at, fold, here, trim, whole } from "./text"

// 看的都是折过的文字；旧的 Safari 没有后顾断言，所以不用。
const HAN = "一二三四五六七八九十"
const YEAR = "(?:[12][0-9]{3}|[〇零○Oo0一二三四五六七八九]{4})"
const MONTH = `(?:[0-9]{1,2}|[${HAN}]{1,3})`
const NUMBER = `(?:[0-9]{1,2}|[${HAN}廿卅]{1,3})`
const NONE = "[×Xx*_○〇△.… ]{0,12}"
const S = "[ _]{0,12}"

/** 写全的一天，没有分组，好放进大的写法里。 */
export const WHOLE =
  `${YEAR}${S}年${S}${MONTH}${S}月${S}${NUMBER}${S}[日号]` +
  `|[12][0-9]{3}${S}[./-]${S}[0-9]{1,2}${S}[./-]${S}[0-9]{1,2}(?![0-9])[日号]?` +
  `|[12][0-9]{3}${S}年${S}[0-9]{1,2}${S}月${S}[0-9]{1,2}(?![0-9：时点日号 ])`
/** 缺了什么的一天。 */
export const PART =
  `(?:[12][0-9]{0,3}|${YEAR}|[×Xx*_○〇△]{1,8})${S}年${S}(?:${MONTH}|${NONE})${S}月${S}(?:${NUMBER}|${NONE})${S}[日号]` +
  `|年[×Xx*_○〇△. ]{1,12}月${NONE}[日号]` +
  `|${YEAR}${S}年${S}${MONTH}${S}月[份底初]?` +
  "|[12][0-9]{3}[./-][0-9]{1,2}(?![0-9./-])" +
  `|[0-9]{2}${S}年${S}${MONTH}${S}月${S}${NUMBER}${S}[日号]` +
  `|${YEAR}${S}年度?` +
  `|${MONTH}${S}月${S}${NUMBER}${S}[日号]`
const FIND_WHOLE = new RegExp(`(?:^|[^0-9./-])(${WHOLE})`, "u")
const FIND_PART = new RegExp(`(?:^|[^0-9./-])(${PART})`, "u")
const ONLY_YEAR = whole(`${YEAR}${S}年度?`)
const PARTS = new RegExp(`^(${YEAR})${S}([年./-])${S}(${MONTH})${S}([月./-])${S}(${NUMBER})`, "u")
const EIGHT = /^([12][0-9]{3})([01][0-9])([0-3][0-9])$/
const SERIAL = /^([2-6][0-9]{4})(?:\.[0-9]+)?$/
const TO = "(?:至|到|-{1,2}|~|—{1,2}|–|―)"
const WEEKDAY = `(?:${S}(?:（${S})?(?:星期|周|礼拜)[一二三四五六日天](?:${S}）)?)?`
const HALF = "上午|下午|晚上|中午|早上|凌晨|晚|早"
/** 一个时刻，没有分组。 */
export const TIME =
  `(?:(?:${HALF})?${S}[0-9]{1,2}${S}(?:：${S}[0-9]{2}|[时点]${S}(?:[0-9]{1,2}${S}分?|半|整)?)` +
  `|(?:${HALF})[${HAN}两]{1,3}[时点](?:[${HAN}]{1,3}分|半|整)?)`
const TIMES = new RegExp(
  `^(${HALF})?${S}([0-9]{1,2}|[${HAN}两]{1,3})${S}` +
    `(?:：${S}([0-9]{2})|[时点]${S}(?:([0-9]{1,2}|[${HAN}]{1,3}(?=分))${S}分?|(半)|整)?)`,
  "u",
)
const CLOCK = here(`(${TIME})(?:${S}${TO}${S}(?:${WHOLE})?${S}(${TIME}))?`)
const BETWEEN = here(`${WEEKDAY}[ ，的在于]{0,4}`)
const RANGE = here(
  `${WEEKDAY}${S}(?:${TIME}|(?:${HALF}))?${S}${TO}${S}` +
    `(?:(${WHOLE})|(${MONTH})${S}月${S}(${NUMBER})${S}[日号]|(${NUMBER})${S}[日号])`,
)
/** 一天和后面的话之间可以有的：星期、上下午、起止时刻。 */
export const BEHIND = `${WEEKDAY}${S}(?:${TIME}(?:${TO}${TIME})?|(?:${HALF}))?`
const RANGED = new RegExp(`(${WHOLE})${BEHIND}${TO}$`, "u")
const MONTH_DAY = whole(`(?:(${MONTH})月)?(${NUMBER})[日号]`)
/** 写全的一天，加一个时刻，没有分组。 */
export const MOMENT = `(?:${WHOLE})${WEEKDAY}${S}(?:${TIME})`
const AFTERNOON = new Set(["下午", "晚上", "晚"])
const MONTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
const DAY = 86_400_000

/** 文字里的一天：原话、YYYY-MM-DD（没写全、没有这一天是空的）、从哪里到哪里。 */
export interface Written {
  readonly raw: string
  readonly day: string
  readonly end: number
}

const pad = (number: number, width = 2): string => String(number).padStart(width, "0")

function numberOf(text: string): number {
  // eslint-disable-next-line no-control-regex
  if (/^[\0-\x7f]*$/.test(text)) return Number(text.replace(/[Oo]/g, "0"))
  return hanNumber(text.replace(/[Oo0]/g, "〇")) ?? -1
}

function made(year: number, month: number, day: number): string {
  if (year < 1900 || year > 2199 || month < 1 || month > 12) return ""
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  if (day < 1 || day > (MONTHS[month - 1] as number) + (leap ? 1 : 0)) return ""
  return `${year}-${pad(month)}-${pad(day)}`
}

/** 写全的一天（折过的）变成 YYYY-MM-DD；没有这一天是空的。 */
function dayOf(words: string): string {
  const match = PARTS.exec(words)
  if (!match || (match[2] === "年") !== (match[4] === "月") || (match[2] !== "年" && match[2] !== match[4])) return ""
  return made(numberOf(match[1] as string), numberOf(match[3] as string), numberOf(match[5] as string))
}

const startOf = (match: RegExpExecArray): number => match.index + match[0].length - (match[1] as string).length

/** 文字里头一个日子，写全没有都算。 */
export function findDay(text: string): Written | null {
  const folded = fold(text)
  const full = FIND_WHOLE.exec(folded)
  const some = FIND_PART.exec(folded)
  if (full && (!some || startOf(full) <= startOf(some) || ONLY_YEAR.test(some[1] as string))) {
    const end = full.index + full[0].length
    return { raw: text.slice(startOf(full), end), day: dayOf(full[1] as string), end }
  }
  if (some) {
    const end = some.index + some[0].length
    return { raw: trim(text.slice(startOf(some), end)), day: "", end }
  }
  const eight = EIGHT.exec(trim(folded))
  if (!eight) return null
  return { raw: trim(text), day: made(Number(eight[1]), Number(eight[2]), Number(eight[3])), end: text.length }
}

/** 表格里的数是哪一天；不是日子是空的。 */
export function dayOfSerial(text: string, oldEpoch: boolean): string {
  const match = SERIAL.exec(trim(text))
  if (!match) return ""
  return new Date((oldEpoch ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, 30)) + Number(match[1]) * DAY).toISOString().slice(0, 10)
}

/** 从一天到哪一天；不是一段是空的。 */
export function rangeEnd(text: string, first: Written): string {
  const match = at(RANGE, fold(text), first.end)
  if (!match || !first.day) return ""
  if (match[1]) return dayOf(match[1])
  const year = Number(first.day.slice(0, 4))
  if (match[2]) return made(year, numberOf(match[2]), numberOf(match[3] as string))
  return made(year, Number(first.day.slice(5, 7)), numberOf(match[4] as string))
}

/** 一段的末一天省去了年（和月），从它前面的头一天补上。 */
export function rangeDay(before: string, words: string): string {
  const match = RANGED.exec(fold(before).replace(/ /g, ""))
  const rest = MONTH_DAY.exec(fold(words).replace(/ /g, ""))
  const first = match ? dayOf(match[1] as string) : ""
  if (!rest || !first) return ""
  const month = rest[1] ? numberOf(rest[1]) : Number(first.slice(5, 7))
  return made(Number(first.slice(0, 4)), month, numberOf(rest[2] as string))
}

/** 只写了几月几日的，是别处说的那一年的；是别的话就是空的。 */
export function dayIn(year: string, words: string): string {
  const rest = MONTH_DAY.exec(fold(words).replace(/ /g, ""))
  return year && rest?.[1] ? made(Number(year), numberOf(rest[1]), numberOf(rest[2] as string)) : ""
}

/** 时刻是几分；上午下午分不清是 -1。 */
function minutes(words: string, before: string): [number, string] {
  const match = TIMES.exec(words)
  if (!match) return [-1, before]
  const half = match[1] || before
  let hour = numberOf((match[2] as string).replace(/两/g, "二"))
  const minute = match[5] ? 30 : numberOf(match[3] || match[4] || "0")
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59) return [-1, half]
  if (AFTERNOON.has(half)) hour += hour < 12 ? 12 : 0
  else if (half === "中午") hour += hour < 3 ? 12 : 0
  else if (!half && hour > 0 && hour < 8 && !(match[2] as string).startsWith("0")) return [-1, half]
  return [hour * 60 + minute, half]
}

const timeOf = (minute: number): string => `${pad(Math.floor(minute / 60))}:${pad(minute % 60)}`

/** 一处后面的起止时刻；没有、说不准的是空的。 */
export function clock(text: string, start = 0): [string, string] {
  const folded = fold(text)
  const between = at(BETWEEN, folded, start)
  const match = at(CLOCK, folded, between ? start + between[0].length : start)
  if (!match) return ["", ""]
  const [first, half] = minutes(match[1] as string, "")
  if (!match[2]) return first >= 0 ? [timeOf(first), ""] : ["", ""]
  const [last] = minutes(match[2], AFTERNOON.has(half) ? half : half ? "上午" : "")
  if (first < 0 || last <= first) return first >= 0 ? [timeOf(first), ""] : ["", ""]
  return [timeOf(first), timeOf(last)]
}
