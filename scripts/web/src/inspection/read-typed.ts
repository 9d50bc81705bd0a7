// 手打的材料读成一份记录：认是哪一种，靠标签和用语读。和 scripts/branchbook/inspection/record.py 的 read_any 后一半一样。
import { readRecord, type ReadRecord } from "../dossiers/seen"
import { readLike, type Opened } from "../records/read"
import { readable } from "../rules/judge"
import type { Page } from "../typed/page"
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

/** 一页字读成一份记录；told：人说了是哪一种，不再认。 */
export function typed(page: Page, path: string, library: Library, told = ""): ReadRecord {
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
export function marked(record: ReadRecord, opened: Opened, library: Library): ReadRecord {
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
