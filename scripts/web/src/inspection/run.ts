// 读好的记录，逐份判断，归成一套一套，再合起来判断。和 scripts/branchbook/inspection/run.py 一样。
import { checkAcross, type Across } from "../dossiers/across"
import { askedBy, checkYear } from "../dossiers/year"
import { catalogue, checkCatalogue } from "../dossiers/catalogue"
import { checkDossier, hold } from "../dossiers/dossier"
import { group } from "../dossiers/group"
import { byWeight, verdictOf } from "../dossiers/noted"
import type { Plan } from "../dossiers/plan"
import type { ReadRecord } from "../dossiers/seen"
import { byCodePoint } from "../rules/judge"
import { NO_SETTINGS, Settings, type Own } from "../rules/settings"
import type { Library } from "./library"
import { Inspector } from "./record"
import type { DossierReport, Report, Unread } from "./report"

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
): DossierReport[] {
  const siblings = siblingsOf(plans)
  let seen = [...checkAcross(records, today), ...checkYear(records, settings.values)]
  const reports: DossierReport[] = group(records, plans, forced).map(item => {
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

/** 读好的记录出一份报告。procedure：全都算这个流程的；空的就自己认。own：本支部设了的。 */
export function inspectRecords(
  library: Library,
  records: readonly ReadRecord[],
  unread: readonly Unread[],
  today: string,
  procedure = "",
  own: Own = {},
): Report {
  const settings = new Settings(library.params, own)
  const inspector = new Inspector(today, settings)
  const forced = procedure ? (library.plans.find(plan => plan.id === procedure) ?? null) : null
  const spares = new Map(
    group(records, library.plans, forced).flatMap(item =>
      item.records.map(record => [record.path, item.plan.spares] as const),
    ),
  )
  return {
    today,
    records: records.map(record => inspector.judge(record, spares.get(record.path))),
    dossiers: judgeTogether(records, library.plans, today, settings, forced),
    unread: unread.slice().sort((a, b) => byCodePoint(a.path, b.path)),
  }
}
