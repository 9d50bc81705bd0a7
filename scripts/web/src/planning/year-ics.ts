// 全年日历写成日历文件；和 scripts/branchbook/planning/year.py 的 year_ics 一样。
import { calendar } from "./ics"
import { summary, type Row, type YearData } from "./year"

/** 每件事写在最后一天，提前一周提醒。 */
export function yearIcs(data: YearData, rows: readonly Row[], year: number, today: string): string {
  const texts = new Map(data.entries.map(entry => [entry.id, entry.text ?? ""]))
  const events = rows
    .filter(row => row.first)
    .map(row => ({
      uid: `year-${row.id}-${row.first.split("-").join("")}@branchbook`,
      day: row.last,
      words: `${summary(row)}（${row.label}，这天以前）`,
      about: [texts.get(row.id) ?? "", row.note].filter(Boolean).join("\n"),
      remind: true,
    }))
  return calendar(`${year}年支部全年日历`, events, today)
}
