// 一个流程的全套材料该有什么。和 scripts/branchbook/dossiers/plan.py 一样；该补的那边已经补好。
import type { Kit } from "../kit"
import { Programs } from "../rules/engine"
import type { Severity } from "../rules/judge"

export interface DateChain {
  readonly chain: readonly string[]
  readonly basis: readonly string[]
  readonly defects: readonly string[]
  readonly severity: Severity
}

export interface DossierRule {
  readonly id: string
  readonly when: string
  readonly require: string
  readonly doubt_when: string
  readonly doubt: string
  readonly severity: Severity
  readonly message: string
  readonly mend: string
  readonly basis: readonly string[]
  readonly defects: readonly string[]
}

interface Common {
  readonly id: string
  readonly title: string
  readonly area: string
  readonly rank: number
  readonly archive: string
  readonly same: readonly string[]
  readonly cites: readonly (readonly [string, readonly string[]])[]
  /** 借用别的流程的表样时，不管用的规则（模板#规则）和必填项（模板.字段）。 */
  readonly spares: readonly string[]
  readonly order: readonly DateChain[]
  readonly rules: readonly DossierRule[]
  readonly basis_complete: readonly string[]
  readonly basis_same: readonly string[]
  /** 一年里办好多次的事，每次都有一份的那份材料；没有，是空的。 */
  readonly repeats: string
}

interface PaperCommon {
  /** 必备、视情况、上级制发，或“另有”：也可能放在这里的。 */
  readonly need: string
  /** 第几步先用到，从 0 数。 */
  readonly step: number
  /** 什么情况要。 */
  readonly note: string
  /** 可以有几份。 */
  readonly several: boolean
  /** 写的是打算，以后可以变。 */
  readonly plan: boolean
}

/** 送来的样子，和 Plan.as_data() 一样。 */
export interface PlanData extends Common {
  readonly papers: readonly (PaperCommon & { readonly template: string })[]
}

export interface Paper extends PaperCommon {
  readonly kit: Kit
}

export interface Plan extends Common {
  readonly papers: ReadonlyMap<string, Paper>
  readonly programs: Programs
}

/** 材料在 `docs.` 后面的名字。 */
export function variable(id: string): string {
  return id.replace(/-/g, "_")
}

/** `材料.字段`；没有点的，字段是空的。 */
export function split(name: string): [string, string] {
  const dot = name.indexOf(".")
  return dot < 0 ? [name, ""] : [name.slice(0, dot), name.slice(dot + 1)]
}

export function makePlan(data: PlanData, kits: ReadonlyMap<string, Kit>): Plan {
  const papers = new Map<string, Paper>()
  for (const paper of data.papers) {
    const kit = kits.get(paper.template)
    if (kit) papers.set(paper.template, { ...paper, kit })
  }
  return { ...data, papers, programs: new Programs({ docs: "map<string, map<string, dyn>>" }) }
}
