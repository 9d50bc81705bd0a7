// 读好的记录，逐份判断，再放在一起判断。和 scripts/branchbook/inspection/run.py 一样。
import { checkDays } from "../dossiers/due-days"
import type { ReadRecord } from "../dossiers/seen"
import { byCodePoint } from "../rules/judge"
import { Settings, type Own } from "../rules/settings"
import type { Library } from "./library"
import { Inspector } from "./record"
import type { Report, Unread } from "./report"

/** 读好的记录出一份报告。procedure：全都算这个流程的；空的就自己认。own：本支部设了的。year：是哪一年的全部，0 是没有说。 */
export async function inspectRecords(
  library: Library,
  records: readonly ReadRecord[],
  unread: readonly Unread[],
  today: string,
  procedure = "",
  own: Own = {},
  year = 0,
): Promise<Report> {
  const settings = new Settings(library.params, own)
  const inspector = new Inspector(today, settings)
  const forced = procedure ? (library.plans.find(plan => plan.id === procedure) ?? null) : null
  const due = library.year
  // 只有一份，没有说是哪个流程、哪一年的，日子也没有可说的：放在一起判断的那一大块就不用装。
  const alone = records.length < 2 && !forced && !year && !checkDays(records, due, today, new Set()).length
  const together = alone ? null : await import("./together")
  const spares = together?.sparesOf(records, library.plans, forced)
  const dossiers = together?.judgeTogether(records, library.plans, today, settings, forced, due, year) ?? []
  const whole = together && year ? together.judgeYear(records, due, year, today, unread.length, settings) : null
  return {
    today,
    records: records.map(record => inspector.judge(record, spares?.get(record.path))),
    dossiers: whole ? [...dossiers, whole[0]] : dossiers,
    unread: unread.slice().sort((a, b) => byCodePoint(a.path, b.path)),
    year: whole ? whole[1] : null,
  }
}
