// 人怎么写日期、人名、选项，读成值。和 scripts/branchbook/records/words.py 里读的那一半一样。
import { BLANK, head, literal, longer, strip, stripOf } from "./strings"
import { boxed, placeholder, size } from "./show"
import type { Field } from "../kit"

export { bookmark, optional, valueMark } from "./show"

const known = new WeakMap<Field, readonly string[]>()

/** 我们的文件在这一格没有填时印的每一种字。 */
export function placeholders(field: Field): readonly string[] {
  let all = known.get(field)
  if (!all) {
    const texts = [false, true].flatMap(guided => [false, true].map(cell => placeholder(field, guided, cell)))
    all = Array.from(new Set(texts.filter(text => stripOf(text, "　") !== "")))
    known.set(field, all)
  }
  return all
}

/** 办公软件在清空的控件里放的话。 */
const OFFICE_PROMPTS = new RegExp(
  "^(?:单击或点击此处输入文字|单击此处输入文字|单击或点按此处输入文字|点击此处输入文字|单击或点击以输入日期|单击此处输入日期|选择一项|" +
    "Click or tap here to enter text|Click here to enter text|Choose an item|Click or tap to enter a date)[。.]?$",
)
const NOTHING = new RegExp(`^[${BLANK}_＿—-]*$`)
/** 方括号里的提示，里面还可以有文号的方括号。 */
export const BRACKETED = "〔(?:[^〔〕]|〔[^〔〕]*〕)*〕"

/** 从 at 开始的一个提示到哪里为止；不是提示时是 -1。 */
export function bracketEnd(text: string, at: number): number {
  if (text.charAt(at) !== "〔") return -1
  let depth = 0
  const mark = /[〔〕]/g
  mark.lastIndex = at
  for (let match = mark.exec(text); match; match = mark.exec(text)) {
    depth += match[0] === "〔" ? 1 : -1
    if (depth > 2) return -1
    if (depth === 0) return mark.lastIndex
  }
  return -1
}

/** 这段字是不是等于没有填。 */
export function isBlank(field: Field | undefined, given: string): boolean {
  const text = strip(given)
  if (NOTHING.test(text) || OFFICE_PROMPTS.test(text)) return true
  const bracketed = bracketEnd(text, 0) === text.length
  if (!field) return bracketed
  return placeholders(field).includes(text) || (bracketed && text.includes(field.label))
}

// -- 读 ------------------------------------------------------------------------------------------

const GAP = `[${BLANK}]*`
const WIDE: Readonly<Record<string, string>> = { "：": ":", "．": ".", "／": "/", "－": "-", "～": "~", "　": " ", "，": "," }
const NARROWED = /[０-９：．／－～　，]/g
const HAN = "〇零○一二三四五六七八九十廿卅"
const DIGITS: ReadonlyMap<string, number> = new Map(
  ["〇零○Ｏ", "一", "二", "三", "四", "五", "六", "七", "八", "九"].flatMap((chars, digit) =>
    Array.from(chars, char => [char, digit] as const),
  ),
)
const HAN_DATE = new RegExp(`([${HAN}]{4})${GAP}年${GAP}([${HAN}]{1,3})${GAP}月${GAP}([${HAN}]{1,3})${GAP}[日号]`)
const DATE = new RegExp(`([0-9]{4})${GAP}[年./-]${GAP}([0-9]{1,2})${GAP}[月./-]${GAP}([0-9]{1,2})${GAP}[日号]?`)
const TIME = new RegExp(
  `(上午|下午|晚上|中午|早上)?${GAP}([0-9]{1,2})${GAP}[:时点]${GAP}(?:([0-9]{1,2})${GAP}分?|(半)|整)?`,
)
const INTEGER = /^[-+]?[0-9][0-9, ]*$/
const RATIO = new RegExp(`^([0-9]+)${GAP}/${GAP}([0-9]+)$`)
/** 比这大的整数，没有哪张表用得着，浏览器也算不准。 */
const TOO_MUCH = 1e15

/** 二十三、二〇二六；都不是时是 undefined。 */
export function hanNumber(given: string): number | undefined {
  const text = given.replace(/廿/g, "二十").replace(/卅/g, "三十")
  const chars = Array.from(text)
  if (chars.length === 0 || chars.some(char => !DIGITS.has(char) && char !== "十" && char !== "百")) return undefined
  if (!/[十百]/.test(text)) return Number(chars.map(char => String(DIGITS.get(char))).join(""))
  let value = 0
  let digit = 0
  for (const char of chars) {
    if (char === "十" || char === "百") {
      value += (digit || 1) * (char === "百" ? 100 : 10)
      digit = 0
    } else digit = DIGITS.get(char) as number
  }
  return value + digit
}

function narrow(text: string): string {
  const made = text.replace(NARROWED, char => WIDE[char] ?? String.fromCharCode(char.charCodeAt(0) - 0xff10 + 48))
  return strip(made)
}

const pad = (number: number, width: number): string => String(number).padStart(width, "0")
const MONTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** 头一个日期，和它后面的字。 */
function firstDay(text: string): [string, string] | undefined {
  const match = DATE.exec(text)
  const other = match ? null : HAN_DATE.exec(text)
  const taken = match ?? other
  if (!taken) return undefined
  const [year, month, day] = taken.slice(1, 4).map(item => (match ? Number(item) : hanNumber(item)))
  if (year === undefined || month === undefined || day === undefined || year < 1 || year > 9999) return undefined
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  if (month < 1 || month > 12 || day < 1 || day > (MONTHS[month - 1] as number) + (leap ? 1 : 0)) return undefined
  return [`${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`, text.slice(taken.index + taken[0].length)]
}

function readTime(text: string): string | undefined {
  const found = firstDay(narrow(text))
  const match = found && TIME.exec(found[1])
  if (!found || !match) return undefined
  const when = match[1]
  let hour = Number(match[2])
  const minute = match[3] === undefined ? (match[4] === undefined ? 0 : 30) : Number(match[3])
  if ((when === "下午" || when === "晚上") && hour < 12) hour += 12
  if (when === "中午" && hour < 3) hour += 12
  if (hour >= 24 || minute >= 60) return undefined
  return `${found[0]} ${pad(hour, 2)}:${pad(minute, 2)}`
}

function readInteger(field: Field, text: string): number | undefined {
  // 印好的单位可能自己占一行，数写在下一行。
  let bare = narrow(text).split("\n").filter(line => !field.unit || strip(line) !== field.unit).join("\n")
  if (field.unit && bare.endsWith(field.unit)) bare = strip(bare.slice(0, -field.unit.length))
  bare = strip(bare.replace(/[人名票份件个枚张次年元页岁位]$/, ""))
  const value = INTEGER.test(bare) ? Number(bare.replace(/[, ]/g, "")) : hanNumber(bare)
  return value === undefined || Math.abs(value) >= TOO_MUCH ? undefined : value + 0
}

const MARK = "[☑☒√✓✔■●◆✅]"
const MARKED = new RegExp(MARK)
const BOXED = new RegExp(`[□☐○]|${MARK}`)
const BETWEEN_BOXES = new RegExp(`[□☐○${BLANK}]+`)

interface Choices {
  readonly first: RegExp
  readonly ahead: RegExp
  readonly behind: RegExp
}

const patterns = new WeakMap<Field, Choices>()

function choicesOf(field: Field): Choices {
  let made = patterns.get(field)
  if (!made) {
    const names = Array.from(field.choices ?? [])
      .sort((a, b) => size(b) - size(a))
      .map(literal)
      .join("|")
    made = {
      first: new RegExp(`^(?:${names})`),
      ahead: new RegExp(`${MARK}${GAP}(${names})`, "g"),
      behind: new RegExp(`(${names})${GAP}${MARK}`, "g"),
    }
    patterns.set(field, made)
  }
  return made
}

function every(pattern: RegExp, text: string): string[] {
  return Array.from(text.matchAll(pattern), match => match[1] as string)
}

function readChoice(field: Field, text: string): string | undefined {
  const choices = field.choices ?? []
  const bare = strip(text)
  if (choices.includes(bare)) return bare
  if (BOXED.test(bare)) {
    const { first, ahead, behind } = choicesOf(field)
    const [before, after] = [every(ahead, bare), every(behind, bare)]
    const marked = first.test(bare) && after.length > 0 ? after : before.length > 0 ? before : after
    return marked.length === 1 ? marked[0] : undefined
  }
  const inside = choices.filter(choice => bare.includes(choice))
  return inside.length === 1 ? inside[0] : undefined
}

/** 在提示旁边写了字的，去掉提示。 */
export function unplaced(field: Field, given: string): string {
  let text = given
  if (boxed(field)) return text
  for (const prompt of placeholders(field)) if (text.includes(prompt)) text = text.split(prompt).join("")
  return text
}

/** 两头不要的：我们的空格里印着全角空格，有人接在后面写。 */
const EDGES = "\n\t 　"
/** 日期、数、选项没有更长的。 */
const LONGEST_FIGURE = 400
const TYPE_WORDS: Readonly<Record<string, string>> = {
  date: "日期",
  datetime: "日期和时间",
  integer: "整数",
  ratio: "几分之几",
  choice: "可选的一项",
}

function figure(field: Field, text: string): unknown {
  switch (field.type) {
    case "date":
      return firstDay(narrow(text))?.[0]
    case "datetime":
      return readTime(text)
    case "integer":
      return readInteger(field, text)
    case "ratio": {
      const match = RATIO.exec(narrow(text))
      return match ? `${match[1]}/${match[2]}` : undefined
    }
  }
  return readChoice(field, text)
}

const WORDS: ReadonlySet<string> = new Set(["text", "long_text", "signature", "attachment", "table"])

/** 印出来的字读成值（没有填是 null）和一句提醒；读不成的照原样留着。 */
export function parse(field: Field, given: string): [unknown, string] {
  if (isBlank(field, given)) return [null, ""]
  const text = stripOf(unplaced(field, given), EDGES)
  if (isBlank(field, text)) return [null, ""]
  if (field.type === "people") {
    const people = text.split(/[、，,;；\n]/).map(name => stripOf(name, " ")).filter(name => stripOf(name, "　") !== "")
    return [people.length > 0 ? people : null, ""]
  }
  if (WORDS.has(field.type)) return [field.unit && field.type !== "long_text" && text === field.unit ? null : text, ""]
  const value = longer(text, LONGEST_FIGURE) ? undefined : figure(field, text)
  if (value !== undefined) return [value, ""]
  if (field.type === "choice" && !longer(text, LONGEST_FIGURE) && !MARKED.test(text)) {
    const parts = new Set(text.split(BETWEEN_BOXES))
    if ((field.choices ?? []).every(choice => parts.has(choice))) return [null, ""]
  }
  if (field.unit && stripOf(text, "　 _＿") === field.unit) return [null, ""]
  return [text, `“${field.label}”写的是「${head(text, 40)}」，读不成${TYPE_WORDS[field.type] ?? "规定的样子"}`]
}

export const IDENTITY_LINE = new RegExp(
  `表样${GAP}([A-Z][0-9]{2}(?:-[0-9])?)${GAP}第${GAP}([0-9]{1,6})${GAP}版${GAP}·${GAP}([a-z0-9-]+)`,
)
