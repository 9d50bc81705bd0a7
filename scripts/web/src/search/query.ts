// 问的是什么：繁简、套话、别的说法、按读音改错字。不取索引，只用词汇。
import { isHan, runs, tokensOf } from "./words"

// 词汇：同义说法、繁简对照、问法里的套话；asks 是其中说明在提问的，问时间、问多少等各一组；papers 是材料名称的末尾。
export interface Lexicon {
  synonyms: [string, string][]
  simplified: Record<string, string>
  stops: string[]
  asks: string[][]
  papers: string[]
}

// 写错字时才取：每个读音的字，和本站的词。
export interface Nearby {
  sounds: Record<string, string>
  words: string[]
  // 题名里相邻的两个字，连着写。
  pairs: string
  // 形近的字，一组一组。
  shapes: string[]
}

// 问话的一处：各种说法的词，第一种是原话。一个单元取对得最好的那一种。
export interface Part {
  ways: string[][]
  weight: number
}

export interface Query {
  text: string
  parts: Part[]
  // 在提问，不只是一个名称；问的是哪几样（lexicon.asks 的哪几组）。
  asks: boolean
  sorts: number[]
  // 要的是这种材料：请示、批复……
  paper: string
}

// 比它长的多半是一句话。
const SENTENCE = 9
// 两处之间搭起来的词（换届|要求 的“届要”），不当成要找的东西。
const JOINT = 0.6
const WAYS = 4

export function simplify(text: string, map: Record<string, string>): string {
  return [...text].map(char => map[char] ?? char).join("")
}

// 一个字一个空格的（监 票 人），连起来。
export function closed(text: string): string {
  const found: string[] = []
  let alone = false
  for (const piece of text.trim().split(/\s+/u)) {
    const single = piece.replace(/[，。、？！?!]+$/u, "").length === 1 && isHan(piece)
    if (single && alone) found[found.length - 1] += piece
    else found.push(piece)
    alone = single
  }
  return found.join(" ")
}

// 连着别的词的虚字：两边的词分开认，不拼成“选要”“的请”。
const LINKS = new RegExp(
  "[的了是和把给就都还也再之]|(?<![重纪主必摘需只])要(?![求点素紧挟件])|在(?![册职校读岗编逃外线])|(?<![通超经不])过(?![半期程渡])|(?<![可功职])能(?!力)|按(?![期时月季年])",
  "gu",
)
// 说界限的词自己成一个，不和两边拼。
const LIMITS = /最[多少长高低]|至少/gu

function bare(text: string, stops: string[]): string {
  let plain = text
  for (const stop of stops) plain = plain.split(stop).join(" ")
  return plain.replace(LINKS, " ").replace(LIMITS, " $& ")
}

// 去掉问法里的套话和虚字；去完什么也不剩的，原样用。
export function strip(text: string, stops: string[]): string {
  const plain = bare(text, stops)
  return runs(plain).length > 0 ? plain : text
}

// 单独剩下的一个字，有别的词时不算。
export function words(plain: string): string[] {
  const all = [...new Set(tokensOf(plain))]
  const long = all.filter(token => token.length > 1 || !isHan(token))
  return long.length > 0 ? long : all
}

// 别的说法各在哪一段：长的先占，不重叠。
function spans(text: string, synonyms: [string, string][]): Map<string, string[]> {
  const found = new Map<string, string[]>()
  let left = text
  for (const [other, ours] of synonyms) {
    const ways = found.get(other)
    if (ways) {
      if (ways.length < WAYS) ways.push(ours)
    } else if (left.includes(other)) {
      left = left.split(other).join("\n")
      found.set(other, [ours])
    }
  }
  return found
}

// 从词汇算出来的东西，一份词汇只算一次：每打一个字都要用。
const made = new WeakMap<object, unknown>()

function once<Key extends object, Value>(key: Key, make: (key: Key) => Value): Value {
  if (!made.has(key)) made.set(key, make(key))
  return made.get(key) as Value
}

const longestFirst = (asks: string[][]): (readonly [number, number, string])[] =>
  asks.flatMap((group, n) => group.map(word => [word.length, n, word] as const)).sort((a, b) => b[0] - a[0])

// 问的是哪几样：时间、多少、谁……
export function sortsOf(text: string, asks: string[][]): number[] {
  let left = text
  const found: [number, number][] = []
  for (const [size, n, word] of once(asks, longestFirst)) {
    if (!left.includes(word)) continue
    left = left.split(word).join("\n")
    found.push([size, n])
  }
  return [...new Set(found.map(([, n]) => n))]
}

// 句末的“能开不”“要不”“有没”就是“吗”。
const TAIL = /(?<=[\u4e00-\u9fff]{2})(?:不啊|不呀|没有|不|没|嘛|(?<![什怎那这多要])么)[?!。 ]*$/u

// 已经是 normal() 形式、化成简体的问话。
export function understand(asked: string, lexicon: Lexicon): Query {
  const { stops } = lexicon
  const text = asked.replace(TAIL, "吗")
  const all = new Set(words(strip(text, stops)))
  const found = spans(text, lexicon.synonyms)
  const parts: Part[] = []
  let left = text
  for (const [other, ours] of found) {
    left = left.split(other).join("\n")
    const own = words(strip(other, stops))
    own.forEach(token => all.delete(token))
    parts.push({ ways: [own, ...ours.map(word => words(word))], weight: 1 })
  }
  const own = words(found.size > 0 ? bare(left, stops) : strip(left, stops))
  own.forEach(token => all.delete(token))
  if (own.length > 0) parts.push({ ways: [own], weight: 1 })
  if (all.size > 0) parts.push({ ways: [[...all]], weight: JOINT })
  const size = [...text].filter(isHan).length
  const sorts = sortsOf(text, lexicon.asks)
  const paper = lexicon.papers.find(word => text.trim().endsWith(word)) ?? ""
  return { text, parts, asks: sorts.length > 0 || (size >= SENTENCE && paper === ""), sorts, paper }
}

interface Heard {
  sounds: Map<string, string>
  // 题名里相邻的两个字。
  pairs: Set<string>
  // 每个词，和它各字的读音。
  words: { letters: string[]; heard: string[] }[]
  // 每个字的形近字。
  shapes: Map<string, string>
}

function heardOf(nearby: Nearby): Heard {
  const sounds = new Map<string, string>()
  for (const [name, chars] of Object.entries(nearby.sounds)) for (const char of chars) sounds.set(char, name)
  const pairs = new Set<string>()
  for (let i = 0; i + 1 < nearby.pairs.length; i += 2) pairs.add(nearby.pairs.slice(i, i + 2))
  const words = nearby.words.map(word => ({ letters: [...word], heard: [...word].map(char => sounds.get(char) ?? char) }))
  const shapes = new Map<string, string>()
  for (const group of nearby.shapes) for (const char of group) shapes.set(char, (shapes.get(char) ?? "") + group)
  return { sounds, pairs, words, shapes }
}

// 夹在中间的一个字和两边都拼不成词，换一个同音的都拼得成。
function between(text: string, nearby: Nearby, { sounds, pairs }: Heard, strange: (token: string) => boolean): string {
  const chars = [...text]
  for (let i = 1; i + 1 < chars.length; i += 1) {
    const [left, char, right] = [chars[i - 1] ?? "", chars[i] ?? "", chars[i + 1] ?? ""]
    if (!strange(left + char) || !strange(char + right)) continue
    const other = [...(nearby.sounds[sounds.get(char) ?? ""] ?? "")].find(one => pairs.has(left + one) && pairs.has(one + right))
    if (other) chars[i] = other
  }
  return chars.join("")
}

// 有字对不上时，找本站的词来改。先按读音和字形；改不了的，再逐字看；还改不了，找三个字以上、只差中间或者末尾一个字的。
export function correct(query: string, nearby: Nearby, strange: (token: string) => boolean): string {
  const known = once(nearby, heardOf)
  const mend = (text: string, fits: (piece: string[], from: number, word: Heard["words"][number]) => boolean): string => {
    let chars = [...text]
    let odd = new Map<number, boolean>()
    // 从哪个字起、几个字，里面有没有本站没有的。
    const isOdd = (from: number, size: number): boolean => {
      const key = from * 64 + size
      let found = odd.get(key)
      if (found === undefined) odd.set(key, (found = tokensOf(chars.slice(from, from + size).join("")).some(strange)))
      return found
    }
    for (const word of known.words) {
      const size = word.letters.length
      for (let i = 0; i + size <= chars.length; i += 1) {
        if (!fits(chars, i, word) || !isOdd(i, size) || chars.join("").includes(word.letters.join(""))) continue
        chars = [...chars.slice(0, i), ...word.letters, ...chars.slice(i + size)]
        odd = new Map()
      }
    }
    return chars.join("")
  }
  const alike = (chars: string[], from: number, { letters, heard }: Heard["words"][number]): boolean =>
    heard.every((sound, n) => (known.sounds.get(chars[from + n] ?? "") ?? chars[from + n]) === sound || (known.shapes.get(chars[from + n] ?? "") ?? "").includes(letters[n] ?? ""))
  const told = mend(query, alike)
  if (told !== query) return told
  const mended = between(query, nearby, known, strange)
  if (mended !== query) return mended
  return mend(query, (chars, from, { letters }) => {
    if (letters.length < 3) return false
    let at = -1
    for (const [n, char] of letters.entries()) {
      if (char === chars[from + n]) continue
      if (at >= 0) return false
      at = n
    }
    if (at <= 0) return false
    const pair = (n: number): string => chars.slice(from + n, from + n + 2).join("")
    // 和后面的字拼得成词的（选举|投票），不是错字。
    return strange(pair(at - 1)) && (from + at + 1 >= chars.length || strange(pair(at)))
  })
}

// 一个也没有找到：字最像的几个词。两个字对得上才算像，只有一个字一样的多半不相干。
export function nearest(query: string, nearby: Nearby): string[] {
  const chars = new Set(query)
  const enough = Math.min(2, chars.size)
  return nearby.words
    .map(word => [[...word].filter(char => chars.has(char)).length, word] as const)
    .filter(([same]) => same >= enough)
    .map(([same, word]) => [same / word.length, word] as const)
    .filter(([share]) => share >= 0.34)
    .sort((a, b) => b[0] - a[0] || a[1].length - b[1].length)
    .slice(0, 6)
    .map(([, word]) => word)
}
