// 读好的记录，逐份判断，归成一套一套，再合起来判断。和 scripts/branchbook/inspection/run.py 一样。
import { checkAcross, type Across } from "../dossiers/across"
import { askedBy, checkYear } from "../dossiers/year"
import { checkDays, checkDue, looksLikeAYear, type YearSheet } from "../dossiers/due"
import { catalogue, checkCatalogue } from "../dossiers/catalogue"
import { checkDossier, hold } from "../dossiers/dossier"
import { group } from "../dossiers/group"
import { byWeight, verdictOf } from "../dossiers/noted"
import type { Plan } from "../dossiers/plan"
import { dayOf, type ReadRecord } from "../dossiers/seen"
import type { YearData } from "../planning/year"
import { BOOK } from "../records/read"
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
function judgeYear(
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
    false,
  )
  const files = sorted(records.filter(record => dayOf(record).slice(0, 4) === String(year)).map(record => record.path))
  const title = `${year}年的组织生活`
  return [{ path: ".", procedure: "", title, verdict, files, findings, catalogue: [] }, sheet]
}

/** 读好的记录出一份报告。procedure：全都算这个流程的；空的就自己认。own：本支部设了的。year：是哪一年的全部，0 是没有说。 */
export function inspectRecords(
  library: Library,
  records: readonly ReadRecord[],
  unread: readonly Unread[],
  today: string,
  procedure = "",
  own: Own = {},
  year = 0,
): Report {
  const settings = new Settings(library.params, own)
  const inspector = new Inspector(today, settings)
  const forced = procedure ? (library.plans.find(plan => plan.id === procedure) ?? null) : null
  const spares = new Map(
    group(records, library.plans, forced).flatMap(item =>
      item.records.map(record => [record.path, item.plan.spares] as const),
    ),
  )
  const due = library.year
  const dossiers = judgeTogether(records, library.plans, today, settings, forced, due, year)
  const whole = year ? judgeYear(records, due, year, today, unread.length, settings) : null
  return {
    today,
    records: records.map(record => inspector.judge(record, spares.get(record.path))),
    dossiers: whole ? [...dossiers, whole[0]] : dossiers,
    unread: unread.slice().sort((a, b) => byCodePoint(a.path, b.path)),
    year: whole ? whole[1] : null,
  }
}
