// 表格一类的项：有表头的表，和成段文字里的写法。和 scripts/branchbook/records/typed_lists.py 一样。
import type { Field, Kit } from "../kit"
import { partition, stripOf } from "../records/strings"
import { dayIn } from "./days"
import { norm } from "./labels"
import type { Page } from "./page"
import { at, fold, here, literal, same, size, squeeze, trim, whole } from "./text"
import { NAME, isName, isNothing, isShortName, isSureName, namesOf, numberOf, person, say, withoutPost } from "./words"

export type Row = Record<string, unknown>

interface Known {
  has: (label: string) => boolean
}

const MOST_ROWS = 500
const LONGEST_TITLE = 40
const SUM = /^(?:合计|总计|小计|共计)/
const ITEM = here(
  " *(?:第?[一二三四五六七八九十]{1,3}[、.．]|（[一二三四五六七八九十0-9]{1,3}）|[0-9]{1,3} *[、.．)）](?![0-9]+(?![0-9年月日名人]))|[①-⑳]|[一二三四五六七八九十]{1,2}是)",
)
const ITEM_FIRST = new RegExp(ITEM.source, "u")
const INLINE_ITEM = /[；。，：\n ](?=[0-9]{1,2}[、.．](?![0-9]+(?![0-9年月日名人]))|（[一二三四五六七八九十0-9]{1,2}）|[①-⑳]|[一二三四五六七八九十]是)|[；。](?=[一二三四五六七八九十]{1,2}、)/gu
const INTRODUCES = /[：项]$|如下|以下|[一二三四五六七八九十0-9][个件条]/u
const SPEAKER = here(
  "([\u4e00-\u9fff]{1,8}(?:同志|书记|委员|组长)|[\u4e00-\u9fff]{2,4})(?:（[^（）]{1,12}）)?(?:发言|说|表示|谈到|认为)?[：]",
)
/** 会上讨论。张三：……李四认为，……：一段里一个接一个说。 */
const TURN = new RegExp(
  `(^|[。；！？”]) *(${NAME})(?:（[^（）]{1,12}）)?` +
    "(?:(：)|(?:发言|认为|提出|表示|谈到|归纳|总结|补充|强调|指出|表态|回应|提问|回答|讲|说|问|答)说?[：，])",
  "gu",
)
/** 某人说的话后面，说会议的话。 */
const TELLS =
  "(?:会议|大会|会上|会开了|最后|随后|接着|主持人|表决|散会|与会|全体党员|支委会(?:报告|决定|研究)|经(?:讨论|研究|表决|投票)" +
  `|${NAME}(?:最后|归纳|总结|宣布|表示))`
const TOLD_BEHIND = new RegExp(`[。；！？”](?=${TELLS})`, "u")
const TOLD = here(TELLS)
const QUOTED = here("“([^“”]+)”")
const TALKED = /讨论|发言|交流|表态|意见/
const NEAR = 30
const HEADS = 3
/** 2026年度台账、2026年台账，不是那一年的某一天。 */
const OF_YEAR = /(20[0-9]{2})年(?:度|(?![0-9一二三四五六七八九十]))/gu
const SPOKEN = /^(?:[^，。；：]{1,8}同志[^，。；：]{0,10}：|议题[一二三四五六七八九十0-9]{1,2}[：、])/u
const HEADING = /^[\u4e00-\u9fff]{2,8}：$/u
const OVER = /^(?:散会|休会|会议(?:到此)?结束|备注|记录人|主持人)/
const LABELLED = /^[^，。；：]{2,12}：/u
const POST = /(?:书记|委员|组长)$/
const COUNT = "([0-9]{1,6}|[〇零一二三四五六七八九十百]{1,6})"
const REASON = /（([^（）]{1,60})）/u
const BECAUSE =
  /^(.*?)(因[^，；。]{1,30}?|请?[病事公婚产]假|出差|外出学习|外出培训|外出务工|外出|在外[务打]工|务工|打工|照顾[^，；。]{1,8}|轮休|值班|住院|生病|看病|就医|探亲)(?:未到会|请假|未能参加|缺席|没有参加|未参加)?$/u
/** 卯同志住院；3人（卯同志、辰同志）。 */
const SAID_OF = /^([\u4e00-\u9fff]{1,4}同志)([^同，、]{2,20})$/u
const COUNTED = /^(?:共|计)?[0-9一二三四五六七八九十]{1,4} *[人名位个]?(?:党员|同志)? *(?:（(.*)）|：(.*))$/su
const ABSENT = new Set(["请假", "缺席", "未到", "未到会", "没来", "没到"])
const FIGURE = /^[0-9一二三四五六七八九十]{1,4}[人名位个]?$/
/** 逗号后面单写的原因。 */
const WHY = whole(
  "[^同]{0,4}(?:[病事公婚产丧年休]假|公差|出差|公出|探亲|培训|学习|值班|外出|下乡|驻村|住院|手术|生病|借调|挂职|有事|务工|打工|轮休|照顾[^同]{1,8})|因[^同]{1,8}",
)
const REASON_FIRST = /^([^：、，；（）]{2,10})：(.+)$/u
const NOTHING = new Set(["无", "没有", "暂无", "无缺席", "无人缺席", "全勤"])
/** 怎样表决的，不是表决的事项。 */
const VOTING = /(?:表决|投票|举手)(?:情况|结果|的?方式|的?办法)?$|^(?:表决|投票)|(?:计票|选举|票决)结果$/u
/** 说某人得几票，前面是什么。 */
const POLLED = "(?:^|[，。；：（]|[）票]、?|[0-9①-⑳][、.．])(?:其中|另选人?|选举|(?:副?书记)?(?:正式)?候选人|委员)?"
/** 选举甲同志为党支部书记，得5票。 */
const POST_WON = "(?:(?:当选)?为[^，。；：]{0,12}?书记)?"
const GOT = "(?:一?共)?(?:获得?|得到?)"
const NOT_POLLED = /[下票案均各共的]/
/** 不是这次选举的票：另一次投的、推荐的、选别的职务的。 */
const OTHER_POLL = /预选|推荐|提名|测评|上次|上届|第[一二三][次轮](?:投票|选举|计票)|首轮/
const OFFICE = /书记/
const WRITTEN_IN = /另选|另外选/
const ORDINALS = new Set(["序号", "编号", "次序"])

const columnsOf = (item: Field): readonly Field[] => item.columns ?? []
const labelsOf = (item: Field): Set<string> => new Set([item.label, ...(item.aliases ?? [])].map(norm))

/** 长的在前，好先对长的。 */
const longestFirst = (names: Iterable<string>): string[] =>
  Array.from(names).sort((a, b) => size(b) - size(a) || (a < b ? -1 : a > b ? 1 : 0))

// -- 有表头的表 ----------------------------------------------------------------------------------

/** 一行是不是这张表的表头：哪一格是哪一列；不是时是空的。 */
function heading(cells: readonly string[], item: Field): Map<number, Field> {
  const columns = columnsOf(item).map(column => ({ column, labels: labelsOf(column) }))
  const found = new Map<number, Field>()
  const used = new Set<Field>()
  cells.forEach((cell, place) => {
    const word = size(cell) <= 40 ? norm(cell) : ""
    const owners = columns.filter(({ labels }) => word && labels.has(word))
    const owner = owners[0]?.column
    if (owners.length !== 1 || !owner || used.has(owner)) return
    found.set(place, owner)
    used.add(owner)
  })
  const filled = cells.filter(cell => trim(cell) && !ORDINALS.has(norm(cell))).length
  // 只有一个列名时，旁边没有别的才是表头：有，就是旁边那一格的标签。
  const enough = found.size > 1 || (columns.length === 1 && found.size === 1 && filled === 1)
  return enough && (found.size * 2 >= columns.length || found.size * 4 >= filled * 3) ? found : new Map()
}

function cellsOf(
  places: ReadonlyMap<number, Field>,
  cells: readonly string[],
  page: Page,
  year: string,
  warnings: string[],
): Row {
  const row: Row = {}
  for (const [place, column] of places) {
    const cell = cells[place]
    if (cell === undefined) continue
    let said = say(column, cell, page)
    if (said.day && said.value === null) said = { ...said, value: dayIn(year, said.day) || null, warning: "" }
    if (said.warning) warnings.push(said.warning)
    if (said.value !== null) row[column.id] = said.value
  }
  return row
}

const equal = (left: readonly string[], right: readonly string[]): boolean =>
  left.length === right.length && left.every((cell, place) => cell === right[place])

/** 有表头的表读成一行行，连同它们占的行。像两张表的不读。 */
export function readTables(page: Page, kit: Kit, known: Known, warnings: string[]): [Map<string, Row[]>, Set<number>] {
  const found = new Map<string, Row[]>()
  const taken = new Set<number>()
  const tables = kit.fields.filter(item => item.type === "table")
  const { items } = page
  const year = yearOf(page)
  let number = 0
  while (number < items.length) {
    const cells = items[number]
    const begin = number
    number += 1
    if (cells === undefined || typeof cells === "string") continue
    const all = tables.map(item => ({ item, places: heading(cells, item) })).filter(({ places }) => places.size)
    const best = Math.max(0, ...all.map(({ places }) => places.size))
    let fits = all.filter(({ places }) => places.size === best)
    if (fits.length > 1) {
      const named = fits.filter(one => above(items[begin - 1], one.item))
      if (named.length) fits = named
    }
    const fit = fits[0]
    if (!fit) continue
    const { item, places } = fit
    const ordinals = new Set(columnsOf(item).filter(column => ORDINALS.has(column.label)).map(column => column.id))
    const rows: Row[] = []
    const own: string[] = []
    while (number < items.length && rows.length < MOST_ROWS) {
      const below = items[number]
      if (below === undefined || typeof below === "string" || below.length !== cells.length) break
      const again = equal(below, cells)
      if (!again && ends(below, known)) break
      const row = again ? {} : cellsOf(places, below, page, year, own)
      if (Object.keys(row).some(name => !ordinals.has(name))) rows.push(row)
      number += 1
    }
    if (fits.length > 1 && rows.length) {
      warnings.push(`有一张表分不清是“${fits.map(one => one.item.label).join("”还是“")}”，没有读`)
    } else if (rows.length && !found.has(item.id)) {
      found.set(item.id, rows)
      warnings.push(...own)
    }
    for (let place = begin; place < number; place += 1) taken.add(place)
  }
  return [found, taken]
}

/** 台账的标题说是哪一年的；没有说、不止一年的是空的。 */
function yearOf(page: Page): string {
  const told = new Set<string>()
  for (const head of page.items.slice(0, HEADS))
    if (typeof head === "string" && size(head) <= LONGEST_TITLE)
      for (const match of squeeze(head).matchAll(OF_YEAR)) told.add(match[1] as string)
  return told.size === 1 ? (Array.from(told)[0] as string) : ""
}

/** 表上面的一行说了是哪一张表。 */
function above(line: Page["items"][number] | undefined, item: Field): boolean {
  const words = typeof line === "string" && size(line) <= LONGEST_TITLE ? norm(line) : ""
  return Array.from(labelsOf(item)).some(label => words.includes(label))
}

/** 合计了，或者是另一个标签的一行，表就完了。 */
function ends(cells: readonly string[], known: Known): boolean {
  const first = cells.find(cell => trim(cell)) ?? ""
  return SUM.test(squeeze(first)) || (size(first) <= 40 && known.has(norm(first)))
}

// -- 成段的文字 ----------------------------------------------------------------------------------

const textsOf = (item: Field): Field[] =>
  columnsOf(item).filter(({ type }) => type === "text" || type === "long_text" || type === "signature")

/** 名单里的一段像不像姓名。 */
const mayBeName = (text: string): boolean => !FIGURE.test(text) && (isName(text) || isShortName(text) || /^.[^]{0,10}·/u.test(text))

/** 逗号之间一段一行；不是姓名的是 null。 */
function nameRows(item: Field, text: string): (Row | null)[] {
  const [first, second] = textsOf(item)
  const all: (Row | null)[] = []
  const parted = fold(text).replace(/） +(?=[\u4e00-\u9fff])/gu, "）、")
  for (const given of parted.split(/[；。\n]/)) {
    const bare = trim(given)
    if (!bare || NOTHING.has(bare)) continue
    const led = REASON_FIRST.exec(bare)
    const reason = led ? (led[1] as string) : ""
    let waiting: Row[] = []
    for (const piece of (led ? (led[2] as string) : bare).split(/[、，](?![^（]{0,40}）)/u)) {
      const said = REASON.exec(piece)
      let name = said ? piece.slice(0, said.index) : piece
      let why = said ? (said[1] as string) : reason
      const told = BECAUSE.exec(trim(piece))
      const named = told !== null && isSureName(person(told[1] as string)) // 钱七生病
      if (waiting.length && !said && !named && second && WHY.test(trim(piece))) {
        for (const other of waiting) other[second.id] = trim(piece) // 巳同志，事假
        waiting = []
        continue
      }
      const because = SAID_OF.exec(name) ?? BECAUSE.exec(name)
      if (because && !why) [name, why] = [because[1] as string, ABSENT.has(because[2] as string) ? "" : (because[2] as string)]
      const known = namesOf(name)
      const one = known?.length === 1 ? person(known[0] as string) : ""
      if (!one || !first || !mayBeName(one)) {
        if (trim(name) || !known) all.push(null)
        continue
      }
      const row: Row = { [first.id]: one }
      waiting.push(row)
      all.push(row)
      if (why && second) {
        for (const other of waiting) other[second.id] = trim(why)
        waiting = []
      }
    }
  }
  return all
}

const isRow = (row: Row | null): row is Row => row !== null

/** 丙同志（出差）、丁同志（病假）；病假：丁同志；丙同志因公出差。 */
function names(item: Field, text: string): Row[] {
  const counted = COUNTED.exec(trim(fold(text)))
  const rows = nameRows(item, counted ? counted[1] || counted[2] || "" : text)
  return rows.every(isRow) ? rows : []
}

/** 一段话末尾（或开头）的姓名，到头一个不是姓名的为止。 */
export function namesWithin(item: Field, text: string, tail: boolean, counted = false): Row[] {
  const right = counted ? isShortName : isName
  const rows = nameRows(item, text)
  if (tail) rows.reverse()
  const found: Row[] = []
  for (const row of rows) {
    if (!row || !right(String(Object.values(row)[0]))) break
    found.push(row)
  }
  return tail ? found.reverse() : found
}

/** 单子下面的一行，是某人说的话，或者另一个小标题。 */
function isOther(folded: string): boolean {
  const speaker = at(SPEAKER, folded)
  return SPOKEN.test(folded) || HEADING.test(folded) || (speaker !== null && isSureName(person(speaker[1] as string)))
}

/** 逐条的话，去掉序号；没有序号的一行一条。 */
export function splitItems(text: string): string[] {
  let lines = text.split("\n").map(trim).filter(line => line)
  if (lines.length === 1) {
    const line = ` ${lines[0]}`
    const marked = fold(line).replace(INLINE_ITEM, "\n")
    lines = []
    let start = 0
    for (let end = marked.indexOf("\n"); end >= 0; end = marked.indexOf("\n", end + 1)) {
      lines.push(trim(line.slice(start, end + 1)))
      start = end + 1
    }
    lines.push(trim(line.slice(start)))
    lines = lines.filter(one => one)
  }
  let matches = lines.map(line => at(ITEM, fold(line)))
  const numbered = matches.findIndex(match => match)
  if (numbered > 0 && !INTRODUCES.test(fold(lines[0] as string))) {
    // 写在标签那一行的就是全部，下面编了号的是另一回事
    lines = lines.slice(0, numbered)
    matches = matches.slice(0, numbered)
  }
  // 一条下面的“甲同志：……”“议题二：……”，最后一条下面的“交流研讨：”，不是这张单子里的
  const marked = matches.reduce((last, match, place) => (match ? place : last), 0)
  const ends = lines.findIndex((line, place) => place > marked && isOther(fold(line)))
  if (ends > 0) {
    lines = lines.slice(0, ends)
    matches = matches.slice(0, ends)
  }
  const any = matches.some(match => match)
  const items: string[] = []
  lines.forEach((line, place) => {
    const match = matches[place]
    if (match || !any) items.push(match ? trim(line.slice(match[0].length)) : line)
    else if (items.length) items[items.length - 1] += `\n${line}`
  })
  return items.map(trim).filter(item => item).map(item => stripOf(item, "；;", "right"))
}

/** 照列的次序排。 */
function ordered(item: Field, row: Row): Row {
  const kept: Row = {}
  for (const { id } of columnsOf(item)) if (id in row) kept[id] = row[id]
  return kept
}

export const saysNothing = (text: string): boolean => isNothing(text) || NOTHING.has(stripOf(squeeze(text), "。", "right"))

/** 1.……2.……，别的列写在这一条里的也读：（责任人：……，时限：……）。 */
function itemRows(item: Field, text: string, page: Page): Row[] {
  const main = textsOf(item)[0]
  if (!main) return []
  const rows: Row[] = []
  for (const entry of splitItems(text).slice(0, MOST_ROWS)) {
    if (saysNothing(entry)) continue
    const row: Row = { [main.id]: entry }
    for (const column of columnsOf(item)) {
      if (column.id === main.id) continue
      const said = named(entry, column)
      const value = said ? say(column, said, page).value : null
      if (value !== null) row[column.id] = value
    }
    rows.push(ordered(item, row))
  }
  return rows
}

/** 一条里写在列名后面的话。 */
function named(text: string, column: Field): string {
  const folded = fold(text)
  for (const label of longestFirst(labelsOf(column))) {
    const place = folded.indexOf(`${label}：`)
    if (place < 0) continue
    const rest = text.slice(place + label.length + 1)
    const end = fold(rest).search(/[，；。）\n]|、?[\u4e00-\u9fff]{2,6}：/u)
    return trim(end < 0 ? rest : rest.slice(0, end))
  }
  return ""
}

/** 某人：说的话；没有写谁说的行，接着上一个人，到小标题、散会为止。 */
function speech(item: Field, text: string, known: readonly string[], sure: boolean): Row[] {
  const [who, what] = textsOf(item)
  if (!who || !what) return []
  const [lines, told] = turns(text)
  const rows: Row[] = []
  let going = false
  for (const raw of lines) {
    const line = trim(raw)
    const folded = fold(line)
    const match = at(ITEM, folded)
    const bare = match ? trim(line.slice(match[0].length)) : line
    const speaker = at(SPEAKER, fold(bare))
    const name = speaker ? person(speaker[1] as string) : ""
    const speaks =
      speaker &&
      (isSpeaker(withoutPost(speaker[1] as string)) ||
        known.includes(name) ||
        told.has(name) ||
        (sure && (isName(name) || POST.test(name))))
    if (speaks) {
      rows.push({ [who.id]: name, [what.id]: trim(bare.slice(speaker[0].length)) })
      going = true
      continue
    }
    const last = rows[rows.length - 1]
    if (!line || OVER.test(folded) || (match && (!sure || !/^[0-9①②③④⑤]/.test(folded))))
      going = going && match !== null && last !== undefined && /[：:]$/.test(last[what.id] as string)
    else if (at(TOLD, folded) || (LABELLED.test(folded) && (!sure || partition(folded, "：")[0].includes("同志")))) going = false
    if (going && line && last) last[what.id] = trim(`${last[what.id] as string}\n${line}`)
  }
  return rows.filter(row => row[what.id])
}

/**
 * 一段里每个人说的话各起一行，到说会议的话为止，段后面空一行；
 * 也说哪些人一定是在说话：有“说”一类的字，前面说在讨论，或者不止一个人。
 */
function turns(text: string): [string[], Set<string>] {
  const lines: string[] = []
  const told = new Set<string>()
  const plain = new Set<string>()
  let above = ""
  for (const line of text.split("\n")) {
    const folded = fold(line)
    const parts: string[] = []
    let last = 0
    let within = false
    for (const match of folded.matchAll(TURN)) {
      const lead = match[1] as string
      const called = match[2] as string
      const who = person(called)
      if (!isSureName(who)) continue
      const begin = match.index as number
      const start = begin + match[0].indexOf(called, lead.length)
      const sure = !match[3] || TALKED.test((above + folded.slice(0, start)).slice(-NEAR))
      ;(sure ? told : plain).add(who)
      parts.push(line.slice(last, begin + lead.length), `${line.slice(start, start + called.length)}：`)
      last = begin + match[0].length
      if (lead) within = true
    }
    parts.push(line.slice(last))
    lines.push(parts[0] as string)
    for (let place = 1; place < parts.length; place += 2) {
      const words = parts[place + 1] as string
      const quoted = within ? at(QUOTED, trim(words))?.[1] : undefined
      const over = within ? TOLD_BEHIND.exec(fold(words)) : null
      lines.push((parts[place] as string) + (quoted ?? (over ? words.slice(0, over.index + 1) : words)))
    }
    if (within) lines.push("")
    above = folded
  }
  const all = new Set([...told, ...plain])
  return [lines, all.size > 1 ? all : told]
}

function isSpeaker(name: string): boolean {
  return name.endsWith("同志") && name.indexOf("同志") === name.length - 2 && isName(name)
}

/** 赞成20票，反对0票，弃权0票，或者 20票赞成：一句一行，冒号前面是表决的事项。 */
function tally(item: Field, text: string): Row[] {
  const counts = columnsOf(item).filter(column => column.type === "integer")
  const ahead = counts.map(column =>
    longestFirst(labelsOf(column)).map(label => {
      const negated = /^[不未]/.test(label) ? "[^\\n]" : "[^不未]"
      return new RegExp(`(^|${negated})${literal(label)}(?:票|人|数|的|票数|人数)?[：有为]?${COUNT}[票人名]?`, "gu")
    }),
  )
  const behind = counts.map(column =>
    longestFirst(labelsOf(column)).map(
      label => new RegExp(`(^|[^0-9〇零一二三四五六七八九十百])(?:${COUNT}[票人名]|(?:无|没有)人)${literal(label)}`, "gu"),
    ),
  )
  const main = textsOf(item)[0]
  const rows: Row[] = []
  for (const sentence of fold(text).split(/[。；\n]/)) {
    const bare = squeeze(sentence)
    let [row, first] = countsIn(counts, ahead, bare)
    if (!Object.keys(row).length) [row, first] = countsIn(counts, behind, bare)
    const size_ = Object.keys(row).length
    if (!size_ || size_ < Math.min(2, counts.length)) continue
    const [head, mark, rest] = partition(bare.slice(0, first), "：")
    if (main && mark && !rest && size(head) <= 60 && !VOTING.test(head)) row[main.id] = head.replace(ITEM_FIRST, "")
    rows.push(ordered(item, row))
  }
  return rows.slice(0, MOST_ROWS)
}

/** 一句里的几个数，和头一个从哪里起。 */
function countsIn(counts: readonly Field[], patterns: readonly (readonly RegExp[])[], bare: string): [Row, number] {
  const row: Row = {}
  let first = bare.length
  counts.forEach((column, place) => {
    const hits = (patterns[place] as readonly RegExp[]).flatMap(pattern =>
      Array.from(bare.matchAll(pattern), match => ({
        start: (match.index as number) + (match[1] as string).length,
        value: numberOf(match[2] ?? "0"),
      })),
    )
    const values = new Set(hits.map(({ value }) => value))
    if (values.size !== 1) return
    row[column.id] = hits[0]?.value
    first = Math.min(first, ...hits.map(({ start }) => start))
  })
  return [row, first]
}

/** 一种票怎么叫，不带各样的后缀：赞成，不是赞成票数。 */
function calledOf(column: Field): string {
  const names = new Set(Array.from(labelsOf(column), name => name.replace(/数$/, "").replace(/票$/, "")))
  names.delete("")
  names.delete("得")
  return `(?:${longestFirst(names).map(literal).join("|")})`
}

/** 一种票几张：赞成18票、赞成票数为18、18票赞成。 */
const counted = (called: string): string => `(?:${called}(?:票数?|人)?[：为]?${COUNT}[票人]?|${COUNT}[票人]${called})`

/** 几个组里有的那一个数。 */
const figure = (match: RegExpExecArray, begin: number): number | null =>
  numberOf(match.slice(begin).find(one => one !== undefined) as string)

/** 说是哪个职务的那一列；一样选的没有。 */
const officeOf = (item: Field): Field | undefined => columnsOf(item).find(column => column.type === "choice")

/** 候选人都在里面的表，不是另选的，也不是选哪个职务的。 */
export const ofEverybody = (item: Field): boolean => !officeOf(item) && !WRITTEN_IN.test(item.label)

/**
 * 乙同志得赞成票18票，不赞成票1票，弃权0票；丙同志15票；丁同志（17票）：一人一行，连同读到的话。
 * 同一个人有两样的数，是两次投票，都不读。有职务一列的，职务写在同一段里。
 */
export function readPoll(item: Field, page: Page): [Row[], string] {
  const name = (textsOf(item)[0] as Field).id
  const [first, ...rest] = columnsOf(item).filter(column => column.type === "integer") as [Field, ...Field[]]
  const office = officeOf(item)
  const others = rest.map(column => ({ id: column.id, called: calledOf(column) }))
  const bareCount = `${COUNT}票${others.map(({ called }) => `(?!${called})`).join("")}`
  const voted =
    `(?:${GOT})?${counted(calledOf(first))}|` + `(?:${GOT}票|得?票数)(?:数?为)?：?${COUNT}票?|(?:${GOT})?${bareCount}`
  const told = new RegExp(`${POLLED}(${NAME})(?:（[男女]）)?${office ? POST_WON : ""}[，：（]?(?:${voted})`, "gu")
  const further = others.map(({ id, called }) => ({ id, said: here(`[，、；（]?${counted(called)}`) }))
  const writtenIn = WRITTEN_IN.test(item.label)
  const rows = new Map<string, Row>()
  const quotes = new Set<string>()
  for (const sentence of fold(page.lines.join("\n")).split(office ? /[。；\n]/ : /[。\n]/)) {
    let bare = squeeze(sentence)
    const cut = bare.search(WRITTEN_IN) // 后面的是另选人的票
    bare = writtenIn ? (cut < 0 ? "" : bare.slice(cut)) : cut < 0 ? bare : bare.slice(0, cut)
    if (!bare || OTHER_POLL.test(bare) || OFFICE.test(bare) !== !!office) continue
    const post = office ? say(office, bare, page).value : null
    let end = 1
    // “票”这样收尾的字，也是下一个人的开头。
    for (let match = at(told, bare, 0); match; match = at(told, bare, end - 1)) {
      end = told.lastIndex
      const who = person(match[1] as string)
      const votes = figure(match, 2)
      if (votes === null || !isSureName(who) || NOT_POLLED.test(who)) continue
      const row: Row = { [name]: who, [first.id]: votes }
      if (office) {
        if (post === null || at(told, bare, end - 1)) break
        row[office.id] = post
      }
      let left = further
      for (;;) {
        const more = left.map(({ id, said }) => ({ id, hit: at(said, bare, end) })).find(({ hit }) => hit)
        if (!more?.hit) break
        row[more.id] = figure(more.hit, 1)
        end += more.hit[0].length
        left = left.filter(({ id }) => id !== more.id)
      }
      const before = rows.get(who)
      if (before && !same(before, row)) return [[], ""]
      rows.set(who, row)
      quotes.add(bare.slice((match.index as number) + match[0].indexOf(match[1] as string), end))
    }
  }
  return [Array.from(rows.values(), row => ordered(item, row)).slice(0, MOST_ROWS), Array.from(quotes).join("；")]
}

/** 成段的文字读成一行行；sure 是不是写在这张表自己的标签后面。 */
export function readList(
  item: Field,
  mechanism: string,
  text: string,
  page: Page,
  people: readonly string[],
  sure = true,
): Row[] {
  if (saysNothing(text)) return []
  if (mechanism === "names") return names(item, text)
  if (mechanism === "items") return itemRows(item, text, page)
  if (mechanism === "speech") return speech(item, text, people, sure)
  return tally(item, text)
}
