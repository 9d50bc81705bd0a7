// 检索：从分片里取每个词的清单，合起来排次序，再取正文片段。不认识 Material，由 worker.ts 接上去。
import { closed, correct, type Lexicon, nearest, type Nearby, type Query, simplify, sortsOf, strip, understand, words } from "./query"
import { type Entry, likeness, rank, type Ranked } from "./score"
import { fnv, normal, runs } from "./words"

export type { Lexicon, Nearby } from "./query"

export interface Manifest {
  hash: string
  units: number
  shards: number
  fragment: number
  // 每一类两段从第几个单元开始：能直接回答问题的，别的。
  starts: number[]
  kinds: string[]
  // 什么也没有找到时的去处：地址、题名、说明；第一处教人怎样找。
  ways: [string, string, string][]
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
  // 在提问，这一条管这个问题：当作回答来显示。
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

export type Load = (name: string) => Promise<void>
type Fragment = [number, string, string, string, string, string, string, string[], [string, string, string][], string[], number]
type Order = [number, number][]

const SHOWN = 14
const PER_PAGE = 3
// 粗排的前几个取文字来细排。
const READ = 18
// 这么短的问话里有本站没有的字，改成都有的，就按改的找。
const SHORT = 6
// 比最好的差这么多的，不算找到。
const FLOOR = 0.12
// 只写一个名称的，先给办事的和材料；在提问的，材料往后。规则是查材料用的，都往后。
const NAMED: Record<string, number> = { 流程: 1.3, 材料: 1.15, 规则: 0.75 }
const ASKED: Record<string, number> = { 流程: 1.1, 材料: 0.75, 术语: 0.85, 规则: 0.6, 问题: 0.9, 指南: 0.9 }
const PAST = 0.6
// 末尾写着哪种材料，就是要那一种。
const PAPER = 1.35
const LIKE = 9
const LIKE_ASKED = 6
const COVER = 0.6
const COVER_NAMED = 0.9
const ANSWERS = 30
const SHARP = 2
// 问的不是同一样（几天、谁来），像也要打折。
const OTHER = 0.75
// 和它的某一句问话像到这个程度，或者问的它差不多都说到，才算它管这个问题。
const SETTLED = 0.25
const COVERED = 0.6

const NOTHING: Found = { hits: [], counts: {}, corrected: "", only: "", near: [] }

export class Engine {
  private shards: Record<number, Record<string, Entry>> = {}
  private fragments: Record<number, unknown[][]> = {}
  private lexicon: Lexicon | null = null
  private nearby: Nearby | null = null
  // 题名、别名、问话切成的词：每打一个字，看的多半还是那几条。
  private readonly cut = new Map<string, string[]>()

  constructor(private readonly manifest: Manifest, private readonly load: Load) {}

  // 分片文件里的 bbs(…)、bbf(…)、bbl(…)、bbn(…) 交到这里。
  readonly take = {
    shard: (n: number, data: Record<string, Entry>): void => void (this.shards[n] = data),
    fragment: (n: number, data: unknown[][]): void => void (this.fragments[n] = data),
    lexicon: (data: Lexicon): void => void (this.lexicon = data),
    nearby: (data: Nearby): void => void (this.nearby = data),
  }

  async search(asked: string): Promise<Found> {
    if (asked.trim() === "") return NOTHING // 打开页面时 Material 会问一次空的，什么也不取
    if (!this.lexicon) await this.load("lex.js")
    const lexicon = this.lexicon
    if (!lexicon) return NOTHING
    const { only, text } = this.filter(asked)
    let query = understand(simplify(normal(closed(text)), lexicon.simplified), lexicon)
    let found = await this.rank(query, only)
    let corrected = ""
    if (found.ranked.weak && query.text !== "") {
      const sought = new Set(query.parts.flatMap(part => part.ways[0] ?? []))
      const better = correct(query.text, await this.soundsAndWords(), token => sought.has(token) && !this.entry(token))
      if (better !== query.text) {
        const other = understand(better, lexicon)
        const again = await this.rank(other, only)
        if (again.best > found.best || (query.text.length <= SHORT && !again.ranked.weak)) [found, corrected, query] = [again, better, other]
      }
    }
    const hits = await this.hits(query, found.ranked, found.order)
    const near = hits.length > 0 ? [] : nearest(query.text, await this.soundsAndWords())
    return { hits, counts: found.counts, corrected, only, near }
  }

  // 「材料：换届请示」只看材料。
  private filter(asked: string): { only: string; text: string } {
    const match = /^\s*([\u4e00-\u9fff]{2})\s*[:：]\s*(.*)$/u.exec(asked)
    if (match && this.manifest.kinds.includes(match[1] ?? "")) return { only: match[1] ?? "", text: match[2] ?? "" }
    return { only: "", text: asked }
  }

  private part(unit: number): number {
    const { starts } = this.manifest
    let part = 0
    while (part + 1 < starts.length && unit >= (starts[part + 1] ?? Infinity)) part += 1
    return part
  }

  private kindOf(unit: number): string {
    return this.manifest.kinds[this.part(unit) >> 1] ?? ""
  }

  private entry(token: string): Entry | undefined {
    return this.shards[fnv(token) % this.manifest.shards]?.[token]
  }

  private async rank(query: Query, only: string): Promise<{ ranked: Ranked; order: Order; counts: Record<string, number>; best: number }> {
    await this.shardsFor(query.parts.flatMap(part => part.ways.flat()))
    const ranked = rank(query, this.manifest.units, token => this.entry(token), unit => this.part(unit) % 2 === 0)
    const counts: Record<string, number> = {}
    let best = 0
    for (const value of ranked.scores.values()) best = Math.max(best, value)
    let order = [...ranked.scores].filter(([, value]) => value >= best * FLOOR)
    for (const [unit] of order) counts[this.kindOf(unit)] = (counts[this.kindOf(unit)] ?? 0) + 1
    if (only !== "") order = order.filter(([unit]) => this.kindOf(unit) === only)
    order.sort((a, b) => b[1] - a[1] || a[0] - b[0])
    return { ranked, order: order.slice(0, READ), counts, best }
  }

  private async shardsFor(list: string[]): Promise<void> {
    const wanted = new Set(list.map(token => fnv(token) % this.manifest.shards))
    await Promise.all([...wanted].filter(n => !this.shards[n]).map(n => this.load(`s${n}.js`)))
  }

  private async hits(query: Query, ranked: Ranked, order: Order): Promise<Hit[]> {
    const { fragment, kinds } = this.manifest
    const { stops, asks } = this.lexicon ?? { stops: [], asks: [] }
    const wanted = new Set(order.map(([unit]) => Math.floor(unit / fragment)))
    await Promise.all([...wanted].filter(n => !this.fragments[n]).map(n => this.load(`f${n}.js`)))
    const share = query.asks ? COVER : COVER_NAMED
    const phrases = runs(strip(query.text, stops)).filter(phrase => phrase.length >= 2)
    const terms = [...new Set(query.parts.flatMap(part => part.ways.flat()))]
    const like = (name: string): number => {
      let cut = this.cut.get(name)
      if (!cut) this.cut.set(name, (cut = words(strip(normal(name), stops))))
      return likeness(query, ranked.weights, cut)
    }
    const hits: Hit[] = []
    for (const [unit, score] of order) {
      const data = this.fragments[Math.floor(unit / fragment)]?.[unit % fragment]
      if (!data) continue
      const [kind, url, title, heading, note, summary, body, aliases, files, asked, past] = data as Fragment
      const name = kinds[kind] ?? ""
      const fit = Math.max(like(title), ...aliases.map(alias => 0.96 * like(alias)))
      const cover = ranked.covers.get(unit) ?? 0
      const settled = query.asks ? Math.max(0, ...asked.map(one => like(one) * (query.sorts.some(sort => sortsOf(normal(one), asks).includes(sort)) ? 1 : OTHER))) : 0
      let value = (score + (query.asks ? LIKE_ASKED : LIKE) * fit * fit) * (1 - share + share * cover)
      for (const phrase of phrases) {
        if (title.toLowerCase().includes(phrase)) value *= 1.18
        else if (aliases.some(alias => normal(alias).includes(phrase))) value *= 1.12
        else if (`${summary}${body}`.toLowerCase().includes(phrase)) value *= 1.06
      }
      value *= ((query.asks ? ASKED : NAMED)[name] ?? 1) * (past === 1 ? PAST : 1)
      if (query.paper !== "" && name === "材料" && title.includes(query.paper)) value *= PAPER
      value += ANSWERS * settled ** SHARP
      hits.push({ kind: name, url, title, heading, note, summary, body, aliases, files, answer: query.asks && asked.length > 0 && (Math.max(settled, fit) >= SETTLED || cover >= COVERED), score: value, terms })
    }
    hits.sort((a, b) => b.score - a.score)
    return thin(hits).slice(0, SHOWN)
  }

  private async soundsAndWords(): Promise<Nearby> {
    if (!this.nearby) await this.load("near.js")
    return this.nearby ?? { sounds: {}, words: [], pairs: "", shapes: [] }
  }
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
