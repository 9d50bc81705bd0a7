// 检索：从分片里取每个词的清单，合起来排次序，再取正文片段。不认识 Material，由 worker.ts 接上去。
import { fnv, isHan, normal, runs, tokensOf } from "./words"

export interface Manifest {
  hash: string
  units: number
  shards: number
  fragment: number
  // 各类从第几个单元开始；第一段是“直接回答”，之后按类。
  starts: number[]
  kinds: string[]
  // 什么也没有找到时，教人怎样找的那一页。
  help: string
}

// 词汇：同义说法、繁简对照、问法里的套话。
export interface Lexicon {
  synonyms: [string, string][]
  simplified: Record<string, string>
  stops: string[]
}

// 写错字时才取：每个读音的字，和本站的词。
export interface Nearby {
  sounds: Record<string, string>
  words: string[]
}

export interface Hit {
  kind: string
  url: string
  title: string
  heading: string
  note: string
  summary: string
  body: string
  aliases: string[]
  files: [string, string, string][]
  answer: boolean
  score: number
  terms: string[]
}

export interface Found {
  hits: Hit[]
  // 各类共有多少，供筛选用。
  counts: Record<string, number>
  // 实际按什么找的：改了错字、只看某一类。
  corrected: string
  only: string
  // 一个字也没有找到时，相近的词。
  near: string[]
}

type Entry = [number, string]
export type Load = (name: string) => Promise<void>

const TITLE = 1
const ALIAS = 2
const HEADING = 4
const SUMMARY = 8

function unpack(text: string): Uint8Array {
  const raw = atob(text)
  const bytes = new Uint8Array(raw.length)
  for (let i = 0; i < raw.length; i += 1) bytes[i] = raw.charCodeAt(i)
  return bytes
}

interface Tally {
  sum: number
  matched: number
  titled: number
  length: number
}

const SHOWN = 14
const PER_PAGE = 3

export class Engine {
  private shards: Record<number, Record<string, Entry>> = {}
  private fragments: Record<number, unknown[][]> = {}
  private lexicon: Lexicon | null = null
  private nearby: Nearby | null = null

  constructor(private readonly manifest: Manifest, private readonly load: Load) {}

  // 分片文件里的 bbs(…)、bbf(…)、bbl(…)、bbn(…) 交到这里。
  readonly take = {
    shard: (n: number, data: Record<string, Entry>): void => void (this.shards[n] = data),
    fragment: (n: number, data: unknown[][]): void => void (this.fragments[n] = data),
    lexicon: (data: Lexicon): void => void (this.lexicon = data),
    nearby: (data: Nearby): void => void (this.nearby = data),
  }

  async search(asked: string): Promise<Found> {
    if (asked.trim() === "") return { hits: [], counts: {}, corrected: "", only: "", near: [] } // 打开页面时 Material 会问一次空的，什么也不取
    if (!this.lexicon) await this.load("lex.js")
    const { only, text } = this.filter(asked)
    let query = this.simplify(normal(closed(text)))
    let found = await this.rank(query, only)
    let corrected = ""
    if (found.weak && query !== "") {
      const better = await this.correct(query)
      if (better !== query) {
        const again = await this.rank(better, only)
        if (again.best > found.best) {
          found = again
          corrected = better
          query = better
        }
      }
    }
    const hits = await this.hits(query, found.order)
    const near = hits.length > 0 ? [] : await this.nearest(query)
    return { hits, counts: found.counts, corrected, only, near }
  }

  // 「材料：换届请示」只看材料。
  private filter(asked: string): { only: string; text: string } {
    const match = /^\s*([\u4e00-\u9fff]{2})\s*[:：]\s*(.*)$/u.exec(asked)
    if (match && this.manifest.kinds.includes(match[1] ?? "")) return { only: match[1] ?? "", text: match[2] ?? "" }
    return { only: "", text: asked }
  }

  private simplify(text: string): string {
    const map = this.lexicon?.simplified ?? {}
    return [...text].map(char => map[char] ?? char).join("")
  }

  // 去掉问法里的套话；去完什么也不剩的，原样用。
  private strip(text: string): string {
    let plain = text
    for (const stop of this.lexicon?.stops ?? []) plain = plain.split(stop).join(" ")
    return runs(plain).length > 0 ? plain : text
  }

  private variants(query: string): string[] {
    const found = new Set([query])
    for (const [from, to] of this.lexicon?.synonyms ?? []) {
      if (query.includes(from) && !query.includes(to)) found.add(query.split(from).join(to))
      if (found.size >= 4) break
    }
    return [...found]
  }

  private kindOf(unit: number): number {
    const { starts } = this.manifest
    let kind = 0
    while (kind + 1 < starts.length && unit >= (starts[kind + 1] ?? Infinity)) kind += 1
    return kind
  }

  private async rank(query: string, only: string): Promise<{ order: [number, number][]; counts: Record<string, number>; best: number; weak: boolean }> {
    const totals = new Map<number, number>()
    let weak = false
    const variants = this.variants(query)
    const lists = variants.map(variant => [...new Set(tokensOf(this.strip(variant)))])
    await this.shardsFor(lists.flat())
    for (const [index, list] of lists.entries()) {
      const { scores, unknown } = this.score(list)
      if (index === 0) weak = unknown
      for (const [unit, value] of scores) {
        const weighed = value * (index === 0 ? 1 : 0.94)
        if (weighed > (totals.get(unit) ?? 0)) totals.set(unit, weighed)
      }
    }
    const counts: Record<string, number> = {}
    const floor = Math.max(0, ...totals.values()) * 0.12
    let order = [...totals].filter(([, value]) => value >= floor)
    for (const [unit] of order) {
      const name = this.manifest.kinds[this.kindOf(unit) - 1]
      if (name) counts[name] = (counts[name] ?? 0) + 1
    }
    if (only !== "") order = order.filter(([unit]) => this.manifest.kinds[this.kindOf(unit) - 1] === only)
    order.sort((a, b) => b[1] - a[1] || a[0] - b[0])
    return { order: order.slice(0, SHOWN * 2), counts, best: order[0]?.[1] ?? 0, weak }
  }

  private async shardsFor(list: string[]): Promise<void> {
    const wanted = new Set(list.map(token => fnv(token) % this.manifest.shards))
    await Promise.all([...wanted].filter(n => !this.shards[n]).map(n => this.load(`s${n}.js`)))
  }

  private score(list: string[]): { scores: Map<number, number>; unknown: boolean } {
    const { units } = this.manifest
    const tallies = new Map<number, Tally>()
    let total = 0
    let unknown = false
    for (const token of list) {
      const entry = this.shards[fnv(token) % this.manifest.shards]?.[token]
      const count = entry?.[0] ?? 0
      const weight = Math.log(1 + (units - count + 0.5) / (count + 0.5))
      if (!entry) {
        unknown ||= isHan(token)
        total += weight * 0.45
        continue
      }
      total += weight
      const bytes = unpack(entry[1])
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
        const gain = (flags & TITLE ? 4.6 : 0) + (flags & ALIAS ? 4.2 : 0) + (flags & HEADING ? 2.2 : 0) + (flags & SUMMARY ? 1.6 : 0) + often / 8
        const tally = tallies.get(unit) ?? { sum: 0, matched: 0, titled: 0, length: 0 }
        tally.sum += weight * gain
        tally.matched += weight
        if (length > 0) {
          tally.titled += 1
          tally.length = tally.length === 0 ? length : Math.min(Math.max(tally.length, 1), length)
        }
        tallies.set(unit, tally)
      }
    }
    const scores = new Map<number, number>()
    for (const [unit, tally] of tallies) {
      const coverage = total > 0 ? tally.matched / total : 0
      const wide = tally.titled / list.length
      const precise = tally.length > 0 ? Math.min(1, tally.titled / tally.length) : 0
      let value = tally.sum * coverage + 34 * wide * wide * precise
      // 直接回答：问法对得上才往前排，对不上就往后。
      if (this.kindOf(unit) === 0) value *= wide >= 0.6 ? 1 + 0.9 * precise * wide : 0.55
      scores.set(unit, value)
    }
    return { scores, unknown }
  }

  private async hits(query: string, order: [number, number][]): Promise<Hit[]> {
    const { fragment } = this.manifest
    const top = order.slice(0, SHOWN)
    const wanted = new Set(top.map(([unit]) => Math.floor(unit / fragment)))
    await Promise.all([...wanted].filter(n => !this.fragments[n]).map(n => this.load(`f${n}.js`)))
    const phrases = runs(this.strip(query))
    const words = [...new Set(this.variants(query).flatMap(variant => tokensOf(this.strip(variant))))]
    const hits: Hit[] = []
    for (const [unit, score] of top) {
      const data = this.fragments[Math.floor(unit / fragment)]?.[unit % fragment]
      if (!data) continue
      const [kind, url, title, heading, note, summary, body, aliases, files, answer] = data as [
        number, string, string, string, string, string, string, string[], [string, string, string][], number,
      ]
      let value = score * (this.manifest.kinds[kind] === "规则" ? 0.75 : 1)
      for (const phrase of phrases) {
        if (phrase.length < 2) continue
        if (title.toLowerCase().includes(phrase)) value *= 1.18
        else if (aliases.some(alias => normal(alias).includes(phrase))) value *= 1.12
        else if (`${summary}${body}`.toLowerCase().includes(phrase)) value *= 1.06
      }
      hits.push({
        kind: this.manifest.kinds[kind] ?? "", url, title, heading, note, summary, body, aliases, files, answer: answer === 1,
        score: value, terms: words,
      })
    }
    hits.sort((a, b) => b.score - a.score)
    return thin(hits)
  }

  // 有字对不上时，按读音找本站的词来改。
  private async correct(query: string): Promise<string> {
    const nearby = await this.soundsAndWords()
    const sounds: Record<string, string> = {}
    for (const [name, chars] of Object.entries(nearby.sounds)) for (const char of chars) sounds[char] = name
    const sound = (text: string): string => [...text].map(char => sounds[char] ?? char).join(" ")
    let text = query
    for (const word of nearby.words) {
      if (text.includes(word)) continue
      const size = [...word].length
      const chars = [...text]
      const wanted = sound(word)
      for (let i = 0; i + size <= chars.length; i += 1) {
        const piece = chars.slice(i, i + size).join("")
        if (piece !== word && isHan(piece) && sound(piece) === wanted) {
          text = chars.slice(0, i).join("") + word + chars.slice(i + size).join("")
          break
        }
      }
    }
    return text
  }

  private async soundsAndWords(): Promise<Nearby> {
    if (!this.nearby) await this.load("near.js")
    return this.nearby ?? { sounds: {}, words: [] }
  }

  // 一个也没有找到：字最像的几个词。
  private async nearest(query: string): Promise<string[]> {
    const { words } = await this.soundsAndWords()
    const chars = new Set(query)
    return words
      .map(word => [[...word].filter(char => chars.has(char)).length / Math.max(word.length, 2), word] as const)
      .filter(([share]) => share >= 0.34)
      .sort((a, b) => b[0] - a[0] || a[1].length - b[1].length)
      .slice(0, 6)
      .map(([, word]) => word)
  }
}

// 一个字一个空格的（监 票 人），连起来。
function closed(text: string): string {
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

// 同一处不出两次，许多模板共用的一条规则只出一次；同一页最多出三条，免得一页占满。
function thin(hits: Hit[]): Hit[] {
  const seen = new Set<string>()
  const pages: Record<string, number> = {}
  return hits.filter(hit => {
    const rule = hit.kind === "规则" ? hit.title : hit.url
    if (seen.has(hit.url) || seen.has(rule)) return false
    seen.add(hit.url)
    seen.add(rule)
    const page = hit.url.split("#")[0] ?? ""
    pages[page] = (pages[page] ?? 0) + 1
    return (pages[page] ?? 0) <= PER_PAGE
  })
}
