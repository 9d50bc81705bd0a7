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

// 问的是哪几样：时间、多少、谁……
export function sortsOf(text: string, asks: string[][]): number[] {
  let left = text
  const found: [number, number][] = []
  for (const [size, n, word] of asks.flatMap((group, n) => group.map(word => [word.length, n, word] as const)).sort((a, b) => b[0] - a[0])) {
    if (!left.includes(word)) continue
    left = left.split(word).join("\n")
    found.push([size, n])
  }
  return [...new Set(found.map(([, n]) => n))]
}

// 已经是 normal() 形式、化成简体的问话。
export function understand(text: string, lexicon: Lexicon): Query {
  const { stops } = lexicon
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

const sounded = (nearby: Nearby): Map<string, string> => {
  const sounds = new Map<string, string>()
  for (const [name, chars] of Object.entries(nearby.sounds)) for (const char of chars) sounds.set(char, name)
  return sounds
}

// 夹在中间的一个字和两边都拼不成词，换一个同音的都拼得成。
function between(text: string, nearby: Nearby, sounds: Map<string, string>, strange: (token: string) => boolean): string {
  const chars = [...text]
  const known = new Set<string>()
  for (let i = 0; i + 1 < nearby.pairs.length; i += 2) known.add(nearby.pairs.slice(i, i + 2))
  for (let i = 1; i + 1 < chars.length; i += 1) {
    const [left, char, right] = [chars[i - 1] ?? "", chars[i] ?? "", chars[i + 1] ?? ""]
    if (!strange(left + char) || !strange(char + right)) continue
    const other = [...(nearby.sounds[sounds.get(char) ?? ""] ?? "")].find(one => known.has(left + one) && known.has(one + right))
    if (other) chars[i] = other
  }
  return chars.join("")
}

// 有字对不上时，找本站的词来改。先按读音；改不了的，找三个字以上、只差中间或者末尾一个字的；再逐字看。
export function correct(query: string, nearby: Nearby, strange: (token: string) => boolean): string {
  const sounds = sounded(nearby)
  const sound = (text: string): string => [...text].map(char => sounds.get(char) ?? char).join(" ")
  const mend = (text: string, fits: (piece: string[], word: string[]) => boolean): string => {
    let mended = text
    for (const word of nearby.words) {
      const letters = [...word]
      const chars = [...mended]
      for (let i = 0; i + letters.length <= chars.length && !mended.includes(word); i += 1) {
        const piece = chars.slice(i, i + letters.length)
        if (!tokensOf(piece.join("")).some(strange) || !fits(piece, letters)) continue
        mended = [...chars.slice(0, i), word, ...chars.slice(i + letters.length)].join("")
      }
    }
    return mended
  }
  const heard = mend(query, (piece, word) => sound(piece.join("")) === sound(word.join("")))
  if (heard !== query) return heard
  const mended = between(query, nearby, sounds, strange)
  return mended !== query ? mended : mend(query, (piece, word) => {
    const wrong = word.flatMap((char, n) => (char === piece[n] ? [] : [n]))
    const at = wrong[0] ?? 0
    const around = [piece.slice(at - 1, at + 1), piece.slice(at, at + 2)].filter(pair => pair.length === 2).map(pair => pair.join(""))
    return word.length >= 3 && wrong.length === 1 && at > 0 && around.every(strange)
  })
}

// 一个也没有找到：字最像的几个词。
export function nearest(query: string, nearby: Nearby): string[] {
  const chars = new Set(query)
  return nearby.words
    .map(word => [[...word].filter(char => chars.has(char)).length / Math.max(word.length, 2), word] as const)
    .filter(([share]) => share >= 0.34)
    .sort((a, b) => b[0] - a[0] || a[1].length - b[1].length)
    .slice(0, 6)
    .map(([, word]) => word)
}
