// 文字占多少地方：列宽、标题在哪里折行、方框分几行。和 scripts/branchbook/records/measure.py 一样，差一缇都不行。
import type { Field } from "../kit"
import { show, size, unitOf, valueOf, type Values } from "./show"

/** 一格左右留空，合起来，缇。 */
export const CELL_MARGINS = 170
const NOT_FIRST = "，、。；：！？）》”’〕的"

const narrow = (char: string): boolean => char < "\u0100"

/** 几个字宽：字母、数字算半个。 */
export function ems(text: string): number {
  let sum = 0
  for (const char of text) sum += narrow(char) ? 0.5 : 1
  return sum
}

/** 换一个程序数字宽一些也放得下的宽度。 */
function roomy(text: string): number {
  let sum = 0
  for (const char of text) sum += narrow(char) ? 13 : 20
  return sum / 20
}

function headingEms(label: string): number {
  const length = ems(label)
  if (length <= 3) return length
  return length <= 10 ? Math.max(2, Math.ceil(length / 2)) : Math.ceil(length / 3)
}

/** 一列至少要几个字宽，最好几个字宽。 */
function needs(column: Field, values: readonly string[], byHand: boolean): [number, number] {
  const longest = Math.max(0, ...values.flatMap(value => value.split("\n").map(roomy)))
  const label = column.label + unitOf(column)
  let least: number
  let best: number
  switch (column.type) {
    case "date":
      least = best = 8.2
      break
    case "datetime":
      least = 8.2
      best = 11.5
      break
    case "integer":
      least = best = Math.max(longest, byHand ? 3 : 2)
      break
    case "choice": {
      const widest = Math.max(...(column.choices ?? []).map(ems))
      least = Math.min(widest, 6)
      best = Math.min(widest, 10)
      break
    }
    case "signature":
      least = 4
      best = 6
      break
    case "long_text":
      least = 6
      best = Math.max(14, Math.min(longest, 24))
      break
    default:
      least = 0 < longest && longest <= 6 ? longest : 4
      best = Math.min(Math.max(longest, 5), 20)
  }
  least = Math.max(least, headingEms(label))
  return [least, Math.max(least, best, Math.min(ems(label), 5))]
}

export const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)

/** 把总宽分给各列，单位缇；em 是一个字宽。 */
export function spread(columns: readonly Field[], rows: readonly Values[], total: number, em: number, byHand: boolean): number[] {
  const sample = rows.slice(0, 40)
  const wants = columns.map(column => needs(column, sample.map(row => show(column, valueOf(row, column.id))), byHand))
  const pad = CELL_MARGINS + 30
  const least = wants.map(([need]) => Math.round(need * em) + pad)
  const best = wants.map(([, want]) => Math.round(want * em) + pad)
  const [low, high] = [sum(least), sum(best)]
  let exact: number[]
  if (low >= total) exact = least.map(width => (width * total) / low)
  else if (high >= total) {
    const share = (total - low) / (high - low)
    exact = least.map((width, at) => width + ((best[at] ?? 0) - width) * share)
  } else exact = best.map(width => (width * total) / high)
  const widths = unbroken(columns, exact, least, em, pad).map(Math.trunc)
  widths[widths.length - 1] = (widths[widths.length - 1] ?? 0) + total - sum(widths)
  return widths
}

/** 表头会剩一个字单独一行的，从最宽的一列借一点。 */
function unbroken(columns: readonly Field[], exact: readonly number[], least: readonly number[], em: number, pad: number): number[] {
  const widths = [...exact]
  const at = (list: readonly number[], index: number): number => list[index] ?? 0
  columns.forEach((column, index) => {
    const length = size(column.label)
    const short = length * em + pad - at(widths, index)
    const holds = (at(widths, index) - CELL_MARGINS) / em
    const alone = length - 1 <= holds && holds < length
    let donor = 0
    widths.forEach((width, other) => {
      if (width - at(least, other) > at(widths, donor) - at(least, donor)) donor = other
    })
    if (alone && short > 0 && donor !== index && at(widths, donor) - at(least, donor) >= short) {
      widths[donor] = at(widths, donor) - short
      widths[index] = at(widths, index) + short
    }
  })
  return widths
}

/** 从里面取 count 个，各种取法，按次序。 */
function* combinations(items: readonly number[], count: number, from = 0): Generator<number[]> {
  if (count === 0) yield []
  else
    for (let index = from; index <= items.length - count; index += 1)
      for (const rest of combinations(items, count - 1, index + 1)) yield [items[index] ?? 0, ...rest]
}

function before(a: readonly number[], b: readonly number[]): boolean {
  const at = a.findIndex((item, index) => item !== b[index])
  return at >= 0 && (a[at] ?? 0) < (b[at] ?? 0)
}

/** 标题一行放不下时在哪里断：不拆词，不留孤行；位置按字数，放得下或断不好就没有。 */
export function folds(pieces: readonly { text: string; field?: unknown }[], room: number): number[] {
  const text = Array.from(pieces.map(piece => piece.text).join(""))
  const whole = text.join("")
  if (ems(whole) <= room || whole.includes("\n")) return []
  const places = new Set<number>()
  const inside = new Set<number>()
  let position = 0
  for (const piece of pieces) {
    const start = position
    position += size(piece.text)
    if (!piece.field) continue
    // 一格在一个控件里，不从中间断。
    for (let place = start + 1; place < position; place += 1) inside.add(place)
    if (start) places.add(start)
    places.add(position)
  }
  const about = text.findIndex((char, index) => index > 0 && char === "关" && text[index + 1] === "于")
  if (about > 0) places.add(about)
  const good = [...places]
    .filter(place => !inside.has(place) && 1 < place && place < text.length - 1 && !NOT_FIRST.includes(text[place] ?? ""))
    .sort((a, b) => a - b)
  const least = Math.ceil(ems(whole) / room)
  for (let count = least - 1; count <= least; count += 1) {
    let best: { score: number; cuts: number[] } | undefined
    for (const cuts of combinations(good, count)) {
      const edges = [0, ...cuts, text.length]
      const lines = edges.slice(1).map((end, index) => ems(text.slice(edges[index], end).join("")))
      const widest = Math.max(...lines)
      if (widest > room) continue
      const score = widest - Math.min(...lines) - (cuts.includes(about) ? 6 : 0)
      if (!best || score < best.score || (score === best.score && before(cuts, best.cuts))) best = { score, cuts }
    }
    if (best) return best.cuts
  }
  return []
}

/** 标题各行差不多长时，一行最多几个字。 */
export function even(text: string, room: number): number {
  const length = ems(text)
  return length > room ? Math.ceil(length / Math.ceil(length / room)) : room
}

/** 方框分成尽量少的几行，不拆开一个。 */
export function inLines(boxes: string, room: number): string {
  const lines: string[] = []
  for (const box of boxes.split("　")) {
    const last = lines[lines.length - 1]
    if (last !== undefined && ems(last) + 1 + ems(box) <= room) lines[lines.length - 1] = `${last}　${box}`
    else lines.push(box)
  }
  return lines.join("\n")
}
