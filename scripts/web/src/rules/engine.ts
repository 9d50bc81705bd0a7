// CEL 在浏览器里：同一段规则文字，结论和 Python 那边一样。算不出来就是 undefined，从不猜。
import "./compat"
import { Environment } from "@marcbachmann/cel-js/evaluator"
import { FUNCTIONS } from "./functions"

/** CEL 看得见的值：整数是 BigInt，其余照原样。 */
export type Bound = Readonly<Record<string, unknown>>

type Program = (bound: Bound) => unknown

const SLOT = /\{([^{}]+)\}/g

let base: Environment | undefined

function environment(): Environment {
  if (!base) {
    base = new Environment({ homogeneousAggregateLiterals: false })
    for (const [signature, compute] of FUNCTIONS)
      base.registerFunction(signature, compute as (...args: unknown[]) => unknown, { async: false } as never)
    base.registerVariable("today", "string")
    base.registerVariable("given", "list<string>")
    base.registerVariable("params", "map<string, dyn>")
  }
  return base.clone({})
}

/** 把 JSON 里的整数变成 BigInt，逐层；其余不动。 */
export function exact(value: unknown): unknown {
  if (typeof value === "number") return Number.isSafeInteger(value) ? BigInt(value) : value
  if (Array.isArray(value)) return value.map(exact)
  if (value !== null && typeof value === "object") {
    const found: Record<string, unknown> = {}
    for (const key of Object.keys(value)) found[key] = exact((value as Record<string, unknown>)[key])
    return found
  }
  return value
}

/** 一组变量上的式子，各编译一次。 */
export class Programs {
  private readonly environment: Environment
  private readonly compiled = new Map<string, Program | null>()

  /** @param variables 变量名和 CEL 类型；一事一档另有 docs: "map<string, map<string, dyn>>"。 */
  constructor(variables: Readonly<Record<string, string>>) {
    this.environment = environment()
    for (const name of Object.keys(variables))
      if (!this.environment.hasVariable(name)) this.environment.registerVariable(name, variables[name] as string)
  }

  /** 算出的值；算不出来是 undefined。 */
  value(expression: string, bound: Bound): unknown {
    const program = this.program(expression)
    if (!program) return undefined
    try {
      return program(bound)
    } catch {
      return undefined
    }
  }

  /** 成立、不成立，或 null：说不准。 */
  truth(expression: string, bound: Bound): boolean | null {
    const value = this.value(expression, bound)
    return typeof value === "boolean" ? value : null
  }

  /** 填好 `{式子}`；算不出来的写 ＿。 */
  fill(text: string, bound: Bound): string {
    return text.replace(SLOT, (_, expression: string) => shown(this.value(expression, bound)))
  }

  private program(expression: string): Program | null {
    const known = this.compiled.get(expression)
    if (known !== undefined) return known
    let made: Program | null = null
    try {
      made = this.environment.parse(expression)
    } catch {
      made = null
    }
    this.compiled.set(expression, made)
    return made
  }
}

function simple(value: unknown): value is string | bigint {
  return typeof value === "string" || typeof value === "bigint"
}

function shown(value: unknown): string {
  if (typeof value === "boolean") return value ? "是" : "否"
  if (simple(value)) return String(value)
  return Array.isArray(value) && value.every(simple) ? value.join("、") : "＿"
}
