// 一份材料逐段显示什么：Word、台账、打印都照它。和 scripts/branchbook/records/flow.py 一样。
import type { Block, Field, Inline, Kit } from "../kit"
import type { Rule } from "../rules/judge"
import type { Style } from "./style"
import { boxed, boxes, clean, given, isRow, optional, placeholder, show, valueOf, type Values } from "./show"

/** 一行里的一段：固定的文字，或者一格和格里现有的字。 */
export interface Shown {
  readonly text: string
  readonly bold: boolean
  readonly field?: Field
  readonly filled: boolean
}

export type Rows = readonly (readonly string[])[]
type Form = Extract<Block, { is: "form" }>
type Heading = Extract<Block, { is: "heading" }>

export const isSheet = (kit: Kit): boolean => kit.kind === "register" || kit.kind === "catalogue"

export class Flow {
  readonly guided: boolean
  readonly fields: ReadonlyMap<string, Field>
  readonly values: Values

  /** 空白的一份不管给了什么值。 */
  constructor(
    readonly kit: Kit,
    values: Values | null,
    readonly style: Style,
  ) {
    this.values = style === "blank" ? {} : (values ?? {})
    this.guided = style === "guided"
    this.fields = new Map(kit.fields.map(field => [field.id, field]))
  }

  /** 版面里写到的一格；模板检查过，不会没有。 */
  field(name: string): Field {
    const found = this.fields.get(name)
    if (!found) throw new Error(`no field ${name}`)
    return found
  }

  get(name: string): unknown {
    return valueOf(this.values, name)
  }

  piece(name: string, bold = false, cell = false): Shown {
    const field = this.fields.get(name)
    return field ? this.value(field, this.get(name), bold, cell) : { text: `〔${name}〕`, bold, filled: true }
  }

  value(field: Field, value: unknown, bold = false, cell = false): Shown {
    const text = show(field, value)
    if (!text) return { text: placeholder(field, this.guided, cell), bold, field, filled: false }
    const ticked = cell && boxed(field) && (field.choices ?? []).includes(text)
    return { text: ticked ? boxes(field, text) : text, bold, field, filled: true }
  }

  /** 表格里的一格，放不下填写说明。 */
  cell(column: Field, value: unknown): Shown {
    const text = show(column, value)
    return { text: text || "　", bold: false, field: column, filled: text !== "" }
  }

  pieces(inline: Inline): Shown[] {
    return inline.map(item => {
      const bold = item.bold === true
      if (item.field === undefined) return { text: clean(item.text ?? ""), bold, filled: true }
      const piece = this.piece(item.field, bold)
      const field = piece.field
      const bare = this.style === "filled" && !piece.filled && field && optional(field) && field.type !== "signature"
      return bare ? { ...piece, text: "" } : piece
    })
  }

  rows(field: Field): Values[] {
    const value = this.get(field.id)
    const rows: Values[] = Array.isArray(value) ? value.filter(isRow) : []
    const least = this.style === "filled" ? 1 : (field.rows ?? 5)
    while (rows.length < least) rows.push({})
    return rows
  }

  /** 填好的一份里，这一行是不是只有不必填、又没有填的格。 */
  private dropped(inline: Inline): boolean {
    const fields = inline.flatMap(item => (item.field === undefined ? [] : (this.fields.get(item.field) ?? [])))
    return fields.length > 0 && !fields.some(field => field.required || given(this.get(field.id)))
  }

  private kept(block: Block): boolean {
    const filled = this.style === "filled"
    if (block.is === "paragraph") return block.hint ? this.guided : !filled || !this.dropped(block.inline)
    // 台账里公式要数表，空表也留着。
    if (block.is === "table" && filled && !isSheet(this.kit))
      return this.field(block.field).required === true || given(this.get(block.field))
    return true
  }

  blocks(): Block[] {
    const kept: Block[] = []
    let lost = false
    for (const block of isSheet(this.kit) ? this.sheetBlocks() : this.kit.blocks) {
      if (block.is === "heading") {
        if (lost) dropBareHeading(kept, block.level)
        lost = false
      }
      if (!this.kept(block)) lost = lost || !(block.is === "paragraph" && block.hint)
      else if (block.is === "sign" && this.style === "filled")
        kept.push({ is: "sign", lines: block.lines.filter(line => !this.dropped(line)) })
      else kept.push(block)
    }
    if (lost) dropBareHeading(kept, 1)
    return kept
  }

  /** 一张表格里连着的几行，和夹在中间的明细表。 */
  formParts(form: Form): (Rows | Field)[] {
    const found: (Rows | Field)[] = []
    let rows: (readonly string[])[] = []
    for (const row of form.rows) {
      const field = row.length === 1 ? this.fields.get(row[0] ?? "") : undefined
      if (field?.type === "table") {
        if (rows.length) found.push(rows)
        rows = []
        found.push(field)
      } else rows.push(row)
    }
    if (rows.length) found.push(rows)
    return found
  }

  /** 工作簿的次序：标题、单独的格、各张表、签字的格、说明。 */
  private sheetBlocks(): Block[] {
    const { kit } = this
    let fixed = kit.blocks.filter(
      block => block.is === "heading" || (block.is === "paragraph" && block.inline.every(item => item.field === undefined)),
    )
    if (!fixed.length) fixed = [{ is: "heading", level: 1, inline: [{ text: kit.title }] }]
    const single = kit.fields.filter(field => field.type !== "table")
    const rows = paired(single.filter(field => field.type !== "signature"))
    const signed = paired(single.filter(field => field.type === "signature"))
    const tables = kit.fields.filter(field => field.type === "table")
    return [
      ...fixed.slice(0, 1),
      ...form(rows),
      ...tables.flatMap((field): Block[] => [
        { is: "paragraph", inline: [{ text: field.label, bold: true }], flush: true },
        { is: "table", field: field.id },
      ]),
      ...form(signed),
      ...fixed.slice(1),
    ]
  }
}

const form = (rows: Rows): Block[] => (rows.length ? [{ is: "form", rows }] : [])

/** 下面整段都没有了的小标题也去掉，除非跟着更低一级的。 */
function dropBareHeading(kept: Block[], level: number): void {
  const last = kept[kept.length - 1] as Heading | undefined
  if (last?.is === "heading" && last.level > 1 && level > 0 && level <= last.level) kept.pop()
}

const isLong = (field: Field): boolean => field.type === "long_text" || field.type === "people"

/** 两格一行，长的单独一行。 */
function paired(fields: readonly Field[]): Rows {
  const rows: Field[][] = []
  for (const field of fields) {
    const last = rows[rows.length - 1]
    if (last?.length === 1 && last[0] && !isLong(field) && !isLong(last[0])) last.push(field)
    else rows.push([field])
  }
  return rows.map(row => row.map(field => field.id))
}

// 填写说明。

/** 规则里的一句话，不代入值：{…} 说成算它要用的各格。 */
function inWords(flow: Flow, text: string): string {
  return text.replace(/\{([^{}]+)\}/g, (_, slot: string) => {
    const inside = slot.trim()
    const names = inside.match(/[a-z][a-z0-9_]*/g) ?? []
    const labels = [...new Set(names.flatMap(name => flow.fields.get(name)?.label ?? []))].join("、")
    if (!labels) return "规定的"
    const plain = flow.fields.has(inside) || /^(?:cn_date|joined)\(/.test(inside)
    return plain ? `〔${labels}〕` : `〔按${labels}算出的数〕`
  })
}

const needed = (field: Field): string => (field.required ? "必填" : field.required_when ? "看情况" : "有就填")

const HOW: Readonly<Record<string, string>> = {
  date: "写全年、月、日。",
  datetime: "写全日期和时间。",
  integer: "写整数。",
  people: "写姓名，用顿号隔开。",
  signature: "本人手写签字。",
  ratio: "写成几分之几，如 21/23。",
  table: "一行写一条。",
}

function how(field: Field): string {
  const chosen = field.choices?.length ? `从${field.choices.join("、")}中选。` : ""
  return `${field.help ?? ""}${chosen}` || (HOW[field.type] ?? "照实填写。")
}

/** 每格一行：项目、必不必填、怎么填；表格的列跟在后面。 */
export const advice = (kit: Kit): [string, string, string][] =>
  kit.fields.flatMap(field => [
    [field.label, needed(field), how(field)] as [string, string, string],
    ...(field.columns ?? [])
      .filter(column => column.help || column.choices?.length || column.required)
      .map((column): [string, string, string] => [`${field.label}·${column.label}`, needed(column), how(column)]),
  ])

export const judged = (flow: Flow, rule: Rule): string => inWords(flow, rule.mend).replace(/。+$/, "")
