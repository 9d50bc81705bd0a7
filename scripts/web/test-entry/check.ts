// 自查给测试用的入口：build/web-test/check.cjs。
import { readRecord, type ReadRecord } from "../src/dossiers/seen"
import { sheaves } from "../src/inspection/issues"
import { openLibrary, type Library, type LibraryData } from "../src/inspection/library"
import { reportData } from "../src/inspection/report"
import { inspectRecords } from "../src/inspection/run"
import { serve } from "./shared/serve"

/** 记录照 JSON 送来：表样、种类只说 id。 */
type Sent = Partial<Omit<ReadRecord, "kit">> & { readonly path: string }

interface Records {
  readonly records: readonly Sent[]
  readonly today: string
  readonly procedure?: string
}

type Job = { do: "library"; data: LibraryData } | ({ do: "report" | "issues" } & Records)

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
  const report = inspectRecords(library, job.records.map(record), [], job.today, job.procedure)
  if (job.do === "report") return reportData(report)
  return sheaves(library, report).map(({ issues, ...sheaf }) => ({
    ...sheaf,
    issues: issues.map(({ noted: _, ...issue }) => issue),
  }))
}

serve(run as never)
