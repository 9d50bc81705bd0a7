// 几份记录放在一起判断：归成一套一套，再看套里、套外，一年缺哪次。和 scripts/branchbook/inspection/run.py 的前一半一样。
import { checkAcross, type Across } from "../dossiers/across"
import { catalogue, checkCatalogue } from "../dossiers/catalogue"
import { checkDossier, hold } from "../dossiers/dossier"
import { checkDue, looksLikeAYear, type YearSheet } from "../dossiers/due"
import { checkDays } from "../dossiers/due-days"
import { group } from "../dossiers/group"
import { byWeight, verdictOf } from "../dossiers/noted"
import type { Plan } from "../dossiers/plan"
import { dayOf, type ReadRecord } from "../dossiers/seen"
import { askedBy, checkYear } from "../dossiers/year"
import type { YearData } from "../planning/year"
import { BOOK } from "../records/read"
import { byCodePoint } from "../rules/judge"
import { NO_SETTINGS, type Settings } from "../rules/settings"
import type { DossierReport } from "./report"

function siblingsOf(plans: readonly Plan[]): Map<string, string> {
  const known = new Map<string, string>()
  for (const plan of plans)
    if (!plan.repeats) for (const name of plan.papers.keys()) if (!known.has(name)) known.set(name, plan.title)
  return known
}

function sorted(paths: Iterable<string>): string[] {
  return Array.from(new Set(paths)).sort(byCodePoint)
}

/** 记录放在一起说的：一套一套的，再是几套之间的。 */
export function judgeTogether(
  records: readonly ReadRecord[],
  plans: readonly Plan[],
  today: string,
  settings: Settings = NO_SETTINGS,
  forced: Plan | null = null,
  due: YearData | null = null,
  year = 0,
): DossierReport[] {
  const siblings = siblingsOf(plans)
  const groups = group(records, plans, forced)
  const owns = groups.map(item => new Set(item.records.map(record => record.path)))
  const held = new Set(owns.flatMap(own => Array.from(own)))
  const inOne = (across: Across): boolean => owns.some(own => Array.from(across.paths).every(path => own.has(path)))
  let seen = [
    ...checkAcross(records, today),
    ...checkYear(records, settings.values, year),
    ...checkDays(records, due, today, held),
    ...(year ? [] : looksLikeAYear(records, due).filter(across => !inOne(across))),
  ]
  const reports: DossierReport[] = groups.map(item => {
    const held = hold(item.plan, item.records, today, siblings)
    const { noted, doubtful } = checkDossier(held, item.path)
    const paths = new Set(item.records.map(record => record.path))
    const within = (across: Across): boolean => Array.from(across.paths).every(path => paths.has(path))
    const inside = seen.filter(across => within(across) && !askedBy(item.plan, across, item.records))
    noted.push(...checkCatalogue(held), ...inside.map(across => across.noted))
    seen = seen.filter(across => !within(across))
    return {
      path: item.path,
      procedure: item.plan.id,
      title: item.plan.title,
      verdict: verdictOf(
        noted.map(one => one.finding),
        doubtful,
      ),
      files: sorted(paths),
      findings: noted.sort(byWeight),
      catalogue: catalogue(held),
    }
  })
  if (seen.length) {
    const noted = seen.map(across => across.noted)
    reports.push({
      path: ".",
      procedure: "",
      title: "几份材料放在一起看",
      verdict: verdictOf(
        noted.map(one => one.finding),
        false,
      ),
      files: sorted(seen.flatMap(across => Array.from(across.paths))),
      findings: noted.sort(byWeight),
      catalogue: [],
    })
  }
  return reports
}

/** 一年的材料对着该办的看：合起来的一份，和一年一览。unread：几个文件没有读。 */
export function judgeYear(
  records: readonly ReadRecord[],
  due: YearData | null,
  year: number,
  today: string,
  unread: number,
  settings: Settings,
): [DossierReport, YearSheet] {
  const unseen = unread + records.filter(record => !record.kit && record.kind !== BOOK).length
  const [across, sheet] = checkDue(records, due, settings.values, { year, today, unseen })
  const findings = across.map(item => item.noted).sort(byWeight)
  const verdict = verdictOf(
    findings.map(item => item.finding),
    sheet.lines.some(line => line.cells.some(cell => cell.state === "无法判断")),
  )
  const files = sorted(records.filter(record => dayOf(record).slice(0, 4) === String(year)).map(record => record.path))
  const title = `${year}年的组织生活`
  return [{ path: ".", procedure: "", title, verdict, files, findings, catalogue: [] }, sheet]
}

/** 各份记录借用别的流程的表样，不管用的规则和必填项，按路径。 */
export function sparesOf(
  records: readonly ReadRecord[],
  plans: readonly Plan[],
  forced: Plan | null,
): Map<string, readonly string[]> {
  return new Map(
    group(records, plans, forced).flatMap(item => item.records.map(record => [record.path, item.plan.spares] as const)),
  )
}
