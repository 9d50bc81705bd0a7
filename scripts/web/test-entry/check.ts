// 自查给测试用的入口：build/web-test/check.cjs。
import { group } from "../src/dossiers/group"
import { readRecord, type ReadRecord } from "../src/dossiers/seen"
import { bind, bookDocx, bookXlsx } from "../src/inspection/book"
import { hidden, suffixOf, unfit, type Given } from "../src/inspection/collect"
import { inspect } from "../src/inspection/inspect"
import { sheaves } from "../src/inspection/issues"
import { openLibrary, type Library, type LibraryData } from "../src/inspection/library"
import { reportData, type Unread } from "../src/inspection/report"
import { inspectRecords } from "../src/inspection/run"
import { counted, lookedAt } from "../src/inspection/text"
import { workbook } from "../src/inspection/workbook"
import { setParts, type Parts } from "../src/records/parts"
import type { Own } from "../src/rules/settings"
import source, { pieces } from "../src/pages/check-worker.ts?worker"
import { serve } from "./shared/serve"

declare const require: (name: string) => { resolveObjectURL(url: string): Blob }
const { resolveObjectURL } = require("buffer")

/** 记录照 JSON 送来：表样、种类只说 id。 */
type Sent = Partial<Omit<ReadRecord, "kit">> & { readonly path: string }

interface Records {
  readonly records: readonly Sent[]
  readonly today: string
  readonly procedure?: string
  readonly unread?: readonly Unread[]
  readonly own?: Own
  readonly year?: number
}

/** 文件照 base64 送来，path 是从放进来的东西算起的路径。 */
interface Files {
  readonly files: readonly { readonly path: string; readonly base64: string }[]
  readonly today: string
  readonly procedure?: string
  readonly own?: Own
  readonly year?: number
}

type Job =
  | { do: "library"; data: LibraryData }
  | ({ do: "files" } & Files)
  | ({ do: "worker"; data: LibraryData } & Files)
  | ({ do: "book"; parts: Parts } & Files)
  | { do: "groups"; heaps: readonly (readonly Sent[])[] }
  | { do: "names"; names: readonly string[]; heads: readonly string[] }
  | ({ do: "report" | "issues" | "words" | "workbook" } & Records)

let library: Library

function record(sent: Sent): ReadRecord {
  const own = sent.ours ? library.kits.get(sent.kind ?? "") : undefined
  const kind = library.kinds.find(known => known.kind.id === sent.kind)
  return readRecord({ ...sent, kit: own ?? kind?.kit ?? library.kits.get(sent.kind ?? "") ?? null })
}

function files(job: Files): Given[] {
  const bytes = (base64: string): BlobPart => Uint8Array.from(atob(base64), char => char.charCodeAt(0))
  return job.files.map(({ path, base64 }) => ({ path, file: new Blob([bytes(base64)]) }))
}

/** 把工人整个跑一遍：先送资料，再送文件，再要问题清单，最后来一个它不懂的；收到的照次序交回。 */
async function work(job: { data: LibraryData } & Files): Promise<unknown[]> {
  const replies: unknown[] = []
  let hear: (event: { data: unknown }) => void = () => undefined
  const scope = {
    addEventListener: (_: string, listener: typeof hear) => {
      hear = listener
    },
    postMessage: (reply: object) => {
      if ("wanted" in reply) hear({ data: { piece: pieces[String(reply.wanted)] } })
      else replies.push(reply)
    },
    importScripts: (url: string) => {
      void resolveObjectURL(url).text().then(text => new Function("self", text)(scope))
    },
  }
  new Function("self", source)(scope)
  hear({ data: { library: job.data } })
  hear({ data: { files: files(job), today: job.today, procedure: job.procedure } })
  hear({ data: { workbook: true } })
  hear({ data: null })
  const ended = (): boolean => replies.some(reply => "error" in (reply as object))
  while (!ended()) await new Promise(resolve => setTimeout(resolve, 5))
  const plain = (_: string, value: unknown): unknown => (value instanceof Uint8Array ? Array.from(value) : value)
  return JSON.parse(JSON.stringify(replies, plain)) as unknown[]
}

export async function run(job: Job): Promise<unknown> {
  if (job.do === "library") {
    library = openLibrary(job.data)
    return null
  }
  if (job.do === "worker") return work(job)
  if (job.do === "book") {
    let read: readonly ReadRecord[] = []
    const keep = (records: readonly ReadRecord[]): void => void (read = records)
    return inspect(library, files(job), { today: job.today, read: keep }).then(report => {
      setParts(job.parts)
      const book = bind(library.year, read, report.unread, job.year ?? 0)
      const plain = (bytes: Uint8Array): number[] => Array.from(bytes)
      return { title: book.title, docx: plain(bookDocx(book)), xlsx: plain(bookXlsx(book)) }
    })
  }
  if (job.do === "groups")
    return job.heaps
      .map(heap => group(heap.map(record), library.plans))
      .map(groups => groups.map(({ path, plan, records }) => [path, plan.id, records.map(one => one.path)]))
  if (job.do === "names") {
    const heads = job.heads.map(head => Uint8Array.from(head, char => char.charCodeAt(0)))
    return job.names.map(name => [hidden(name), suffixOf(name), heads.map(head => unfit(name, head))])
  }
  if (job.do === "files")
    return inspect(library, files(job), { today: job.today, procedure: job.procedure, own: job.own, year: job.year }).then(reportData)
  const report = await inspectRecords(library, job.records.map(record), job.unread ?? [], job.today, job.procedure, job.own, job.year)
  if (job.do === "report") return reportData(report)
  if (job.do === "words") return [lookedAt(report), counted(report)]
  if (job.do === "workbook") return Array.from(workbook(library, report))
  return sheaves(library, report).map(({ issues, ...sheaf }) => ({
    ...sheaf,
    issues: issues.map(({ noted: _, each: __, ...issue }) => issue),
  }))
}

serve(run as never)
