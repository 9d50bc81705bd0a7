// 时间表和党费给测试用的入口：build/web-test/plan.cjs。
import { setCalendar, type CalendarData } from "../src/rules/calendar"
import { timetable, type Dates, type TimelineData } from "../src/planning/engine"
import { ics } from "../src/planning/ics"
import { reckon, yearly, type DuesData, type Member } from "../src/planning/dues"
import { chart, nowDue, yearPlan, type YearData } from "../src/planning/year"
import { yearIcs } from "../src/planning/year-ics"
import type { Setting } from "../src/rules/settings"
import { serve } from "./shared/serve"

type Job =
  | { do: "calendar"; data: CalendarData }
  | { do: "timeline"; data: TimelineData }
  | { do: "plan"; id: string; dates: Dates; today: string }
  | { do: "ics"; id: string; dates: Dates; today: string }
  | { do: "dues"; data: DuesData }
  | { do: "year"; data: YearData; values: Readonly<Record<string, Setting>>; year: number; today: string }
  | { do: "reckon"; member: Member }
  | { do: "yearly"; member: Member; year: number }

const timelines = new Map<string, TimelineData>()
let dues: DuesData

export function run(job: Job): unknown {
  switch (job.do) {
    case "calendar":
      setCalendar(job.data)
      return null
    case "timeline":
      timelines.set(job.data.id, job.data)
      return null
    case "plan":
      return timetable(timelines.get(job.id) as TimelineData, job.dates, job.today)
    case "ics":
      return ics(timetable(timelines.get(job.id) as TimelineData, job.dates, job.today))
    case "year": {
      const rows = yearPlan(job.data, job.values, job.year)
      return { rows, chart: chart(rows, job.year), now: nowDue(rows, job.today), ics: yearIcs(job.data, rows, job.year, job.today) }
    }
    case "dues":
      dues = job.data
      return null
    case "reckon":
      return reckon(dues, job.member)
    case "yearly":
      return yearly(dues, job.member, job.year)
  }
}

serve(run as never)
