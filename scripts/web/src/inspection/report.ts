// 检查说的全部：一个 JSON，命令行和浏览器出来的一样。和 scripts/branchbook/inspection/report.py 一样。
import type { YearSheet } from "../dossiers/due"
import type { Filed } from "../dossiers/catalogue"
import { notedData, type Noted } from "../dossiers/noted"
import type { Severity, Verdict } from "../rules/judge"
import { recordData, type RecordReport } from "./record"

/** 这个 JSON 的样子变了就加一。 */
const VERSION = 1

/** 没有读的文件，为什么，怎么办。 */
export interface Unread {
  readonly path: string
  readonly message: string
}

export interface DossierReport {
  readonly path: string
  readonly procedure: string
  readonly title: string
  readonly verdict: Verdict
  readonly files: readonly string[]
  readonly findings: readonly Noted[]
  readonly catalogue: readonly Filed[]
}

export interface Report {
  readonly today: string
  readonly records: readonly RecordReport[]
  readonly dossiers: readonly DossierReport[]
  readonly unread: readonly Unread[]
  /** 查一年的，这一年一览；没有说查哪一年是 null。 */
  readonly year: YearSheet | null
}

/** 人读的词。 */
export const SEVERITY_WORDS: Readonly<Record<Severity, string>> = { must: "必须", should: "建议", hint: "提示" }
export const VERDICT_WORDS: Readonly<Record<Verdict, string>> = {
  pass: "合格",
  fail: "有问题",
  undetermined: "无法判断",
}

/** docs/contributing/check-format.md 说的那个 JSON。 */
export function reportData(report: Report): Record<string, unknown> {
  return {
    version: VERSION,
    today: report.today,
    records: report.records.map(recordData),
    dossiers: report.dossiers.map(dossier => ({
      ...dossier,
      procedure: dossier.procedure || null,
      findings: dossier.findings.map(notedData),
    })),
    unread: report.unread,
    year: report.year,
  }
}

export function allNoted(report: Report): Noted[] {
  return [...report.records, ...report.dossiers].flatMap(item => item.findings)
}
