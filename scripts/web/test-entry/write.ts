// 写文件给测试用的入口：build/web-test/write.cjs。
import type { Kit } from "../src/kit"
import { writeDocx } from "../src/records/docx"
import { folds } from "../src/records/measure"
import { safeFilename } from "../src/records/names"
import type { Values } from "../src/records/show"
import { RenderError } from "../src/records/style"
import { fileFor, setParts, zipFiles, type Parts, type Style } from "../src/records/write"
import { serve } from "./shared/serve"

type Job =
  | { do: "parts"; parts: Parts }
  | { do: "kit"; kit: Kit }
  | { do: "file"; kit: string; values: Values | null; style: Style; cite?: Record<string, string> }
  | { do: "name"; kit: string; word: string }
  | { do: "folds"; pieces: { text: string; field: boolean }[]; room: number }
  | { do: "zip"; files: { name: string; text: string }[]; folder: string }
  | { do: "speed"; records: { kit: string; values: Values }[]; rounds: number }

const kits = new Map<string, Kit>()

function kitOf(id: string): Kit {
  const kit = kits.get(id)
  if (!kit) throw new Error(`no kit ${id}`)
  return kit
}

function base64(bytes: Uint8Array): string {
  let text = ""
  for (const byte of bytes) text += String.fromCharCode(byte)
  return btoa(text)
}

function file(job: Extract<Job, { do: "file" }>): unknown {
  const cite = job.cite
  try {
    const made = fileFor(kitOf(job.kit), job.values, job.style, cite && (ref => cite[ref] ?? ref))
    return { ...made, bytes: base64(made.bytes) }
  } catch (error) {
    if (error instanceof RenderError) return { refused: error.message }
    throw error
  }
}

function speed(job: Extract<Job, { do: "speed" }>): unknown {
  const start = performance.now()
  let bytes = 0
  for (let round = 0; round < job.rounds; round += 1)
    for (const { kit, values } of job.records) bytes += writeDocx(kitOf(kit), values, "filled").length
  return { files: job.rounds * job.records.length, seconds: (performance.now() - start) / 1000, bytes }
}

export function run(job: Job): unknown {
  switch (job.do) {
    case "parts":
      setParts(job.parts)
      return null
    case "kit":
      kits.set(job.kit.id, job.kit)
      return null
    case "file":
      return file(job)
    case "name":
      return safeFilename(kitOf(job.kit), job.word)
    case "folds":
      return folds(job.pieces, job.room)
    case "zip":
      return base64(zipFiles(job.files.map(({ name, text }) => ({ name, bytes: new TextEncoder().encode(text) })), job.folder))
    case "speed":
      return speed(job)
  }
}

serve(run as never)
