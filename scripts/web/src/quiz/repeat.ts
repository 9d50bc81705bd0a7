// 哪些题再来、什么时候来：做对一次隔得远一点，做错了马上再来。只有算法，不碰网页。

/** 一道题做得怎样。box 越大越熟；due 是最早哪天再问，last 是最近哪天做的。 */
export interface Kept {
  readonly box: number
  readonly due: string
  readonly right: number
  readonly wrong: number
  readonly last: string
}

export type Progress = Readonly<Record<string, Kept>>

/** 题目里排先后要用的。 */
export interface Asked {
  readonly id: string
  readonly level: number
}

export interface Summary {
  readonly all: number
  readonly seen: number
  readonly known: number
  readonly due: number
}

/** 第几格隔几天再来；0 是刚做错的。 */
const DAYS = [0, 1, 3, 7, 14, 30] as const
const LAST = DAYS.length - 1
/** 到了这一格算会了。 */
const KNOWN = 2
/** 做错的题，隔几道再问。 */
const GAP = 3
const DAY = /^\d{4}-\d{2}-\d{2}$/u

export function daysLater(day: string, days: number): string {
  const [year = 1970, month = 1, date = 1] = day.split("-").map(Number)
  return new Date(Date.UTC(year, month - 1, date + days)).toISOString().slice(0, 10)
}

export function answered(before: Kept | undefined, right: boolean, today: string): Kept {
  const box = right ? Math.min((before?.box ?? 0) + 1, LAST) : 0
  return {
    box,
    due: daysLater(today, DAYS[box] ?? 0),
    right: (before?.right ?? 0) + (right ? 1 : 0),
    wrong: (before?.wrong ?? 0) + (right ? 0 : 1),
    last: today,
  }
}

export function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const found = items.slice()
  for (let at = found.length - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1))
    const held = found[at] as T
    found[at] = found[other] as T
    found[other] = held
  }
  return found
}

/** 选出这一回的题：到日子的（错的在前），没有做过的（浅的在前），最后才是还没有到日子的。 */
export function pick(questions: readonly Asked[], progress: Progress, count: number, today: string, random: () => number): string[] {
  const mixed = shuffled(questions, random)
  const kept = (id: string): Kept | undefined => progress[id]
  const later = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
  const due = mixed.filter(item => (kept(item.id)?.due ?? "9999") <= today)
  due.sort((a, b) => (kept(a.id)?.box ?? 0) - (kept(b.id)?.box ?? 0) || later(kept(a.id)?.due ?? "", kept(b.id)?.due ?? ""))
  const fresh = mixed.filter(item => !kept(item.id)).sort((a, b) => a.level - b.level)
  const rest = mixed.filter(item => (kept(item.id)?.due ?? "") > today)
  rest.sort((a, b) => later(kept(a.id)?.due ?? "", kept(b.id)?.due ?? ""))
  return [...due, ...fresh, ...rest].slice(0, count).map(item => item.id)
}

/** 做错的放回去，隔几道再问；后面不够几道的，放在最后。 */
export function again(queue: readonly string[], id: string): string[] {
  return [...queue.slice(0, GAP), id, ...queue.slice(GAP)]
}

export function summary(ids: readonly string[], progress: Progress, today: string): Summary {
  const kept = ids.map(id => progress[id]).filter((item): item is Kept => item !== undefined)
  return {
    all: ids.length,
    seen: kept.length,
    known: kept.filter(item => item.box >= KNOWN).length,
    due: kept.filter(item => item.due <= today).length,
  }
}

function isKept(value: unknown): value is Kept {
  const item = value as Kept | null
  if (typeof item !== "object" || item === null) return false
  const counts = [item.box, item.right, item.wrong].every(count => Number.isInteger(count) && count >= 0)
  return counts && item.box <= LAST && typeof item.due === "string" && DAY.test(item.due) && typeof item.last === "string" && DAY.test(item.last)
}

/** 读存下的、导入的进度：认不得的一项丢掉，整个不是的返回 null。 */
export function read(text: string): Progress | null {
  let found: unknown
  try {
    found = JSON.parse(text)
  } catch {
    return null
  }
  const whole = found as { is?: unknown; progress?: unknown } | null
  if (typeof whole !== "object" || whole === null || whole.is !== MARK || typeof whole.progress !== "object" || !whole.progress) return null
  const progress: Record<string, Kept> = {}
  for (const [id, kept] of Object.entries(whole.progress)) {
    if (/^[a-z0-9-]+\/[a-z0-9-]+$/u.test(id) && isKept(kept)) {
      progress[id] = { box: kept.box, due: kept.due, right: kept.right, wrong: kept.wrong, last: kept.last }
    }
  }
  return progress
}

const MARK = "branchbook-quiz"

export function write(progress: Progress): string {
  return JSON.stringify({ is: MARK, version: 1, progress })
}

/** 两台设备的进度并到一起：一道题留做得多的那一份。 */
export function merged(ours: Progress, theirs: Progress): Progress {
  const found: Record<string, Kept> = { ...ours }
  for (const [id, kept] of Object.entries(theirs)) {
    const own = found[id]
    if (!own || kept.right + kept.wrong > own.right + own.wrong) found[id] = kept
  }
  return found
}
