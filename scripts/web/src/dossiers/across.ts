// 几份材料放在一起看，不管是哪件事的：抄来的、都没有意见的、一个文号两份的、一次会两本的。
// 和 scripts/branchbook/dossiers/across.py 一样，一字不差。
import type { Field } from "../kit"
import { daysBetween } from "../rules/days"
import { byCodePoint, isRow } from "../rules/judge"
import { alike, norm, saysNothing, shingles } from "../rules/texts"
import { found, type Noted, type Quote } from "./noted"
import { datedBy, dayOf, isBlank, own, quoteOf, sortOf, titleOf, valueOf, type ReadRecord } from "./seen"
import { canonical, cnDay } from "./values"

export interface Across {
  readonly noted: Noted
  readonly paths: ReadonlySet<string>
}

/** 各类材料，百分之多少的话一样算抄的；谈话先去掉了人名，会议和总结套话多些。 */
const ALIKE: Readonly<Record<string, number>> = {
  talk: 90,
  meeting: 80,
  study: 80,
  report: 85,
  plan: 85,
  appraisal: 85,
  "lesson-plan": 90,
}
/** 总结、述职一样到这个份上，是只换了年份、届次。 */
const RELABELLED = 97
const LEAST_TEXT = 60
/** 只比这么多字；抄了这么多的，后面也是抄的。 */
const MOST_TEXT = 20_000
const LEAST_SHEETS = 3
const MOST_NOTHING = 80
const SAME_START = 30
const HALF_A_YEAR = 180n
const NAME = /^[\u3400-\u4dbf\u4e00-\u9fff]{2,4}$/
const CLOCK = /[ T]([0-9]{1,2}):([0-9]{2})/

export function checkAcross(records: readonly ReadRecord[], _today: string): Across[] {
  const filled = records.filter(record => record.kit && !isBlank(record))
  return [...copies(filled), ...nothing(filled), ...numbers(filled), ...books(filled)]
}

function fieldsOf(record: ReadRecord): readonly Field[] {
  return record.kit?.fields ?? []
}

function bare(text: string): number {
  return Array.from(norm(text)).length
}

function grouped<Item>(items: readonly Item[], key: (item: Item) => string | null): Item[][] {
  const by = new Map<string, Item[]>()
  for (const item of items) {
    const name = key(item)
    if (name === null) continue
    const known = by.get(name)
    if (known) known.push(item)
    else by.set(name, [item])
  }
  return Array.from(by.values())
}

// ---- 照抄 ----

/** 填的人名和别的短词，长的在前。 */
function names(record: ReadRecord): string[] {
  const words = new Set<string>()
  for (const field of fieldsOf(record)) {
    const value = ["text", "people", "signature"].includes(field.type) ? valueOf(record, field.id) : null
    for (const word of Array.isArray(value) ? value : [value])
      if (typeof word === "string" && NAME.test(word)) words.add(word)
  }
  return Array.from(words).sort((a, b) => Array.from(b).length - Array.from(a).length || byCodePoint(a, b))
}

/** 一张表里写成段的格子。 */
function cellsAtLength(field: Field, rows: readonly unknown[]): string[] {
  const long = (field.columns ?? []).filter(column => column.type === "long_text")
  return rows
    .filter(isRow)
    .flatMap(row => long.map(column => own(row, column.id)))
    .filter((cell): cell is string => typeof cell === "string")
}

/** 记录自己的话：写成段的，不够长就取全文；去掉人名。 */
function saidIn(record: ReadRecord): string {
  const parts: string[] = []
  for (const field of fieldsOf(record)) {
    const value = valueOf(record, field.id)
    if (field.type === "long_text" && typeof value === "string") parts.push(value)
    else if (field.type === "table" && Array.isArray(value)) parts.push(...cellsAtLength(field, value))
  }
  let text = parts.join("\n")
  if (bare(text) < LEAST_TEXT && !record.ours) text = record.text // 表样上印着的话，份份都有
  if (text.length > MOST_TEXT) text = Array.from(text.slice(0, 2 * MOST_TEXT)).slice(0, MOST_TEXT).join("")
  for (const word of names(record)) text = text.split(word).join("")
  return text
}

/** 抄法不同的：讲稿再讲一遍，只和讲稿比；笔记别人代抄。 */
const LESSON_PLAN = "lesson-plan"
const NOTES = "study-notes"

/** 和哪一类的放在一起比。 */
const familyOf = (record: ReadRecord): string => (record.paper === LESSON_PLAN ? LESSON_PLAN : record.family)

/** 互相抄的：一串里每一份都和第一份比。 */
function copies(records: readonly ReadRecord[]): Across[] {
  const across: Across[] = []
  const told = records
    .filter(record => own(ALIKE, familyOf(record)) !== undefined)
    .map(record => ({ record, text: saidIn(record) }))
    .filter(({ text }) => bare(text) >= LEAST_TEXT)
    // 一行一行地取，先后不算数
    .map(({ record, text }) => {
      const runs = text.split("\n").flatMap(line => Array.from(shingles(line)))
      return { record, runs: new Set(runs) }
    })
  for (const family of grouped(told, item => familyOf(item.record))) {
    const least = ALIKE[familyOf((family[0] as (typeof told)[number]).record)] as number
    const firstOf = new Map<number, { left: number; share: number }>()
    family.forEach((one, left) => {
      for (let right = left + 1; right < family.length; right += 1) {
        if (firstOf.has(right) || firstOf.has(left)) continue // 已经挂在前面一份上
        const other = family[right] as (typeof told)[number]
        const [less, more] = [one.runs.size, other.runs.size].sort((a, b) => a - b) as [number, number]
        if (less * 100 < least * more) continue
        const share = alike(one.runs, other.runs)
        if (share >= least) firstOf.set(right, { left, share })
      }
    })
    for (const right of Array.from(firstOf.keys()).sort((a, b) => a - b)) {
      const { left, share } = firstOf.get(right) as { left: number; share: number }
      const bundle = 1 + Array.from(firstOf.values()).filter(item => item.left === left).length
      const [first, second] = [family[left], family[right]] as [(typeof told)[number], (typeof told)[number]]
      across.push(copied(first.record, second.record, share, bundle))
    }
  }
  return across
}

const LIFE = "practice-organisational-life"

/** 各写各的，依据是哪一条，按种类。 */
const ANEW: ReadonlyMap<string, string> = new Map([
  ["talk", `${LIFE}#talk-own-words`],
  ["meeting", `${LIFE}#minutes-speeches`],
  ["study", `${LIFE}#minutes-speeches`],
  [LESSON_PLAN, `${LIFE}#lesson-renewed`],
])

function copied(first: ReadRecord, second: ReadRecord, share: number, bundle: number): Across {
  const more = bundle > 2 ? `，这样的一共 ${bundle} 份` : ""
  const [message, mend, basis, defects] =
    canonical(first.values) === canonical(second.values)
      ? ([
          `和 ${first.path} 填的完全一样，像是同一份放了两次`,
          "是同一份的，留一份；不是的，打开核对哪里没有改",
          "practice-elections#one-matter-one-file",
          ["D-088"],
        ] as const)
      : ([
          `去掉人名，和 ${first.path} 有 ${share}% 的话一样${more}`,
          "打开两份对着看：照实际情况各写各的；没有谈、没有开的不要补写，向上级说明",
          ANEW.get(familyOf(second)) ?? `${LIFE}#written-anew`,
          copiedDefects(first, second, share),
        ] as const)
  return {
    noted: {
      finding: found("records-alike", "should", [second.path], message, mend, { basis: [basis], defects }),
      quotes: [...opening(second), ...opening(first)],
    },
    paths: new Set([first.path, second.path]),
  }
}

function copiedDefects(first: ReadRecord, second: ReadRecord, share: number): string[] {
  if (second.family === "talk") return ["D-059"]
  if (familyOf(second) === LESSON_PLAN) return ["D-080"]
  if ([first, second].every(record => sortOf(record) === NOTES)) return ["D-082"]
  if (second.family === "meeting" || second.family === "study") {
    const [one, other] = [dayOf(first), dayOf(second)]
    const between = one && other ? daysBetween(one, other) : 0n
    return between >= HALF_A_YEAR || -between >= HALF_A_YEAR ? ["D-064"] : ["D-072"]
  }
  const defect = titleOf(second).includes("述职") ? "D-066" : "D-061"
  return second.family === "report" && share >= RELABELLED ? [defect, "D-067"] : [defect]
}

/** 写成段的第一处。 */
function opening(record: ReadRecord): Quote[] {
  const field = fieldsOf(record).find(item => item.type === "long_text" && valueOf(record, item.id) !== null)
  return field ? [quoteOf(record, field.id)] : []
}

// ---- 意见 ----

/** 每个写意见的栏目里写了什么；有栏目没有写，也算写了空的。 */
function opinions(record: ReadRecord): string[] {
  return fieldsOf(record).flatMap(field => {
    const value = valueOf(record, field.id)
    if (field.type === "long_text")
      return typeof value === "string" ? [value] : record.empty.includes(field.id) ? [""] : []
    return field.type === "table" && Array.isArray(value) ? cellsAtLength(field, value) : []
  })
}

/** 征求意见的表，差不多都说没有意见。 */
function nothing(records: readonly ReadRecord[]): Across[] {
  const sheets = records
    .filter(record => record.family === "opinion")
    .map(record => ({ record, texts: opinions(record) }))
    .filter(({ texts }) => texts.length)
  const empty = sheets.filter(({ texts }) => texts.every(text => !norm(text) || saysNothing(text)))
  const first = empty[0]
  if (sheets.length < LEAST_SHEETS || !first || empty.length * 100 < MOST_NOTHING * sheets.length) return []
  const [part, all] = [empty.length, sheets.length]
  const share = Math.floor((part * 100) / all)
  const message = `${all} 份征求意见的表，有 ${part} 份没有写一条意见（${part}÷${all}＝${share}%）`
  const mend = "没有意见的表照样留着，不要代填；换个办法再听一次，如个别谈、不记名，问具体的事"
  return [
    {
      noted: {
        finding: found("opinions-nothing", "should", [first.record.path], message, mend, {
          basis: [`${LIFE}#opinions-real`],
          defects: ["D-006"],
        }),
        quotes: empty.slice(0, 3).flatMap(({ record }) => opening(record)),
      },
      paths: new Set(sheets.map(({ record }) => record.path)),
    },
  ]
}

// ---- 文号、记录本 ----

/** 一个文号给了两份不同的文件。 */
function numbers(records: readonly ReadRecord[]): Across[] {
  const number = (record: ReadRecord): string | null => {
    const value = valueOf(record, "doc_no")
    return typeof value === "string" ? canonical(value) : null
  }
  return grouped(records, number).flatMap(([first, ...others]) =>
    others.flatMap(record => {
      const one = first as ReadRecord
      const named = record.paper && one.paper
      if (named ? record.paper === one.paper : sortOf(record) === sortOf(one)) return [] // 同一份放了两次，或是草稿：另有说的
      const quotes = [quoteOf(record, "doc_no"), quoteOf(one, "doc_no")]
      const message = `文号「${quotes[0]?.text ?? ""}」，${one.path} 也用了；一个文号只能给一份文件`
      const finding = found(
        "doc-no-twice",
        "should",
        [record.path, "doc_no"],
        message,
        "对着发文登记核对，写错的更正",
        { basis: [`${LIFE}#number-unique`], defects: ["D-074"] },
      )
      return [{ noted: { finding, quotes }, paths: new Set([one.path, record.path]) }]
    }),
  )
}

/** 会是几点开的，从零点数的分钟；只知道哪一天的是 null。 */
function minutes(record: ReadRecord): number | null {
  const by = datedBy(record)
  const match = by ? CLOCK.exec(String(valueOf(record, by))) : null
  return match ? Number(match[1]) * 60 + Number(match[2]) : null
}

/** 同一天、同一种会的两份不同的记录：是一次会还是两次，要人看。 */
function books(records: readonly ReadRecord[]): Across[] {
  const meetings = records.filter(record => (record.family === "meeting" || record.family === "study") && dayOf(record))
  return grouped(meetings, record => `${sortOf(record)} ${dayOf(record)} ${canonical(valueOf(record, "group"))}`).flatMap(([first, ...others]) =>
    others.flatMap(record => {
      const one = first as ReadRecord
      const begun = minutes(record)
      const earlier = minutes(one)
      const apart = begun !== null && earlier !== null && Math.abs(begun - earlier) > SAME_START
      if (apart || canonical(one.values) === canonical(record.values)) return []
      const message =
        `${cnDay(dayOf(record))}的${titleOf(record)}，${one.path} 也是一份，内容不一样；` + "不知道是不是同一次会"
      const finding = found(
        "records-same-day",
        "hint",
        [record.path, datedBy(record)],
        message,
        "是同一次会的，核对哪一份是原始记录，不要留两本；是两次会的，写清各自的时间",
        { verdict: "undetermined", basis: [`${LIFE}#one-meeting-one-record`], defects: ["D-010"] },
      )
      const quotes = [quoteOf(record, datedBy(record)), quoteOf(one, datedBy(one))]
      return [{ noted: { finding, quotes }, paths: new Set([one.path, record.path]) }]
    }),
  )
}
