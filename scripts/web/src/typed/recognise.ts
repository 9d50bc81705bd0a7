// 文件自己没有说是什么的，看标题、用语、标签、文件名认。和 scripts/branchbook/records/recognise.py 一样。
import type { KindData, KnownKind } from "../inspection/library"
import type { Kit } from "../kit"
import { kindOf } from "./forms"
import { indexOf, labelOf, norm, segments } from "./labels"
import type { Page } from "./page"
import { headingLines, isGenre } from "./places"
import { fold, part, size, squeeze, trim } from "./text"

/** 最好的要领先多少，有标题、没有标题各要多少分，多少分就算可能。 */
const MARGIN = 4
const ENOUGH = 36
const WITHOUT_TITLE = 14
const PERHAPS = 9
const MOST_ITEMS = 400
const MOST_TEXT = 60_000
/** 这些标签后面写的是哪一种会。 */
const TELLING = new Set(
  "会议名称 会议类型 会议类别 会议种类 会议性质 活动类型 活动名称 组织生活类型 类型 类别 标题 题目 名称".split(" "),
)
const TICKED = /[☑☒√✓✔■●◆✅] *([^ □☐○☑☒√✓✔■●◆✅]{2,20})/gu
/** 方框在字后面的。 */
const TICKED_BEHIND = /([^ □☐○☑☒√✓✔■●◆✅]{2,20}) *[☑☒√✓✔■●◆✅]/gu
const FIRST_BOX = /^[□☐○☑☒√✓✔■●◆✅]/u
const BOX = /[□☐○☑☒√✓✔■●◆✅]/u
const BRANCH = /党支部|支部党员|党员/
const DID = /(?:组织|开展|召开|举行|走进|送进)[^。]{2,60}[，。]/u
const DECORATION = /[0-9]{4}年?[0-9]{0,2}月?[0-9]{0,2}日?|[-_ ()（）]|副本|最终版?|终稿|定稿|修改稿?|新建/gu

export interface Recognised {
  /** 认不出、两种分不清是 null。 */
  readonly known: KnownKind | null
  /** 为什么没有认出来，一句话；认出来了是空的。 */
  readonly warning: string
}

/** 可能是标题的话，比最好的位置少几分，是不是把说不定是两样的两行并起来的（单位的名称，标题）。 */
interface Line {
  readonly text: string
  readonly less: number
  readonly joined?: boolean
  /** 是“会议类型”一类的标签说的，没有疑问。 */
  readonly told?: boolean
}

interface Ready extends KnownKind {
  readonly labels: ReadonlyMap<string, readonly { readonly id: string }[]>
  readonly title: string
  readonly recognise: readonly (readonly string[])[]
  readonly unless: readonly string[]
  readonly wording: readonly string[]
}

function ready({ kind, kit }: KnownKind, counted: readonly Kit[] = []): Ready {
  const words = [...kind.recognise, ...counted.flatMap(item => kindOf(item).kind.recognise)]
  return {
    kind,
    kit,
    labels: indexOf(kit),
    title: squeeze(kind.title),
    recognise: words.map(one => one.map(squeeze)),
    unless: kind.unless.map(squeeze),
    wording: kind.wording.map(squeeze),
  }
}

export class Recogniser {
  private readonly kinds: readonly Ready[]
  private readonly counted = new Map<string, readonly Kit[]>()
  private readonly known: ReadonlySet<string>

  constructor(kinds: readonly KnownKind[], kits: ReadonlyMap<string, Kit>) {
    const bound = new Set(kinds.map(({ kind }) => kind.template))
    const own = new Set(kinds.map(({ kind }) => kind.id))
    const alone = Array.from(kits.values()).filter(kit => !bound.has(kit.id))
    for (const kit of alone)
      if (kit.counts_as && own.has(kit.counts_as))
        this.counted.set(kit.counts_as, [...(this.counted.get(kit.counts_as) ?? []), kit])
    const others = alone.filter(kit => !kit.counts_as || !own.has(kit.counts_as))
    this.kinds = [...kinds, ...others.map(kindOf)].map(known => ready(known, this.counted.get(known.kind.id)))
    this.known = new Set(this.kinds.flatMap(({ labels }) => Array.from(labels.keys())))
  }

  /** 一种材料是本站的哪一份表样；有几份、分不出是哪一份的，各份的标题。 */
  paper(kind: KindData, page: Page, path: string): { readonly paper: string; readonly perhaps: Readonly<Record<string, string>> } {
    const counted = this.counted.get(kind.id) ?? []
    if (kind.template || !counted.length) return { paper: kind.template ?? "", perhaps: {} }
    const lines = counted.length > 1 ? titles(page, path, this.known).map(({ text }) => text) : []
    const fits = counted.map(kit => fit(kit, lines))
    const best = counted.filter((_, at) => fits[at] === Math.max(...fits))
    const [only] = best
    if (only && best.length === 1) return { paper: only.id, perhaps: {} }
    return { paper: "", perhaps: Object.fromEntries(best.map(kit => [kit.id, kit.title])) }
  }

  /** 一份文件是什么；path 的末一段也算一点。 */
  recognise(page: Page, path: string): Recognised {
    const all = titles(page, path, this.known)
    const text = squeeze(part(page.lines.join("\n"), 0, MOST_TEXT))
    const found = labelsIn(page, this.known)
    const sure = [all.filter(line => line.told), all.filter(line => !line.joined)]
    const lines = sure.find(some => this.kinds.some(kind => some.some(line => titleScore(kind, line)))) ?? all
    const scored = this.kinds
      .map(kind => ({ kind, ...scoreOf(kind, lines, text, found) }))
      .filter(one => one.score > 0)
      .sort((a, b) => b.title - a.title || b.score - a.score)
    const [best, ...others] = scored
    const nothing = { known: null, warning: "认不出这是哪一种材料" }
    if (!best) return nothing
    // 标题里对上的词多，比正文里的什么都说明问题：更名的请示也是请示。
    const rival = others.find(one => one.title > best.title - MARGIN && one.score > best.score - MARGIN)
    if (rival)
      return {
        known: null,
        warning: `可能是“${best.kind.kind.title}”，也可能是“${rival.kind.kind.title}”，分不清是哪一种材料`,
      }
    // 标题说它是别的材料。
    const named = (): boolean => headingLines(page, this.known).some(([, line]) => isGenre(line))
    if (!best.title && (best.score < WITHOUT_TITLE || named())) return nothing
    return { known: best.kind, warning: "" }
  }
}

/** 表样的名称或别名，在标题里的有几个字。 */
function fit(kit: Kit, lines: readonly string[]): number {
  const names = [kit.title, ...(kit.aliases ?? [])].map(squeeze)
  return Math.max(0, ...names.filter(name => lines.some(line => line.includes(name))).map(size))
}

/** 一个种类的标题得几分，一共几分；说明它的太少，一共是 0。 */
function scoreOf(ready_: Ready, lines: readonly Line[], text: string, found: ReadonlySet<string>): { title: number; score: number } {
  const { kind } = ready_
  const title = lines.reduce((best, line) => Math.max(best, titleScore(ready_, line)), 0)
  const wording = ready_.wording.filter(word => text.includes(word)).length
  let around: number
  if (kind.bare) {
    around = Math.min(15, 3 * wording) + (isGenre(lines[0]?.text ?? "") ? 0 : 15) + (found.size < 2 ? 10 : found.size > 3 ? -20 : 0)
  } else {
    const fields = new Set(Array.from(found).flatMap(label => (ready_.labels.get(label) ?? []).map(({ id }) => id)))
    around = Math.min(15, 3 * wording) + 2 * Math.min(10, fields.size)
  }
  if (title) return { title, score: title + around >= ENOUGH ? title + around : 0 }
  if (kind.bare) around = isNews(kind, lines, text, found) ? 3 * wording + 14 : 0
  const told = lines.some(line => ready_.unless.some(word => line.text.includes(word)))
  return { title: 0, score: around >= PERHAPS && (wording || kind.bare) && !told ? around : 0 }
}

/** 没有标签，一句句说一个支部做了什么。 */
function isNews(kind: KindData, lines: readonly Line[], text: string, found: ReadonlySet<string>): boolean {
  return kind.family === "news" && found.size < 2 && !isGenre(lines[0]?.text ?? "") && BRANCH.test(text) && DID.test(text)
}

/** 一行当标题看，说明是这个种类的有几分：对上的词越多、越靠后，分越多。 */
function titleScore({ title, recognise, unless }: Ready, { text, less }: Line): number {
  if (unless.some(word => text.includes(word))) return 0
  let best = 0
  for (const words of recognise) {
    if (!words.every(word => text.includes(word))) continue
    let points = 40 + 4 * words.reduce((sum, word) => sum + size(word), 0) - less
    if (words.some(word => text.endsWith(word))) points += 6
    if (text === title) points += 10
    best = Math.max(best, points)
  }
  return best
}

/** 可能是标题的话，最像的在前。 */
function titles(page: Page, path: string, known: ReadonlySet<string>): Line[] {
  const heads = headingLines(page, known).map(([, line]) => squeeze(line))
  const found: Line[] = heads.map((text, number) => ({ text, less: 2 * number }))
  heads.slice(1).forEach((text, number) => {
    const before = heads[number] as string
    const joined = !before.includes("关于") && !text.startsWith("关于")
    found.push({ text: before + text, less: 3 + 2 * number, joined })
  })
  const first = heads[0] ?? ""
  const suffix = ["记录", "纪要", "通知"].find(word => first.includes(word)) ?? ""
  for (const said of toldIn(page)) {
    found.push({ text: said.includes(suffix) ? said : said + suffix, less: 4, told: true })
    found.push({ text: first + said, less: 5 }, { text: said + first, less: 6 })
  }
  const name = path.slice(path.lastIndexOf("/") + 1)
  const dot = name.lastIndexOf(".")
  const stem = squeeze((dot > 0 ? name.slice(0, dot) : "") || name).replace(DECORATION, "")
  if (stem) found.push({ text: stem, less: 12 })
  return found
}

/** “会议名称”一类的标签后面的话；打勾的只看勾上的。 */
function toldIn(page: Page): string[] {
  const found: string[] = []
  for (const item of page.items.slice(0, 40)) {
    let pairs: (readonly [string, string])[]
    if (typeof item === "string") {
      const places = segments(item, TELLING)
      pairs = places.map(([label, , start], number) => [label, item.slice(start, places[number + 1]?.[1] ?? item.length)] as const)
    } else {
      pairs = item
        .slice(1)
        .map((cell, number) => [item[number] as string, cell] as const)
        .filter(([label]) => size(label) <= 40)
        .map(([label, cell]) => [norm(label), cell] as const)
    }
    for (const [label, text] of pairs) {
      if (!TELLING.has(label)) continue
      const folded = trim(fold(text))
      const ticked = Array.from(folded.matchAll(FIRST_BOX.test(folded) ? TICKED : TICKED_BEHIND), match => match[1] as string)
      if (ticked.length > 1) continue
      const said = !ticked.length && BOX.test(text) ? "" : squeeze(ticked[0] ?? text)
      const length = size(said)
      if (length > 1 && length <= 60) found.push(said)
    }
  }
  return found
}

/** 一份文件里有哪些认识的标签。 */
function labelsIn(page: Page, known: ReadonlySet<string>): Set<string> {
  const found = new Set<string>()
  for (const item of page.items.slice(0, MOST_ITEMS))
    for (const cell of typeof item === "string" ? [item] : item) {
      for (const line of cell.split("\n").slice(0, 40))
        for (const [label] of segments(part(line, 0, 2000), known)) if (label) found.add(label)
      const bare = size(trim(cell)) <= 40 ? labelOf(cell, known) : ""
      if (known.has(bare)) found.add(bare)
    }
  return found
}
