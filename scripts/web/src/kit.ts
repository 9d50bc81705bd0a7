// 网站交给浏览器的资料；和 scripts/branchbook/site/kits.py 一样，空着的项不写。
import type { Field as RuleField, Rule } from "./rules/judge"

/** 一格，比判断规则所要知道的多：怎么印、怎么认。 */
export interface Field extends RuleField {
  readonly shared?: boolean
  readonly unit?: string
  readonly columns?: readonly Field[]
  readonly rows?: number
  readonly aliases?: readonly string[]
  readonly formula?: string
}

export interface Piece {
  readonly text?: string
  readonly field?: string
  readonly bold?: boolean
}

export type Inline = readonly Piece[]

export type Block =
  | { readonly is: "heading"; readonly level: number; readonly inline: Inline }
  | { readonly is: "paragraph"; readonly inline: Inline; readonly flush?: boolean; readonly hint?: boolean; readonly centred?: boolean }
  | { readonly is: "table"; readonly field: string }
  | { readonly is: "form"; readonly rows: readonly (readonly string[])[] }
  | { readonly is: "sign"; readonly lines: readonly Inline[] }
  | { readonly is: "page-break" }

/** 台账的空工作簿：每张表留一行，格子在哪里。行从 1 数起，列是字母，宽是一行放得下几个半角字。 */
export interface Book {
  readonly parts: Readonly<Record<string, string>>
  readonly fields: Readonly<Record<string, readonly [sheet: number, row: number, column: string, width: number]>>
  readonly tables: Readonly<Record<string, BookTable>>
}

export interface BookTable {
  readonly sheet: number
  readonly row: number
  /** 第一列是不是序号。 */
  readonly counted: boolean
  /** 一页有多高，表下面的东西有多高，磅。 */
  readonly page: number
  readonly below: number
  readonly columns: Readonly<Record<string, readonly [column: string, width: number]>>
}

/** 写出文件还要知道的：台账有空工作簿，其余有范例的各行，列宽照它分。 */
export interface Writing {
  readonly samples?: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>
  readonly book?: Book
}

/** 一种材料：读、判断、写出它所要知道的全部。 */
export interface Kit {
  readonly id: string
  readonly code?: string
  readonly version?: number
  readonly title: string
  readonly kind: string
  readonly issuer?: string
  readonly area?: string
  readonly archive?: { readonly class: string; readonly retention: string }
  readonly dated_by?: string
  /** 和自己打的哪一种材料是同一样东西；有这一项的才有别名。 */
  readonly counts_as?: string
  readonly aliases?: readonly string[]
  readonly fields: readonly Field[]
  readonly rules: readonly Rule[]
  readonly notes?: readonly string[]
  readonly blocks: readonly Block[]
  readonly writing?: Writing
}
