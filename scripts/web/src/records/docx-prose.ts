// 在 .docx 的正文里找值：靠控件、空格之间的书签、前后固定的字。和 scripts/branchbook/records/docx_prose.py 一样。
import type { Field, Inline, Kit } from "../kit"
import { type Found, norm, squeezed } from "./found"
import type { How } from "./reading"
import type { Body, Para } from "./scan"
import { BLANK, head, literal, longer, strip, stripOf } from "./strings"
import {
  BRACKETED, bracketEnd, IDENTITY_LINE, isBlank, optional, parse, placeholders, unplaced, valueMark,
} from "./words"

type Fields = ReadonlyMap<string, Field>
type Span = readonly [number, number]

/** 找固定的字时盖住提示，免得把提示里的字当成正文的。 */
const MASK = "\uf8ff"
const DAY = `([0-9０-９〇零○一二三四五六七八九]{4}[^，。；]{2,9}?[日号]|${BRACKETED})`
const GAP = `[${BLANK}]*`
/** 连着的几格里写了比这多的，不靠日期的样子去分。 */
const LONGEST_RUN = 2000
const NOT_SPACE = new RegExp(`[^${BLANK}]`, "g")

/** 从哪一格读到什么，靠什么。 */
type Hit = readonly [string, string, How]

/** 固定的字（string）和连着的几格（string[]），依次相间。 */
class Line {
  readonly names: readonly string[]
  readonly fixed: string
  /** 字够多，能把这一行认出来。 */
  readonly told: boolean
  private readonly ends: readonly RegExp[]

  constructor(readonly parts: readonly (string | readonly string[])[]) {
    this.names = parts.flatMap(part => (typeof part === "string" ? [] : part))
    this.fixed = parts.filter(part => typeof part === "string").join("")
    this.told = this.fixed !== "" && (longer(this.fixed, 1) || this.names.length === 0)
    const [first, last] = [parts[0], parts[parts.length - 1]]
    this.ends = [
      ...(typeof first === "string" ? [new RegExp(`^${GAP}${spaced(first)}`)] : []),
      ...(typeof last === "string" ? [new RegExp(`${spaced(last)}${GAP}$`)] : []),
    ]
  }

  /** 从整段里去掉这一行仅有的几个固定的字，如主送后面的冒号。 */
  bare(text: string): string {
    return this.ends.reduce((left, pattern) => left.replace(pattern, ""), text)
  }
}

function spaced(text: string): string {
  return Array.from(text, literal).join(GAP)
}

function lineOf(inline: Inline): Line | undefined {
  const parts: (string | string[])[] = []
  for (const piece of inline) {
    const last = parts[parts.length - 1]
    if (piece.field !== undefined) {
      if (Array.isArray(last)) last.push(piece.field)
      else parts.push([piece.field])
      continue
    }
    const text = squeezed(piece.text ?? "")
    if (text === "") continue
    if (typeof last === "string") parts[parts.length - 1] = last + text
    else parts.push(text)
  }
  return parts.length > 0 ? new Line(parts) : undefined
}

interface Prose {
  readonly lines: readonly Line[]
  readonly hints: ReadonlySet<string>
}

const proses = new WeakMap<Kit, Prose>()

function proseOf(kit: Kit): Prose {
  const known = proses.get(kit)
  if (known) return known
  const lines: (Line | undefined)[] = []
  const hints = new Set<string>()
  for (const block of kit.blocks) {
    if (block.is === "sign") lines.push(...block.lines.map(lineOf))
    else if (block.is === "paragraph" && block.hint)
      hints.add(squeezed(block.inline.map(piece => piece.text ?? "").join("")))
    else if (block.is === "heading" || block.is === "paragraph") lines.push(lineOf(block.inline))
  }
  const made = { lines: lines.filter((line): line is Line => line !== undefined), hints }
  proses.set(kit, made)
  return made
}

// -- 把一行找回来 --------------------------------------------------------------------------------

/** 每一串空格在去掉空白的文字里从哪里到哪里；不是这一行时是 undefined。固定的字从左到右各找一遍，什么文字都不慢。 */
function spansOf(line: Line, given: string, fields: Fields): Span[] | undefined {
  let text = given
  if (text.includes("〔"))
    for (const name of new Set(line.names)) {
      const item = fields.get(name)
      for (const prompt of item ? placeholders(item).map(squeezed) : [])
        if (prompt.startsWith("〔") && text.includes(prompt)) text = text.split(prompt).join(MASK.repeat(prompt.length))
    }
  const spans: Span[] = []
  const end = text.length
  const last = line.parts.length - 1
  let position = 0
  let start: number | undefined
  for (const [index, part] of line.parts.entries()) {
    if (typeof part !== "string") {
      start = position
      if (index === last) return [...spans, [start, end]]
      continue
    }
    let at = position
    if (start === undefined) {
      if (!text.startsWith(part, position)) return undefined
    } else if (index === last) {
      at = end - part.length
      if (at < position || !text.endsWith(part)) return undefined
    } else {
      at = text.indexOf(part, position)
      if (at < 0) return undefined
    }
    if (start !== undefined) spans.push([start, at])
    start = undefined
    position = at + part.length
  }
  return position === end ? spans : undefined
}

/** 去掉空白的文字里的位置，换成原文里的，两头的空白不要。 */
function widened(text: string, spans: readonly Span[]): Span[] {
  const places: number[] = []
  for (const match of text.matchAll(NOT_SPACE)) places.push(match.index as number)
  return spans.map(([a, b]) => (b > a ? [places[a] as number, (places[b - 1] as number) + 1] : [0, 0]))
}

/** 只有空白和提示。 */
function onlyBlanks(text: string): boolean {
  for (let at = 0; at < text.length; ) {
    const next = bracketEnd(text, at)
    if (next < 0 && strip(text.charAt(at)) !== "") return false
    at = next < 0 ? at + 1 : next
  }
  return true
}

/** 一行的各格里写了什么；连着又分不开的放进 unclear。 */
function hitsOf(line: Line, para: Para, fields: Fields, unclear: (readonly string[])[]): Hit[] {
  const text = para.value
  const spans = spansOf(line, squeezed(text), fields)
  if (!spans) return []
  const hits: Hit[] = []
  const runs = line.parts.filter((part): part is readonly string[] => typeof part !== "string")
  for (const [index, [start, end]] of widened(text, spans).entries()) {
    const run = runs[index] as readonly string[]
    const said = text.slice(start, end)
    if (run.length === 1) {
      hits.push([run[0] as string, said, "label"])
      continue
    }
    const cuts = run.slice(1).map(name => para.mark(valueMark(name)))
    const edges = [start, ...cuts.filter((cut): cut is number => cut !== undefined), end]
    if (edges.length === run.length + 1 && edges.every((edge, at) => at === 0 || (edges[at - 1] as number) <= edge)) {
      run.forEach((name, at) => hits.push([name, text.slice(edges[at], edges[at + 1]), "anchor"]))
      continue
    }
    const texts = byDates(run, said, fields)
    if (texts) run.forEach((name, at) => hits.push([name, texts[at] as string, "label"]))
    else if (!onlyBlanks(said)) unclear.push(run)
  }
  return hits
}

/** 每隔一格就是日期时，靠日期的样子分开。 */
function byDates(run: readonly string[], text: string, fields: Fields): string[] | undefined {
  const days = run.map(name => fields.get(name)?.type === "date")
  if (longer(text, LONGEST_RUN) || days.some((day, at) => at > 0 && !day && !days[at - 1])) return undefined
  const match = new RegExp(`^${days.map(day => (day ? DAY : "(.*?)")).join(GAP)}$`, "su").exec(text)
  return match ? match.slice(1) : undefined
}

/** 依次把有固定的字的行找回来：第几行 → 第几段。 */
function matchedOf(lines: readonly Line[], texts: readonly string[], fields: Fields): Map<number, number> {
  const matched = new Map<number, number>()
  let start = 0
  for (const [index, line] of lines.entries()) {
    if (!line.told) continue
    for (let at = start; at < texts.length; at += 1)
      if (spansOf(line, texts[at] as string, fields)) {
        matched.set(index, at)
        start = at + 1
        break
      }
  }
  return matched
}

// -- 读 ------------------------------------------------------------------------------------------

export function readProse(found: Found, body: Body): void {
  const { fields, kit } = found
  const { lines, hints } = proseOf(kit)
  const paras: Para[] = []
  const bare: string[] = []
  for (const para of body.paras) {
    const text = squeezed(para.text)
    if (text === "" || IDENTITY_LINE.test(para.text) || hints.has(text)) continue
    paras.push(para)
    bare.push(text)
  }
  const matched = matchedOf(lines, bare, fields)
  const exact = new Set<Para>()
  for (const [index, at] of matched) {
    const para = paras[at] as Para
    if (untouched(lines[index] as Line, para, fields)) exact.add(para)
  }
  const controls = paras.flatMap(para =>
    para.controls
      .filter(({ tag }) => fields.has(tag) && fields.get(tag)?.type !== "table")
      .map(control => ({ name: control.tag, text: para.of(control), sure: exact.has(para) })),
  )
  const tagged = new Set(controls.map(control => control.name))
  for (const name of tagged) found.seen.add(name)
  const texts = new Map<string, [string, How][]>()
  const unclear: (readonly string[])[] = []
  const take = (name: string, text: string, how: How): void => {
    if (!fields.has(name)) return
    const known = texts.get(name)
    if (known) known.push([text, how])
    else texts.set(name, [[text, how]])
  }
  // 控件在先：固定的字一个没有动的行，每个控件里是什么说得最准。
  for (const { name, text, sure } of controls) if (sure) take(name, text, "tag")
  for (const [index, at] of matched) {
    const para = paras[at] as Para
    if (exact.has(para)) continue
    const here = new Set(para.controls.map(control => control.tag))
    for (const [name, text, how] of hitsOf(lines[index] as Line, para, fields, unclear))
      take(name, text, here.has(name) ? "tag" : how)
  }
  for (const [name, text] of between(lines, paras, matched, fields))
    take(name, text, tagged.has(name) ? "tag" : "label")
  for (const { name, text, sure } of controls) if (!sure) take(name, text, "tag")
  for (const [name, all] of texts) settle(found, fields.get(name) as Field, all)
  for (const run of unclear) {
    const items = run.flatMap(name => fields.get(name) ?? []).filter(item => !found.seen.has(item.id))
    if (items.length === 0) continue
    for (const item of items) found.seen.add(item.id)
    found.warnings.push(`${items.map(item => `“${item.label}”`).join("、")}和别的项写在一起，分不清从哪里断开，没有读`)
  }
}

/** 要头一个填了的；几处不一样时说出来。 */
function settle(found: Found, item: Field, texts: readonly (readonly [string, How])[]): void {
  if (item.type === "table") return
  found.seen.add(item.id)
  if (found.values.has(item.id)) return
  const given: [string, How][] = []
  for (const [text, how] of texts) {
    const bare = text.split("\n").map((line, index) => (index > 0 ? stripOf(line, "　 ") : line)).join("\n")
    if (!isBlank(item, bare) && !isBlank(item, unplaced(item, bare))) given.push([bare, how])
  }
  const [first] = given
  if (!first) return
  found.take(item, first[0], first[1])
  const shapes = new Set(given.map(([text]) => norm(unplaced(item, text))))
  if (shapes.size < 2) return
  const readings = new Set(given.map(([text]) => JSON.stringify(parse(item, text)[0])))
  if (readings.size < 2) return
  const others = Array.from(new Set(given.map(([text]) => head(strip(text), 20)))).join("」和「")
  found.warnings.push(`“${item.label}”在文中几处写得不一样：「${others}」，按第一处读`)
}

/** 各格都还有自己的控件，前后的字也是模板的。 */
function untouched(line: Line, para: Para, fields: Fields): boolean {
  const controls = Array.from(para.controls).sort((a, b) => a.start - b.start)
  const tags = controls.map(control => control.tag)
  // 填好的文件略去了没有填的选填项。
  const names = line.names.filter(name => {
    const item = fields.get(name)
    return tags.includes(name) || !item || !optional(item)
  })
  if (tags.length !== names.length || tags.some((tag, index) => tag !== names[index])) return false
  let around = ""
  let position = 0
  for (const control of controls) {
    around += para.text.slice(position, control.start)
    position = control.end
  }
  return squeezed(around + para.text.slice(position)) === line.fixed
}

// -- 占满整段的格 --------------------------------------------------------------------------------

/** 选填的一行略去了：固定的字一个也不见。 */
function leftOut(line: Line, fields: Fields, shown: string): boolean {
  if (line.names.some(name => fields.get(name)?.required)) return false
  return !line.parts.some(word => typeof word === "string" && longer(word, 1) && shown.includes(word))
}

/** 占满整段的格，靠前后固定的行来找。 */
function between(
  lines: readonly Line[], paras: readonly Para[], matched: ReadonlyMap<number, number>, fields: Fields,
): [string, string][] {
  const found: [string, string][] = []
  for (let index = 0; index < lines.length; ) {
    if (matched.has(index)) {
      index += 1
      continue
    }
    let end = index
    while (end < lines.length && !matched.has(end)) end += 1
    const first = index > 0 ? (matched.get(index - 1) as number) + 1 : 0
    const last = matched.get(end) ?? paras.length
    found.push(...stretch(lines.slice(index, end), paras.slice(first, last), fields))
    index = end
  }
  return found
}

/** 两行固定的字之间的段落，分给该在那里的格。 */
function stretch(lines: readonly Line[], paras: readonly Para[], fields: Fields): [string, string][] {
  const itemOf = (line: Line): Field => fields.get(line.names[0] as string) as Field
  let wanted = lines.filter(line => !line.told && line.names.length === 1 && fields.has(line.names[0] as string))
  // 有固定的字而不在那里的行，是略去了，除非还剩几个字。
  const shown = squeezed(paras.map(para => para.text).join(""))
  const whole = lines.every(line => wanted.includes(line) || leftOut(line, fields, shown))
  if (paras.length < wanted.length) wanted = wanted.filter(line => itemOf(line).required)
  const [only] = wanted
  if (whole && only && wanted.length === 1 && paras.length > 0)
    return [[itemOf(only).id, only.bare(paras.map(para => para.value).join("\n"))]]
  if (whole && wanted.length === paras.length)
    return wanted.map((line, index) => [itemOf(line).id, line.bare((paras[index] as Para).value)])
  const found: [string, string][] = []
  for (const line of wanted) {
    const text = oneOf(itemOf(line), paras)
    if (text !== undefined) found.push([itemOf(line).id, line.bare(text)])
  }
  return found
}

/** 从几段里挑出一格的：靠控件，或者只有它是日期。 */
function oneOf(item: Field, paras: readonly Para[]): string | undefined {
  const tagged = paras.filter(para => para.controls.some(control => control.tag === item.id))
  if (tagged.length === 1) return (tagged[0] as Para).value
  if (item.type !== "date" || tagged.length > 0) return undefined
  const days = paras.map(para => para.value).filter(value => {
    if (longer(value, 23)) return false
    const [read, warning] = parse(item, value)
    return read !== null && warning === ""
  })
  return days.length === 1 ? days[0] : undefined
}
