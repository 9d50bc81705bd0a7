// 选了要求集的，先加到这一页要用的表样上，说到的数和依据也换上。
import type { Kit } from "../kit"
import { chosenSets, type Sets } from "./chosen"
import { cite, known, parameters } from "./kits"

/** 加好了的，次序一样，没有加什么的是原来的那一份。@throws RequirementError 有一份加不上，就都不加。 */
export function laidKits(sets: Sets, kits: readonly Kit[]): Kit[] {
  const ids = chosenSets()
  const more = kits.map(kit => sets.kit(kit, ids))
  parameters(sets.params(known(), ids))
  cite(sets.data.citations)
  return more
}
