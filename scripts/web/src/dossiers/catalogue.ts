// 归档目录：一套材料按归档的次序，再和目录上写的对。和 scripts/branchbook/dossiers/catalogue.py 一样。
import type { Field, Kit } from "../kit"
import { byCodePoint, isGiven, isRow } from "../rules/judge"
import { isStray, type Held } from "./dossier"
import { found, type Noted } from "./noted"
import { called, datedBy, dayOf, own, quoteOf, titleOf, valueOf, type ReadRecord } from "./seen"
import { canonical, cnDay } from "./values"

/** 目录上的一行；有几页要人数。 */
export interface Filed {
  readonly no: number
  readonly title: string
  readonly doc_no: string
  readonly date: string | null
  readonly pages: null
  readonly path: string
}

const CODE = /^([A-Z][0-9]{2}(?:-[0-9])?) /

function docNo(record: ReadRecord): string {
  const value = valueOf(record, "doc_no")
  return typeof value === "string" ? value : ""
}

/** 归档的次序：按日期；同一天的、没有日期的，按步骤。放错的不归在这里。 */
function inOrder(held: Held): ReadRecord[] {
  const ranks = new Map(Array.from(held.plan.papers.keys(), (name, rank) => [name, rank]))
  const rank = (record: ReadRecord): number => ranks.get(record.paper) ?? ranks.size
  const byStep = (a: ReadRecord, b: ReadRecord): number => rank(a) - rank(b) || byCodePoint(a.path, b.path)
  const days = new Map<string, string>()
  let latest = ""
  const steps = held.records.filter(record => !isStray(held, record)).sort(byStep)
  for (const record of steps) {
    const day = dayOf(record)
    days.set(record.path, day || latest)
    if (day > latest) latest = day
  }
  const at = (record: ReadRecord): string => days.get(record.path) as string
  return steps.sort((a, b) => byCodePoint(at(a), at(b)) || byStep(a, b))
}

function filed(held: Held): ReadRecord[] {
  return inOrder(held).filter(record => record.kit && record.kit.kind !== "catalogue")
}

export function catalogue(held: Held): Filed[] {
  return filed(held).map((record, at) => ({
    no: at + 1,
    title: titleOf(record),
    doc_no: docNo(record),
    date: dayOf(record) || null,
    pages: null,
    path: record.path,
  }))
}

function codeOf(choice: string): string {
  return CODE.exec(choice)?.[1] ?? ""
}

/** 目录里列文件的那张表。 */
function tableOf(kit: Kit): Field | undefined {
  return kit.fields.find(field => {
    const columns = field.columns?.map(column => column.id) ?? []
    return field.type === "table" && columns.includes("file") && columns.includes("dated")
  })
}

function choicesOf(table: Field): readonly string[] {
  return table.columns?.find(column => column.id === "file")?.choices ?? []
}

/** 照一份目录表样填好的各行；页数留给人数。 */
export function rows(held: Held, kit: Kit): Record<string, unknown>[] {
  const table = tableOf(kit)
  if (!table) return []
  const choices = choicesOf(table)
  return filed(held).map((record, at) => {
    const named = choices.find(choice => codeOf(choice) === (record.kit?.code ?? "")) ?? ""
    const row: Record<string, unknown> = {
      no: at + 1,
      file: named || (choices.includes("其他") ? "其他" : titleOf(record)),
    }
    if (docNo(record)) row["doc_no"] = docNo(record)
    if (dayOf(record)) row["dated"] = dayOf(record)
    row["copies"] = 1
    if (!named) row["note"] = titleOf(record)
    return row
  })
}

type Row = Readonly<Record<string, unknown>>

/** 目录和文件对一对。 */
export function checkCatalogue(held: Held): Noted[] {
  const noted: Noted[] = []
  for (const record of held.records) {
    if (record.kit?.kind !== "catalogue") continue
    const table = tableOf(record.kit)
    const value = table ? valueOf(record, table.id) : null
    if (!table || !Array.isArray(value) || !value.length) continue
    const listable = new Set(choicesOf(table).map(codeOf))
    const lines = value.filter(isRow)
    for (const other of filed(held)) {
      const code = other.kit?.code ?? ""
      if (!listable.has(code)) continue
      const own_ = lines.filter(line => codeOf(text(own(line, "file"))) === code)
      noted.push(...heldAgainst(held, record, table.id, other, own_))
    }
  }
  return noted
}

function text(value: unknown): string {
  return value === undefined ? "" : String(value)
}

function heldAgainst(held: Held, record: ReadRecord, table: string, other: ReadRecord, lines: readonly Row[]): Noted[] {
  if (!lines.length) {
    const message = `目录里没有${called(other)}`
    const mend = "补进目录；不该在这套材料里的，拿出去"
    const more = { basis: held.plan.basis_complete, defects: ["D-018", "D-088"] }
    return [{ finding: found("catalogue-lacks", "should", [record.path, table], message, mend, more), quotes: [] }]
  }
  const noted: Noted[] = []
  const differs = (message: string, mend: string, field: string, defects: readonly string[]): void => {
    const more = { basis: held.plan.basis_same, defects }
    const finding = found("catalogue-differs", "should", [record.path, table], message, mend, more)
    noted.push({ finding, quotes: [quoteOf(other, field)] })
  }
  const days = lines.map(line => own(line, "dated")).filter(isGiven).map(String)
  const day = dayOf(other)
  if (day && days.length && !days.includes(day) && !otherDay(other, days)) {
    const message = `目录里《${titleOf(other)}》的日期是${cnDay(days[0] as string)}，${other.path} 上是${cnDay(day)}`
    differs(message, "照文件上的日期改目录", datedBy(other), ["D-086"])
  }
  const numbers = lines.map(line => own(line, "doc_no")).filter(isGiven).map(canonical)
  const number = docNo(other)
  if (number && numbers.length && !numbers.includes(canonical(number))) {
    const message = `目录里《${titleOf(other)}》的文号是「${numbers[0]}」，${other.path} 上是「${number}」`
    differs(message, "照文件上的文号改目录", "doc_no", ["D-086", "D-103"])
  }
  return noted
}

/** 目录上写的是不是这份材料的另一个日期，如草稿通过的那一天。 */
function otherDay(record: ReadRecord, days: readonly string[]): boolean {
  return (record.kit?.fields ?? []).some(field => {
    const value = field.type === "date" || field.type === "datetime" ? valueOf(record, field.id) : null
    return value !== null && days.includes(String(value).slice(0, 10))
  })
}
