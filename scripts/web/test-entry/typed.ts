// 手打的材料给测试用的入口：build/web-test/typed.cjs。
import type { ReadRecord } from "../src/dossiers/seen"
import type { KnownKind, Library } from "../src/inspection/library"
import { readAny } from "../src/inspection/read-any"
import type { Kit } from "../src/kit"
import { PackageError } from "../src/records/package"
import { clock, findDay, rangeEnd } from "../src/typed/days"
import { pageOfText } from "../src/typed/page"
import { readTyped } from "../src/typed/typed"
import { serve } from "./shared/serve"

type Job =
  | { do: "library"; kits: readonly Kit[]; kinds: readonly KnownKind[] }
  | { do: "file"; data: string; path: string }
  | { do: "texts"; texts: readonly (readonly [text: string, path: string])[] }
  | { do: "typed"; text: string; kind: string }
  | { do: "days"; texts: readonly string[] }
  | { do: "speed"; texts: readonly (readonly [text: string, path: string])[]; rounds: number }

let library: Library

/** 空着的项没有送来。 */
const full = (kit: Kit): Kit => ({ ...kit, fields: kit.fields ?? [], rules: kit.rules ?? [] })

function sent({ kit: _, ...record }: ReadRecord): unknown {
  return record
}

async function read(data: Uint8Array, path: string): Promise<unknown> {
  try {
    return sent(await readAny(data, path, library))
  } catch (error) {
    if (error instanceof PackageError) return { refused: error.message }
    throw error
  }
}

function day(text: string): unknown {
  const found = findDay(text)
  return [found?.raw ?? null, found?.day ?? null, found ? rangeEnd(text, found) : "", clock(text, found?.end ?? 0)]
}

export async function run(job: Job): Promise<unknown> {
  switch (job.do) {
    case "library": {
      const kits = new Map(job.kits.map(kit => [kit.id, full(kit)]))
      const kinds = job.kinds.map(({ kind, kit }) => ({ kind, kit: full(kit) }))
      library = { kits, kinds, plans: [], params: [], citations: {}, defects: {}, year: null }
      return null
    }
    case "file":
      return read(Uint8Array.from(atob(job.data), char => char.charCodeAt(0)), job.path)
    case "texts":
      return Promise.all(job.texts.map(([text, path]) => read(new TextEncoder().encode(text), path)))
    case "typed": {
      const known = library.kinds.find(({ kind }) => kind.id === job.kind)
      return known ? readTyped(pageOfText(job.text), known.kind, known.kit) : null
    }
    case "days":
      return job.texts.map(day)
    case "speed": {
      const start = performance.now()
      for (let round = 0; round < job.rounds; round += 1)
        for (const [text, path] of job.texts) await read(new TextEncoder().encode(text), path)
      return (job.rounds * job.texts.length * 1000) / (performance.now() - start)
    }
  }
}

serve(run as never)
