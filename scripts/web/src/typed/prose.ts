// 成段文字里的值，照“应到会党员{}人”“由{}主持”一类的说法找。和 scripts/branchbook/records/typed_prose.py 一样。
import type { Field } from "../kit"
import { partition, stripOf } from "../records/strings"
import { BEHIND, MOMENT, PART, WHOLE } from "./days"
import { fold, literal, part, size } from "./text"
import { isPerson, NAME } from "./words"

const LONGEST_LINE = 2_000
const MOST_CHARS = 60_000
const MOST_HITS = 50
/** 说法里的 `#`：一个数，不当值。 */
const SIZE = "[0-9〇零一二三四五六七八九十百]{1,6}"
const GAP = "[^。；\\n]{0,60}?"
const STOP = "，。；：\n"
/** 说的只是其中一些人。 */
const SOME = /(?:预备|正式|流动|其中|女|新|应|未|不|没|没有|拟|有表决权的?(?:正式)?(?:党员)?)$/
const RUNNING = /[，。；]/
const FREE = new Set(["text", "long_text", "signature", "people", "table"])

/** 一项的值的写法：前面的、值、后面的。 */
function slot(item: Field, first: boolean, last: boolean): [string, string, string] {
  const lazy = last ? "" : "?"
  switch (item.type) {
    case "integer":
      return [
        first ? "(?:^|[^0-9〇零一二三四五六七八九十百])" : "",
        "[0-9]{1,6}|[〇零一二三四五六七八九十百]{1,6}",
        last ? "(?![0-9〇零一二三四五六七八九十百年月日号时点%])" : "",
      ]
    case "ratio":
      return ["", "[0-9]{1,6}/[0-9]{1,6}", ""]
    case "date":
      return ["", `${WHOLE}|${PART}`, BEHIND]
    case "datetime":
      return ["", MOMENT, ""]
    case "choice": {
      const choices = (item.choices ?? []).map(fold).sort((a, b) => size(b) - size(a) || (a < b ? -1 : a > b ? 1 : 0))
      return ["", choices.map(literal).join("|"), ""]
    }
    case "long_text":
    case "table":
      return ["", `[^。\\n]{1,400}${lazy}`, ""]
    case "people":
      return ["", `[^。；：\\n]{1,160}${lazy}`, ""]
  }
  const begin = first ? `(?:^|[${STOP}])` : ""
  if (isPerson(item)) return [begin, NAME, last ? `(?=[${STOP}、（）]|$)` : ""]
  return [begin, `(?:《[^《》\\n]{1,40}》|“[^“”\\n]{1,40}”|[^${STOP}《“]){1,40}${lazy}`, ""]
}

const plain = (words: string): string =>
  words
    .split("…")
    .map(part => part.split("#").map(literal).join(SIZE))
    .join(GAP)
/** 一个说法里不变的话；[人|名] 是其中一样。 */
const parts = (words: string): string[][] =>
  words.split(/\[([^[\]]*)\]/).map((part, place) => (place % 2 ? part.split("|") : [part]))
const fixed = (words: string): string =>
  parts(words)
    .map(part => `(?:${part.map(plain).join("|")})`)
    .join("")
const folded = (pattern: string): string => fold(pattern).replace(/[ \n]/g, "")
const wanted = new Map<string, string[][]>()

/** 一行里要有的几样话，每样有一个就行：没有的行不用再对，找话快得多。 */
function needed(pattern: string): string[][] {
  let found = wanted.get(pattern)
  if (!found) {
    const [before, , after] = partition(folded(pattern), "{}")
    found = [before, after].flatMap(words => {
      const chunks = parts(words).map(part => part.map(word => longest(word.split(/[…#]/))))
      const sure = chunks.filter(chunk => chunk.every(word => word)).sort((a, b) => a.length - b.length)
      return sure.slice(0, 1)
    })
    wanted.set(pattern, found)
  }
  return found
}

const longest = (words: readonly string[]): string => words.reduce((best, word) => (word.length > best.length ? word : best), "")
const compiled = new WeakMap<Field, Map<string, RegExp>>()

function compile(item: Field, pattern: string): RegExp {
  let own = compiled.get(item)
  if (!own) compiled.set(item, (own = new Map<string, RegExp>()))
  let made = own.get(pattern)
  if (!made) {
    const [before, , after] = partition(folded(pattern), "{}")
    const [start, value, end] = slot(item, !before, !after)
    const [guard, begin] = item.type === "integer" ? [start, ""] : ["", start]
    made = new RegExp(`(${guard}${fixed(before)}${begin})(${value})${end}${fixed(after)}`, "gu")
    own.set(pattern, made)
  }
  return made
}

/** 找到的：值的原话、整句、一行里它前面的、后面的。 */
export interface Found {
  readonly said: string
  readonly around: string
  readonly before: string
  readonly rest: string
}

/** 一行：去掉空格的字、原来的字、每个字原来在哪里。 */
interface Line {
  readonly text: string
  readonly piece: string
  readonly places: readonly number[]
}

function lineOf(piece: string): Line {
  const folded = fold(piece)
  const places: number[] = []
  let text = ""
  for (let place = 0; place < folded.length; place += 1) {
    const char = folded.charAt(place)
    if (char === " " || char === "\n") continue
    places.push(place)
    text += char
  }
  return { text, piece, places }
}

export class Prose {
  private readonly lines: Line[] = []

  constructor(lines: readonly string[]) {
    let room = MOST_CHARS
    for (const line of lines) {
      const length = size(line)
      for (let start = 0; start < length; start += LONGEST_LINE) {
        const piece = length > LONGEST_LINE ? part(line, start, start + LONGEST_LINE) : line
        room -= size(piece)
        if (room < 0) return
        this.lines.push(lineOf(piece))
      }
    }
  }

  /** 每种说法找到了什么，什么也没有找到的不算。 */
  find(item: Field, patterns: readonly string[]): Found[][] {
    const found: Found[][] = []
    for (const pattern of patterns) {
      const leads = pattern.startsWith("{}")
      const counted = item.type === "integer" && !leads
      const free = leads && FREE.has(item.type)
      const words = needed(pattern)
      const hits: Found[] = []
      for (const { text, piece, places } of this.lines) {
        if (free && !RUNNING.test(text)) continue // 标题、格子，不是句子
        if (!words.every(some => some.some(word => text.includes(word)))) continue
        for (const match of text.matchAll(compile(item, pattern))) {
          if (hits.length >= MOST_HITS) break
          const index = match.index as number
          if (counted && SOME.test(text.slice(Math.max(0, index - 9), index))) continue
          const start = index + (match[1] as string).length
          const end = start + (match[2] as string).length
          const place = (number: number): number => places[number] as number
          hits.push({
            said: piece.slice(place(start), place(end - 1) + 1),
            around: stripOf(piece.slice(place(index), place(index + match[0].length - 1) + 1), `${STOP} 　`),
            before: piece.slice(0, place(start)),
            rest: end < places.length ? piece.slice(place(end)) : "",
          })
        }
      }
      if (hits.length) found.push(hits)
    }
    return found
  }
}
