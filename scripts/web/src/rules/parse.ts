// 把式子读成树，只读两种引擎都认的那一部分。和 scripts/branchbook/rules/parse.py 一样，一字不差。
const TOKEN =
  /([rRbB]{0,2}(?:'''.*?'''|""".*?"""|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'))|(0[xX][0-9a-fA-F]+[uU]?|[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?[uU]?)|([A-Za-z_][A-Za-z0-9_]*)|(\?\.|\.\?|\[\?|\/\/|&&|\|\||[<>=!]=|[-+*/%<>!?:.,()[\]{}])|([ \t\r\n]+)|(.)/gsu

export const KEYWORDS: readonly string[] =
  "as break const continue else false for function if import in let loop package namespace null return true var void while".split(" ")

const LEVELS = [["||"], ["&&"], ["<", "<=", ">", ">=", "==", "!=", "in"], ["+", "-"], ["*", "/", "%"]]
const DEEPEST = 60

export class ParseError extends Error {}

export interface Token {
  readonly kind: "string" | "number" | "name" | "op" | "bad"
  readonly text: string
  /** 这一行里第几个字，从 1 数。 */
  readonly at: number
}

/** kind：text number bool name field index call method list not minus binary choice。 */
export interface Node {
  readonly kind: string
  readonly word: string
  readonly parts: readonly Node[]
  readonly at: number
}

/** 切成词，空白不要。 */
export function tokens(expression: string): Token[] {
  const kinds = ["string", "number", "name", "op", "space", "bad"] as const
  const found: Token[] = []
  let at = 1
  for (const match of Array.from(expression.matchAll(TOKEN))) {
    const kind = kinds[match.slice(1).findIndex(part => part !== undefined)] ?? "bad"
    if (kind !== "space") found.push({ kind, text: match[0], at })
    const lines = match[0].split("\n")
    const last = Array.from(lines[lines.length - 1] as string).length
    at = lines.length > 1 ? last + 1 : at + last
  }
  return found
}

class Reader {
  private readonly left: Token[]
  private depth = 0

  constructor(expression: string) {
    this.left = tokens(expression).reverse()
  }

  private get next(): Token | undefined {
    return this.left[this.left.length - 1]
  }

  private peek(): string {
    return this.next && this.next.kind !== "string" ? this.next.text : ""
  }

  private take(wanted: string): Token | null {
    const { next } = this
    if (!next || (next.kind !== "op" && next.kind !== "name") || next.text !== wanted) return null
    this.left.pop()
    return next
  }

  private need(wanted: string): void {
    if (this.take(wanted)) return
    throw new ParseError(`此处应是「${wanted}」，${this.next ? `得到「${this.next.text}」` : "到末尾还没有"}`)
  }

  whole(): Node {
    const node = this.choice()
    if (this.next) throw new ParseError(`多出「${this.next.text}」`)
    return node
  }

  private choice(): Node {
    this.depth += 1
    if (this.depth > DEEPEST) throw new ParseError("括号套得太深")
    let node = this.level(0)
    if (this.take("?")) {
      const first = this.level(0)
      this.need(":")
      node = { kind: "choice", word: "?:", parts: [node, first, this.choice()], at: node.at }
    }
    this.depth -= 1
    return node
  }

  private level(number: number): Node {
    const signs = LEVELS[number]
    if (!signs) return this.unary()
    let node = this.level(number + 1)
    while (signs.includes(this.peek())) {
      const { text, at } = this.left.pop() as Token
      node = { kind: "binary", word: text, parts: [node, this.level(number + 1)], at }
    }
    return node
  }

  private unary(): Node {
    for (const [sign, kind] of [["!", "not"], ["-", "minus"]] as const) {
      const taken = this.take(sign)
      if (!taken) continue
      if (this.peek() === sign) throw new ParseError(`「${sign}」不连着写两个`)
      return { kind, word: sign, parts: [this.unary()], at: taken.at }
    }
    return this.member()
  }

  private member(): Node {
    let node = this.primary()
    for (;;) {
      const dot = this.take(".")
      if (dot) {
        const name = this.left[this.left.length - 1]
        if (name?.kind !== "name") throw new ParseError("「.」后面应是字段名")
        this.left.pop()
        node = this.take("(")
          ? { kind: "method", word: name.text, parts: [node, ...this.listed(")")], at: dot.at }
          : { kind: "field", word: name.text, parts: [node], at: dot.at }
        continue
      }
      const open = this.take("[")
      if (!open) return node
      node = { kind: "index", word: "[]", parts: [node, this.choice()], at: open.at }
      this.need("]")
    }
  }

  private listed(closing: string): Node[] {
    if (this.take(closing)) return []
    const found = [this.choice()]
    while (this.take(",")) found.push(this.choice())
    this.need(closing)
    return found
  }

  private primary(): Node {
    const token = this.left.pop()
    if (!token) throw new ParseError("式子没有写完")
    const { kind, text, at } = token
    if (kind === "string") return { kind: "text", word: text.slice(1, -1), parts: [], at }
    if (kind === "number") return { kind, word: text, parts: [], at }
    if (kind === "name") {
      if (text === "true" || text === "false") return { kind: "bool", word: text, parts: [], at }
      if (KEYWORDS.includes(text)) throw new ParseError(`不能用「${text}」`)
      const open = this.take("(")
      return open ? { kind: "call", word: text, parts: this.listed(")"), at: open.at } : { kind, word: text, parts: [], at }
    }
    if (text === "(") {
      const node = this.choice()
      this.need(")")
      return node
    }
    if (text === "[") return { kind: "list", word: "[]", parts: this.listed("]"), at }
    if (text === "{") throw new ParseError("不能写键值对 {…}，两种引擎认的键不一样")
    throw new ParseError(`此处不该是「${text}」`)
  }
}

/** @throws ParseError 读不懂 */
export function parse(expression: string): Node {
  return new Reader(expression).whole()
}
