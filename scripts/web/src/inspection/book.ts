// 一年的会议记录编成一本，另有一份登记；记录没有说的都空着。和 scripts/branchbook/inspection/book.py 一样。
import { isOf, kept } from "../dossiers/due-days"
import { dayOf, isBlank, said, titleOf, valueOf, type ReadRecord } from "../dossiers/seen"
import { canonical, cnDay } from "../dossiers/values"
import type { YearData } from "../planning/year"
import { bodyOf } from "../records/docx"
import { deflated, fixed, pack } from "../records/pack"
import { parts } from "../records/parts"
import { BOOK } from "../records/read"
import { clean } from "../records/show"
import { cell, escaped, paragraph, row, run, tableStart } from "../records/wml"
import { byCodePoint, isRow } from "../rules/judge"
import type { Unread } from "./report"
import { writeSheets, type Sheet } from "./sheets"

/** 编进来的几种，docs/year.yml 里的 id。 */
const BOUND = ["general-meeting", "committee-meeting", "group-meeting", "party-lesson", "theme-day", "life-meeting"]
const IDENTITY = `${BOOK}@1`
/** Word 打开时问一声要不要更新页码；LibreOffice 自己更新。 */
const UPDATE = '<w:updateFields w:val="true"/>'
const COLUMNS: Sheet["columns"] = [
  ["序号", 6],
  ["日期", 16],
  ["种类", 14],
  ["主题", 44],
  ["应到", 7],
  ["实到", 7],
  ["主持", 12],
  ["记录", 12],
  ["页", 6],
  ["文件", 40],
]

interface Bound {
  readonly record: ReadRecord
  readonly sort: string
  readonly subject: string
}

export interface Book {
  readonly title: string
  readonly bound: readonly Bound[]
  /** 没有编进来的，为什么。 */
  readonly left: readonly Unread[]
}

function subjectOf(record: ReadRecord): string {
  for (const name of ["subject", "theme", "meeting_name"]) {
    const value = valueOf(record, name)
    if (typeof value === "string") return said(record, name, value)
  }
  const topics = valueOf(record, "topics")
  const rows = Array.isArray(topics) ? topics.filter(isRow) : []
  return rows.flatMap(line => (line["item"] ? [String(line["item"])] : [])).join("；")
}

/** year：只编这一年的；0 是全编。 */
export function bind(data: YearData | null, records: readonly ReadRecord[], unread: readonly Unread[], year = 0): Book {
  const entries = kept(data).filter(entry => BOUND.includes(entry.id))
  const bound: Bound[] = []
  const left: Unread[] = [...unread]
  const first = new Map<string, string>()
  // 同一份放了两次的，各处的字都一样
  const twinOf = (record: ReadRecord): string => {
    const filled = `${record.kind} ${canonical(record.values)}${canonical(record.text)}`
    const twin = first.get(filled)
    if (twin === undefined) first.set(filled, record.path)
    return twin ?? record.path
  }
  for (const record of records) {
    const { path } = record
    const entry = entries.find(item => isOf(record, item))
    const day = dayOf(record)
    if (record.kind === BOOK) continue
    if (!record.kit) left.push({ path, message: "认不出是哪一种材料，没有编进来" })
    else if (isBlank(record)) left.push({ path, message: "一个空也没有填，没有编进来" })
    else if (!entry) left.push({ path, message: `是${titleOf(record)}，不是会议记录，没有编进来` })
    else if (year && day && day.slice(0, 4) !== String(year))
      left.push({ path, message: `是${cnDay(day)}的，不是${year}年的，没有编进来` })
    else {
      const twin = twinOf(record)
      if (twin !== path) left.push({ path, message: `和 ${twin} 填的完全一样，没有编进来` })
      else bound.push({ record, sort: entry.title, subject: subjectOf(record) })
    }
  }
  const order = ({ record }: Bound): string => dayOf(record) || "9999"
  bound.sort((a, b) => byCodePoint(order(a), order(b)) || byCodePoint(a.record.path, b.record.path))
  const years = new Set(bound.flatMap(({ record }) => (dayOf(record) ? [dayOf(record).slice(0, 4)] : [])))
  const which = year ? `${year}年` : years.size === 1 ? `${Array.from(years)[0] ?? ""}年` : ""
  return { title: `${which}会议记录本`, bound, left: left.sort((a, b) => byCodePoint(a.path, b.path)) }
}

const dayIn = (record: ReadRecord): string => (dayOf(record) ? cnDay(dayOf(record)) : "")

/** 在第几页，由打开它的程序填；没有填的时候空着。 */
function pageField(number: number): string {
  const mark = (kind: string): string => `<w:r><w:fldChar w:fldCharType="${kind}"/></w:r>`
  const field = `<w:r><w:instrText xml:space="preserve"> PAGEREF BK_${number} \\h </w:instrText></w:r>`
  return `${mark("begin")}${field}${mark("separate")}${run("　")}${mark("end")}`
}

function table(heads: readonly string[], widths: readonly number[], rows: readonly (readonly string[])[]): string {
  const head = heads.map((text, at) => cell(widths[at] ?? 0, run(text), { style: "Label", shaded: true, keep: true }))
  const body = rows.map(line => row(line.map((inner, at) => cell(widths[at] ?? 0, inner, { style: "Cell" })), 400))
  return `${tableStart(widths)}${row(head, 440, true)}${body.join("")}</w:tbl>`
}

/** 不是本站表样的，照原来的字，一行一行。 */
function wordsOf(record: ReadRecord): string {
  const lines = record.text.split("\n").filter(line => line.trim())
  return lines.map(line => paragraph("Flush", run(clean(line)))).join("")
}

export function bookDocx({ title, bound, left }: Book): Uint8Array {
  const page = parts().pages.form
  const part = (percent: number): number => Math.floor((page.width * percent) / 100)
  const made = [paragraph("Title", run(title)), paragraph("Heading1", run(`目录（${bound.length} 份）`))]
  const widths = [part(8), part(24), part(15), part(45)]
  const rest = page.width - widths.reduce((sum, width) => sum + width, 0)
  const rows = bound.map(({ record, sort, subject }, at) => [
    run(String(at + 1)),
    run(dayIn(record)),
    run(sort),
    run(clean(subject)),
    pageField(at + 1),
  ])
  made.push(table(["序号", "日期", "种类", "主题", "页"], [...widths, rest], rows))
  if (left.length) {
    made.push(paragraph("Heading1", run(`没有编进来的（${left.length} 份）`)))
    const lines = left.map(item => [run(clean(item.path)), run(item.message)])
    made.push(table(["文件", "为什么"], [part(45), page.width - part(45)], lines))
  }
  bound.forEach(({ record, sort }, at) => {
    const number = at + 1
    const mark = `<w:bookmarkStart w:id="${number}" w:name="BK_${number}"/><w:bookmarkEnd w:id="${number}"/>`
    const line = [`第 ${number} 份`, sort, dayIn(record)].filter(Boolean).join("　")
    const words = run(`${line}　原件：${clean(record.path)}`)
    made.push(paragraph("Hint", mark + words, "<w:keepNext/><w:pageBreakBefore/>"))
    made.push(record.ours && record.kit ? bodyOf(record.kit, record.values) : wordsOf(record))
  })
  const shared: Record<string, string> = {
    ...page.parts,
    "docProps/core.xml": parts().core.replace("{title}", () => escaped(title)),
    "docProps/custom.xml": parts().custom.replace("{identity}", IDENTITY),
  }
  shared["word/settings.xml"] = (shared["word/settings.xml"] ?? "").replace("<w:compat>", `${UPDATE}<w:compat>`)
  const members = Object.entries(shared).map(([name, text]) => [name, fixed(text)] as const)
  return pack({ ...Object.fromEntries(members), "word/document.xml": deflated(page.before + made.join("") + page.after) })
}

/** 页由人照目录写。 */
export function bookSheets({ title, bound, left }: Book): Sheet[] {
  const value = (record: ReadRecord, name: string): string => {
    const found = valueOf(record, name)
    return found === null ? "" : said(record, name, found)
  }
  const rows = bound.map(({ record, sort, subject }, at) => [
    String(at + 1),
    dayIn(record),
    sort,
    subject,
    ...["due", "present", "chair", "recorder"].map(name => value(record, name)),
    "",
    record.path,
  ])
  const sheets: Sheet[] = [{ name: "登记", title: title.replace("记录本", "记录登记"), columns: COLUMNS, rows }]
  const columns: Sheet["columns"] = [
    ["文件", 50],
    ["为什么", 70],
  ]
  if (left.length)
    sheets.push({ name: "没有编进来的", title: "没有编进来的", columns, rows: left.map(item => [item.path, item.message]) })
  return sheets
}

export function bookXlsx(book: Book): Uint8Array {
  return writeSheets(book.title, bookSheets(book), IDENTITY)
}
