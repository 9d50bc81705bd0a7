// 自查给测试用的入口：build/web-test/check.cjs。
import { readRecord, type ReadRecord } from "../src/dossiers/seen"
import { sheaves } from "../src/inspection/issues"
import { openLibrary, type Library, type LibraryData } from "../src/inspection/library"
import { reportData, type Unread } from "../src/inspection/report"
import { inspectRecords } from "../src/inspection/run"
import { counted, lookedAt } from "../src/inspection/text"
import { workbook } from "../src/inspection/workbook"
import { serve } from "./shared/serve"

/** 记录照 JSON 送来：表样、种类只说 id。 */
type Sent = Partial<Omit<ReadRecord, "kit">> & { readonly path: string }

interface Records {
  readonly records: readonly Sent[]
  readonly today: string
  readonly procedure?: string
  readonly unread?: readonly Unread[]
}

type Job = { do: "library"; data: LibraryData } | ({ do: "report" | "issues" | "words" | "workbook" } & Records)

let library: Library

function record(sent: Sent): ReadRecord {
  const own = sent.ours ? library.kits.get(sent.kind ?? "") : undefined
  return readRecord({ ...sent, kit: own ?? library.kinds.find(({ kind }) => kind.id === sent.kind)?.kit ?? null })
}

export function run(job: Job): unknown {
  if (job.do === "library") {
    library = openLibrary(job.data)
    return null
  }
  const report = inspectRecords(library, job.records.map(record), job.unread ?? [], job.today, job.procedure)
  if (job.do === "report") return reportData(report)
  if (job.do === "words") return [lookedAt(report), counted(report)]
  if (job.do === "workbook") return Array.from(workbook(library, report))
  return sheaves(library, report).map(({ issues, ...sheaf }) => ({
    ...sheaf,
    issues: issues.map(({ noted: _, ...issue }) => issue),
  }))
}

serve(run as never)
