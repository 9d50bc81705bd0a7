// 一份文件读成一份记录，是不是本站的表样都行。和 scripts/branchbook/inspection/record.py 的 read_any 一样。
import { readRecord, type ReadRecord } from "../dossiers/seen"
import { BOOK, identify, madeOn, openFile, readAs, readLike, type Opened } from "../records/read"
import { readable } from "../rules/judge"
import { decode, pageOfBody, pageOfBook, pageOfText, type Page } from "../typed/page"
import { Recogniser } from "../typed/recognise"
import { trim } from "../typed/text"
import { readTyped } from "../typed/typed"
import type { Library } from "./library"

const recognisers = new WeakMap<Library, Recogniser>()

function recogniserOf(library: Library): Recogniser {
  let known = recognisers.get(library)
  if (!known) {
    known = new Recogniser(library.kinds, library.kits)
    recognisers.set(library, known)
  }
  return known
}

/**
 * 读一份文件；不是本站的表样，靠标签和用语读，读准了才算。
 * told：人说了是哪一种，不再认，只照它读。
 * 不能打开时抛 PackageError，message 是说给书记听的一句话。
 */
export function readAny(data: Uint8Array, path: string, library: Library, told = ""): ReadRecord {
  if (isText(data, path)) return typed(pageOfText(decode(data)), path, library, told)
  const opened = openFile(data)
  if (told) {
    const record = marked(typed(pageOf(opened), path, library, told), opened, library)
    return { ...record, made_on: madeOn(opened.pack) }
  }
  const codes = new Map(Array.from(library.kits, ([id, kit]) => [id, kit.code ?? ""]))
  const identity = identify(opened, codes)
  const kit = identity && library.kits.get(identity.template)
  const reading = readAs(opened, identity, kit)
  if (kit) {
    const { values, found, warnings } = reading
    const family = library.kinds.find(({ kind }) => kind.id === kit.counts_as)?.kind.family ?? ""
    const text = family ? trim(pageOf(opened).text) : ""
    return readRecord({ path, kind: kit.id, kit, paper: kit.id, family, ours: true, values, how: found, warnings, text })
  }
  // 是本站的，手册里却已经没有它了。
  if (identity) return readRecord({ path, kind: identity.template === BOOK ? BOOK : "", warnings: reading.warnings })
  const record = marked(typed(pageOf(opened), path, library), opened, library)
  return { ...record, warnings: [...reading.warnings.slice(1), ...record.warnings], made_on: madeOn(opened.pack) }
}

/** 一份文件里的字，给人对着看。不能打开时抛 PackageError。 */
export function textOf(data: Uint8Array, path: string): string {
  return (isText(data, path) ? pageOfText(decode(data)) : pageOf(openFile(data))).text
}

function isText(data: Uint8Array, path: string): boolean {
  const zipped = data[0] === 0x50 && data[1] === 0x4b && data[2] === 3 && data[3] === 4
  return path.toLowerCase().endsWith(".txt") && !zipped
}

function pageOf(opened: Opened): Page {
  return opened.isBook ? pageOfBook(opened.book) : pageOfBody(opened.body)
}

function typed(page: Page, path: string, library: Library, told = ""): ReadRecord {
  const chosen = library.kinds.find(({ kind }) => kind.id === told)
  const { known, warning } = chosen ? { known: chosen, warning: "" } : recogniserOf(library).recognise(page, path)
  const text = trim(page.text)
  if (!known) return readRecord({ path, text, warnings: [warning] })
  const { kind, kit } = known
  const { paper, perhaps } = recogniserOf(library).paper(kind, page, path)
  const family = kind.template === kind.id ? "" : kind.family
  return readRecord({ path, kind: kind.id, kit, paper, family, text, perhaps, ...readTyped(page, kind, kit) })
}

/**
 * 本站的表样掉了记号的：表样说的，在文字说的前面。
 * 控件、书签是准的；必填的多半找到了，就是这份表样，它的标签和印着的话也比一般的标签准，它的各项不再听一般的标签。
 */
function marked(record: ReadRecord, opened: Opened, library: Library): ReadRecord {
  const { kit } = record
  const own = library.kits.get(record.paper)
  if (!own || !kit || (own.kind === "register" || own.kind === "catalogue") !== opened.isBook) return record
  const reading = readLike(opened, own)
  const has = (values: object, name: string): boolean => Object.prototype.hasOwnProperty.call(values, name)
  const needed = own.fields.filter(item => item.required)
  const most = needed.filter(item => has(reading.values, item.id)).length * 2 > needed.length
  const whole = needed.length > 0 && most
  const fields = new Map(own.fields.map(item => [item.id, item]))
  const isSure = (name: string): boolean => {
    if (!has(reading.values, name)) return false
    const field = fields.get(name)
    return reading.found[name] !== "label" || (whole && field !== undefined && readable(field, reading.values[name]))
  }
  if (!Object.keys(reading.values).some(isSure)) return record
  const values: Record<string, unknown> = {}
  const how: Record<string, string> = {}
  const quotes: Record<string, string> = {}
  for (const { id } of kit.fields)
    if (isSure(id)) {
      values[id] = reading.values[id]
      how[id] = reading.found[id] as string
    } else if (has(record.values, id) && !(whole && fields.has(id))) {
      values[id] = record.values[id]
      how[id] = record.how[id] as string
      quotes[id] = record.quotes[id] as string
    }
  return { ...record, values, how, quotes, empty: record.empty.filter(name => !has(values, name)) }
}
