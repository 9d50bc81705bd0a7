// 上级要求的数，代替单位自己定的。和 scripts/branchbook/requirements/numbers.py 一样。
import { looser, yields, type Own, type Param, type Setting } from "../rules/settings"
import { fits, nearest, wanted } from "../rules/unit"
import { ASK, RequirementError, together, type RequirementSet } from "./set"

export function guess(name: string, known: readonly string[]): string {
  const near = nearest(name, known)
  return near ? `，是不是「${near}」` : ""
}

function said({ unit = "" }: Param, value: Setting): string {
  const words = typeof value === "boolean" ? (value ? "是" : "否") : String(value)
  return words + (unit && unit !== "%" ? ` ${unit}` : unit)
}


/** 换上上级要求的数。@throws RequirementError */
export function askedParams(params: readonly Param[], sets: readonly RequirementSet[]): Param[] {
  const asked = new Map<string, { readonly who: string[]; readonly value: Setting }>()
  for (const { superior: who, params: wants = {} } of sets)
    for (const [name, value] of Object.entries(wants)) {
      const known = params.find(param => param.id === name)
      if (!known || known.fact) {
        const near = guess(name, params.filter(param => !param.fact).map(param => param.id))
        throw new RequirementError(`“${who}”的要求集里的「${name}」不是单位可以自己定的数${near}`)
      }
      if (!fits(known, value))
        throw new RequirementError(`“${who}”的要求集要“${known.label}”是「${said(known, value)}」，应是${wanted(known)}`)
      const usual = known.default
      if (known.weight === "规定" && usual !== undefined && looser(known, value, usual)) {
        const side = known.bound === "at-least" ? "不少于" : "不多于"
        throw new RequirementError(
          `“${who}”要求“${known.label}”是 ${said(known, value)}，规定${side} ${said(known, usual)}，要求集不能放宽规定`,
        )
      }
      const before = asked.get(name)
      if (before && before.value !== value)
        throw new RequirementError(
          `“${together(before.who)}”要求“${known.label}”是 ${said(known, before.value)}，“${who}”要求是 ${said(known, value)}${ASK}`,
        )
      asked.set(name, { who: [...(before?.who ?? []), who], value })
    }
  return params.map(param => {
    const found = asked.get(param.id)
    return found ? { ...param, default: found.value, asked_by: together(found.who) } : param
  })
}

/** 本支部设的，和上级要求的对不上：一句话；都对得上是空的。 */
export function unitAgainst(params: readonly Param[], own: Own): string {
  for (const param of params) {
    const [value, usual] = [own[param.id], param.default]
    if (value !== undefined && usual !== undefined && yields(param, value))
      return `本支部设定里“${param.label}”是 ${said(param, value)}，“${param.asked_by}”要求是 ${said(param, usual)}，照上级的改`
  }
  return ""
}
