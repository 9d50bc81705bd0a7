// 单位自己定的、本支部的情况，规则里写 params.<名字>。和 scripts/branchbook/rules/settings.py 一样，一字不差。
import { cnDate } from "./days"

/** 一项，取自 docs/parameters.yml；空着的不写。 */
export interface Param {
  readonly id: string
  /** 是本支部的情况，没有默认的。 */
  readonly fact?: boolean
  readonly label: string
  readonly type: "integer" | "yes-no" | "choice" | "date"
  readonly default?: Setting
  readonly unit?: string
  readonly min?: number
  readonly max?: number
  readonly choices?: readonly string[]
  /** 另设的只能比默认的多还是少。 */
  readonly bound?: "at-least" | "at-most"
  /** 默认的值是哪个上级要求的。 */
  readonly asked_by?: string
  readonly weight?: string
  readonly note: string
}

export type Setting = boolean | number | string

/** 本支部设了的，按名字。 */
export type Own = Readonly<Record<string, Setting>>

/** 式子里用到的名字，照先后，各一次。 */
export function named(expressions: readonly (string | undefined)[]): string[] {
  const found = new Set<string>()
  for (const expression of expressions) {
    const bare = (expression ?? "").replace(/'[^']*'|"[^"]*"/gu, "")
    for (const match of Array.from(bare.matchAll(/\bparams\.([a-z][a-z0-9_]*)/gu))) found.add(match[1] as string)
  }
  return Array.from(found)
}

/** 是否的两个说法：问“有没有”的，答有、没有。 */
export function yesNo(param: Param): readonly [yes: string, no: string] {
  return param.label.startsWith("有没有") ? ["有", "没有"] : ["是", "否"]
}

/** 数带上单位：80%、3 天。 */
export function shownSetting(param: Param, value: Setting): string {
  if (typeof value === "boolean") return yesNo(param)[value ? 0 : 1]
  if (param.type === "date") return cnDate(String(value))
  const unit = param.unit ?? ""
  return `${value}${unit && unit !== "%" ? " " : ""}${unit}`
}

/** 知道哪一边算多的，value 要求得比 other 少。 */
export function looser({ bound }: Param, value: Setting, other: Setting): boolean {
  return bound === "at-least" ? value < other : bound === "at-most" && value > other
}

/** 上级要求了是多少，本支部设的不算数：和它不一样，又不是要求得更多。 */
export function yields(param: Param, value: Setting): boolean {
  const usual = param.default
  return !!param.asked_by && usual !== undefined && value !== usual && (!param.bound || looser(param, value, usual))
}

export class Settings {
  /** 知道的值：设了的，没有设的用默认的；情况没有填就没有。 */
  readonly values: Readonly<Record<string, Setting>>
  private readonly known: ReadonlyMap<string, Param>

  constructor(
    params: readonly Param[] = [],
    readonly own: Own = {},
  ) {
    this.known = new Map(params.map(param => [param.id, param]))
    const values: Record<string, Setting> = {}
    for (const { id, default: value } of params) if (value !== undefined) values[id] = value
    this.values = { ...values, ...own }
  }

  /** 用了哪个数，是不是本单位设的；一个也没有就不说。 */
  told(names: readonly string[]): string {
    const parts = names.flatMap(name => {
      const [param, value] = [this.known.get(name), this.values[name]]
      if (!param || value === undefined) return []
      const shown = `“${param.label}”是 ${shownSetting(param, value)}`
      if (param.fact) return [`本支部设定${shown}`]
      const usual = param.asked_by ? `${param.asked_by}要求的` : "没有另设，用的是默认的"
      return [`单位规定${shown}，${name in this.own ? "本单位设的" : usual}`]
    })
    return parts.length ? `（${parts.join("；")}）` : ""
  }

  /** 没有值的，说名字。 */
  unknown(names: readonly string[]): string[] {
    return names.flatMap(name => {
      const param = this.known.get(name)
      return param && this.values[name] === undefined ? [param.label] : []
    })
  }
}

export const NO_SETTINGS = new Settings()
