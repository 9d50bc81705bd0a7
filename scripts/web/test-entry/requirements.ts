// 要求集给测试用的入口：build/web-test/requirements.cjs。
import { openLibrary, type LibraryData } from "../src/inspection/library"
import { layKit, layLibrary } from "../src/requirements/lay"
import { chosen } from "../src/requirements/merge"
import { unitAgainst } from "../src/requirements/numbers"
import { RequirementError, type RequirementSet } from "../src/requirements/set"
import { readSet } from "../src/requirements/shape"
import { readYaml } from "../src/requirements/yaml"
import type { Field, Kit } from "../src/kit"
import { faultOf, type Signatures } from "../src/rules/lint"
import type { Own, Param } from "../src/rules/settings"
import { serve } from "./shared/serve"

type Job =
  | { do: "library"; data: LibraryData; reserved: readonly string[]; functions: Signatures }
  | { do: "fault"; expression: string; fields: readonly Field[]; params: readonly Param[]; boolean: boolean }
  | { do: "lay"; known: readonly RequirementSet[]; wanted: readonly RequirementSet[] }
  | { do: "kit"; kit: Kit; known: readonly RequirementSet[]; wanted: readonly RequirementSet[] }
  | { do: "unit"; params: readonly Param[]; own: Own }
  | { do: "yaml" | "set"; text: string }

let data: LibraryData
let reserved: readonly string[] = []
let functions: Signatures = {}

function told(act: () => unknown): unknown {
  try {
    return act()
  } catch (error) {
    if (error instanceof RequirementError) return { refused: error.message }
    throw error
  }
}

/** 送来的一样的两份，是同一份。 */
function same(known: readonly RequirementSet[], wanted: readonly RequirementSet[]): RequirementSet[] {
  return wanted.map(item => known.find(one => JSON.stringify(one) === JSON.stringify(item)) ?? item)
}

export function run(job: Job): unknown {
  switch (job.do) {
    case "library":
      ;({ data, reserved, functions } = job)
      return null
    case "fault":
      return faultOf(functions)(job.expression, job.fields, job.params, job.boolean)
    case "lay":
      return told(() => {
        const { kits, kinds, params } = openLibrary(layLibrary(data, job.known, same(job.known, job.wanted), reserved, faultOf(functions)))
        return { kits: Array.from(kits.values()), kinds: kinds.map(({ kit }) => kit), params }
      })
    case "kit":
      return told(() => layKit(job.kit, chosen(job.known, same(job.known, job.wanted)), data.params, reserved))
    case "unit":
      return unitAgainst(job.params, job.own)
    case "yaml":
      return told(() => readYaml(job.text))
    case "set":
      return told(() => readSet(job.text))
  }
}

serve(run as never)
