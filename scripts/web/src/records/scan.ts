// 把 document.xml 变成段落和表格：一个正则扫过去；写法少见的文件走 xml.ts 的慢路。和 scripts/branchbook/records/scan.py 一样。
import { PackageError } from "./package"
import { stripOf, unescape, XML_BLANK } from "./strings"
import { BROKEN, NAMES, NAMESPACES, slowEvents } from "./xml"

const MOST_TABLES = 2000
const MOST_DEPTH = 256
const MOST_PARAS = 20_000
const MOST_CELLS = 50_000
const MOST_CONTROLS = 20_000
const MOST_NESTED = 64
const TOO_MANY_CONTROLS =
  `文件里的控件超过 ${MOST_CONTROLS} 个或套得太深，正常的材料没有这么多，不予打开，请把文字复制到新的空白表里再用。`

/** 段落里由控件管着的一截文字。 */
export interface Control {
  readonly start: number
  readonly end: number
  readonly tag: string
  readonly prompting: boolean
}

/** 一个段落：文字、控件、从这里开始的书签和它的位置。 */
export class Para {
  readonly controls: Control[] = []
  private bare: string | undefined

  constructor(
    readonly bookmarks: Map<string, number>,
    public text = "",
  ) {}

  /** 只是提示的几截，按次序；控件可能套着控件。 */
  private prompts(): [number, number][] {
    const spans: [number, number][] = []
    const prompting = this.controls.filter(control => control.prompting)
    for (const { start, end } of prompting.sort((a, b) => a.start - b.start || a.end - b.end)) {
      const last = spans[spans.length - 1]
      if (last && start < last[1]) last[1] = Math.max(end, last[1])
      else spans.push([start, end])
    }
    return spans
  }

  /** 去掉没有人填过的控件里的提示。 */
  get value(): string {
    if (this.bare !== undefined) return this.bare
    const parts: string[] = []
    let at = 0
    for (const [start, end] of this.prompts()) {
      parts.push(this.text.slice(at, start))
      at = end
    }
    this.bare = parts.join("") + this.text.slice(at)
    return this.bare
  }

  /** 书签在 value 里的位置。 */
  mark(name: string): number | undefined {
    const at = this.bookmarks.get(name)
    if (at === undefined) return undefined
    return this.prompts().reduce((left, [start, end]) => (start < at ? left - (Math.min(end, at) - start) : left), at)
  }

  /** 控件里自己的文字；还是提示时是空的。 */
  of(control: Control): string {
    return control.prompting ? "" : this.text.slice(control.start, control.end)
  }
}

const outer = (text: string): string => stripOf(text, "\n")

/** 一格；读完以后不再变，几样都只算一遍。 */
export class Cell {
  private known: { text?: string; value?: string; tags?: string[]; bookmarks?: string[] } = {}

  constructor(readonly paras: Para[] = []) {}

  get text(): string {
    return (this.known.text ??= outer(this.paras.map(para => para.text).join("\n")))
  }

  get value(): string {
    return (this.known.value ??= outer(this.paras.map(para => para.value).join("\n")))
  }

  get tags(): readonly string[] {
    return (this.known.tags ??= this.paras.flatMap(para => para.controls.map(control => control.tag)))
  }

  get bookmarks(): readonly string[] {
    return (this.known.bookmarks ??= this.paras.flatMap(para => Array.from(para.bookmarks.keys())))
  }
}

export type Row = Cell[]

/** 一张表：一行行格子。 */
export class Grid {
  readonly rows: Row[] = []
}

/** 一份文件：表格外的段落和表格，按次序。 */
export class Body {
  constructor(readonly items: (Para | Grid)[] = []) {}

  get paras(): Para[] {
    return this.items.filter((item): item is Para => item instanceof Para)
  }

  get grids(): Grid[] {
    return this.items.filter((item): item is Grid => item instanceof Grid)
  }
}

// 不用后顾断言，旧的 Safari 没有；空的 <w:t/> 和 <w:t …/> 在代码里认。
const TOKEN = new RegExp(
  `<w:t(?:[${XML_BLANK}]([^<>]*))?>([^<]*)|<(/?)(?:w|mc):(${NAMES})(?=[${XML_BLANK}/>])([^<>]*)>`,
  "g",
)
const VAL = new RegExp(`\\bw:val[${XML_BLANK}]*=[${XML_BLANK}]*(?:"([^"]*)"|'([^']*)')`)
const NAME = new RegExp(`\\bw:name[${XML_BLANK}]*=[${XML_BLANK}]*(?:"([^"]*)"|'([^']*)')`)
const PAGE = new RegExp(`\\bw:type[${XML_BLANK}]*=[${XML_BLANK}]*["'](?:page|column)`)

function found(pattern: RegExp, attributes: string): string {
  const match = pattern.exec(attributes)
  return match ? (match[1] ?? match[2] ?? "") : ""
}

function attribute(name: string, attributes: string): string {
  switch (name) {
    case "tag":
      return unescape(found(VAL, attributes))
    case "bookmarkStart":
      return unescape(found(NAME, attributes))
    case "br":
      return PAGE.test(attributes) ? "page" : ""
    case "showingPlcHdr":
      return found(VAL, attributes)
  }
  return ""
}

/** 由一个个标记搭起来；格子里的表另算一张表。 */
export class Builder {
  readonly body = new Body()
  private readonly tables: Grid[] = []
  private readonly rows: Row[] = []
  private readonly cells: Cell[] = []
  private readonly paras: Para[] = []
  private readonly sdts: { tag: string; prompting: boolean; para: Para | undefined; start: number }[] = []
  private skip = 0
  private count = 0
  private written = 0
  private boxes = 0
  private controls = 0
  private pending = new Map<string, number>()

  feed(name: string, closing: boolean, empty: boolean, value: string): void {
    if (name === "moveFrom" || name === "Fallback" || name === "del") {
      this.skip += empty ? 0 : closing ? -1 : 1
      return
    }
    if (this.skip > 0) return
    switch (name) {
      case "br":
      case "cr":
        if (!closing && value !== "page") this.add("\n")
        return
      case "tab":
        if (!closing) this.add("\t")
        return
      case "noBreakHyphen":
        if (!closing) this.add("-")
        return
      case "bookmarkStart":
        if (!closing) this.bookmark(value)
        return
    }
    if (closing) this.close(name)
    else this.open(name, value, empty)
  }

  /** 一段文字。 */
  text(text: string): void {
    if (this.skip <= 0) this.add(text)
  }

  private add(text: string): void {
    const para = this.paras[this.paras.length - 1]
    if (para) para.text += text
  }

  // 段落之间的书签算下一段的。
  private bookmark(name: string): void {
    const para = this.paras[this.paras.length - 1]
    const marks = para ? para.bookmarks : this.pending
    if (!marks.has(name)) marks.set(name, para ? para.text.length : 0)
  }

  private open(name: string, value: string, empty: boolean): void {
    if (name === "p") {
      this.written += 1
      if (this.written > MOST_PARAS) throw new PackageError(`文件的正文超过 ${MOST_PARAS} 段，正常的材料没有这么长，不予打开。`)
      const para = new Para(this.pending)
      this.pending = new Map()
      const cell = this.cells[this.cells.length - 1]
      if (cell) cell.paras.push(para)
      else this.body.items.push(para)
      this.paras.push(para)
      if (empty) this.close("p")
    } else if (name === "tbl" && !empty) {
      this.count += 1
      if (this.count > MOST_TABLES || this.tables.length > MOST_DEPTH)
        throw new PackageError(`文件里的表格超过 ${MOST_TABLES} 个或套得太深，不予打开。`)
      const grid = new Grid()
      this.body.items.push(grid)
      this.tables.push(grid)
    } else if (name === "tr" && !empty) {
      const grid = this.tables[this.tables.length - 1]
      if (!grid) return
      this.cell()
      const row: Row = []
      this.rows.push(row)
      grid.rows.push(row)
    } else if (name === "tc" && !empty) {
      const row = this.rows[this.rows.length - 1]
      if (!row) return
      this.cell()
      const cell = new Cell()
      this.cells.push(cell)
      row.push(cell)
    } else if (name === "sdt" && !empty) {
      if (this.sdts.length >= MOST_NESTED) throw new PackageError(TOO_MANY_CONTROLS)
      const para = this.paras[this.paras.length - 1]
      this.sdts.push({ tag: "", prompting: false, para, start: para ? para.text.length : 0 })
    } else {
      const sdt = this.sdts[this.sdts.length - 1]
      if (!sdt) return
      if (name === "tag") sdt.tag = value
      else if (name === "showingPlcHdr") sdt.prompting = !["0", "false", "off"].includes(value)
    }
  }

  /** 有开头没有结尾：里面的字会悄悄丢掉。 */
  get unfinished(): boolean {
    return [this.paras, this.tables, this.rows, this.cells, this.sdts].some(open => open.length > 0) || this.skip !== 0
  }

  private close(name: string): void {
    switch (name) {
      case "p": {
        const para = this.paras.pop()
        // 包着整段、整格的控件，管着里面的每一段。
        if (para)
          for (const { tag, prompting, para: inside } of this.sdts)
            if (!inside && tag !== "") this.keep(para, { start: 0, end: para.text.length, tag, prompting })
        return
      }
      case "tbl":
        this.tables.pop()
        return
      case "tr":
        this.rows.pop()
        return
      case "tc":
        this.cells.pop()
        return
      case "sdt": {
        const sdt = this.sdts.pop()
        const para = this.paras[this.paras.length - 1]
        if (sdt?.para && sdt.tag !== "" && sdt.para === para)
          this.keep(para, { start: sdt.start, end: para.text.length, tag: sdt.tag, prompting: sdt.prompting })
      }
    }
  }

  private cell(): void {
    this.boxes += 1
    if (this.boxes > MOST_CELLS)
      throw new PackageError(`文件里表格的格子超过 ${MOST_CELLS} 个，正常的材料没有这么多，不予打开。`)
  }

  private keep(para: Para, control: Control): void {
    this.controls += 1
    if (this.controls > MOST_CONTROLS) throw new PackageError(TOO_MANY_CONTROLS)
    para.controls.push(control)
  }
}

function fast(xml: string, builder: Builder): void {
  TOKEN.lastIndex = 0
  for (let match = TOKEN.exec(xml); match; match = TOKEN.exec(xml)) {
    const name = match[4]
    if (name === undefined) {
      const text = match[2] as string
      if (text !== "" && !match[1]?.endsWith("/")) builder.text(unescape(text))
      continue
    }
    const attributes = match[5] as string
    const empty = attributes.endsWith("/")
    const value = attributes.length > (empty ? 1 : 0) ? attribute(name, attributes) : ""
    builder.feed(name, match[3] !== "", empty, value)
  }
}

/** XML 的文字：去掉开头的 BOM，换行都写成 \n；不是 UTF-8 时是 undefined。 */
export function xmlText(content: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(content)
    return text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text
  } catch {
    return undefined
  }
}

/** 用 w: 的写法和各家软件一样的，走快路。 */
function plain(xml: string): boolean {
  const at = xml.indexOf("xmlns:w=")
  if (at < 0 || xml.includes("xmlns:w=", at + 1) || xml.includes("<![CDATA[") || xml.includes("<!--")) return false
  return NAMESPACES.some(space => [`"${space}"`, `'${space}'`].some(quoted => xml.startsWith(quoted, at + 8)))
}

/** 一个 document.xml 里的段落和表格；坏了、表格太多时抛 PackageError。 */
export function scan(content: Uint8Array): Body {
  const xml = xmlText(content)
  if (xml === undefined) throw new PackageError("文件的正文不是 UTF-8 编码，请用 Word 或 WPS 打开，另存后再用。")
  const builder = new Builder()
  if (plain(xml)) fast(xml, builder)
  else for (const [name, closing, value, text] of slowEvents(xml)) {
    if (name === "t") {
      if (text !== "" && !closing) builder.text(text)
    } else builder.feed(name, closing, false, value)
  }
  if (builder.unfinished) throw new PackageError(BROKEN)
  return builder.body
}
