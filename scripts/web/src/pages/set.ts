// 一套材料：共同的事实填一次，各份自己的另填；合成各份的值，排成归档的次序，装成一包。没有填的留空，从不编。
import { catalogue, rows as catalogueRows } from "../dossiers/catalogue"
import { checkDossier, hold, type Held } from "../dossiers/dossier"
import { makePlan, variable, type Plan, type PlanData } from "../dossiers/plan"
import { readRecord, type ReadRecord } from "../dossiers/seen"
import type { Field, Kit } from "../kit"
import { fileFor, zipFiles } from "../records/write"
import { isGiven, RuleBook, type Values } from "../rules/judge"
import type { Finding } from "../rules/record"
import { settings } from "./kits"
import { notes, type Note } from "./say"
import { tidy } from "./values"

/** 一份材料在这套里的位置；可以有几份的，第二份起 copy 大于 1。 */
export interface Slot {
  readonly key: string
  readonly kit: Kit
  readonly copy: number
}

/** 草稿里存的样子。 */
export interface SetData {
  shared: Values
  docs: Record<string, Values>
  /** 视情况的勾了哪些，必备的去掉了哪些。 */
  on: Record<string, boolean>
  copies: Record<string, number>
}

export function empty(): SetData {
  return { shared: {}, docs: {}, on: {}, copies: {} }
}

const MOST_COPIES = 30
const DOCS = /\bdocs\.([a-z0-9_]+)/gu

function own<T>(from: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.prototype.hasOwnProperty.call(from, key) ? from[key] : undefined
}

/** 共同的事实，每样一次，照第一份材料的叫法；有一份必填就是必填。和 scripts/branchbook/site/forms.py 的 merged 一样。 */
export function merged(kits: readonly Pick<Kit, "fields">[], names: ReadonlySet<string>): Field[] {
  const found = new Map<string, Field>()
  for (const kit of kits)
    for (const field of kit.fields) {
      if (!names.has(field.id)) continue
      const known = found.get(field.id)
      if (!known) found.set(field.id, field)
      else if (field.required && !known.required) {
        const { required_when: _, ...rest } = known
        found.set(field.id, { ...rest, required: true, ...(field.asked_by ? { asked_by: field.asked_by } : {}) })
      }
    }
  return Array.from(found.values())
}

/** 上级要求的，写上谁要求。 */
function labelled({ label, asked_by }: Field): string {
  return asked_by ? `${label}（${asked_by}要求）` : label
}

export class DossierSet {
  readonly plan: Plan
  readonly kits: readonly Kit[]
  readonly shared: readonly Field[]
  /** 共同的事实，还没有加要求集的。 */
  readonly facts: readonly Field[]
  data: SetData = empty()
  private readonly types: ReadonlyMap<string, string>
  private readonly books = new Map<string, RuleBook>()

  /**
   * @param kits 支部自己写的那几份；上级制发的不在内
   * @param before 同样的几份，还没有加要求集的：共同的事实只有这里面的，页面上只画了它们
   */
  constructor(data: PlanData, kits: readonly Kit[], before: readonly Kit[] = kits) {
    this.kits = kits
    this.plan = makePlan(data, new Map(kits.map(kit => [kit.id, kit])))
    this.facts = merged(before, new Set(data.same))
    this.types = new Map(this.facts.map(field => [field.id, field.type]))
    this.shared = this.with(kits)
  }

  /** 共同的事实，照这几份加了要求集以后的。 */
  with(kits: readonly Kit[]): Field[] {
    return merged([{ fields: this.facts }, ...kits], new Set(this.types.keys()))
  }

  private common(field: Field): boolean {
    return this.types.get(field.id) === field.type
  }

  /** 什么也没有填，什么也没有改。 */
  get blank(): boolean {
    const { shared, docs, on, copies } = this.data
    return ![shared, docs, on, copies].some(part => Object.keys(part).length)
  }

  several(kit: Kit): boolean {
    return this.plan.papers.get(kit.id)?.several === true
  }

  isShared(place: string): boolean {
    return this.types.has(place.split(".")[0] ?? "")
  }

  slots(kit: Kit): Slot[] {
    const count = this.several(kit) ? Math.min(MOST_COPIES, Math.max(1, own(this.data.copies, kit.id) ?? 1)) : 1
    return Array.from({ length: count }, (_, at) => ({ key: at ? `${kit.id}#${at + 1}` : kit.id, kit, copy: at + 1 }))
  }

  /** 放不放进这一包：必备的默认放。 */
  included(kit: Kit): boolean {
    return own(this.data.on, kit.id) ?? this.plan.papers.get(kit.id)?.need === "必备"
  }

  /** 这一份自己的格子，不是共同的。 */
  ownFields(kit: Kit): Field[] {
    return kit.fields.filter(field => !this.common(field))
  }

  values(slot: Slot): Values {
    const mine = own(this.data.docs, slot.key) ?? {}
    const found: Record<string, unknown> = {}
    for (const field of slot.kit.fields) {
      const value = own(this.common(field) ? this.data.shared : mine, field.id)
      if (isGiven(value)) found[field.id] = value
    }
    return found
  }

  notes(slot: Slot, today: string): Note[] {
    let book = this.books.get(slot.kit.id)
    if (!book) {
      book = new RuleBook(slot.kit, settings())
      this.books.set(slot.kit.id, book)
    }
    return notes(slot.kit, book, this.values(slot), today)
  }

  /** 空着的格子有几项，其中必填几项。 */
  blanks(slot: Slot): number {
    const values = this.values(slot)
    return slot.kit.fields.filter(field => !isGiven(values[field.id])).length
  }

  chosen(): Slot[] {
    return this.kits.filter(kit => this.included(kit)).flatMap(kit => this.slots(kit))
  }

  /** 放回草稿：只留下认得的。 */
  restore(given: unknown): void {
    const from = (typeof given === "object" && given !== null ? given : {}) as Partial<Record<keyof SetData, unknown>>
    const part = (value: unknown): Record<string, unknown> =>
      typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}
    const made = empty()
    made.shared = tidy(this.shared, from.shared)[0]
    const on = part(from.on)
    const copies = part(from.copies)
    const docs = part(from.docs)
    for (const kit of this.kits) {
      const taken = own(on, kit.id)
      if (typeof taken === "boolean") made.on[kit.id] = taken
      const count = own(copies, kit.id)
      if (typeof count === "number" && Number.isInteger(count) && count > 1) made.copies[kit.id] = Math.min(count, MOST_COPIES)
    }
    this.data = made
    for (const kit of this.kits)
      for (const slot of this.slots(kit)) {
        const [values] = tidy(this.ownFields(kit), own(docs, slot.key))
        if (Object.keys(values).length) made.docs[slot.key] = values
      }
  }

  held(today: string, slots = this.chosen()): Held {
    const records: ReadRecord[] = slots.map(slot =>
      readRecord({ path: slot.key, kind: slot.kit.id, kit: slot.kit, paper: slot.kit.id, ours: true, values: this.values(slot) }),
    )
    return hold(this.plan, records, today)
  }

  /** 放在一起才看得出的：日期先后、引用对不对得上。没有写到的那几份不算。 */
  across(today: string): Finding[] {
    const held = this.held(today)
    const here = new Set(Array.from(held.by.keys(), variable))
    // 上级制发的不在这里，说到它们的规则到“自查”时再判。
    const absent = (finding: Finding): boolean => {
      const rule = this.plan.rules.find(item => finding.rule === `${this.plan.id}#${item.id}`)
      return Array.from(`${rule?.when ?? ""} ${rule?.require ?? ""}`.matchAll(DOCS)).some(match => !here.has(match[1] ?? ""))
    }
    const unsaid = new Set(["dossier-missing", "dossier-missing-superior", "dossier-conditional", "dossier-ahead"])
    return checkDossier(held, this.plan.title)
      .noted.map(item => item.finding)
      .filter(finding => finding.verdict === "fail" && !unsaid.has(finding.code) && !absent(finding))
  }

  /** 归档的次序：填了日期的照日期，别的照步骤；目录放在最后。 */
  inOrder(today: string): Slot[] {
    const slots = this.chosen()
    const filed = catalogue(this.held(today, slots)).map(line => line.path)
    const at = (slot: Slot): number => {
      if (slot.kit.kind === "catalogue") return slots.length * 2
      const place = filed.indexOf(slot.key)
      return place < 0 ? slots.length + slots.indexOf(slot) : place
    }
    return slots.slice().sort((a, b) => at(a) - at(b))
  }

  /** 一份要写进文件的值；目录没有自己填的，照这一包编好，页数和件数留给人数。 */
  written(slot: Slot, today: string): Values {
    const values = this.values(slot)
    if (slot.kit.kind !== "catalogue") return values
    const table = slot.kit.fields.find(field => field.columns?.some(column => column.id === "file"))
    if (!table || isGiven(values[table.id])) return values
    const lines = catalogueRows(this.held(today), slot.kit).map(({ copies: _, ...row }) => row)
    return lines.length ? { ...values, [table.id]: lines } : values
  }

  /** 全套装成一个压缩包：各份材料，和一份写明次序、还空着什么的清单。 */
  zip(today: string): { name: string; bytes: Uint8Array; count: number } {
    const slots = this.inOrder(today)
    const files = slots.map((slot, at) => {
      const file = fileFor(slot.kit, this.written(slot, today), "filled")
      const copies = this.slots(slot.kit).length > 1 ? `（${slot.copy}）` : ""
      return { name: `${String(at + 1).padStart(2, "0")} ${file.name.replace(/(\.[a-z]+)$/u, `${copies}$1`)}`, bytes: file.bytes }
    })
    const list = new TextEncoder().encode(`\ufeff${this.list(slots, files, today).join("\r\n")}\r\n`)
    const title = `${this.plan.title}（全套材料）`.replace(/[\\/:*?"<>|]/gu, "")
    return { name: `${title}.zip`, bytes: zipFiles([{ name: "00 次序和待补.txt", bytes: list }, ...files], title), count: files.length }
  }

  private list(slots: readonly Slot[], files: readonly { readonly name: string }[], today: string): string[] {
    const lines = [`${this.plan.title}：全套材料，${today} 生成。`, "空着的是没有填的，没有替您编。上级制发的不在内，收到后按次序放进来。", ""]
    slots.forEach((slot, at) => {
      const values = this.written(slot, today)
      const lacking = slot.kit.fields.filter(field => field.required && !isGiven(values[field.id])).map(labelled)
      lines.push(files[at]?.name ?? "")
      if (lacking.length) lines.push(`    待补：${lacking.join("、")}`)
    })
    return lines
  }
}
