// 几份材料放在一起看，不管是哪件事的。和 scripts/branchbook/dossiers/across.py 一样。
import type { Noted } from "./noted"
import type { ReadRecord } from "./seen"

export interface Across {
  readonly noted: Noted
  readonly paths: ReadonlySet<string>
}

export function checkAcross(_records: readonly ReadRecord[], _today: string): Across[] {
  return []
}
