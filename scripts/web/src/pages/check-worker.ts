// 自查的工人：文件送进来，报告送出去；要停就整个停掉它。什么也不发到别处。
import type { ReadRecord } from "../dossiers/seen"
import { saidOf, type Entry, type Given } from "../inspection/collect"
import { inspect } from "../inspection/inspect"
import { sheaves, type Sheaf } from "../inspection/issues"
import { openLibrary, type Library, type LibraryData } from "../inspection/library"
import { textOf } from "../inspection/read-any"
import { reportData, type Report } from "../inspection/report"
import { counted, lookedAt } from "../inspection/text"
import type { Own } from "../rules/settings"

/** 送进来的：先送一次资料，再送文件；查完了可以要问题清单。 */
export type Request =
  | { readonly library: LibraryData }
  | {
      readonly files: readonly Given[]
      readonly today: string
      readonly procedure?: string
      /** 人说了是哪一种的：路径和种类的 id。 */
      readonly kinds?: readonly (readonly [string, string])[]
      /** 本支部设了的。 */
      readonly own?: Own
      /** 是哪一年的全部；没有说是 0。 */
      readonly year?: number
    }
  /** 要一份文件里的字。 */
  | { readonly open: string }
  | { readonly workbook: true }
  /** 要读好的记录，编成一本用。 */
  | { readonly records: true }

/** 工人要的一块脚本来了；它和别的不排一个队，等着它的那件事还没有做完。 */
export interface Piece {
  readonly piece: string
}

/** 送出去的。 */
export type Reply =
  /** 要一块脚本，叫这个名字。 */
  | { readonly wanted: string }
  | { readonly progress: { readonly done: number; readonly all: number } }
  | {
      /** 和 branchbook check --format json 一样。 */
      readonly report: Record<string, unknown>
      readonly sheaves: readonly Sheaf[]
      readonly lookedAt: string
      readonly counted: string
    }
  | { readonly workbook: Uint8Array }
  | { readonly records: readonly ReadRecord[] }
  | { readonly opened: string; readonly text: string }
  | { readonly error: string; readonly detail: string }

/** 我们自己出了错；文件读不了的不在这里，写在报告里。 */
const BROKEN = "检查中断了，没有查完。刷新页面再试一次；还不行，请把情况告诉维护者。"

/** 打包时把 import("./x") 换成 self.piece("x")；那一块装上了，自己叫 self.came。见 build.mjs 的 cutWorker。 */
interface Scope {
  piece(name: string): Promise<unknown>
  came(name: string, made: unknown): void
  importScripts(url: string): void
  postMessage(reply: Reply): void
  addEventListener(type: "message", listener: (event: MessageEvent<Request | Piece>) => void): void
}

const scope = self as unknown as Scope
const pieces = new Map<string, Promise<unknown>>()
const waiting = new Map<string, (made: unknown) => void>()

scope.piece = name => {
  let coming = pieces.get(name)
  if (!coming) {
    coming = new Promise(resolve => waiting.set(name, resolve))
    pieces.set(name, coming)
    send({ wanted: name })
  }
  return coming
}
scope.came = (name, made) => waiting.get(name)?.(made)

function take({ piece }: Piece): void {
  const url = URL.createObjectURL(new Blob([piece], { type: "text/javascript" }))
  scope.importScripts(url)
  URL.revokeObjectURL(url)
}

let library: Library | undefined
let report: Report | undefined
let read: readonly ReadRecord[] = []
let entries: readonly Entry[] = []

const send = (reply: Reply): void => scope.postMessage(reply)
const broken = (error: unknown): void => send({ error: BROKEN, detail: String(error) })

async function answer(request: Request): Promise<void> {
  if ("library" in request) {
    library = openLibrary(request.library)
    return
  }
  if (!library) throw new Error("no library")
  if ("workbook" in request) {
    const [from, told] = [library, report]
    if (told) send({ workbook: (await import("../inspection/workbook")).workbook(from, told) })
    return
  }
  if ("records" in request) {
    send({ records: read })
    return
  }
  if ("open" in request) {
    const entry = entries.find(item => item.path === request.open)
    const text = entry ? await entry.load().then(data => textOf(data, entry.path)).catch(saidOf) : ""
    send({ opened: request.open, text })
    return
  }
  report = await inspect(library, request.files, {
    today: request.today,
    procedure: request.procedure,
    own: request.own,
    year: request.year,
    kinds: new Map(request.kinds ?? []),
    collected: all => {
      entries = all
    },
    read: all => {
      read = all
    },
    progress: (done, all) => send({ progress: { done, all } }),
  })
  send({
    report: reportData(report),
    sheaves: sheaves(library, report),
    lookedAt: lookedAt(report),
    counted: counted(report),
  })
}

// 一件一件做，前一件没有做完，后一件等着。
let last: Promise<void> = Promise.resolve()
scope.addEventListener("message", ({ data }) => {
  if (data && "piece" in data) {
    try {
      take(data)
    } catch (error) {
      broken(error)
    }
  } else last = last.then(() => answer(data)).catch(broken)
})
