// 打开别人给的 zip（.docx、.xlsx 或整套材料的压缩包）：先看限额，再解开。和 scripts/branchbook/records/package.py 一样，话也一字不差。
import { crc32 } from "./crc"
import { inflate } from "./inflate"
import { head, longer } from "./strings"

/** 不予打开的文件；message 是说给书记听的一句话。 */
export class PackageError extends Error {}

/** 一个文件最多能占多少。 */
export interface Limits {
  readonly file: number
  readonly members: number
  readonly part: number
  readonly total: number
  readonly ratio: number
  readonly ratioAbove: number
  readonly gbNames: boolean
}

const MB = 1 << 20
export const OFFICE: Limits = {
  file: 20 * MB, members: 500, part: 8 * MB, total: 64 * MB, ratio: 300, ratioAbove: MB, gbNames: false,
}
/** 整套材料：里面有表格和扫描件，大一些；只打开一层。国内的软件用 GB 18030 写文件名，又不说明。 */
export const DOSSIER: Limits = {
  ...OFFICE, file: 200 * MB, members: 2000, part: 20 * MB, total: 400 * MB, gbNames: true,
}

const END = 22
const CENTRAL = 46
const LOCAL = 30
const BAD_NAME =
  /[\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\\]|^\/|^[A-Za-z]:|(?:^|\/)\.\.?(?:\/|$)|\/\//
const XML = /\.(?:xml|rels|vml)$/i
const UNPRINTABLE = /(?! )[\p{C}\p{Z}]/gu

const AS_DOCX = "请用 Word 或 WPS 打开，另存为 .docx（表格另存为 .xlsx）后再用"
const BROKEN = "文件不完整或已损坏，请重新保存或重新拷贝一份"
const ZIP64 = "文件用了超大压缩包的格式（zip64），正常的表格用不到，请另存一份再用。"
const ENCRYPTED = "文件里有加密的部分，请去掉密码，另存后再用。"

interface Entry {
  readonly start: number
  readonly packed: number
  readonly size: number
  readonly crc: number
  readonly method: number
}

/** 目录里登记的一个部分。 */
interface Listed extends Omit<Entry, "start"> {
  readonly raw: Uint8Array
  readonly flags: number
  readonly made: number
  readonly disk: number
  readonly external: number
  readonly offset: number
}

function bytes(text: string): number[] {
  return Array.from(text, char => char.charCodeAt(0))
}

function startsWith(data: Uint8Array, text: string, at = 0): boolean {
  for (let index = 0; index < text.length; index += 1) if (data[at + index] !== text.charCodeAt(index)) return false
  return true
}

function includes(data: Uint8Array, text: string, start: number, end: number): boolean {
  const first = text.charCodeAt(0)
  for (let at = data.indexOf(first, start); at >= 0 && at + text.length <= end; at = data.indexOf(first, at + 1))
    if (startsWith(data, text, at)) return true
  return false
}

function same(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, index) => byte === right[index])
}

/** 不是 zip 的，说清它是什么、怎么办。 */
function refuseOtherKinds(data: Uint8Array): void {
  const begins = (...texts: string[]): boolean => texts.some(text => startsWith(data, text))
  if (data.length === 0) throw new PackageError("文件是空的，里面什么也没有，请检查是不是没有保存好。")
  if (begins("\xd0\xcf\x11\xe0")) {
    if (includes(data, Array.from("EncryptedPackage", char => `${char}\0`).join(""), 0, Math.min(data.length, MB)))
      throw new PackageError("文件设了打开密码，请去掉密码，另存为 .docx 后再用。")
    throw new PackageError(`这是旧格式的 .doc、.xls 或 .wps 文件，${AS_DOCX}。`)
  }
  if (begins("%PDF")) throw new PackageError("这是 PDF 文件，读不出填写的内容，请找到原来的 .docx 再用。")
  if (begins("{\\rtf")) throw new PackageError(`这是 RTF 文件，${AS_DOCX}。`)
  const front = String.fromCharCode(...data.subarray(0, 512)).replace(/^[\t-\r ]+/, "")
  if (/^<(?:html|!doctype html|\?xml)/i.test(front)) throw new PackageError(`这是网页或 XML 文件，不是 .docx，${AS_DOCX}。`)
  if (begins("\xff\xd8\xff", "\x89PNG", "GIF8", "BM")) throw new PackageError("这是图片，读不出填写的内容，请用 .docx 文件。")
  if (begins("Rar!", "7z\xbc\xaf", "\x1f\x8b")) throw new PackageError("这是压缩包，但不是 .zip，请解压后再用。")
  if (!begins("PK\x03\x04", "PK\x05\x06")) throw new PackageError(`认不出这个文件，它不是 .docx 或 .xlsx，${AS_DOCX}。`)
}

class Opener {
  private readonly view: DataView

  constructor(
    private readonly data: Uint8Array,
    private readonly limits: Limits,
  ) {
    this.view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  }

  private u16(at: number): number {
    return this.view.getUint16(at, true)
  }

  private u32(at: number): number {
    return this.view.getUint32(at, true)
  }

  /** 目录里有几个部分，从哪里开始，有多长。 */
  private directory(): [number, number, number] {
    const { data, limits } = this
    let at = data.length - 4
    const floor = Math.max(0, data.length - 65557)
    while (at >= floor && !startsWith(data, "PK\x05\x06", at)) at -= 1
    if (at < floor || at + END > data.length) throw new PackageError(`${BROKEN}。`)
    const [disk, cdDisk, here, count] = [this.u16(at + 4), this.u16(at + 6), this.u16(at + 8), this.u16(at + 10)]
    const [size, start, comment] = [this.u32(at + 12), this.u32(at + 16), this.u16(at + 20)]
    if (
      includes(data, "PK\x06\x07", Math.max(0, at - 20), at) ||
      count === 0xffff || here === 0xffff || size === 0xffffffff || start === 0xffffffff
    )
      throw new PackageError(ZIP64)
    if (disk !== 0 || cdDisk !== 0 || here !== count) throw new PackageError("文件是分卷压缩包的一部分，请合并解压后再用。")
    if (at + END + comment !== data.length || start + size !== at) throw new PackageError(`文件前后夹带了别的内容，或者${BROKEN}。`)
    if (count > limits.members) throw new PackageError(`文件里有 ${count} 个部分，超过 ${limits.members} 个，不予打开。`)
    return [count, start, size]
  }

  private *listing(start: number, end: number, count: number): Generator<Listed> {
    let at = start
    for (let index = 0; index < count; index += 1) {
      if (at + CENTRAL > end || !startsWith(this.data, "PK\x01\x02", at)) throw new PackageError(`${BROKEN}。`)
      const [length, extra, comment] = [this.u16(at + 28), this.u16(at + 30), this.u16(at + 32)]
      yield {
        raw: this.data.subarray(at + CENTRAL, at + CENTRAL + length),
        made: this.u16(at + 4),
        flags: this.u16(at + 8),
        method: this.u16(at + 10),
        crc: this.u32(at + 16),
        packed: this.u32(at + 20),
        size: this.u32(at + 24),
        disk: this.u16(at + 34),
        external: this.u32(at + 38),
        offset: this.u32(at + 42),
      }
      at += CENTRAL + length + extra + comment
    }
    if (at !== end) throw new PackageError(`${BROKEN}。`)
  }

  private name(raw: Uint8Array, flags: number): string {
    let name = decoded(raw, "utf-8")
    if (name === undefined && !(flags & 0x800) && this.limits.gbNames) name = decoded(raw, "gb18030")
    if (name === undefined) throw new PackageError("文件里有不是 UTF-8 编码的文件名，请用新版软件重新压缩或另存后再用。")
    if (name === "" || longer(name, 260) || BAD_NAME.test(name))
      throw new PackageError(`文件里有不正常的文件名「${safe(name)}」，不予打开。`)
    return name
  }

  /** 正常的表格里没有的：加密、链接、太大、压缩得古怪。 */
  private refuse(item: Listed, name: string): void {
    const { limits } = this
    if (item.flags & 0x2041) throw new PackageError(ENCRYPTED)
    if ([item.packed, item.size, item.offset].includes(0xffffffff)) throw new PackageError(ZIP64)
    if (item.made >> 8 === 3 && ((item.external >>> 16) & 0o170000) === 0o120000)
      throw new PackageError(`文件里有链接「${safe(name)}」，不予打开。`)
    if (item.disk !== 0 || (item.method !== 0 && item.method !== 8))
      throw new PackageError(`文件里「${safe(name)}」的压缩方式不常见，请用 Word 或 WPS 另存后再用。`)
    if (item.size > limits.part)
      throw new PackageError(`文件里「${safe(name)}」有 ${item.size >>> 20} MB，超过 ${limits.part >>> 20} MB，不予打开。`)
    if (item.size > limits.ratioAbove && item.size > item.packed * limits.ratio)
      throw new PackageError(`文件里「${safe(name)}」压缩得不正常，像是恶意文件，不予打开。`)
    if (name.endsWith("/") && item.size > 0) throw new PackageError(`文件里的文件夹「${safe(name)}」带有内容，不予打开。`)
    if (item.method === 0 && item.packed !== item.size)
      throw new PackageError(`文件里「${safe(name)}」的真实大小和登记的不一样，不予打开。`)
  }

  /** 和部分前面的登记核对；返回内容从哪里开始。 */
  private local(item: Listed, name: string): number {
    const at = item.offset
    if (at + LOCAL > this.data.length || !startsWith(this.data, "PK\x03\x04", at)) throw new PackageError(`${BROKEN}。`)
    const [flags, method, length, extra] = [this.u16(at + 6), this.u16(at + 8), this.u16(at + 26), this.u16(at + 28)]
    const [crc, packed, size] = [this.u32(at + 14), this.u32(at + 18), this.u32(at + 22)]
    if (!same(this.data.subarray(at + LOCAL, at + LOCAL + length), item.raw))
      throw new PackageError(`文件里「${safe(name)}」前后登记的名字不一样，不予打开。`)
    if (flags & 0x2041) throw new PackageError(ENCRYPTED)
    const toldLater = (flags & 8) !== 0 && crc === 0 && packed === 0 && size === 0
    if (method !== item.method || (!toldLater && (crc !== item.crc || packed !== item.packed || size !== item.size)))
      throw new PackageError(`文件里「${safe(name)}」前后登记的大小不一样，不予打开。`)
    return at + LOCAL + length + extra
  }

  open(): Package {
    const { data, limits } = this
    if (data.length > limits.file)
      throw new PackageError(`文件有 ${data.length >>> 20} MB，超过 ${limits.file >>> 20} MB，请去掉图片或分开保存后再用。`)
    refuseOtherKinds(data)
    const [count, at, size] = this.directory()
    const entries = new Map<string, Entry>()
    const seen = new Set<string>()
    const spans: [number, number][] = []
    let total = 0
    for (const item of this.listing(at, at + size, count)) {
      const name = this.name(item.raw, item.flags)
      if (seen.has(name.toLowerCase()))
        throw new PackageError(`文件里有两个同名的部分「${safe(name)}」，不知道该读哪个，不予打开。`)
      seen.add(name.toLowerCase())
      this.refuse(item, name)
      total += item.size
      if (total > limits.total) throw new PackageError(`文件展开后超过 ${limits.total >>> 20} MB，不予打开。`)
      const start = this.local(item, name)
      if (start + item.packed > at) throw new PackageError(`${BROKEN}。`)
      spans.push([item.offset, start + item.packed])
      if (!name.endsWith("/"))
        entries.set(name, { start, packed: item.packed, size: item.size, crc: item.crc, method: item.method })
    }
    spans.sort((a, b) => a[0] - b[0] || a[1] - b[1])
    if (spans.some((span, index) => index > 0 && (spans[index - 1] as [number, number])[1] > span[0]))
      throw new PackageError("文件里有互相重叠的部分，像是恶意文件，不予打开。")
    return new Package(data, entries)
  }
}

function decoded(raw: Uint8Array, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(raw)
  } catch {
    return undefined
  }
}

function safe(name: string): string {
  return head(name.replace(UNPRINTABLE, "?"), 60)
}

/** 有没有 <!DOCTYPE 或 <!ENTITY，不分大小写。 */
function declares(content: Uint8Array): boolean {
  for (let at = content.indexOf(0x21); at >= 0; at = content.indexOf(0x21, at + 1)) {
    if (content[at - 1] !== 0x3c) continue
    let word = at + 1
    while (content[word] === 32 || ((content[word] ?? 0) >= 9 && (content[word] ?? 0) <= 13)) word += 1
    if (/^(?:DOCTYPE|ENTITY)/i.test(String.fromCharCode(...content.subarray(word, word + 7)))) return true
  }
  return false
}

const SIXTEEN_BIT = [bytes("\xff\xfe"), bytes("\xfe\xff"), bytes("\0<"), bytes("<\0")]

/** zip 里的各个部分，要用时才解开，每个不超过登记的大小。 */
export class Package {
  private readonly known = new Map<string, Uint8Array>()

  constructor(
    private readonly data: Uint8Array,
    private readonly entries: ReadonlyMap<string, Entry>,
  ) {}

  /** 各部分的名字，按目录的次序。 */
  get names(): string[] {
    return Array.from(this.entries.keys())
  }

  has(name: string): boolean {
    return this.entries.has(name)
  }

  /** 不解开，只看登记的大小。 */
  size(name: string): number {
    return this.entries.get(name)?.size ?? 0
  }

  /** 一个部分的内容；没有这个部分时是 undefined，和登记的不一样时抛 PackageError。 */
  get(name: string): Uint8Array | undefined {
    const entry = this.entries.get(name)
    if (!entry) return undefined
    const known = this.known.get(name)
    if (known) return known
    const content = this.inflated(name, entry)
    this.known.set(name, content)
    return content
  }

  /** 只用一次的内容，读过不留：整套材料的压缩包展开了很大。 */
  once(name: string): Uint8Array | undefined {
    const entry = this.entries.get(name)
    return entry && (this.known.get(name) ?? this.inflated(name, entry))
  }

  private inflated(name: string, entry: Entry): Uint8Array {
    const packed = this.data.subarray(entry.start, entry.start + entry.packed)
    let content = packed
    if (entry.method !== 0)
      try {
        content = inflate(packed, entry.size)
      } catch {
        throw new PackageError(`${BROKEN}（${safe(name)}）。`)
      }
    if (content.length !== entry.size) throw new PackageError(`文件里「${safe(name)}」的真实大小和登记的不一样，不予打开。`)
    if (crc32(content) !== entry.crc) throw new PackageError(`${BROKEN}（${safe(name)}）。`)
    if (XML.test(name)) {
      if (SIXTEEN_BIT.some(([first, second]) => content[0] === first && content[1] === second))
        throw new PackageError(`文件里「${safe(name)}」不是 UTF-8 编码，请用 Word 或 WPS 另存后再用。`)
      if (declares(content)) throw new PackageError(`文件里「${safe(name)}」带有 DOCTYPE 声明，正常的文档没有，不予打开。`)
    }
    return content
  }

  /** 文件里有没有表格用不着的东西。 */
  get flags(): ("macro" | "external-template" | "embedded")[] {
    const found: ("macro" | "external-template" | "embedded")[] = []
    const names = this.names.map(name => name.toLowerCase())
    if (names.some(name => name.endsWith("vbaproject.bin"))) found.push("macro")
    const settings = this.names.filter(name => name.toLowerCase().endsWith("settings.xml.rels"))
    const links = settings.map(name => this.get(name) as Uint8Array)
    const both = (link: Uint8Array): boolean =>
      includes(link, "attachedTemplate", 0, link.length) && includes(link, "External", 0, link.length)
    if (links.some(both)) found.push("external-template")
    if (names.some(name => name.includes("/embeddings/") || name.includes("/activex/"))) found.push("embedded")
    return found
  }
}

/**
 * 打开一个 zip，什么也不写到盘上。
 * 不予打开时抛 PackageError：一句话说清为什么、怎么办。
 */
export function openPackage(data: Uint8Array, limits: Limits = OFFICE): Package {
  return new Opener(data, limits).open()
}
