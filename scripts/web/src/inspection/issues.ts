// 报告写成问题清单，一行一个，照人翻材料的次序。和 scripts/branchbook/inspection/issues.py 一样。
import { found, type Noted } from "../dossiers/noted"
import type { Severity } from "../rules/judge"
import type { Library, Pages } from "./library"
import type { RecordReport } from "./record"
import { SEVERITY_WORDS, VERDICT_WORDS, type Report } from "./report"

export interface Issue {
  /** 文件，或一套材料的文件夹。 */
  readonly path: string
  readonly title: string
  readonly problem: string
  /** 读到的原话。 */
  readonly read: string
  /** 依据，写成话，带核到什么程度。 */
  readonly basis: string
  readonly mend: string
  /** 必须、建议、提示，是不是说不准。 */
  readonly weight: string
  readonly defects: string
  readonly severity: Severity
  readonly undetermined: boolean
  /** 页面上要连到依据和讲这个问题的页。 */
  readonly noted: Noted
  /** 并成这一处的各处，页面上可以展开；不是并起来的没有。 */
  readonly each: readonly Issue[]
}

/** 一份文件的，或一套材料整个的。 */
export interface Sheaf {
  readonly path: string
  readonly title: string
  readonly verdict: string
  readonly issues: readonly Issue[]
  readonly dossier: boolean
}

function words(pages: Pages, id: string): string | undefined {
  return Object.prototype.hasOwnProperty.call(pages, id) ? pages[id]?.[0] : undefined
}

function issueOf(library: Library, noted: Noted, title: string): Issue {
  const { finding, quotes } = noted
  const undetermined = finding.verdict === "undetermined"
  const several = new Set(quotes.map(quote => quote.path)).size > 1
  return {
    path: finding.path,
    title,
    problem: finding.message,
    read: quotes
      .filter(quote => quote.text)
      .map(quote => `${several ? `${quote.path}：` : ""}${quote.label}“${quote.text}”`)
      .join("；"),
    basis: [...new Set(finding.basis.map(ref => words(library.citations, ref) ?? ref))].join("；"),
    mend: finding.mend,
    weight: SEVERITY_WORDS[finding.severity] + (undetermined ? "·无法判断" : ""),
    defects: finding.defects
      .flatMap(id => {
        const said = words(library.defects, id)
        return said === undefined ? [] : [`${id} ${said}`]
      })
      .join("；"),
    severity: finding.severity,
    undetermined,
    noted,
    each: [],
  }
}

/** 因为没有读到才说不准的并成一处，不让它们埋住真有问题的。 */
function gathered(library: Library, { path, title }: RecordReport, silent: readonly Noted[], alone: boolean): Issue {
  const titles = new Map(silent.flatMap(noted => noted.absent ?? []))
  const inOrder = [...titles].sort(([a], [b]) => a - b).map(([, label]) => label)
  const message = `${alone ? "" : "还"}有 ${silent.length} 处判断不了，因为没有读到：${[...new Set(inOrder)].join("、")}`
  const mend = "写了的，自己看一眼对不对；没有写的，补填后再查"
  const finding = found("rule-undetermined", "hint", [path], message, mend, { verdict: "undetermined" })
  return { ...issueOf(library, { finding, quotes: [] }, title), each: silent.map(noted => issueOf(library, noted, title)) }
}

const SEVERITIES: readonly Severity[] = ["must", "should", "hint"]

/** 先是一套一套的，再是一份一份的；没有问题的也在里面。 */
export function sheaves(library: Library, report: Report): Sheaf[] {
  const titles = new Map(report.records.map(record => [record.path, record.title]))
  const beside = new Map<string, Issue[]>()
  const all: Sheaf[] = []
  for (const dossier of report.dossiers) {
    const issues: Issue[] = []
    for (const noted of dossier.findings) {
      const { path } = noted.finding
      const issue = issueOf(library, noted, titles.get(path) || dossier.title)
      if (titles.has(path)) beside.set(path, [...(beside.get(path) ?? []), issue])
      else issues.push(issue)
    }
    const verdict = VERDICT_WORDS[dossier.verdict]
    all.push({ path: dossier.path, title: dossier.title, verdict, issues, dossier: true })
  }
  for (const record of report.records) {
    const silent = record.findings.filter(noted => noted.absent?.length)
    const gather = silent.length > 1
    const shown = gather ? record.findings.filter(noted => !silent.includes(noted)) : record.findings
    const issues = [
      ...shown.map(noted => issueOf(library, noted, record.title)),
      ...(beside.get(record.path) ?? []),
    ].sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity))
    if (gather) issues.push(gathered(library, record, silent, !issues.length))
    const failed = issues.some(issue => issue.severity !== "hint" && !issue.undetermined)
    const verdict = VERDICT_WORDS[failed ? "fail" : record.verdict]
    all.push({ path: record.path, title: record.title, verdict, issues, dossier: false })
  }
  return all
}
