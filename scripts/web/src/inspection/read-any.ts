// 一份文件读成一份记录，是不是本站的表样都行。和 scripts/branchbook/inspection/record.py 的 read_any 一样。
import { readRecord, type ReadRecord } from "../dossiers/seen"
import { BOOK, identify, madeOn, openFile, readAs, type Opened } from "../records/read"
import { decode, pageOfBody, pageOfBook, pageOfText, type Page } from "../typed/page"
import { trim } from "../typed/text"
import type { Library } from "./library"

/** 读手打的材料要的那一大块；都是本站的表样时不用它，自查页另外装。 */
const byHand = (): Promise<typeof import("./read-typed")> => import("./read-typed")

/**
 * 读一份文件；不是本站的表样，靠标签和用语读，读准了才算。
 * told：人说了是哪一种，不再认，只照它读。
 * 不能打开时抛 PackageError，message 是说给书记听的一句话。
 */
export async function readAny(data: Uint8Array, path: string, library: Library, told = ""): Promise<ReadRecord> {
  if (isText(data, path)) {
    const page = pageOfText(decode(data))
    return (await byHand()).typed(page, path, library, told)
  }
  const opened = await openFile(data)
  if (told) {
    const { marked, typed } = await byHand()
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
  const { marked, typed } = await byHand()
  const record = marked(typed(pageOf(opened), path, library), opened, library)
  return { ...record, warnings: [...reading.warnings.slice(1), ...record.warnings], made_on: madeOn(opened.pack) }
}

/** 一份文件里的字，给人对着看。不能打开时抛 PackageError。 */
export async function textOf(data: Uint8Array, path: string): Promise<string> {
  return (isText(data, path) ? pageOfText(decode(data)) : pageOf(await openFile(data))).text
}

function isText(data: Uint8Array, path: string): boolean {
  const zipped = data[0] === 0x50 && data[1] === 0x4b && data[2] === 3 && data[3] === 4
  return path.toLowerCase().endsWith(".txt") && !zipped
}

function pageOf(opened: Opened): Page {
  return opened.isBook ? pageOfBook(opened.book) : pageOfBody(opened.body)
}
