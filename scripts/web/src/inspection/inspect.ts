// 从文件到报告：收齐、读、判断。和 scripts/branchbook/inspection/run.py 的 inspect 一样。
import { PackageError } from "../records/package"
import type { ReadRecord } from "../dossiers/seen"
import { collect, saidOf, type Entry, type Given } from "./collect"
import type { Library } from "./library"
import type { Own } from "../rules/settings"
import { readAny } from "./read-any"
import type { Report, Unread } from "./report"
import { inspectRecords } from "./run"

export interface Asked {
  readonly today: string
  /** 全都算这个流程的；不说就自己认。 */
  readonly procedure?: string | undefined
  /** 读到第几份，一共几份。 */
  readonly progress?: ((done: number, all: number) => void) | undefined
  /** 认错了、没有认出的，人说了是哪一种：路径对着种类的 id。 */
  readonly kinds?: ReadonlyMap<string, string> | undefined
  /** 本支部设了的。 */
  readonly own?: Own | undefined
  /** 是哪一年的全部；没有说是 0。 */
  readonly year?: number | undefined
  /** 收齐了要读的文件，过后还要再打开的留着。 */
  /** 读好了的记录，编成一本用。 */
  readonly read?: ((records: readonly ReadRecord[]) => void) | undefined
  readonly collected?: ((entries: readonly Entry[]) => void) | undefined
}

/** 读着这一份，后面几份先去拿：磁盘和判断各忙各的。 */
const AHEAD = 6

type Loaded = { readonly data: Uint8Array } | { readonly error: unknown }

function loaded(entry: Entry | undefined): Promise<Loaded> | undefined {
  return entry?.load().then(
    data => ({ data }),
    (error: unknown) => ({ error }),
  )
}

export async function inspect(library: Library, given: readonly Given[], asked: Asked): Promise<Report> {
  const { entries, unread } = await collect(given)
  asked.collected?.(entries)
  const waiting = entries.slice(0, AHEAD).map(loaded)
  const records: ReadRecord[] = []
  const failed: Unread[] = []
  for (const [at, entry] of entries.entries()) {
    asked.progress?.(at, entries.length)
    waiting.push(loaded(entries[at + AHEAD]))
    const came = (await waiting.shift()) as Loaded
    try {
      if ("error" in came) throw came.error
      records.push(await readAny(came.data, entry.path, library, asked.kinds?.get(entry.path)))
    } catch (error) {
      failed.push({ path: entry.path, message: error instanceof PackageError ? error.message : saidOf(error) })
    }
  }
  asked.progress?.(entries.length, entries.length)
  asked.read?.(records)
  return inspectRecords(library, records, [...unread, ...failed], asked.today, asked.procedure, asked.own, asked.year)
}
