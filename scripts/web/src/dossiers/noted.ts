// 一处问题和它凭的原话，几处问题合起来怎么说。和 scripts/branchbook/dossiers/noted.py 一样。
import type { Severity, Verdict } from "../rules/judge"
import type { Finding } from "../rules/record"
import type { Across } from "./across"
import { datedBy, quoteOf, type ReadRecord } from "./seen"

/** 在文件里读到的原话。 */
export interface Quote {
  readonly path: string
  readonly field: string
  readonly label: string
  readonly text: string
}

export interface Noted {
  readonly finding: Finding
  readonly quotes: readonly Quote[]
  /** 因为这些空一个也没有读到才说不准：第几个空，叫什么。另有可疑的是空的。只管显示，不交出去。 */
  readonly absent?: readonly (readonly [place: number, title: string])[]
}

/** 补齐没有说的项：默认是“有问题”，没有依据。 */
export function found(
  code: string,
  severity: Severity,
  [path, field]: readonly [path: string, field?: string],
  message: string,
  mend: string,
  more: { verdict?: Verdict; basis?: readonly string[]; defects?: readonly string[]; rule?: string } = {},
): Finding {
  return {
    code,
    severity,
    verdict: more.verdict ?? "fail",
    path,
    line: null,
    field: field ?? "",
    message,
    mend,
    basis: [...(more.basis ?? [])],
    defects: [...(more.defects ?? [])],
    rule: more.rule ?? "",
  }
}

export type Why = readonly [basis: readonly string[], defects: readonly string[]]

/** 几份记录的一处问题，连同各份的日子；doubt：说不准，不是错。不放在 across.ts：单查一份也用它，那一份不带 across.ts。 */
export function told(
  [code, severity, doubt]: readonly [string, Severity, boolean],
  [path, field]: readonly [string, string],
  message: string,
  mend: string,
  [basis, defects]: Why,
  ...records: readonly ReadRecord[]
): Across {
  const verdict = doubt ? "undetermined" : "fail"
  return {
    noted: {
      finding: found(code, severity, [path, field], message, mend, { verdict, basis, defects }),
      quotes: records.filter(datedBy).map(item => quoteOf(item, datedBy(item))),
    },
    paths: new Set(records.map(item => item.path)),
  }
}

const SEVERITIES: readonly Severity[] = ["must", "should", "hint"]

/** 按轻重排；一样重的，有问题的在无法判断的前面。排序是稳的。 */
export function byWeight(a: Noted, b: Noted): number {
  return weight(a) - weight(b)
}

function weight({ finding }: Noted): number {
  return SEVERITIES.indexOf(finding.severity) * 2 + (finding.verdict === "fail" ? 0 : 1)
}

/** 合起来：有“必须”或“建议”的问题就是有问题；有一条“必须”说不准，合起来也说不准。 */
export function verdictOf(findings: readonly Finding[], doubtful: boolean): Verdict {
  if (findings.some(item => item.verdict === "fail" && item.severity !== "hint")) return "fail"
  return doubtful ? "undetermined" : "pass"
}

/** 交出去的样子，键的次序也和 Python 一样。 */
export function notedData({ finding, quotes }: Noted): Finding & { quotes: readonly Quote[] } {
  return { ...finding, quotes }
}
