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
  readonly fields: readonly Field[]
  readonly rules: readonly Rule[]
  readonly notes?: readonly string[]
  readonly blocks: readonly Block[]
}
