// 读一份不是本站表样的材料：靠标签、表、成段的说法、位置，读准了才给值。和 scripts/branchbook/records/typed.py 一样。
import type { KindData } from "../inspection/library"
import type { Field, Kit } from "../kit"
import { clock, dayOfSerial, findDay, rangeDay } from "./days"
import { INLINE, SPACED, findLabels, indexOf, isKnownLabel, labelOf, norm, wordsOf, type Hit } from "./labels"
import { namesWithin, ofEverybody, readList, readPoll, readTables, saysNothing, splitItems, type Row } from "./lists"
import type { Page } from "./page"
import { findPlaces, type Places } from "./places"
import { Prose, type Found } from "./prose"
import { cut, fold, same, squeeze, trim } from "./text"
import { isName, isNothing, isPerson, peopleWithin, say, type Said } from "./words"

const LONGEST_QUOTE = 200
const STRUCK = /^[/\\／—–-]{1,3}$/
const FIGURE = /[0-9一二三四五六七八九十]/
/** 得票要都写了的人：候选的、当选的。 */
const STOOD = /候选人|当选/
/** 请假2人（卯、辰）：数的是人，姓名再短也是人。 */
const COUNTED = /[0-9一二三四五六七八九十]{1,3}[人名位个]?（[^（）]*）?$/

export interface Typed {
  /** 读准了的，照表样的次序。 */
  readonly values: Record<string, unknown>
  readonly quotes: Record<string, string>
  readonly how: Record<string, string>
  readonly warnings: readonly string[]
  /** 有标签、后面什么也没有的。 */
  readonly empty: readonly string[]
  /** 写了、没有读准的：不是没有写。 */
  readonly unread: readonly string[]
  /** 几次的写在一份里，什么也没有读：为什么。 */
  readonly several: string
}

const isDay = (item: Field): boolean => item.type === "date" || item.type === "datetime"
/** 各种说法合起来看的类型；文字一类的只看头一种找到了的。 */
const POOLED = new Set(["date", "datetime", "integer", "ratio", "choice", "attachment", "table"])

function least(hits: readonly Hit[]): number {
  return hits.reduce((found, hit) => Math.min(found, hit.rank), Infinity)
}

/** 一张单子的话：标签后面的全部；标签那一行自己就编了几条的，只要那一行。 */
function listed(mechanism: string, hit: Hit): string {
  return mechanism === "items" && splitItems(hit.first).length > 1 ? hit.first : hit.text
}

/** 一个标签在这一项的各种叫法里排第几；本名排头一个，最准。 */
function placeOf(item: Field, hit: Hit): number {
  const names = [item.label, ...(item.aliases ?? [])].map(norm)
  const place = names.indexOf(hit.label)
  return place < 0 ? names.length : place
}

class Reader {
  private readonly fields: ReadonlyMap<string, Field>
  private readonly values = new Map<string, unknown>()
  private readonly quotes = new Map<string, string>()
  private readonly how = new Map<string, string>()
  private readonly warnings: string[] = []
  private readonly empty = new Set<string>()
  /** 说不准的，别的办法也不再填。 */
  private readonly closed = new Set<string>()
  private readonly hits = new Map<string, Hit[]>()
  private readonly known: ReadonlyMap<string, readonly Field[]>
  private readonly prose: Prose

  constructor(
    private readonly page: Page,
    private readonly kind: KindData,
    private readonly kit: Kit,
  ) {
    this.fields = new Map(kit.fields.map(item => [item.id, item]))
    this.known = indexOf(kit)
    this.prose = new Prose(page.lines)
  }

  private keep(item: Field, value: unknown, quote: string, how: string): void {
    this.values.set(item.id, value)
    this.quotes.set(item.id, cut(trim(quote), LONGEST_QUOTE))
    this.how.set(item.id, how)
  }

  private warn(warning: string): void {
    if (!this.warnings.includes(warning)) this.warnings.push(warning)
  }

  private doubt(item: Field, warning: string): void {
    this.closed.add(item.id)
    this.values.delete(item.id)
    this.quotes.delete(item.id)
    this.how.delete(item.id)
    this.warn(warning)
  }

  // -- 标签 --------------------------------------------------------------------------------------

  /** 一个标签像两项的不读，除非其中一项另有自己的标签。 */
  private labels(taken: ReadonlySet<number>, ends: number): void {
    const unclear = new Map<string, readonly Field[]>()
    for (const hit of findLabels(this.page, this.known, taken, ends)) {
      const owners = this.known.get(hit.label) as readonly Field[]
      const first = owners[0] as Field
      if (owners.length === 1) {
        const own = this.hits.get(first.id)
        if (own) own.push(hit)
        else this.hits.set(first.id, [hit])
      } else if (!isNothing(hit.text)) unclear.set(hit.label, owners)
    }
    for (const [label, owners] of unclear)
      if (!owners.some(item => this.hits.has(item.id)))
        this.warnings.push(`“${label}”可能是“${owners.map(item => item.label).join("”，也可能是“")}”，分不清，没有读`)
  }

  /** 从最可靠的标签读；几处不一样的不读。 */
  private byLabel(item: Field): void {
    const hits = this.hits.get(item.id)
    if (!hits) return
    const filled = hits.filter(hit => !isNothing(wordsOf(item, hit)))
    if (!filled.length) {
      this.blank(item, hits)
      return
    }
    const best = least(filled)
    const read = filled
      .filter(hit => hit.rank === best)
      .map(hit => {
        const text = wordsOf(item, hit)
        return { said: say(item, text, this.page), text: this.shown(item, text) }
      })
    // 应到 4 人  实到 3 人：不止一样，句子里分得清
    if (best === SPACED && read.every(({ said }) => said.value === null)) return
    this.agree(item, read, "label")
  }

  /** 人看到的样子：表格里的日子，文件里是一个数。 */
  private shown(item: Field, text: string): string {
    return (this.page.sheet && isDay(item) ? dayOfSerial(text, this.page.oldEpoch) : "") || text
  }

  /** 标签后面什么也没有；画一道是说没有可写的。 */
  private blank(item: Field, hits: readonly Hit[]): void {
    if (hits.some(hit => !hit.soft && !STRUCK.test(trim(hit.text)))) this.empty.add(item.id)
  }

  private agree(item: Field, read: readonly { said: Said; text: string }[], how: string): void {
    const good = read.filter(({ said }) => said.value !== null)
    if (good.some(({ said }) => !same(said.value, good[0]?.said.value))) {
      const shown = Array.from(new Set(good.slice(0, 3).map(({ text }) => text)), text => `「${cut(trim(text), 20)}」`)
      this.doubt(item, `“${item.label}”有几处写得不一样：${shown.join("、")}，没有读`)
      return
    }
    const first = good[0] ?? read.find(({ said }) => said.warning || said.day)
    if (!first) return
    const { said, text } = first
    if (said.warning) this.warn(said.warning)
    if (said.value !== null) this.keep(item, said.value, text, how)
    else if (said.warning) this.closed.add(item.id)
    this.written(item, said, text, how)
  }

  /** 日子的原话、后面的起止时刻，种类要的就记下来。 */
  private written(item: Field, said: Said, text: string, how: string): void {
    if (!isDay(item)) return
    if (said.day && said.value === null && !FIGURE.test(fold(said.day))) this.empty.add(item.id)
    const target = this.fields.get(this.kind.written[item.id] ?? "")
    const words = how === "label" ? trim(text) : said.day || trim(text)
    if (target && words && !this.values.has(target.id)) this.keep(target, words, words, how)
    ;(this.kind.clock[item.id] ?? []).forEach((name, place) => {
      const field = this.fields.get(name)
      const time = said.times[place]
      if (!field || !time || this.values.has(name) || this.hits.has(name)) return
      if (field.type !== "datetime") this.keep(field, time, text, how)
      else if (typeof said.value === "string") this.keep(field, `${said.value.slice(0, 10)} ${time}`, text, how)
    })
  }

  // -- 表格一类的项 ------------------------------------------------------------------------------

  private table(item: Field): void {
    const mechanism = this.kind.lists[item.id]
    const hits = this.hits.get(item.id) ?? []
    if (this.values.has(item.id)) return
    const filled = hits.filter(hit => !isNothing(hit.text))
    if (hits.length && !filled.length) this.blank(item, hits)
    if (!mechanism) return
    if (mechanism === "poll") {
      this.poll(item)
      return
    }
    const people = Array.from(this.values.values()).flatMap(value =>
      Array.isArray(value) ? value.filter((name): name is string => typeof name === "string") : [],
    )
    if (filled.length) {
      const best = least(filled)
      let surest = filled.filter(hit => hit.rank === best)
      if (mechanism === "items") {
        // “会议议题”下面的“会议内容”是怎么议的，不是另一份议题。
        const first = Math.min(...surest.map(hit => placeOf(item, hit)))
        surest = surest.filter(hit => placeOf(item, hit) === first)
      }
      const labelled = surest
        .map(hit => listed(mechanism, hit))
        .map(text => ({ rows: readList(item, mechanism, text, this.page, people), text }))
      if (mechanism === "items") this.parts(item, labelled)
      else this.agreed(item, labelled, "label")
      if (mechanism !== "items" && !labelled.some(({ rows }) => rows.length) && !labelled.every(({ text }) => saysNothing(text)))
        this.closed.add(item.id)
    } else if (mechanism === "names") this.names(item)
    else {
      let said = this.prose.find(item, this.kind.prose[item.id] ?? []).flatMap(hits_ => hits_.map(hit => hit.said))
      if (!said.length && mechanism !== "items") said = [this.page.lines.map(line => this.unlabelled(line)).join("\n")]
      this.agreed(item, said.map(text => ({ rows: readList(item, mechanism, text, this.page, people, false), text })), "prose")
    }
  }

  /** 全文里各人的得票；候选的、当选的有人没有读到，就不读。 */
  private poll(item: Field): void {
    const [rows, quote] = readPoll(item, this.page)
    if (!rows.length) return
    const told = new Set(rows.flatMap(row => Object.values(row)))
    for (const other of ofEverybody(item) ? this.fields.values() : []) {
      if (other.type !== "people" || !STOOD.test(other.label)) continue
      const missing = ((this.values.get(other.id) ?? []) as string[]).filter(one => !told.has(one))
      if (!missing.length) continue
      this.doubt(item, `“${item.label}”没有读到${missing.slice(0, 5).join("、")}的，没有读`)
      return
    }
    this.keep(item, rows, quote, "prose")
  }

  /** 是标签的行换成空的，好让话到这里为止。 */
  private unlabelled(line: string): string {
    return this.known.has(labelOf(line, this.known)) || isKnownLabel(line, this.known) ? "" : line
  }

  private agreed(item: Field, given: readonly { rows: Row[]; text: string }[], how: string): void {
    const found = given.filter(({ rows }) => rows.length)
    const first = found[0]
    if (!first) return
    if (found.some(({ rows }) => !same(rows, first.rows))) this.doubt(item, `“${item.label}”有几处写得不一样，没有读`)
    else this.keep(item, first.rows, first.text, how)
  }

  /** 分几处写的单子：每个议题下面各有各的决定。 */
  private parts(item: Field, given: readonly { rows: Row[]; text: string }[]): void {
    const found = given.filter(({ rows }) => rows.length)
    let rows: Row[] = []
    for (const part of found) {
      const before = rows
      rows = [...before, ...part.rows.filter(row => !before.some(known => same(known, row)))]
    }
    if (rows.length) this.keep(item, rows, Array.from(new Set(found.map(({ text }) => text))).join("；"), "label")
  }

  /** 句子里的姓名：紧挨着那种说法的；几句合起来。 */
  private names(item: Field): void {
    const rows: Row[] = []
    const quotes: string[] = []
    for (const pattern of this.kind.prose[item.id] ?? [])
      for (const hit of this.prose.find(item, [pattern]).flat())
        for (const row of namesWithin(item, hit.said, pattern.startsWith("{}"), COUNTED.test(fold(hit.around)))) {
          const name = Object.values(row)[0]
          if (rows.some(other => Object.values(other).includes(name))) continue
          rows.push(row)
          if (!quotes.includes(hit.around)) quotes.push(hit.around)
        }
    if (rows.length) this.keep(item, rows, quotes.join("；"), "prose")
  }

  // -- 成段的文字 --------------------------------------------------------------------------------

  /** 照种类的说法读；和标签后面的数不一样的，不读。 */
  private byProse(item: Field): void {
    const patterns = this.kind.prose[item.id] ?? []
    if (!patterns.length || this.closed.has(item.id)) return
    const known = this.values.has(item.id)
    if (known && item.type !== "integer") return
    const found = this.prose.find(item, patterns)
    if (item.type === "people") {
      this.people(item, found.flat())
      return
    }
    const hits = POOLED.has(item.type) ? found.flat() : (found[0] ?? [])
    const read = hits
      .map(hit => ({ said: this.inSentence(item, hit), text: hit.around }))
      .filter(({ said }) => !(said.warning && said.value === null) && !(isPerson(item) && !isName(String(said.value))))
    if (!known) {
      if (read.length) this.agree(item, read, "prose")
      return
    }
    const value = this.values.get(item.id)
    const other = read.find(({ said }) => said.value !== null && said.value !== value)?.text
    if (!other) return
    const shown = `「${cut(this.quotes.get(item.id) ?? "", 20)}」、「${cut(other, 20)}」`
    this.doubt(item, `“${item.label}”有几处写得不一样：${shown}，没有读`)
  }

  /** 几句话里的名单取最长的；别处有不在里面的人，就不读。 */
  private people(item: Field, hits: readonly Found[]): void {
    const read = hits.map(hit => ({ names: peopleWithin(hit.said), around: hit.around })).filter(({ names }) => names.length)
    const longest = read.reduce<(typeof read)[number] | undefined>(
      (best, one) => (!best || one.names.length > best.names.length ? one : best),
      undefined,
    )
    if (!longest) return
    const other = read.find(({ names }) => names.some(name => !longest.names.includes(name)))?.around
    if (other) this.doubt(item, `“${item.label}”有几处写得不一样：「${cut(longest.around, 20)}」、「${cut(other, 20)}」，没有读`)
    else this.keep(item, longest.names, longest.around, "prose")
  }

  /** 日子可以省去年，从句子里前面那一天补上。 */
  private inSentence(item: Field, hit: Found): Said {
    const said = say(item, hit.said, this.page)
    if (item.type !== "date") return said
    if (said.value === null && said.day) return { ...said, value: rangeDay(hit.before, said.day) || null }
    return { ...said, times: clock(hit.rest) }
  }

  // -- 位置 --------------------------------------------------------------------------------------

  private places(places: Places): void {
    for (const [place, name] of Object.entries(this.kind.places)) {
      const item = this.fields.get(name)
      if (!item || place === "blanks" || this.values.has(name) || this.closed.has(name)) continue
      const text = place === "whole" ? trim(this.page.text) : String(places[place as keyof Places])
      if (!text) continue
      if (place === "whole" || !isDay(item)) {
        this.keep(item, text, text, "place")
        continue
      }
      const said = say(item, text, this.page)
      if (said.value !== null) this.keep(item, said.value, text, "place")
      this.written(item, said, text, "place")
    }
  }

  private blanks(empty: readonly Field[]): void {
    const item = this.fields.get(this.kind.places["blanks"] ?? "")
    if (!item || !empty.length) return
    const names = empty.map(({ label }) => label)
    this.keep(item, item.type === "people" ? names : names.join("、"), names.join("、"), "place")
  }

  /** 几次的记录写在一份里：日子和同它一起的几项，各写了几遍。 */
  private several(): string {
    const item = this.fields.get(this.kit.dated_by ?? "")
    if (!item || item.type === "table") return ""
    const said = new Map(
      Array.from(this.hits, ([name, hits]) => [name, hits.map(hit => this.ownWords(name, hit)).filter(text => text)] as const),
    )
    const days = Array.from(new Set(said.get(item.id)))
    const known = Array.from(
      new Set(
        days
          .map(text => findDay(text))
          .filter(found => found !== null)
          .map(found => found.day || squeeze(found.raw)),
      ),
    )
    const apart = known.filter(day => !known.some(other => day !== other && other.includes(day)))
    const twice = Array.from(said).filter(([name, texts]) => texts.length > 1 && name !== item.id)
    if (apart.length < 2 || twice.length < 2) return ""
    const shown = days.slice(0, 3).map(text => `「${cut(trim(text), 20)}」`)
    return `“${item.label}”有${shown.join("、")}，像是几次的写在一份里，分不清哪一处是哪一次的，没有读`
  }

  /** 一份记录只写一遍的项，标签后面的话；别的项是空的。 */
  private ownWords(name: string, hit: Hit): string {
    const item = this.fields.get(name) as Field
    if (item.type === "table" || item.type === "long_text" || hit.rank === INLINE) return ""
    const text = wordsOf(item, hit)
    return isNothing(text) ? "" : this.shown(item, text)
  }

  read(): Typed {
    const { fields } = this.kit
    const places = findPlaces(this.page, this.known)
    const [tables, taken] = readTables(this.page, this.kit, this.known, this.warnings)
    for (const [name, rows] of tables) {
      const quote = rows.map(row => Object.values(row).map(String).join("，")).join("；")
      this.keep(this.fields.get(name) as Field, rows, quote, "table")
    }
    this.labels(taken, places.ends)
    const several = this.several()
    if (several) return { values: {}, quotes: {}, how: {}, warnings: [], empty: [], unread: [], several }
    const single = fields.filter(item => item.type !== "table")
    for (const item of single) this.byLabel(item)
    for (const item of single) this.byProse(item)
    for (const item of fields) if (item.type === "table") this.table(item)
    this.places(places)
    const empty = fields.filter(item => this.empty.has(item.id) && !this.values.has(item.id))
    this.blanks(empty)
    const unread = fields.filter(item => this.closed.has(item.id) && !this.values.has(item.id)).map(({ id }) => id)
    const typed: Typed = {
      values: {},
      quotes: {},
      how: {},
      warnings: this.warnings,
      empty: empty.map(({ id }) => id),
      unread,
      several: "",
    }
    for (const { id } of fields) {
      if (!this.values.has(id)) continue
      typed.values[id] = this.values.get(id)
      typed.quotes[id] = this.quotes.get(id) as string
      typed.how[id] = this.how.get(id) as string
    }
    return typed
  }
}

/** 照一个种类读一份材料；kit 是这个种类的字段。 */
export function readTyped(page: Page, kind: KindData, kit: Kit): Typed {
  return new Reader(page, kind, kit).read()
}
