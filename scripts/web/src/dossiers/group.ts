// 哪些记录是一套：看文件夹，看流程。和 scripts/branchbook/dossiers/group.py 一样。
import { byCodePoint } from "../rules/judge"
import type { Plan } from "./plan"
import { dayOf, type ReadRecord } from "./seen"

/** 少于这么多份不成一套。 */
const LEAST = 2
/** 别的事有这么多件，就是一堆材料里有一套，不是一套里放错了几份。 */
const MATTERS = 3

export interface Group {
  readonly path: string
  readonly plan: Plan
  readonly records: readonly ReadRecord[]
}

export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/"))) || "."
}

function lacks(plan: Plan, papers: ReadonlySet<string>): number {
  let reached = -1
  for (const [name, paper] of plan.papers) if (papers.has(name)) reached = Math.max(reached, paper.step)
  let count = 0
  for (const [name, paper] of plan.papers)
    if (paper.need === "必备" && paper.step <= reached && !papers.has(name)) count += 1
  return count
}

/** 有几份是一个流程的，另有几份只是也可能放在那里。 */
function known(plan: Plan, papers: ReadonlySet<string>): [number, number] {
  let own = 0
  let suffered = 0
  for (const name of papers) {
    const paper = plan.papers.get(name)
    if (paper?.need === "另有") suffered += 1
    else if (paper) own += 1
  }
  return [own, suffered]
}

/** 一年里开好多次的会，各种记录各是哪几天的。 */
function daysOf(plans: readonly Plan[], records: readonly ReadRecord[]): (readonly [string, ReadonlySet<string>])[] {
  const days = new Map<string, Set<string>>()
  for (const plan of plans) if (plan.repeats) days.set(plan.repeats, new Set())
  for (const record of records) days.get(record.paper)?.add(dayOf(record))
  return Array.from(days)
}

/** 一年里办好多次的事，记录只是一次的才算；别的都算。 */
function oneTime(plans: readonly Plan[], records: readonly ReadRecord[]): Plan[] {
  const held = daysOf(plans, records).filter(([, found]) => found.size > 0)
  return plans.filter(
    plan => !plan.repeats || held.every(([name, found]) => found.size === 1 && plan.papers.has(name)),
  )
}

/** 一年里开好多次的会，不止一天的那几种记录。 */
function againOf(plans: readonly Plan[], records: readonly ReadRecord[]): ReadonlySet<string> {
  return new Set(daysOf(plans, records).flatMap(([name, found]) => (found.size > 1 ? [name] : [])))
}

/** 最像哪个流程的：认得的份数最多；一样多的看谁缺得少，差不多就取排在前面的。不到两份认得，就是 null。around：一起放进来的全部，看哪种会开了不止一次。 */
export function choose(
  all: readonly Plan[],
  records: readonly ReadRecord[],
  around: readonly ReadRecord[] = records,
): Plan | null {
  const again = againOf(all, around)
  const plans = oneTime(all, records)
  const papers = new Set(records.map(record => record.paper).filter(Boolean))
  const telling = (plan: Plan): Set<string> =>
    new Set(Array.from(papers).filter(paper => !again.has(paper) || paper === plan.repeats))
  const counts = plans.map(plan => known(plan, telling(plan)))
  const most = Math.max(0, ...counts.map(([own]) => own))
  if (most < LEAST) return null
  const more = Math.max(...counts.filter(([own]) => own === most).map(([, suffered]) => suffered))
  const best = plans.filter((_, at) => counts[at]?.[0] === most && counts[at]?.[1] === more)
  const missing = best.map(plan => lacks(plan, papers))
  const fewest = Math.min(...missing)
  // 一年的记录里夹着几份哪件事的，不是那件事的一套。
  if (again.size && fewest >= most) return null
  return best.find((_, at) => (missing[at] as number) <= fewest + 2) ?? null
}

interface Folder {
  readonly path: string
  readonly records: ReadRecord[]
  readonly folders: Map<string, Folder>
}

function tree(records: readonly ReadRecord[]): Folder {
  const root: Folder = { path: ".", records: [], folders: new Map() }
  for (const record of records) {
    let here = root
    const folder = folderOf(record.path)
    for (const part of folder === "." ? [] : folder.split("/")) {
      let next = here.folders.get(part)
      if (!next) {
        next = { path: here.path === "." ? part : `${here.path}/${part}`, records: [], folders: new Map() }
        here.folders.set(part, next)
      }
      here = next
    }
    here.records.push(record)
  }
  return root
}

/** 各部分是不是各成一套：同样的材料在两处都有。 */
function apart(parts: readonly (readonly ReadRecord[])[], plan: Plan): boolean {
  const only = (name: string): boolean => plan.papers.get(name)?.several === false
  const sets = parts.map(part => new Set(part.map(record => record.paper).filter(only)))
  return sets.some((left, at) =>
    sets.slice(0, at).some(right => {
      const shared = Array.from(left).filter(name => right.has(name)).length
      return shared * 2 > Math.min(left.size, right.size)
    }),
  )
}

/** 一个文件夹和它下面的各套材料，还有不成套的记录。 */
function groupsIn(folder: Folder, plans: readonly Plan[], around: readonly ReadRecord[]): [Group[], ReadRecord[]] {
  const groups: Group[] = []
  const loose: ReadRecord[][] = folder.records.length ? [folder.records] : []
  for (const part of folder.folders.values()) {
    const [below, rest] = groupsIn(part, plans, around)
    groups.push(...below)
    if (rest.length) loose.push(rest)
  }
  const parts = [...loose, ...groups.map(group => group.records)]
  const whole = parts.flat()
  const plan = choose(plans, whole, around)
  if (!plan) return [groups, whole]
  const holding = parts.filter(part => part.some(record => plan.papers.has(record.paper)))
  // 旁边的是别的事的。
  if (groups.length && holding.length === 1 && !loose.some(part => part === holding[0])) return [groups, loose.flat()]
  if (parts.length > 1 && apart(parts, plan)) {
    const own = choose(plans, folder.records, around)
    if (!own) return [groups, loose.flat()]
    const rest = loose.filter(part => part !== folder.records).flat()
    return [[{ path: folder.path, plan: own, records: folder.records }, ...groups], rest]
  }
  if (groups.some(group => group.plan !== plan)) return [groups, loose.flat()]
  const [inside, beside] = insideOf(plan, plans, whole)
  return [[{ path: folder.path, plan, records: inside }], beside]
}

/** 一个文件夹里有好几件事的材料，就只有这件事的成一套，别的不算放错。 */
function insideOf(plan: Plan, plans: readonly Plan[], records: ReadRecord[]): [ReadRecord[], ReadRecord[]] {
  const strange = records.map(record => record.paper).filter(paper => paper && !plan.papers.has(paper))
  const homes = strange.map(paper => plans.find(other => !other.repeats && other.papers.has(paper))?.id)
  const again = againOf(plans, records)
  if (new Set(homes.filter(Boolean)).size < MATTERS && !again.size) return [records, []]
  const inside = ({ paper }: ReadRecord): boolean => plan.papers.has(paper) && !again.has(paper)
  return [records.filter(inside), records.filter(record => !inside(record))]
}

/** 记录里的各套材料。forced：全都算这个流程的。 */
export function group(records: readonly ReadRecord[], plans: readonly Plan[], forced: Plan | null = null): Group[] {
  if (forced) return records.length ? [{ path: ".", plan: forced, records }] : []
  const all = records.filter(record => record.kit)
  const [groups] = groupsIn(tree(all), plans, all)
  return groups.sort((a, b) => byCodePoint(a.path, b.path))
}
