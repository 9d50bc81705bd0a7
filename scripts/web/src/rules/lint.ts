// 式子写得对不对：两种引擎都认不认，类型合不合，名字有没有。和 scripts/branchbook/rules/lint.py 一样，一字不差；只在加自己的要求集时用。
import type { Field } from "../kit"
import { parse, ParseError, tokens, type Node } from "./parse"
import type { Param } from "./settings"

/** 我们的函数要什么、得什么，按名字：最后一个是得到的。 */
export type Signatures = Readonly<Record<string, readonly string[]>>

interface Kind {
  readonly name: string
  readonly of?: Kind
  readonly columns?: Readonly<Record<string, Kind>>
}

const kind = (name: string): Kind => ({ name })
const [ANY, INT, BOOL, TEXT, DAY, MOMENT, NOTHING] = "any int bool text day moment nothing".split(" ").map(kind) as [
  Kind, Kind, Kind, Kind, Kind, Kind, Kind,
]
const MACROS = ["all", "exists", "exists_one", "filter", "map"]
const TEXT_METHODS = ["contains", "startsWith", "endsWith"]
const LONGEST = 4000
const ITEMS = 200
const LARGEST = BigInt(Number.MAX_SAFE_INTEGER)
const WORDS: Readonly<Record<string, string>> = { int: "整数", bool: "真假", list: "清单", row: "一行", day: "日期", moment: "日期时间" }

const words = ({ name }: Kind): string => WORDS[name] ?? "文字"
const listOf = (of: Kind): Kind => ({ name: "list", of })
const textual = ({ name }: Kind): boolean => name === "text" || name === "day" || name === "moment"
/** 都是这几样里的。 */
const among = (kinds: readonly Kind[], ...names: readonly string[]): boolean => kinds.every(({ name }) => names.includes(name))

function equal(left: Kind, right: Kind): boolean {
  return left.name === right.name && (left.of && right.of ? equal(left.of, right.of) : left.of === right.of)
}

function ofField(field: Field): Kind {
  if (field.type === "table")
    return listOf({ name: "row", columns: Object.fromEntries((field.columns ?? []).map(column => [column.id, ofField(column)])) })
  return { integer: INT, date: DAY, datetime: MOMENT, people: listOf(TEXT) }[field.type] ?? TEXT
}

function ofParam({ type }: Param): Kind {
  return { integer: INT, "yes-no": BOOL, date: DAY }[type as string] ?? TEXT
}

function declared(said: string): Kind {
  const [name = "", of] = said.split(" ")
  return of ? { name, of: kind(of) } : kind(name)
}

/** 两种引擎都当作同一种。 */
function agree(left: Kind, right: Kind): boolean {
  if ([left, right].some(one => among([one], "any", "nothing")) || (textual(left) && textual(right))) return true
  return left.name === right.name && (!left.of || !right.of || agree(left.of, right.of))
}

function merged(left: Kind, right: Kind): Kind {
  if (equal(left, right) || among([right], "any", "nothing")) return left
  if (left.name === "list" && right.name === "list" && left.of && right.of) return listOf(merged(left.of, right.of))
  return among([left], "any", "nothing") ? right : TEXT
}

/** 单个的词有什么不对，不管合起来是什么意思。 */
function spelling(expression: string): string[] {
  return tokens(expression).flatMap(({ kind, text }) => {
    const found: string[] = []
    if (kind === "bad") found.push(`有两种引擎都不认识的字符「${text}」`)
    else if (kind === "string") {
      if (/^(?:[rRbB]|'''|""")/u.test(text)) found.push("只用普通引号的字符串")
      else if (text.includes("\\")) found.push("字符串里不写反斜杠，要引号就用另一种引号括起来")
      else if (Array.from(text).some(char => char < " ")) found.push("字符串里不能换行")
      if (Array.from(text).some(char => char.length > 1)) found.push("字符串里有基本平面之外的字，两种引擎数法不同")
    } else if (kind === "number") {
      if (!/^[0-9]+$/u.test(text)) found.push(`「${text}」：只用十进制整数，比例写成两边相乘`)
      else if (text.length > 1 && text.startsWith("0")) found.push(`「${text}」：整数前面不写 0`)
      else if (BigInt(text) > LARGEST) found.push(`「${text}」超过浏览器能精确表示的整数`)
    } else if (text === "?." || text === ".?" || text === "[?") found.push("不能用可选取值语法")
    else if (text === "//") found.push("式子里不写注释")
    else if (text === "null") found.push("不能用 null；没有填的值用 'x' in given 或 has(v.x) 判断")
    return found
  })
}

/** 全是整数的式子等于几。 */
function constant(node: Node): bigint | null {
  if (node.kind === "number") return /^[0-9]+$/u.test(node.word) ? BigInt(node.word) : null
  const [left, right, ...more] = node.parts.map(constant)
  if (left === undefined || left === null) return null
  if (node.kind === "minus") return -left
  if (node.kind !== "binary" || right === undefined || right === null || more.length) return null
  return { "+": left + right, "-": left - right, "*": left * right }[node.word] ?? null
}

class Judge {
  readonly problems = new Set<string>()
  /** 头一个没有声明的名字。 */
  unknown = ""
  private readonly names: Map<string, Kind>
  private readonly taken: ReadonlySet<string>

  constructor(
    names: ReadonlyMap<string, Kind>,
    private readonly functions: Signatures,
  ) {
    this.names = new Map(names)
    this.taken = new Set(names.keys())
  }

  private say(problem: string): Kind {
    this.problems.add(problem)
    return ANY
  }

  private undeclared(at: number, name: string): Kind {
    this.unknown ||= `第 ${at} 字处用了没有声明的字段「${name}」`
    return ANY
  }

  kind(node: Node): Kind {
    const { word, parts } = node
    const part = (at: number): Kind => this.kind(parts[at] as Node)
    switch (node.kind) {
      case "text":
        return /^\d{4}-\d\d-\d\d$/u.test(word) ? DAY : /^\d{4}-\d\d-\d\d \d\d:\d\d$/u.test(word) ? MOMENT : TEXT
      case "number":
        return INT
      case "bool":
        return BOOL
      case "name":
        return this.names.get(word) ?? this.undeclared(node.at, word)
      case "field":
        return this.field(node, node.at)
      case "index": {
        const [owner, at] = [part(0), part(1)]
        if (!among([owner], "list", "any") || !among([at], "int", "any")) this.say("[] 只用来按序号取清单里的一项")
        return owner.of ?? ANY
      }
      case "list":
        return this.list(parts.map(one => this.kind(one)))
      case "not":
        if (!among([part(0)], "bool", "any")) this.say("「!」后面要是真假")
        return BOOL
      case "minus":
        if (!among([part(0)], "int", "any")) this.say("「-」后面要是整数")
        return INT
      case "choice": {
        const [test, first, second] = [part(0), part(1), part(2)]
        if (!among([test], "bool", "any")) this.say("「?」前面要是真假")
        return agree(first, second) ? merged(first, second) : this.say("「? :」的两个结果要同一种类型")
      }
      case "binary":
        return this.binary(node, part(0), part(1))
      case "call":
        return word === "has" ? this.has(node) : this.call(node)
    }
    return this.method(node)
  }

  private field(node: Node, at: number): Kind {
    const owner = node.parts[0] as Node
    const chain: string[] = []
    let root: Node = node
    for (; root.kind === "field"; root = root.parts[0] as Node) chain.unshift(root.word)
    if (root.kind === "name" && !this.names.has(root.word)) return this.undeclared(at, [root.word, ...chain].join("."))
    const kind = this.kind(owner)
    if (kind.name === "row") {
      const columns = kind.columns ?? {}
      const known = Object.keys(columns)
      if (known.length && !known.includes(node.word))
        this.say(owner.kind === "name" && owner.word === "params" ? `docs/parameters.yml 里没有「${node.word}」` : `没有「${node.word}」这一列`)
      return (known.includes(node.word) && columns[node.word]) || ANY
    }
    return kind.name === "any" ? ANY : this.say(`「.${node.word}」的前面不是一行，是${words(kind)}`)
  }

  private list(kinds: readonly Kind[]): Kind {
    if (kinds.length > ITEMS) this.say(`清单一次最多写 ${ITEMS} 项`)
    let [item = NOTHING] = kinds
    for (const other of kinds.slice(1)) {
      if (!agree(item, other)) return listOf(this.say("清单里的各项要同一种类型"))
      item = merged(item, other)
    }
    return listOf(item)
  }

  private binary(node: Node, left: Kind, right: Kind): Kind {
    const sign = node.word
    const both = [left, right]
    const mixed = both.some(({ name }) => name === "day") && both.some(({ name }) => name === "moment")
    const half = `「${sign}」一边是日期，一边是日期时间，先用 day_of() 取出那一天`
    if (sign === "&&" || sign === "||") {
      if (!among(both, "bool", "any")) this.say(`「${sign}」两边要是真假`)
    } else if (sign === "in") {
      if (!among([right], "list", "any")) this.say("「in」后面只能是清单")
      else if (right.of && !agree(left, right.of))
        this.say(`「in」前面是${words(left)}，清单里是${words(right.of)}，永远对不上`)
    } else if (sign === "==" || sign === "!=") {
      if (!agree(left, right)) this.say(`「${sign}」一边是${words(left)}，一边是${words(right)}，永远对不上`)
      else if (mixed) this.say(half)
      else if (both.some(({ name }) => name === "row")) this.say(`「${sign}」不能比两整行，比其中的列`)
    } else if (["<", "<=", ">", ">="].includes(sign)) {
      if (["int", "day", "moment"].some(name => among(both, name, "any"))) return BOOL
      if (mixed) this.say(half)
      else if (both.every(one => textual(one) || one.name === "any"))
        this.say(`「${sign}」比文字的先后，两种引擎对生僻字排法不同；只有整数和日期能比大小`)
      else this.say(`「${sign}」两边要同是整数或同是日期`)
    } else return this.sum(node, left, right)
    return BOOL
  }

  private sum(node: Node, left: Kind, right: Kind): Kind {
    const sign = node.word
    const both = [left, right]
    if (sign === "+" && both.every(one => textual(one) || one.name === "any") && !among(both, "any")) return TEXT
    if (sign === "+" && both.some(({ name }) => name === "list")) {
      if (!agree(left, right)) this.say("「+」只能接两份同类的清单")
      return merged(left, right)
    }
    if (!among(both, "int", "any")) return this.say(`「${sign}」两边要是整数`)
    if ((sign === "/" || sign === "%") && constant(node.parts[1] as Node) === 0n) this.say("除数是 0")
    const value = constant(node)
    if (value !== null && (value > LARGEST || value < -LARGEST)) this.say(`「${sign}」算出来的数超过浏览器能精确表示的整数`)
    return among(both, "any") ? ANY : INT
  }

  private call({ word, parts }: Node): Kind {
    const kinds = parts.map(one => this.kind(one))
    if (word === "size") {
      if (kinds.length !== 1 || !among(kinds, "list", "any")) {
        const shown = parts[0]?.kind === "name" ? parts[0].word : "…"
        this.say(`size(${shown}) 数的不是清单，字数用 chars(${shown})`)
      }
      return INT
    }
    const wanted = Object.prototype.hasOwnProperty.call(this.functions, word) ? this.functions[word] : undefined
    if (!wanted) return this.say(`函数「${word}」不在两种引擎都有的范围里`)
    const takes = wanted.slice(0, -1).map(declared)
    if (kinds.length !== takes.length) this.say(`${word}() 要 ${takes.length} 个参数，写了 ${kinds.length} 个`)
    takes.forEach((take, at) => {
      const given = kinds[at]
      if (given && !agree(given, take)) this.say(`${word}() 要的是${words(take)}，给的是${words(given)}`)
    })
    return declared(wanted[takes.length] as string)
  }

  private has(node: Node): Kind {
    const inner = node.parts.length === 1 ? (node.parts[0] as Node) : node
    let root = inner
    while (root.kind === "field") root = root.parts[0] as Node
    if (inner.kind !== "field" || root.kind !== "name") this.say("has() 里写 行.列，如 has(v.note)")
    else this.field(inner, node.at)
    return BOOL
  }

  private method(node: Node): Kind {
    const { word } = node
    const owner = this.kind(node.parts[0] as Node)
    if (MACROS.includes(word)) return this.macro(node, owner)
    const kinds = node.parts.slice(1).map(one => this.kind(one))
    if (!TEXT_METHODS.includes(word))
      return this.say(`函数「${word}」不在两种引擎都有的范围里${word === "size" ? "，写成 size(…)" : ""}`)
    if (kinds.length !== 1 || ![owner, ...kinds].every(one => textual(one) || one.name === "any"))
      this.say(`${word}() 前面和括号里都要是一段文字`)
    return BOOL
  }

  private macro({ word, parts }: Node, owner: Kind): Kind {
    if (!among([owner], "list", "any")) this.say(`${word}() 的前面要是清单`)
    else if (owner.of?.name === "nothing") this.say(`${word}() 的前面是空清单 []，两种引擎对里面的项看法不同`)
    const [, item, body] = parts
    if (parts.length !== 3 || !item || !body || item.kind !== "name")
      return this.say(`${word}() 的括号里先写一个名字，再写一个式子`)
    if (this.taken.has(item.word)) this.say(`${word}() 里的名字「${item.word}」和字段同名，换一个`)
    const before = this.names.get(item.word)
    this.names.set(item.word, owner.of ?? ANY)
    const found = this.kind(body)
    if (before) this.names.set(item.word, before)
    else this.names.delete(item.word)
    if (word === "map") return listOf(found)
    if (!among([found], "bool", "any")) this.say(`${word}() 里的式子要得出真假`)
    return word === "filter" ? listOf(owner.of ?? ANY) : BOOL
  }
}

/** 引擎怎么叫这一种。 */
function inCel({ name, of }: Kind): string {
  if (name === "list") return `LIST<${inCel(of ?? ANY)}>`
  return { int: "INT", bool: "BOOL", row: "MAP<STRING, DYN>", any: "DYN", nothing: "DYN" }[name] ?? "STRING"
}

/** 式子哪里不成立，一句话；成立是空的。boolean：要得出真假。和 Programs.compile 抛的 RuleError 一样。 */
export function faultOf(functions: Signatures): (expression: string, fields: readonly Field[], params: readonly Param[], boolean: boolean) => string {
  return (expression, fields, params, boolean) => fault(expression, fields, params, functions, boolean)
}

function fault(
  expression: string,
  fields: readonly Field[],
  params: readonly Param[],
  functions: Signatures,
  boolean: boolean,
): string {
  if (Array.from(expression).length > LONGEST) return `式子太长，超过 ${LONGEST} 字，拆成几条规则`
  const wrong = spelling(expression)
  if (wrong.length) return Array.from(new Set(wrong)).join("；")
  const names = new Map(fields.map(field => [field.id, ofField(field)]))
  const columns = Object.fromEntries(params.map(param => [param.id, ofParam(param)]))
  names.set("today", DAY).set("given", listOf(TEXT)).set("params", { name: "row", columns })
  try {
    const judge = new Judge(names, functions)
    const found = judge.kind(parse(expression))
    if (judge.problems.size) return Array.from(judge.problems).join("；")
    if (judge.unknown) return judge.unknown
    return boolean && !among([found], "bool", "any", "nothing") ? `结果应是真假，得到的是 ${inCel(found)}` : ""
  } catch (error) {
    if (error instanceof ParseError) return error.message
    throw error
  }
}
