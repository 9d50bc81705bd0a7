// 把填好的文件读成一份记录。和 scripts/branchbook/records/read.py 一样；分成几步，好让页面先认出是哪一种，再去取它的资料。
import type { Kit } from "../kit"
import { readDocx, type Read } from "./docx-read"
import { openPackage, type Package, PackageError } from "./package"
import type { Reading } from "./reading"
import { type Body, scan } from "./scan"
import type { Workbook } from "./xlsx-cells"
import { XML_BLANK } from "./strings"
import { IDENTITY_LINE } from "./words"

const GAP = `[${XML_BLANK}]*`
const PROPERTY = new RegExp(
  `<(?:[A-Za-z0-9_]{1,20}:)?property(?=[${XML_BLANK}])([^<>]*)>` +
    `${GAP}<[^<>]*>${GAP}([a-z0-9-]{1,80})@([0-9]{1,6})${GAP}<`,
  "g",
)
const OURS = new RegExp(`\\bname${GAP}=${GAP}["']recordTemplate["']`)
const RELATION = new RegExp(`<(?:[A-Za-z0-9_]{1,20}:)?Relationship(?=[${XML_BLANK}/>])([^<>]*)>`, "g")
const MAIN = /\/officeDocument["']/
const TARGET = new RegExp(`Target${GAP}=${GAP}["']([^"']+)["']`)

const CREATED = new RegExp(
  `<(?:[A-Za-z0-9_]{1,20}:)?created(?=[${XML_BLANK}>])[^<>]*>` +
    `${GAP}([0-9]{4}-[0-9]{2}-[0-9]{2})T([0-9]{2}:[0-9]{2}:[0-9]{2})Z?${GAP}<`,
)

/** 会议记录本说自己是什么；里面是别的记录。 */
export const BOOK = "minute-book"
const BOOK_SAID = "这是编好的会议记录本，里面的记录请放原来的一份一份查"
const FLAGS: Readonly<Record<string, string>> = {
  macro: "文件里带有宏，没有运行，建议另存为不带宏的 .docx",
  "external-template": "文件连着外部模板，没有打开它",
}

/** 打开了的文件：一个 .docx 的正文，或一个 .xlsx 的格子；要用时才读。 */
export class Opened {
  private made: Body | Workbook | undefined

  constructor(
    readonly pack: Package,
    readonly main: string,
    /** 读工作簿的；是 .docx 就没有。 */
    readonly books: typeof import("./books") | null,
  ) {}

  get isBook(): boolean {
    return this.books !== null
  }

  /** 工作簿坏了，现在就说。 */
  load(): void {
    if (this.isBook) void this.book
  }

  get book(): Workbook {
    this.made ??= (this.books as typeof import("./books")).load(this.pack, this.main)
    return this.made as Workbook
  }

  get body(): Body {
    this.made ??= scan(this.pack.get(this.main) as Uint8Array)
    return this.made as Body
  }
}

/** 文件说自己是哪一种：template 可能不在手册里。 */
export interface Identity {
  readonly template: string
  readonly version: number
  readonly by: "property" | "line"
}

function text(content: Uint8Array): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(content)
}

/** 文件说自己是哪一天做的，照中国的日子；没有说时是空的。 */
export function madeOn(pack: Package): string {
  const content = pack.get("docProps/core.xml")
  const match = content && CREATED.exec(text(content))
  if (!match) return ""
  const [day, time] = [match[1] as string, match[2] as string]
  const at = new Date(`${day}T${time}Z`)
  // 没有的日子和时刻，有的浏览器会进到后一天去。
  if (day < "0001" || Number.isNaN(at.getTime()) || at.toISOString().slice(0, 19) !== `${day}T${time}`) return ""
  const made = new Date(at.getTime() + 8 * 3_600_000)
  return made.getUTCFullYear() > 9999 ? "" : made.toISOString().slice(0, 10)
}

function mainOf(pack: Package): string {
  const relations = pack.get("_rels/.rels")
  if (relations)
    for (const match of text(relations).matchAll(RELATION)) {
      if (!MAIN.test(match[1] as string)) continue
      const target = TARGET.exec(match[1] as string)?.[1]?.replace(/^\/+/, "")
      if (target && pack.has(target)) return target
      break
    }
  for (const name of ["word/document.xml", "xl/workbook.xml"]) if (pack.has(name)) return name
  throw new PackageError("这个压缩包里没有 Word 或 Excel 的内容，请用 .docx 或 .xlsx 文件。")
}

/** 文件属性里写的模板和版本。 */
function property(pack: Package): Identity | undefined {
  const content = pack.get("docProps/custom.xml")
  if (content)
    for (const match of text(content).matchAll(PROPERTY))
      if (OURS.test(match[1] as string))
        return { template: match[2] as string, version: Number(match[3]), by: "property" }
  return undefined
}

/**
 * 打开一个 .docx 或 .xlsx，什么也不写到盘上。
 * 不能打开时抛 PackageError，message 是说给书记听的一句话。
 */
export async function openFile(data: Uint8Array): Promise<Opened> {
  const pack = openPackage(data)
  const main = mainOf(pack)
  return new Opened(pack, main, main.startsWith("xl/") ? await import("./books") : null)
}

/**
 * 认出是按哪个模板填的；认不出时是 undefined。
 * codes 是手册里每个模板的编号，按 id；文件属性里的模板不在里面时，再看“表样”那一行。
 */
export function identify(opened: Opened, codes: ReadonlyMap<string, string>): Identity | undefined {
  const known = property(opened.pack)
  opened.load()
  if (known && codes.has(known.template)) return known
  const line = opened.books
    ? opened.books.identity(opened.book)
    : opened.body.paras.map(para => para.text).reverse().find(said => IDENTITY_LINE.test(said))
  const match = line === undefined ? null : IDENTITY_LINE.exec(line)
  if (!match) return known
  const template = match[3] as string
  const same = codes.has(template) ? [] : Array.from(codes).filter(([, code]) => code === match[1])
  const only = same.length === 1 ? same[0]?.[0] : undefined
  return { template: only ?? template, version: Number(match[2]), by: "line" }
}

/** 不管文件怎么说自己，照这个模板读。 */
export function readLike(opened: Opened, kit: Kit): Read {
  return opened.books ? opened.books.readXlsx(opened.book, kit) : readDocx(opened.body, kit)
}

/** 照认出来的模板读；kit 是它的资料，手册里没有它时不给。 */
export function readAs(opened: Opened, known: Identity | undefined, kit: Kit | undefined): Reading {
  const flags = opened.pack.flags
  const notes = flags.flatMap(flag => FLAGS[flag] ?? [])
  const nothing = { template: null, values: {}, found: {}, flags }
  if (!known)
    return {
      ...nothing,
      version: null,
      warnings: ["认不出这是哪一种表样：没有表样标记，也没有“表样”编号那一行", ...notes],
      identified_by: "",
    }
  const { version, by } = known
  if (!kit && known.template === BOOK)
    return { ...nothing, version, warnings: [BOOK_SAID, ...notes], identified_by: by }
  if (!kit)
    return { ...nothing, version, warnings: [`文件是按“${known.template}”填的，手册里没有这个表样`, ...notes], identified_by: by }
  const read = readLike(opened, kit)
  if (version !== kit.version) notes.unshift(`文件用的是第${version}版表样，现在是第${kit.version}版，新旧不同的项请核对`)
  return {
    template: kit.id,
    version,
    values: read.values,
    found: read.found,
    warnings: [...notes, ...read.warnings],
    identified_by: by,
    flags,
  }
}

/** 一步读完，所有模板的资料都在手上时用。 */
export async function read(data: Uint8Array, kits: ReadonlyMap<string, Kit>): Promise<Reading> {
  const opened = await openFile(data)
  const known = identify(opened, new Map(Array.from(kits, ([id, kit]) => [id, kit.code ?? ""])))
  return readAs(opened, known, known && kits.get(known.template))
}
