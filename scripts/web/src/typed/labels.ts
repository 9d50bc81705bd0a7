// 标签和它后面的话：每个单位的叫法、排法都不一样。和 scripts/branchbook/records/typed_labels.py 一样。
import type { Field, Kit } from "../kit"
import { stripOf } from "../records/strings"
import type { Page } from "./page"
import { at, fold, here, size, squeeze, trim } from "./text"
import { isNothing } from "./words"

/** 标签在哪里，越小越可靠。 */
export const CELL = 0
const LINE = 1
export const INLINE = 2
export const SPACED = 3

const LONGEST_LABEL = 26
const MOST_COLONS = 20
const MOST_JOINED = 20_000
const BRACKET = /（[^（）]{0,24}）$/u
/** 主持人（签字）和主持人是两个标签。 */
const SIGNED = /（(签字|签名)）$/u
const SIGNATURE = /(?:签字|签名)$/u
const NUMBERING = here(
  "[ ◆●■▲★◇○▶→]*" +
    "(?:第?[一二三四五六七八九十]{1,3}[、.．：]|（[一二三四五六七八九十0-9]{1,3}）|[0-9]{1,2}[、.．)）]|[①-⑳])? *[【\\[]?",
)
const STYLE = here(
  " *(?:(第?[一二三四五六七八九十]{1,3}[、.．])|(（[一二三四五六七八九十0-9]{1,3}）)|([0-9]{1,2}[、.．](?![0-9])))",
)
const BOUNDARY = " ，。；、）】]【[|：.\n"
const NO_LABEL = "：。；，"
const UNKNOWN = /(^|[ ，。；])([\u4e00-\u9fff]{2,10}) *(?:（[^（）]{0,16}）)? *$/u
const UNKNOWN_SPACED = /(^| {2}|[，。；])((?:[\u4e00-\u9fff] {1,4}){1,6}[\u4e00-\u9fff]) *$/u
const ENDINGS = "，；、 \t\xa0\u2002\u2003\u2009\u202f\u3000"
const SENTENCE = /[。！？]/
const CLOCKS = /[0-9]{1,2}：[0-9]{2}/g
/** 前面那个标签的话到这里为止：附件、结尾的套话、表决。 */
const STOP = here(
  "附件：|附：|（?以下无正文）?|抄送：|主题词：" +
    "|以上(?:报告|汇报|意见|情况|请示|总结)|此致|敬礼|特此|妥否|当否|恳请|请(?:党组织|予|批示|审查|审批|批准|审议|同志们|各位)|(?:投票|参加)?表决(?:情况|结果)?：|大会(?:采取|以)|结论：",
)
const NUMBERED = here(" *(?:[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十0-9]{1,3}）|[0-9]{1,2}[、.．)）]|[①-⑳])")

interface Known {
  has: (label: string) => boolean
}

const numberingOf = (folded: string): number => at(NUMBERING, folded)?.[0].length ?? 0

/** 标签比的时候的样子：没有空格、序号、冒号、括号里的单位。 */
export function norm(text: string): string {
  let bare = squeeze(text)
  if (size(bare) > LONGEST_LABEL * 2) return bare
  bare = stripOf(bare.slice(numberingOf(bare)), "：*】]", "right").replace(/^\*+/, "").replace(SIGNED, "$1")
  return stripOf(bare.replace(BRACKET, ""), "：*】]", "right") || bare
}

/** 带（签字）的标签自成一个，没有那一个才当成不带的。 */
export function labelOf(text: string, known: Known): string {
  const label = norm(text)
  const bare = label.replace(SIGNATURE, "")
  return known.has(label) || !known.has(bare) ? label : bare
}

/** 每个标签可能是哪几项。 */
export function indexOf(kit: Kit): Map<string, Field[]> {
  const found = new Map<string, Field[]>()
  for (const item of kit.fields)
    for (const name of new Set([item.label, ...(item.aliases ?? [])].map(norm))) {
      if (!name) continue
      const owners = found.get(name)
      if (owners) owners.push(item)
      else found.set(name, [item])
    }
  return found
}

/** 标签后面的话：text 连同下面接着的行，first 只有标签那一行的。 */
export interface Hit {
  readonly label: string
  text: string
  readonly rank: number
  readonly first: string
  /** 标签独占一行，没有冒号：后面没有话，不算空着。 */
  soft?: boolean
}

class Hits {
  readonly found: Hit[] = []

  add(label: string, text: string, rank: number): Hit {
    const hit = { label, text, rank, first: text }
    this.found.push(hit)
    return hit
  }
}

/** 一行里带冒号的标签：标签（不认识的是空的）、从哪里起、话从哪里起。 */
export function segments(line: string, known: Known): [string, number, number][] {
  const folded = fold(line)
  const found: [string, number, number][] = []
  let floor = 0
  let count = 0
  for (let place = folded.indexOf("："); place >= 0 && count < MOST_COLONS; place = folded.indexOf("：", place + 1)) {
    count += 1
    const label = labelBefore(folded, floor, place, known)
    if (!label) continue
    found.push([label[0], label[1], place + 1])
    floor = place + 1
  }
  return found
}

function labelBefore(folded: string, floor: number, colon: number, known: Known): [string, number] | null {
  let end = stripOf(folded.slice(floor, colon), " *】]", "right").length + floor
  const bracket = BRACKET.exec(folded.slice(Math.max(floor, end - 26), end))
  let signed = ""
  if (bracket && end - bracket[0].length > floor) {
    end -= bracket[0].length
    if (/^（(签字|签名)）$/u.test(bracket[0])) signed = bracket[0].slice(1, -1)
  }
  if (end <= floor || /[0-9]/.test(folded.charAt(end - 1))) return null
  const numbering = numberingOf(folded)
  let word = ""
  let best: [string, number] | null = null
  let place = end
  while (place > floor && word.length < LONGEST_LABEL && !NO_LABEL.includes(folded.charAt(place - 1))) {
    place -= 1
    const char = folded.charAt(place)
    if (char === " ") continue
    word = char + word
    if (place !== floor && place !== numbering && !BOUNDARY.includes(folded.charAt(place - 1))) continue
    if (signed && known.has(word + signed)) best = [word + signed, place]
    else if (known.has(word)) best = [word, place]
  }
  if (best) return best
  const before = folded.slice(Math.max(floor, end - 40), end)
  const match = UNKNOWN.exec(before) ?? UNKNOWN_SPACED.exec(before)
  if (!match) return null
  const start = end - before.length + match.index + (match[1] as string).length
  return start > floor || !floor ? ["", start] : null
}

/** 只用空格把标签和话隔开的一行。 */
function spacedOf(line: string, known: Known): [string, string] | null {
  const folded = fold(line)
  if (size(folded) > 120) return null
  let word = ""
  let best: [string, string] | null = null
  for (let place = numberingOf(folded); place < folded.length; place += 1) {
    const char = folded.charAt(place)
    if (char === " ") {
      const rest = trim(line.slice(place))
      if (known.has(word) && rest && word.length > 1) best = [word, rest]
      continue
    }
    word += char
    if (word.length > LONGEST_LABEL) break
  }
  return best
}

/** 一行前面的序号是哪一种；没有是空的。 */
function styleOf(folded: string): string {
  const match = at(STYLE, folded)
  return match ? (match[1] ? "h" : match[2] ? "b" : "d") : ""
}

const isLong = (item: Field): boolean => item.type === "long_text" || item.type === "table"

/** 一行行读下去；标签下面的行可以接着它。 */
class Lines {
  private open: Hit | null = null
  private joined = 0
  /** 打开着的标签前面的序号是哪一种：下一个同样的序号就结束它。 */
  private style = ""

  constructor(
    private readonly hits: Hits,
    private readonly known: ReadonlyMap<string, readonly Field[]>,
  ) {}

  close(): void {
    this.open = null
  }

  private begin(hit: Hit, line: string): void {
    this.open = hit
    this.joined = 0
    this.style = styleOf(fold(line))
  }

  line(line: string): void {
    const folded = fold(line)
    const found = segments(line, this.known)
    const first = found[0]
    const opened = first !== undefined && first[0] !== "" && first[1] <= numberingOf(folded)
    if (opened) this.close()
    if (!opened && this.heading(line)) return
    this.segments(line, found, opened)
    if (opened) return
    const spaced = found.length ? null : spacedOf(line, this.known)
    if (spaced) {
      this.begin(this.hits.add(spaced[0], spaced[1], SPACED), line)
    } else if (at(STOP, trim(folded)) || (this.style && this.style === styleOf(folded))) this.close()
    else if (this.open && this.joined < MOST_JOINED) {
      this.open.text += (this.open.text ? "\n" : "") + trim(line)
      this.joined += size(line)
    }
  }

  private segments(line: string, found: readonly [string, number, number][], opened: boolean): void {
    found.forEach(([label, , start], number) => {
      if (!label) return
      const next = found[number + 1]
      let end = next ? next[1] : line.length
      // “甲同志：……”一类的话，还是前面那个标签的。
      if (next && !next[0] && this.known.get(label)?.some(isLong)) end = line.length
      const said = trim(line.slice(start, end))
      const hit = this.hits.add(label, end < line.length ? stripOf(said, ENDINGS, "right") : said, opened && number === 0 ? LINE : INLINE)
      if (opened && (!next || end === line.length)) this.begin(hit, line)
    })
  }

  /** 一行只有一个标签，它下面的话长。 */
  private heading(line: string): boolean {
    const label = labelOf(line, this.known)
    const owners = this.known.get(label)
    if (!owners) return false
    this.close()
    const hit = this.hits.add(label, "", LINE)
    hit.soft = !/[：:]$/.test(trim(line))
    this.begin(hit, line)
    return true
  }
}

/** 表里的标签，值在右边或下边；下边那一行也用了，回 true。 */
function rowOf(hits: Hits, cells: readonly string[], below: readonly string[] | null, known: Known, sheet: boolean): boolean {
  const labels = cells.map(cell => (size(cell) <= 60 ? labelOf(cell, known) : ""))
  const marks = labels.map(label => label !== "" && known.has(label))
  const filled = cells.map(cell => trim(cell) !== "")
  if (
    below &&
    marks.filter(mark => mark).length > 1 &&
    marks.every((mark, place) => mark || !filled[place]) &&
    below.length === cells.length &&
    below.some(cell => trim(cell)) &&
    !below.some(cell => size(cell) <= 60 && trim(cell) && known.has(labelOf(cell, known)))
  ) {
    labels.forEach((label, place) => {
      if (marks[place]) hits.add(label, trim(below[place] as string), CELL)
    })
    return true
  }
  let taken = -1
  let strange = 0
  labels.forEach((label, place) => {
    if (!marks[place] && place !== taken && filled[place]) strange += 1
    // 前面好几格都说不清是什么，这就是一列的名字
    if (!marks[place] || strange > 1 || stripOf(fold(cells[place] as string), " ：", "right").includes("：")) return
    let beside = place + 1
    if (sheet) while (beside < cells.length && !filled[beside]) beside += 1
    const after = filled.indexOf(true, beside)
    // 合计一类的行：空格子后面的不是这个标签的
    if (after > beside && !marks[after]) return
    if (beside < cells.length && !marks[beside]) {
      hits.add(label, cells[beside] as string, CELL)
      taken = beside
    } else if (place + 1 < cells.length) hits.add(label, "", CELL)
  })
  return false
}

/** 各个标签后面的话；taken 是有表头的表占的行，ends 是落款开始的行。 */
export function findLabels(page: Page, known: ReadonlyMap<string, readonly Field[]>, taken: ReadonlySet<number>, ends: number): Hit[] {
  const hits = new Hits()
  const lines = new Lines(hits, known)
  let skip = -1
  page.items.forEach((item, number) => {
    if (taken.has(number) || number === skip || number === ends) lines.close()
    if (taken.has(number) || number === skip) return
    if (typeof item === "string") {
      lines.line(item)
      return
    }
    lines.close()
    const after = taken.has(number + 1) ? undefined : page.items[number + 1]
    if (rowOf(hits, item, after === undefined || typeof after === "string" ? null : after, known, page.sheet)) {
      skip = number + 1
      return
    }
    for (const cell of item) cellOf(hits, cell, known)
  })
  return hits.found
}

/** 一格里写了好几行，或者连标签带值。 */
function cellOf(hits: Hits, cell: string, known: ReadonlyMap<string, readonly Field[]>): void {
  if (!fold(cell).includes("：") && !cell.includes("\n")) return
  let inner = cell.split("\n")
  const first = labelOf(inner[0] as string, known)
  if (known.has(first) && inner.length > 1 && !known.has(labelOf(cell, known))) {
    inner = inner.slice(1)
    hits.add(first, trim(inner.join("\n")), CELL)
  }
  const lines = new Lines(hits, known)
  for (const line of inner) lines.line(line)
}

/** 一处话里属于这一项的：全部，或者只有标签那一行的。 */
export function wordsOf(item: Field, hit: Hit): string {
  if (isLong(item) || hit.rank === CELL) return hit.text
  const lines = hit.text.split("\n")
  let first = trim(hit.first)
  const rest = first ? lines.slice(1) : lines.filter(line => line)
  if (item.type === "people") {
    let said = first
    while (rest.length && (!said || "、，,".includes(said.charAt(said.length - 1)))) said += rest.shift() as string
    return said
  }
  if (first && rest.length && at(NUMBERED, fold(first)))
    while (rest.length && at(NUMBERED, fold(rest[0] as string))) first += `\n${rest.shift() as string}`
  if (first) return isNothing(first) ? "" : first
  const below = rest[0] ?? ""
  const folded = fold(below)
  return size(below) > 40 || SENTENCE.test(below) || at(NUMBERED, folded) || folded.replace(CLOCKS, "").includes("：") ? "" : below
}

/** 一行开头是不是标签，认不认识都算。 */
export function isLabel(text: string, known: Known): boolean {
  const first = segments(text, known)[0]
  return first !== undefined && first[1] <= numberingOf(fold(text))
}

/** 一行开头是不是认识的标签。 */
export function isKnownLabel(text: string, known: Known): boolean {
  const first = segments(text, known)[0]
  return first !== undefined && first[0] !== "" && first[1] <= numberingOf(fold(text))
}
