// 从文件到报告：收齐、读、判断。和 scripts/branchbook/inspection/run.py 的 inspect 一样。
import { PackageError } from "../records/package"
import type { ReadRecord } from "../dossiers/seen"
import { collect, saidOf, type Given } from "./collect"
import type { Library } from "./library"
import { readAny } from "./read-any"
import type { Report, Unread } from "./report"
import { inspectRecords } from "./run"

export interface Asked {
  readonly today: string
  /** 全都算这个流程的；不说就自己认。 */
  readonly procedure?: string | undefined
  /** 读到第几份，一共几份。 */
  readonly progress?: ((done: number, all: number) => void) | undefined
}

export async function inspect(library: Library, given: readonly Given[], asked: Asked): Promise<Report> {
  const { entries, unread } = await collect(given)
  const records: ReadRecord[] = []
  const failed: Unread[] = []
  for (const [at, entry] of entries.entries()) {
    asked.progress?.(at, entries.length)
    try {
      records.push(readAny(await entry.load(), entry.path, library))
    } catch (error) {
      failed.push({ path: entry.path, message: error instanceof PackageError ? error.message : saidOf(error) })
    }
  }
  asked.progress?.(entries.length, entries.length)
  return inspectRecords(library, records, [...unread, ...failed], asked.today, asked.procedure)
}
