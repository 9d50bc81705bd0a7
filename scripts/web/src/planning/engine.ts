// 从知道的日子算出后面的日子，和 scripts/branchbook/planning/engine.py 逐句对应。
// 办了的和打算的从不混：每个日子都说得出是照办了的、照打算的，还是前面的都照最早推算的。
import { addWorkdays } from "../rules/calendar"
import { cnDate, daysAfter, daysBetween, monthsAfter } from "../rules/days"

export interface Weight {
  readonly weight: string
  readonly firm: boolean
  readonly disputed: boolean
  readonly from: string
  readonly to: string
  readonly words: string
  readonly note: string
  readonly basis: readonly string[]
}

export interface Limit extends Weight {
  readonly ref: string
  readonly months: number
  readonly days: number
  readonly workdays: number
}

export interface Every extends Weight {
  readonly months: number
  readonly after: string
  readonly until: string
}

export interface Guide {
  readonly ref: string
  readonly months: number
  readonly days: number
  readonly words: string
  readonly weight: string
}

export interface Paper {
  readonly template: string
  readonly title: string
  readonly need: string
}

export interface Point {
  readonly id: string
  readonly label: string
  readonly kind: "act" | "fact" | "counted" | "repeated"
  readonly step: string
  readonly who: string
  readonly needs: readonly string[]
  readonly optional: boolean
  readonly earliest: readonly Limit[]
  readonly latest: readonly Limit[]
  readonly counted: Limit | null
  readonly every: Every | null
  readonly guide: Guide | null
  readonly documents: readonly Paper[]
}

export interface TimelineData {
  readonly id: string
  readonly title: string
  readonly name: string
  readonly who: string
  readonly page: string
  readonly notes: readonly string[]
  readonly basis_order: readonly string[]
  readonly years: readonly [number, number]
  readonly points: readonly Point[]
}

export interface Dates {
  readonly name: string
  readonly done: Readonly<Record<string, readonly string[]>>
  readonly planned: Readonly<Record<string, string>>
}

export type Side = "earliest" | "latest" | "usual"
export type Source = "done" | "planned" | "projected" | ""
export type State = "done" | "planned" | "next" | "blocked" | "unsaid" | "counted" | "fact"

export interface Bound {
  readonly side: Side
  readonly day: string
  readonly source: Source
  readonly weight: string
  readonly firm: boolean
  readonly words: string
  readonly note: string
  readonly doubt: string
  readonly basis: readonly string[]
  /** 是不是因为工作日历到不了。 */
  readonly beyond: boolean
}

export interface Problem {
  readonly severity: "must" | "should" | "doubt" | "hint"
  readonly message: string
  readonly basis: readonly string[]
}

export interface Row {
  readonly id: string
  readonly label: string
  readonly kind: Point["kind"]
  readonly step: string
  readonly state: State
  readonly done: readonly string[]
  readonly planned: string
  readonly earliest: string
  readonly latest: string
  readonly advised_earliest: string
  readonly advised_latest: string
  readonly now: boolean
  readonly blocked_by: readonly string[]
  readonly documents: readonly Paper[]
  readonly bounds: readonly Bound[]
  readonly lines: readonly string[]
  readonly problems: readonly Problem[]
}

export interface Timetable {
  readonly id: string
  readonly title: string
  readonly name: string
  readonly whose: string
  readonly today: string
  readonly rows: readonly Row[]
}

type Known = readonly [day: string, source: Source]

const SAID: Readonly<Record<Source, string>> = { done: "", planned: "，照打算的日子算", projected: "，前面的都照最早推算", "": "" }
const HEADS: Readonly<Record<Side, string>> = { earliest: "最早", latest: "最晚", usual: "一般在" }
const LAWFUL: readonly string[] = ["规定", "地方要求"]
const NONE: Known = ["", ""]

const greatest = (days: readonly string[]): string => days.reduce((most, day) => (day > most ? day : most), "")
const least = (days: readonly string[]): string => days.reduce((found, day) => (!found || day < found ? day : found), "")

/** 先加月，再加天，再加工作日。@throws 日历数不到 */
function moved(day: string, limit: Pick<Limit, "months" | "days"> & Partial<Pick<Limit, "workdays">>): string {
  let at = day
  if (limit.months) at = monthsAfter(at, BigInt(limit.months))
  if (limit.days) at = daysAfter(at, BigInt(limit.days))
  if (limit.workdays) at = addWorkdays(at, BigInt(limit.workdays))
  return at
}

class Engine {
  private readonly points: ReadonlyMap<string, Point>
  private readonly done = new Map<string, readonly string[]>()
  private readonly planned = new Map<string, string>()
  private readonly both = new Set<string>()
  private readonly floors = new Map<string, Known>()
  private readonly uncounted = new Set<string>()
  private readonly followed = new Set<string>()

  constructor(
    private readonly data: TimelineData,
    dates: Dates,
    private readonly today: string,
  ) {
    this.points = new Map(data.points.map(point => [point.id, point]))
    for (const [name, days] of Object.entries(dates.done))
      if (this.points.has(name) && days.length) this.done.set(name, [...days].sort())
    for (const [name, day] of Object.entries(dates.planned)) {
      if (!day) continue
      if (this.done.has(name)) this.both.add(name)
      else if (this.points.has(name)) this.planned.set(name, day)
    }
    for (const point of [...data.points].reverse())
      if (this.done.has(point.id) || this.followed.has(point.id)) for (const need of point.needs) this.followed.add(need)
  }

  private point(name: string): Point {
    return this.points.get(name) as Point
  }

  private last(name: string): string {
    const days = this.done.get(name) ?? []
    return days[days.length - 1] ?? ""
  }

  /** 办了、打算了或数得出来的日子。 */
  private known(name: string): Known {
    const own = this.last(name)
    if (own) return [own, "done"]
    const planned = this.planned.get(name)
    if (planned) return [planned, "planned"]
    const { counted } = this.point(name)
    if (counted) {
      const [day, source] = this.known(counted.ref)
      if (day) return [moved(day, counted), source]
    }
    return NONE
  }

  /** 没有日子的，照前面的推算最早哪天；前面有数不出来的，也不推算：漏掉公示的几天就早了。 */
  private possible(name: string): Known {
    const found = this.floors.get(name)
    if (found) return found
    let [day, source] = this.known(name)
    const point = this.point(name)
    if (!day && point.kind !== "repeated") {
      const limits = [...point.earliest, ...(point.counted ? [point.counted] : [])]
      const floors = point.needs.map(need => this.possible(need)[0])
      for (const limit of limits) {
        const start = this.possible(limit.ref)[0]
        try {
          floors.push(start && !limit.disputed ? moved(start, limit) : "")
        } catch {
          this.uncounted.add(name)
        }
      }
      if ([...point.needs, ...limits.map(limit => limit.ref)].some(ref => this.uncounted.has(ref))) this.uncounted.add(name)
      day = this.uncounted.has(name) ? "" : greatest(floors)
      source = day ? "projected" : ""
      if (day && day < this.today && point.kind === "act") day = this.today
    }
    this.floors.set(name, [day, source])
    return [day, source]
  }

  private missing(point: Point): string[] {
    return point.needs.filter(need => {
      const other = this.point(need)
      if (other.kind !== "counted") return !this.done.has(need) && !other.optional && !this.followed.has(need)
      const [day, source] = this.known(need)
      return !day || source !== "done" || day > this.today
    })
  }

  private state(point: Point): State {
    const name = point.id
    if (point.kind === "fact" || point.kind === "counted") return point.kind
    if (point.every) {
      const { until, after } = point.every
      if (this.done.has(until) || this.followed.has(until)) return this.done.has(name) ? "done" : "unsaid"
      return this.planned.has(name) ? "planned" : this.done.has(after) ? "next" : "blocked"
    }
    if (this.done.has(name)) return "done"
    if (this.planned.has(name)) return "planned"
    if (this.followed.has(name)) return "unsaid"
    return this.missing(point).length ? "blocked" : "next"
  }

  private bound(point: Point, limit: Limit, side: "earliest" | "latest", own: string): Bound {
    let [day, source] = side === "earliest" ? this.possible(limit.ref) : this.known(limit.ref)
    if (own && source !== "done" && source !== "" && this.done.has(point.id)) [day, source] = NONE
    let doubt = ""
    let beyond = false
    if (limit.disputed) {
      ;[day, source] = NONE
      doubt = "依据有争议"
    } else if (day) {
      try {
        day = moved(day, limit)
      } catch {
        const [first, last] = this.data.years
        doubt = `工作日历只收了 ${first} 年到 ${last} 年，从${cnDate(day)}数不出来`
        beyond = true
        ;[day, source] = NONE
      }
    } else if (this.point(limit.ref).kind === "fact") doubt = `没有填${this.point(limit.ref).label}`
    if (day && !doubt) {
      const at = own || greatest([day, this.today])
      if (limit.from && at < limit.from) doubt = `${cnDate(limit.from)}以前的规定没有核到`
      else if (side === "latest" && limit.from && day < limit.from)
        doubt = `期限在${cnDate(limit.from)}以前就到了，那时的规定没有核到`
      else if (limit.to && at > limit.to) doubt = `这一条到${cnDate(limit.to)}为止`
    }
    const { weight, firm, words, note, basis } = limit
    return { side, day, source, weight, firm, words, note, doubt, basis, beyond }
  }

  /** 要一次一次办的，下一次最晚哪天。 */
  private again(point: Point, every: Every): Bound {
    let [day, source] = this.known(every.after)
    const own = this.last(point.id)
    if (own) [day, source] = [own, "done"]
    const doubt = every.disputed ? "依据有争议" : ""
    const end = day && !doubt ? monthsAfter(day, BigInt(every.months)) : ""
    const words = `${this.point(every.after).label}起${every.words}`
    const { weight, firm, note, basis } = every
    return { side: "latest", day: end, source: end ? source : "", weight, firm, words, note, doubt, basis, beyond: false }
  }

  private bounds(point: Point, own: string): Bound[] {
    if (point.kind === "fact" || point.kind === "counted") return []
    if (point.every) {
      const open = ["next", "planned", "blocked"].includes(this.state(point))
      return open ? [this.again(point, point.every)] : []
    }
    const found = [
      ...point.earliest.map(limit => this.bound(point, limit, "earliest", own)),
      ...point.latest.map(limit => this.bound(point, limit, "latest", own)),
    ]
    const { guide } = point
    if (guide && !own) {
      const [day, source] = this.known(guide.ref)
      const { weight, words } = guide
      const told = { firm: false, words, note: "", doubt: "", basis: [], beyond: false }
      if (day) found.push({ side: "usual", day: moved(day, guide), source, weight, ...told })
    }
    return found
  }

  private held(point: Point, own: string, word: string, bounds: readonly Bound[]): Problem[] {
    return bounds.flatMap((bound): Problem[] => {
      const { side, day, basis } = bound
      if (bound.beyond) {
        const message = `${point.label}${word}${cnDate(own)}，${bound.words}：${bound.doubt}，无法判断`
        return [{ severity: "doubt", message, basis }]
      }
      const early = side === "earliest" && own < day
      const late = side === "latest" && own > day
      if (!day || (!early && !late)) return []
      const apart = Math.abs(Number(daysBetween(own, day)))
      const told = early ? `早了 ${apart} 天` : `晚了 ${apart} 天`
      const edge = `${early ? "最早" : "最晚"}${cnDate(day)}`
      const says = `${point.label}${word}${cnDate(own)}，${told}：${bound.words}，${edge}（${bound.weight}）`
      if (bound.doubt) return [{ severity: "doubt", message: `${says}。${bound.doubt}，对不对无法判断`, basis }]
      return [{ severity: bound.firm ? "must" : "should", message: says, basis }]
    })
  }

  private before(point: Point, own: string): Problem[] {
    const told = new Set(point.earliest.map(limit => limit.ref))
    return point.needs.flatMap((need): Problem[] => {
      const [day, source] = this.known(need)
      if (told.has(need) || !day || source !== "done" || own >= day) return []
      const message = `${point.label}（${cnDate(own)}）早于${this.point(need).label}（${cnDate(day)}）`
      return [{ severity: "should", message, basis: this.data.basis_order }]
    })
  }

  private gaps(point: Point, every: Every): Problem[] {
    const [start, source] = this.known(every.after)
    if (!start || source !== "done") return []
    const end = this.last(every.until)
    const days = [start, ...(this.done.get(point.id) ?? []).filter(day => day >= start), ...(end ? [end] : [])]
    return days.slice(1).flatMap((last, at): Problem[] => {
      const first = days[at] as string
      if (last <= monthsAfter(first, BigInt(every.months))) return []
      const says = `${point.label}：从${cnDate(first)}到${cnDate(last)}超过 ${every.months} 个月（${every.weight}）`
      const { basis } = every
      if (every.disputed || (every.from && last < every.from))
        return [{ severity: "doubt", message: `${says}。当时的规定没有核到，对不对无法判断`, basis }]
      return [{ severity: every.firm ? "must" : "should", message: says, basis }]
    })
  }

  private problems(point: Point, state: State, bounds: readonly Bound[]): Problem[] {
    const { id, label } = point
    const own = this.done.get(id) ?? []
    const last = this.last(id)
    const found: Problem[] = []
    const add = (severity: Problem["severity"], message: string, basis: readonly string[] = []): void => {
      found.push({ severity, message, basis })
    }
    if (this.both.has(id)) add("hint", `${label}办了的日子和打算的日子都填了，照办了的算`)
    for (const day of point.kind === "act" || point.kind === "repeated" ? own : [])
      if (day > this.today) add("must", `${label}填的是办了，${cnDate(day)}还没有到：没有办的填在打算里`)
    if (point.every) found.push(...this.gaps(point, point.every))
    else if (last && point.kind === "act") {
      if (own.length > 1) add("should", `${label}只办一次，填了 ${own.length} 个日子，照最后一个算`)
      found.push(...this.held(point, last, "是", bounds), ...this.before(point, last))
    }
    if (state === "planned") {
      const day = this.planned.get(id) as string
      if (day < this.today) add("should", `${label}打算${cnDate(day)}办，日子已经过了：办了就填到办了的那一栏`)
      found.push(...this.held(point, day, "打算", bounds), ...this.before(point, day))
    }
    if (point.counted && last) {
      const [ref, source] = this.known(point.counted.ref)
      const day = source === "done" ? moved(ref, point.counted) : ""
      if (day && day !== last) add("hint", `${label}填的是${cnDate(last)}，数出来是${cnDate(day)}，照填的算`, point.counted.basis)
    }
    if (state === "next" || state === "blocked")
      for (const bound of bounds) {
        const late = bound.side === "latest" && bound.source === "done" && !bound.doubt
        if (!late || !bound.day || bound.day >= this.today) continue
        const days = daysBetween(bound.day, this.today)
        const says = `${label}过了期限 ${days} 天：${bound.words}，最晚${cnDate(bound.day)}（${bound.weight}）`
        add(bound.firm ? "must" : "should", `${says}。马上办，照实写日子和为什么晚了`, bound.basis)
      }
    if (state === "unsaid") add("hint", `${label}没有填日子，后面的已经办了：补填，或者查一查办了没有`)
    return found
  }

  private waits(name: string): string {
    const { label, kind } = this.point(name)
    const [day, source] = this.known(name)
    return kind === "counted" && day && source === "done" ? `${label}（${cnDate(day)}）` : label
  }

  private lines(point: Point, state: State, bounds: readonly Bound[], blocked: readonly string[]): string[] {
    const said: string[] = []
    const own = this.done.get(point.id)
    const planned = this.planned.get(point.id)
    if (own && point.kind !== "counted") said.push((point.kind === "fact" ? "" : "办了：") + own.map(cnDate).join("、"))
    if (planned) said.push(`打算：${cnDate(planned)}`)
    if (point.counted) {
      const { words, note } = point.counted
      const [day, source] = this.known(point.id)
      const first = this.possible(point.id)[0]
      if (day) said.push(`${cnDate(day)}（${words}${SAID[source]}）`)
      else if (first) said.push(`最早${cnDate(first)}（${words}${SAID.projected}）`)
      if (note) said.push(note)
    }
    if (state === "done" || state === "unsaid" || state === "fact" || state === "counted") return said
    if (blocked.length) said.push(`要等：${blocked.map(need => this.waits(need)).join("、")}`)
    for (const bound of bounds) {
      const head = HEADS[bound.side]
      const weight = bound.weight ? `，${bound.weight}` : ""
      const note = bound.note ? `；${bound.note}` : ""
      if (bound.doubt) said.push(`${head}：无法判断，${bound.doubt}（${bound.words}${weight}）`)
      else if (bound.day) said.push(`${head}${cnDate(bound.day)}（${bound.words}${weight}${SAID[bound.source]}${note}）`)
      else said.push(`${bound.words.startsWith("不") ? "" : `${head}：`}${bound.words}（${bound.weight}${note}）`)
    }
    return said
  }

  row(point: Point): Row {
    const { id, label, kind, step } = point
    const state = this.state(point)
    const done = this.done.get(id) ?? []
    const planned = this.planned.get(id) ?? ""
    const bounds = this.bounds(point, this.last(id) || planned)
    const open = state === "next" || state === "planned" || state === "blocked"
    let blocked = open && !point.every ? this.missing(point) : []
    if (state === "blocked" && point.every) blocked = [point.every.after]
    const sure = open ? bounds.filter(bound => bound.day && !bound.doubt) : []
    const edge = (side: Side, lawful: boolean): string => {
      const days = sure.filter(bound => bound.side === side && LAWFUL.includes(bound.weight) === lawful).map(bound => bound.day)
      return (side === "earliest" ? greatest : least)(days)
    }
    const [earliest, latest] = [edge("earliest", true), edge("latest", true)]
    const [softer, stricter] = [edge("earliest", false), edge("latest", false)]
    const problems = this.problems(point, state, bounds)
    if (earliest && latest && earliest > latest) {
      const message = `${label}最早${cnDate(earliest)}，最晚却是${cnDate(latest)}，两头对不上：先问上级`
      problems.push({ severity: "should", message, basis: [] })
    }
    return {
      id,
      label,
      kind,
      step,
      state,
      done,
      planned,
      earliest,
      latest,
      advised_earliest: softer > earliest ? softer : "",
      advised_latest: stricter && (!latest || stricter < latest) ? stricter : "",
      now: open && !blocked.length && greatest([earliest, softer]) <= this.today,
      blocked_by: blocked,
      documents: open ? point.documents : [],
      bounds,
      lines: this.lines(point, state, bounds, blocked),
      problems,
    }
  }
}

/** 算一张时间表：一个节点一行，照时间表的先后。 */
export function timetable(data: TimelineData, dates: Dates, today: string): Timetable {
  const engine = new Engine(data, dates, today)
  const rows = data.points.map(point => engine.row(point))
  return { id: data.id, title: data.title, name: data.name, whose: dates.name, today, rows }
}
