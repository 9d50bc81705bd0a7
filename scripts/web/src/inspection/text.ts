// 报告开头的两句：查了多少，有多少处。和 scripts/branchbook/inspection/text.py 一样。
import type { Severity } from "../rules/judge"
import { allNoted, SEVERITY_WORDS, type Report } from "./report"

/** 各种轻重各有几处；因为没有读到才判断不了的另数。 */
export function counted(report: Report): string {
  const all = allNoted(report).filter(noted => !noted.absent?.length)
  const absent = allNoted(report).length - all.length
  const told = (["must", "should", "hint"] as const)
    .map((severity: Severity) => [severity, all.filter(noted => noted.finding.severity === severity).length] as const)
    .filter(([, count]) => count)
    .map(([severity, count]) => `${SEVERITY_WORDS[severity]} ${count} 处`)
  if (absent) told.push(`没有读到、判断不了的 ${absent} 处`)
  if (!told.length && !report.records.length) return "一份也没有读到，说不上有没有问题。"
  return told.length ? `${told.join("，")}。` : "没有发现问题。"
}

/** 查了几份、几套，几份没有读。 */
export function lookedAt(report: Report): string {
  const matters = report.dossiers.filter(dossier => dossier.procedure).length
  const parts = [`查了 ${report.records.length} 份材料`]
  if (matters) parts.push(`其中成套的 ${matters} 套`)
  if (report.unread.length) parts.push(`没有读的 ${report.unread.length} 份`)
  return `${parts.join("，")}。`
}
