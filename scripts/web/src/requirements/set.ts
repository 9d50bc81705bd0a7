// 要求集：一个上级另外要求的栏目、规则和数。和 scripts/branchbook/handbook/requirements.py 一样，空着的项不写。
import type { Field } from "../kit"
import type { Rule } from "../rules/judge"
import type { Signatures } from "../rules/lint"
import type { Param, Setting } from "../rules/settings"

export interface Addition {
  readonly fields?: readonly Field[]
  /** 已有的、要它必填的。 */
  readonly require?: readonly string[]
  readonly rules?: readonly Rule[]
}

export interface RequirementSet {
  readonly id: string
  readonly title: string
  readonly kind: string
  /** 谁要求的。 */
  readonly superior: string
  readonly document: string
  readonly weight: string
  readonly example?: boolean
  readonly summary: string
  readonly builds_on?: readonly string[]
  readonly templates?: Readonly<Record<string, Addition>>
  readonly kinds?: Readonly<Record<string, Addition>>
  readonly params?: Readonly<Record<string, Setting>>
}

/** 网站交来的：自带的要求集，哪两个合不起来，规则语言的保留词、函数，说到的数，依据。 */
export interface SetsData {
  readonly sets: readonly RequirementSet[]
  /** 两个 id 用空格隔开：为什么合不起来。 */
  readonly apart: Readonly<Record<string, string>>
  readonly reserved: readonly string[]
  readonly functions: Signatures
  readonly params: readonly Param[]
  readonly citations: Readonly<Record<string, readonly [words: string, page: string]>>
}

/** 一句话：哪两个上级，或哪个上级和哪条现行的规则，合不起来。 */
export class RequirementError extends Error {}

/** 矛盾的，最后这样说。 */
export const ASK = "，请上级先统一"

export function together(names: Iterable<string>): string {
  return Array.from(new Set(names)).join("、")
}
