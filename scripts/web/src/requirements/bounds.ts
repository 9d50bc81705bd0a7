// 规则把一个数定得多高多低，式子里明说的才算。和 scripts/branchbook/requirements/bounds.py 一样。
import type { Field } from "../kit"
import type { Setting } from "../rules/settings"

const NAME = "[a-z][a-z0-9_]*"
const BETWEEN = `(?:days|months|years)_between\\(${NAME}, ${NAME}\\)`
const FACTOR = `(?:[0-9]+|(?:size|chars)\\(${NAME}\\)|${BETWEEN}|params\\.${NAME}|${NAME})`
const SIDE = `${FACTOR}(?: ?\\* ?${FACTOR})*`
const COMPARED = new RegExp(`^(${SIDE}) ?(>=|<=|>|<|==) ?(${SIDE})$`, "u")
const PRESENT = /^'[a-z][a-z0-9_]*' in given(?: ?&& ?'[a-z][a-z0-9_]*' in given)*$/u
const ONE = "1"

/** left ÷ right 不小于（low）或不大于 top ÷ bottom；said 是原来的写法。 */
export interface Bound {
  readonly left: string
  readonly right: string
  readonly low: boolean
  readonly top: number
  readonly bottom: number
  readonly strict: boolean
  readonly said: string
}

export type Params = Readonly<Record<string, Setting>>

function over(one: Bound, other: Bound): number {
  return one.top * other.bottom - other.top * one.bottom
}

/** 这一个放过、那一个（同一种）不放过的，有没有。 */
export function weaker(one: Bound, other: Bound): boolean {
  if (one.left !== other.left || one.right !== other.right || one.low !== other.low) return false
  const apart = over(one, other)
  return (one.low ? apart < 0 : apart > 0) || (apart === 0 && other.strict && !one.strict)
}

/** 两个是不是怎么也不能都做到。 */
export function against(one: Bound, other: Bound): boolean {
  if (one.left !== other.left || one.right !== other.right || one.low === other.low) return false
  const apart = one.low ? over(one, other) : over(other, one)
  return apart > 0 || (apart === 0 && (one.strict || other.strict))
}

export function tidy(expression: string): string {
  return expression.replace(/[ \t\r\n]+/gu, " ").replace(/^ +| +$/gu, "")
}

/** 规则是不是总管着，或者填了就管。 */
export function plain(when: string): boolean {
  const said = tidy(when)
  return !said || PRESENT.test(said)
}

type Side = readonly [number: number, names: string]

function sideOf(text: string, params: Params): Side | null {
  let number = 1
  const names: string[] = []
  for (const factor of text.split(/ ?\* ?/u)) {
    if (/^[0-9]+$/u.test(factor)) number *= Number(factor)
    else if (factor.startsWith("params.")) {
      const value = params[factor.slice(7)]
      if (typeof value !== "number") return null
      number *= value
    } else names.push(factor)
  }
  return [number, names.sort().join("*") || ONE]
}

function placed(first: Side, second: Side, wanted: boolean, strict: boolean, said: string): Bound | null {
  let [a, left] = first
  let [b, right] = second
  let low = wanted
  if (left === right) return null
  if (left === ONE || (right !== ONE && left > right)) [a, left, b, right, low] = [b, right, a, left, !low]
  if (a <= 0 || (b <= 0 && right !== ONE)) return null
  // 整数：大于三就是不小于四。
  if (strict && right === ONE && a === 1) return { left, right, low, top: low ? b + 1 : b - 1, bottom: 1, strict: false, said }
  return { left, right, low, top: b, bottom: a, strict, said }
}

/** 式子里明说的：&& 连起来的、几个因数乘起来比大小的。 */
export function boundsOf(require: string, params: Params): Bound[] {
  const whole = tidy(require)
  if (whole.includes("||") || whole.includes("?")) return []
  return whole.split("&&").flatMap(part => {
    const match = COMPARED.exec(tidy(part))
    const [first, second] = match ? [sideOf(match[1] as string, params), sideOf(match[3] as string, params)] : [null, null]
    if (!match || !first || !second) return []
    const sign = match[2] as string
    return [true, false].flatMap(low => {
      if (sign !== "==" && sign.startsWith(">") !== low) return []
      const bound = placed(first, second, low, sign === ">" || sign === "<", match[0])
      return bound ? [bound] : []
    })
  })
}

/** 一栏自己的限度。 */
export function ofField(field: Field): Bound[] {
  const left = field.type === "integer" ? field.id : `size(${field.id})`
  return ([[true, field.min], [false, field.max]] as const).flatMap(([low, limit]) =>
    limit == null ? [] : [{ left, right: ONE, low, top: limit, bottom: 1, strict: false, said: `${left} ${low ? ">=" : "<="} ${limit}` }],
  )
}
