// 从文件里读到的一份记录，是不是本站的表样都一样。和 scripts/branchbook/dossiers/seen.py 一样。
import type { Field, Kit } from "../kit"
import { isGiven, isRow, readable, type Values } from "../rules/judge"
import { show } from "../records/show"
import type { Quote } from "./noted"

export interface ReadRecord {
  /** 从给的东西算起。 */
  readonly path: string
  /** 认成了什么：表样或种类的 id；没认出是空的。 */
  readonly kind: string
  readonly kit: Kit | null
  /** 本站说同一件事的表样，全套材料凭它认；没有是空的。 */
  readonly paper: string
  readonly family: string
  /** 是本站的表样：空着就是没有填。 */
  readonly ours: boolean
  readonly values: Values
  /** 读到的原话；没有的，照印出来的样子说。 */
  readonly quotes: Readonly<Record<string, string>>
  readonly how: Readonly<Record<string, string>>
  readonly warnings: readonly string[]
  /** 全文，不是本站表样时用来互相比。 */
  readonly text: string
  /** 有栏目、后面什么也没有的。 */
  readonly empty: readonly string[]
  /** 写了、没有读准的。 */
  readonly unread: readonly string[]
  /** 几次的写在一份里，什么也没有读：为什么。 */
  readonly several: string
  /** 文件自己说是哪天做的。 */
  readonly made_on: string
  /** 本站有几份表样都和它是同一样东西、分不出是哪一份的，各份的标题，照 id。 */
  readonly perhaps: Readonly<Record<string, string>>
}

/** 补齐没有说的项。 */
export function readRecord(some: Partial<ReadRecord> & { readonly path: string }): ReadRecord {
  return {
    kind: "",
    kit: null,
    paper: "",
    family: "",
    ours: false,
    values: {},
    quotes: {},
    how: {},
    warnings: [],
    text: "",
    empty: [],
    unread: [],
    several: "",
    made_on: "",
    perhaps: {},
    ...some,
  }
}

const LONGEST_QUOTE = 60
const SPACES = /[\t\n\r \xa0\u3000]+/g
const fieldsOf = new WeakMap<Kit, Map<string, Field>>()

function fields(kit: Kit): Map<string, Field> {
  let found = fieldsOf.get(kit)
  if (!found) {
    found = new Map(kit.fields.map(field => [field.id, field]))
    fieldsOf.set(kit, found)
  }
  return found
}

export function own<Item>(record: Readonly<Record<string, Item>>, name: string): Item | undefined {
  return Object.prototype.hasOwnProperty.call(record, name) ? record[name] : undefined
}

export function fieldOf(record: ReadRecord, name: string): Field | undefined {
  return record.kit ? fields(record.kit).get(name) : undefined
}

/** 几份材料放在一起看时，它是哪一种：本站的表样照它等于的那一种。 */
export function sortOf(record: ReadRecord): string {
  return record.kit?.counts_as || record.kind
}

export function titleOf(record: ReadRecord): string {
  return record.kit?.title ?? ""
}

/** 材料带上它的文件。 */
export function called(record: ReadRecord): string {
  return `${titleOf(record)}（${record.path}）`
}

export function dated(record: ReadRecord, name: string): boolean {
  const type = fieldOf(record, name)?.type
  return type === "date" || type === "datetime"
}

/** 本站的表样，什么也没有填。 */
export function isBlank(record: ReadRecord): boolean {
  return record.ours && Object.keys(record.values).length === 0
}

/** 值是它那一类该有的样子才给，不然是 null。 */
export function valueOf(record: ReadRecord, name: string): unknown {
  const field = fieldOf(record, name)
  const value = own(record.values, name)
  return field && isGiven(value) && readable(field, value) ? value : null
}

/** 记录以哪一项为日期；没有，或不是真有的一天，是空的。 */
export function datedBy(record: ReadRecord): string {
  const name = record.kit?.dated_by
  return name && valueOf(record, name) !== null ? name : ""
}

export function dayOf(record: ReadRecord): string {
  const name = datedBy(record)
  return name ? String(record.values[name]).slice(0, 10) : ""
}

export function labelOf(record: ReadRecord, name: string): string {
  return fieldOf(record, name)?.label ?? name
}

/** 一项的值印出来的样子，写成一行。 */
export function said(record: ReadRecord, name: string, value: unknown): string {
  const field = fieldOf(record, name)
  return field ? brief(printed(field, value)) : ""
}

/** 一项读到的原话。 */
export function quoteOf(record: ReadRecord, name: string): Quote {
  const field = fieldOf(record, name)
  const words = own(record.quotes, name) || (field ? printed(field, own(record.values, name)) : "")
  return { path: record.path, field: name, label: labelOf(record, name), text: brief(words) }
}

/** 印出来的样子；这类格子里不会有的，略去。 */
export function printed(field: Field, value: unknown): string {
  if (!Array.isArray(value)) return show(field, value)
  const columns = field.columns
  if (!columns?.length)
    return show(field, value.filter(name => typeof name === "string" || typeof name === "number").join("、"))
  return value
    .filter(isRow)
    .map(row =>
      columns
        .filter(column => isGiven(own(row, column.id)))
        .map(column => show(column, row[column.id]))
        .join("，"),
    )
    .join("；")
}

/** 一行，最多六十个字。 */
export function brief(text: string): string {
  const line = Array.from(text.replace(SPACES, " ").replace(/^ +| +$/g, ""))
  return line.length <= LONGEST_QUOTE ? line.join("") : `${line.slice(0, LONGEST_QUOTE).join("")}…`
}
