// 规则引擎给测试用的入口：build/web-test/rules.cjs。
import { setCalendar, type CalendarData } from "../src/rules/calendar"
import { Programs } from "../src/rules/engine"
import { RuleBook, type Kit, type Values } from "../src/rules/judge"
import { checkRecord } from "../src/rules/record"
import { Settings, type Own, type Param } from "../src/rules/settings"
import { accept, acceptSets, readLines, unitText, UnitError, type Titles } from "../src/rules/unit"
import { serve } from "./shared/serve"

type Job =
  | { do: "calendar"; data: CalendarData }
  | { do: "probe"; types: Record<string, string>; expression: string; context: Record<string, unknown> }
  | { do: "batch"; types: Record<string, string>; expression: string; contexts: Record<string, unknown>[] }
  | { do: "kit"; kit: Kit }
  | { do: "record"; kit: string; values: Values; today: string; own?: Own; params?: readonly Param[] }
  | { do: "judge"; kit: string; values: Values; today: string; own?: Own; params?: readonly Param[] }
  | { do: "unit"; params: readonly Param[]; titles: Titles; text: string }
  | { do: "unit-text"; params: readonly Param[]; own: Own; titles: Titles; chosen: readonly string[] }
  | { do: "speed"; records: { kit: string; values: Values }[]; today: string; rounds: number }

const kits = new Map<string, Kit>()
const books = new Map<string, RuleBook>()

function book(id: string, own?: Own, params: readonly Param[] = []): RuleBook {
  const known = books.get(id)
  if (known && !own) return known
  const kit = kits.get(id)
  if (!kit) throw new Error(`no kit ${id}`)
  const made = new RuleBook(kit, new Settings(params, own))
  if (!own) books.set(id, made)
  return made
}

/** 整数写成 {"int": "23"}，好让大数原样来去。 */
function decode(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decode)
  if (value === null || typeof value !== "object") return value
  const keys = Object.keys(value)
  const found = value as Record<string, unknown>
  if (keys.length === 1 && typeof found["int"] === "string") return BigInt(found["int"])
  return Object.fromEntries(keys.map(key => [key, decode(found[key])]))
}

function encode(value: unknown): unknown {
  if (typeof value === "bigint") return { int: String(value) }
  if (typeof value === "number") return { double: value }
  if (Array.isArray(value)) return value.map(encode)
  if (value === null || typeof value !== "object") return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, encode(item)]))
}

function result(programs: Programs, expression: string, context: unknown): unknown {
  const value = programs.value(expression, decode(context) as Record<string, unknown>)
  return value === undefined ? "error" : { value: encode(value) }
}

function speed(job: Extract<Job, { do: "speed" }>): unknown {
  const start = performance.now()
  let judged = 0
  for (let round = 0; round < job.rounds; round += 1)
    for (const { kit, values } of job.records) {
      checkRecord(book(kit), values, job.today)
      judged += 1
    }
  return { records: judged, seconds: (performance.now() - start) / 1000 }
}

function unit(params: readonly Param[], titles: Titles, text: string): unknown {
  try {
    const data = readLines(text)
    return [accept(params, data), acceptSets(titles, data)]
  } catch (error) {
    if (error instanceof UnitError) return { refused: error.message }
    throw error
  }
}

export function run(job: Job): unknown {
  switch (job.do) {
    case "calendar":
      setCalendar(job.data)
      return null
    case "probe":
      return result(new Programs(job.types), job.expression, job.context)
    case "batch": {
      const programs = new Programs(job.types)
      return job.contexts.map(context => result(programs, job.expression, context))
    }
    case "kit":
      kits.set(job.kit.id, job.kit)
      return null
    case "record":
      return checkRecord(book(job.kit, job.own, job.params), job.values, job.today)
    case "judge":
      return book(job.kit, job.own, job.params)
        .judgeAll(job.values, job.today)
        .map(({ rule, ...rest }) => ({ rule: rule.id, ...rest }))
    case "speed":
      return speed(job)
    case "unit":
      return unit(job.params, job.titles, job.text)
    case "unit-text":
      return unitText(job.params, job.own, job.titles, job.chosen)
  }
}

serve(run as never)
