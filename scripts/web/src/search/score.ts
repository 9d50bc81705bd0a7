// 一个单元对得上多少：先按索引粗排，取了文字再按名称和问法细排。
import type { Query } from "./query"
import { isHan } from "./words"

export const TITLE = 1
export const ALIAS = 2
export const HEADING = 4
export const SUMMARY = 8

// 一个词的清单：一共多少个单元，各单元的标志和次数（压着的）。
export type Entry = [number, string]

// 本站没有的词也算在“要对上”的里面，但轻些：多半是口语里的虚话。
const UNKNOWN = 0.2
// 换了说法的，比原话差一点。
const OTHER = 0.97

// 题名对得又全又准，另加这么多。
const NAMED = 6
const GAIN = { title: 4.6, alias: 4.2, heading: 2.2, summary: 1.6, often: 1 / 8, asked: 1.4 }

function unpack(text: string): Uint8Array {
  const raw = atob(text)
  const bytes = new Uint8Array(raw.length)
  for (let i = 0; i < raw.length; i += 1) bytes[i] = raw.charCodeAt(i)
  return bytes
}

// 逐个单元：编号、标志、次数、标题多长。
export function each(packed: string, take: (unit: number, flags: number, often: number, length: number) => void): void {
  const bytes = unpack(packed)
  let unit = 0
  for (let i = 0; i < bytes.length; ) {
    let delta = 0
    let shift = 0
    while ((bytes[i] ?? 0) > 127) {
      delta |= ((bytes[i] ?? 0) & 127) << shift
      shift += 7
      i += 1
    }
    delta |= (bytes[i] ?? 0) << shift
    unit += delta
    const flags = (bytes[i + 1] ?? 0) >> 4
    const often = (bytes[i + 1] ?? 0) & 15
    i += 2
    let length = 0
    if (flags & (TITLE | ALIAS)) {
      length = bytes[i] ?? 1
      i += 1
    }
    take(unit, flags, often, length)
  }
}

interface Column {
  part: number
  factor: number
  total: number
}

export interface Ranked {
  // 单元和它的分，没有排序。
  scores: Map<number, number>
  // 问的对上了几成，不论在哪里。
  covers: Map<number, number>
  // 每个词多重。
  weights: Map<string, number>
  // 原话里有本站没有的字。
  weak: boolean
}

// 每个单元在每一列（一处的一种说法）上：得分、对上的分量、题名里对上的分量。
const WIDTH = 3

export function rank(query: Query, units: number, entry: (token: string) => Entry | undefined, settles: (unit: number) => boolean): Ranked {
  const columns: Column[] = []
  const weights = new Map<string, number>()
  const rows = new Map<number, Float64Array>()
  const lengths = new Map<number, [number, number]>()
  let weak = false
  const size = query.parts.reduce((sum, part) => sum + part.ways.length, 0)
  for (const [part, { ways, weight: share }] of query.parts.entries()) {
    for (const [way, tokens] of ways.entries()) {
      const column = columns.length
      let total = 0
      for (const token of tokens) {
        const list = entry(token)
        const count = list?.[0] ?? 0
        const weight = Math.log(1 + (units - count + 0.5) / (count + 0.5))
        weights.set(token, list ? weight : weight * UNKNOWN)
        total += list ? weight : weight * UNKNOWN
        if (!list) {
          weak ||= share === 1 && ways.length === 1 && isHan(token)
          continue
        }
        each(list[1], (unit, flags, often, length) => {
          let row = rows.get(unit)
          if (!row) rows.set(unit, (row = new Float64Array(size * WIDTH)))
          const asked = flags & ALIAS && settles(unit)
          const named = flags & ALIAS ? (asked ? (query.asks ? GAIN.alias : GAIN.asked) : GAIN.alias) : 0
          const gain = (flags & TITLE ? GAIN.title : 0) + named + (flags & HEADING ? GAIN.heading : 0) + (flags & SUMMARY ? GAIN.summary : 0) + often * GAIN.often
          const at = column * WIDTH
          row[at] = (row[at] ?? 0) + weight * gain
          row[at + 1] = (row[at + 1] ?? 0) + weight
          if (flags & TITLE || (flags & ALIAS && (!asked || query.asks))) {
            row[at + 2] = (row[at + 2] ?? 0) + weight
            const seen = lengths.get(unit) ?? [0, 0]
            lengths.set(unit, [seen[0] + 1, seen[1] + length])
          }
        })
      }
      columns.push({ part, factor: way === 0 ? 1 : OTHER, total })
    }
  }
  const heavy = query.parts.map((part, n) => part.weight * Math.max(0, ...columns.filter(column => column.part === n).map(column => column.total)))
  const whole = heavy.reduce((sum, weight) => sum + weight, 0)
  const scores = new Map<number, number>()
  const covers = new Map<number, number>()
  for (const [unit, row] of rows) {
    let [sum, matched, titled] = [0, 0, 0]
    for (const [part, weight] of heavy.entries()) {
      let best: [number, number, number] = [0, 0, 0]
      for (const [n, column] of columns.entries()) {
        if (column.part !== part || column.total === 0) continue
        const scale = (column.factor * weight) / column.total
        const value = (row[n * WIDTH] ?? 0) * scale
        if (value > best[0]) best = [value, (row[n * WIDTH + 1] ?? 0) * scale, (row[n * WIDTH + 2] ?? 0) * scale]
      }
      sum += best[0]
      matched += best[1]
      titled += best[2]
    }
    if (whole === 0) continue
    const [named, length] = lengths.get(unit) ?? [0, 0]
    const precise = named > 0 ? Math.min(1, (named * named) / length) : 0
    const wide = titled / whole
    covers.set(unit, matched / whole)
    scores.set(unit, (sum / whole) * (matched / whole) + NAMED * wide * wide * precise)
  }
  return { scores, covers, weights, weak }
}

// 一个名称（题名、别名、一句问话）和问的有多像，0 到 1：问的对上多少，名称里多余多少，都算。
export function likeness(query: Query, weights: Map<string, number>, name: string[]): number {
  const words = new Set(name)
  if (words.size === 0) return 0
  let [matched, whole, used] = [0, 0, 0]
  for (const { ways, weight } of query.parts) {
    let best = 0
    let heavy = 0
    let hit = 0
    for (const [way, tokens] of ways.entries()) {
      const total = tokens.reduce((sum, token) => sum + (weights.get(token) ?? 0), 0)
      const own = tokens.reduce((sum, token) => sum + (words.has(token) ? weights.get(token) ?? 0 : 0), 0)
      const share = total > 0 ? (own / total) * (way === 0 ? 1 : OTHER) : 0
      heavy = Math.max(heavy, total)
      if (share > best) {
        best = share
        hit = tokens.filter(token => words.has(token)).length
      }
    }
    matched += best * heavy * weight
    whole += heavy * weight
    used += hit
  }
  if (whole === 0) return 0
  const recall = matched / whole
  const precision = Math.min(1, used / words.size)
  return recall + precision === 0 ? 0 : (2 * recall * precision) / (recall + precision)
}
