// 读一个文件，是不是本站的表样都读。和 scripts/branchbook/inspection/record.py 的 read_any 一样。
import { readRecord, type ReadRecord } from "../dossiers/seen"
import { read } from "../records/read"
import type { Library } from "./library"

/** 不能打开时抛 PackageError，message 是说给书记听的一句话。 */
export function readAny(bytes: Uint8Array, path: string, library: Library): ReadRecord {
  const reading = read(bytes, library.kits)
  const kit = reading.template ? library.kits.get(reading.template) : undefined
  if (!kit) return readRecord({ path, warnings: reading.warnings })
  return readRecord({
    path,
    kind: kit.id,
    kit,
    paper: kit.id,
    ours: true,
    values: reading.values,
    how: reading.found,
    warnings: reading.warnings,
  })
}
