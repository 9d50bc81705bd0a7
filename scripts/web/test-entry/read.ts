// 读文件给测试用的入口：build/web-test/read.cjs。
import type { Kit } from "../src/kit"
import { openPackage, PackageError, DOSSIER, OFFICE } from "../src/records/package"
import { identify, madeOn, openFile, read, readAs } from "../src/records/read"
import { type Control, type Para, scan } from "../src/records/scan"
import { parse } from "../src/records/words"
import { checkRecord } from "../src/rules/record"
import { RuleBook } from "../src/rules/judge"
import { serve } from "./shared/serve"

type Job =
  | { do: "kits"; kits: Kit[] }
  | { do: "read"; data: string; kits?: string[] }
  | { do: "timed"; data: string }
  | { do: "names"; data: string; dossier?: boolean }
  | { do: "made"; data: string }
  | { do: "scan"; data: string }
  | { do: "parse"; kit: string; field: string; column?: string; texts: string[] }
  | { do: "speed"; data: string; kit: string; rounds: number; rules: boolean; today: string }

const kits = new Map<string, Kit>()

function bytes(base64: string): Uint8Array {
  const text = atob(base64)
  const made = new Uint8Array(text.length)
  for (let at = 0; at < text.length; at += 1) made[at] = text.charCodeAt(at)
  return made
}

/** 不予打开时说的话；别的错照样抛出。 */
async function tried(make: () => unknown): Promise<unknown> {
  try {
    return await make()
  } catch (error) {
    if (error instanceof PackageError) return { refused: error.message }
    throw error
  }
}

const shown = (para: Para, { tag, start, end, prompting }: Control): unknown => [
  tag, para.text.slice(start, end), prompting,
]
const marks = (para: Para): unknown => Array.from(para.bookmarks.keys(), name => [name, para.mark(name)])

/** 每秒读几份；规则也过一遍时，连规则。 */
async function speed(job: Extract<Job, { do: "speed" }>): Promise<unknown> {
  const data = bytes(job.data)
  const kit = kits.get(job.kit) as Kit
  const codes = new Map(Array.from(kits, ([id, { code }]) => [id, code ?? ""]))
  const book = new RuleBook(kit)
  const start = performance.now()
  let findings = 0
  for (let round = 0; round < job.rounds; round += 1) {
    const opened = await openFile(data)
    const reading = readAs(opened, identify(opened, codes), kit)
    if (job.rules) findings += checkRecord(book, reading.values, job.today).length
  }
  const seconds = (performance.now() - start) / 1000
  return { files: job.rounds, seconds, findings, size: data.length }
}

export async function run(job: Job): Promise<unknown> {
  switch (job.do) {
    case "kits":
      for (const kit of job.kits) kits.set(kit.id, kit)
      return null
    case "read": {
      const known = job.kits ? new Map(job.kits.map(id => [id, kits.get(id) as Kit])) : kits
      return tried(() => read(bytes(job.data), known))
    }
    case "timed": {
      const data = bytes(job.data)
      const start = performance.now()
      const found = await tried(() => read(data, kits))
      return { found, seconds: (performance.now() - start) / 1000 }
    }
    case "names":
      return tried(() => {
        const found = openPackage(bytes(job.data), job.dossier ? DOSSIER : OFFICE)
        return found.names.map(name => [name, found.size(name), found.get(name)?.length])
      })
    case "made":
      return tried(() => madeOn(openPackage(bytes(job.data))))
    case "scan":
      return tried(() =>
        scan(bytes(job.data)).items.map(item =>
          "rows" in item
            ? item.rows.map(row => row.map(cell => [cell.text, cell.value, cell.tags, cell.bookmarks]))
            : [item.text, item.value, item.controls.map(control => shown(item, control)), marks(item)],
        ),
      )
    case "parse": {
      const own = kits.get(job.kit)?.fields.find(field => field.id === job.field)
      const field = job.column === undefined ? own : own?.columns?.find(column => column.id === job.column)
      if (!field) throw new Error(`no field ${job.field}`)
      return job.texts.map(text => parse(field, text))
    }
    case "speed":
      return speed(job)
  }
}

serve(run as never)
