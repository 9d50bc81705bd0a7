// 读自己的要求集文件：YAML 里用得上的那一部分（对照表、清单、一行里的 [] 和 {}、引号、| 和 >），别的写法说哪一行读不懂。
import { RequirementError } from "./set"

export type Data = string | number | boolean | null | Data[] | { [key: string]: Data }

interface Line {
  readonly number: number
  readonly indent: number
  readonly text: string
}

const KEY = /^(?:"([^"\\]*)"|'([^']*)'|([^\s"'[\]{}#&*!|>%@`,-][^:#]*?|[^\s"'[\]{}#&*!|>%@`,:][^:#]*?))\s*:(?=\s|$)/u

function wrong(line: number, why: string): RequirementError {
  return new RequirementError(`第 ${line} 行读不懂：${why}`)
}

/** 去掉行尾的说明：# 前面有空格、不在引号里。 */
function bare(text: string): string {
  let quote = ""
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at] as string
    if (quote) {
      if (char === "\\" && quote === '"') at += 1
      else if (char === quote) quote = ""
    } else if ((char === '"' || char === "'") && (at === 0 || /[\s[{,:]/u.test(text[at - 1] as string))) quote = char
    else if (char === "#" && (at === 0 || /\s/u.test(text[at - 1] as string))) return text.slice(0, at).trimEnd()
  }
  return text.trimEnd()
}

function plain(text: string): Data {
  if (/^[-+]?(?:0|[1-9][0-9]*)$/u.test(text)) return Number(text)
  if (text === "true" || text === "false") return text === "true"
  return text === "" || text === "~" || text === "null" ? null : text
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", '"': '"', "\\": "\\", "/": "/" }

/** 一行里的值：引号、[]、{}、普通的词。 */
class Flow {
  private at = 0

  constructor(
    private readonly text: string,
    private readonly line: number,
  ) {}

  whole(): Data {
    const value = this.value("")
    this.space()
    if (this.at < this.text.length) throw wrong(this.line, `“${this.text.slice(this.at)}”多出来了`)
    return value
  }

  private space(): void {
    while (/\s/u.test(this.text[this.at] ?? "")) this.at += 1
  }

  private value(stops: string): Data {
    this.space()
    const char = this.text[this.at] ?? ""
    if (char === "[") return this.list()
    if (char === "{") return this.map()
    if (char === '"' || char === "'") return this.quoted(char)
    if (/[&*!|>%@`]/u.test(char)) throw wrong(this.line, `不能用 ${char} 开头，文字加上引号`)
    const start = this.at
    while (this.at < this.text.length && !stops.includes(this.text[this.at] as string)) {
      if (stops && this.text[this.at] === ":" && /^\s?$/u.test(this.text[this.at + 1] ?? "")) break
      this.at += 1
    }
    return plain(this.text.slice(start, this.at).trim())
  }

  private quoted(quote: string): string {
    let found = ""
    for (this.at += 1; this.at < this.text.length; this.at += 1) {
      const char = this.text[this.at] as string
      if (char === quote) {
        if (quote === "'" && this.text[this.at + 1] === "'") {
          found += "'"
          this.at += 1
          continue
        }
        this.at += 1
        return found
      }
      if (char === "\\" && quote === '"') {
        this.at += 1
        const escaped = ESCAPES[this.text[this.at] ?? ""]
        if (escaped === undefined) throw wrong(this.line, "引号里的反斜杠后面只能是 n、t、引号、反斜杠")
        found += escaped
      } else found += char
    }
    throw wrong(this.line, "引号没有成对")
  }

  private list(): Data[] {
    const found: Data[] = []
    this.at += 1
    for (;;) {
      this.space()
      if (this.text[this.at] === "]") break
      found.push(this.value(",]"))
      this.space()
      if (this.text[this.at] === ",") this.at += 1
      else if (this.text[this.at] !== "]") throw wrong(this.line, "[ 没有对上 ]")
    }
    this.at += 1
    return found
  }

  private map(): Data {
    const found: [string, Data][] = []
    this.at += 1
    for (;;) {
      this.space()
      if (this.text[this.at] === "}") break
      const key = this.value(",}")
      this.space()
      if (this.text[this.at] !== ":") throw wrong(this.line, "{ } 里要写成 名字: 值")
      this.at += 1
      found.push([String(key), this.value(",}")])
      this.space()
      if (this.text[this.at] === ",") this.at += 1
      else if (this.text[this.at] !== "}") throw wrong(this.line, "{ 没有对上 }")
    }
    this.at += 1
    return made(found, this.line)
  }
}

function made(pairs: readonly [string, Data][], line: number): Data {
  const seen = new Set<string>()
  for (const [key] of pairs) {
    if (seen.has(key)) throw wrong(line, `“${key}”写了两次`)
    seen.add(key)
  }
  return Object.fromEntries(pairs)
}

/** 接成一行；空行是换行，再缩进的行照原样。 */
function folded(rows: readonly string[]): string {
  let found = ""
  let gap = 0
  let deep = false
  rows.forEach((row, at) => {
    if (!row) {
      gap += 1
      return
    }
    const more = row.startsWith(" ")
    const kept = deep || more
    if (at) found += gap ? "\n".repeat(gap + (kept ? 1 : 0)) : kept ? "\n" : " "
    found += row
    gap = 0
    deep = more
  })
  return found
}

class Reader {
  private at = 0

  constructor(
    private readonly lines: readonly Line[],
    private readonly raw: readonly string[],
  ) {}

  whole(): Data {
    const first = this.lines[0]
    if (!first) return null
    const value = this.block(first.indent)
    const left = this.lines[this.at]
    if (left) throw wrong(left.number, "前面空的格数对不上")
    return value
  }

  private block(indent: number): Data {
    const line = this.lines[this.at] as Line
    return line.text === "-" || line.text.startsWith("- ") ? this.list(indent) : this.map(indent)
  }

  private list(indent: number): Data[] {
    const found: Data[] = []
    for (let line = this.lines[this.at]; line && line.indent === indent && /^-(?: |$)/u.test(line.text); line = this.lines[this.at]) {
      const rest = line.text.slice(1).trimStart()
      const inner = indent + line.text.length - rest.length
      if (!rest) {
        this.at += 1
        found.push(this.below(indent))
      } else if (KEY.test(rest)) {
        // “- 名字: 值”：这一项是对照表，第一行接在横线后面。
        ;(this.lines as Line[])[this.at] = { ...line, indent: inner, text: rest }
        found.push(this.map(inner))
      } else {
        this.at += 1
        found.push(this.scalar(rest, line, indent))
      }
    }
    return found
  }

  private map(indent: number): Data {
    const found: [string, Data][] = []
    const start = (this.lines[this.at] as Line).number
    for (let line = this.lines[this.at]; line && line.indent === indent; line = this.lines[this.at]) {
      const match = KEY.exec(line.text)
      if (!match) throw wrong(line.number, "写成“名字: 值”的样子，冒号后面空一格")
      const key = match[1] ?? match[2] ?? (match[3] as string)
      const rest = line.text.slice(match[0].length).trim()
      this.at += 1
      found.push([key, rest ? this.scalar(rest, line, indent) : this.below(indent, true)])
    }
    return made(found, start)
  }

  /** 下面缩进了的一段；没有就是空的。 */
  private below(indent: number, key = false): Data {
    const next = this.lines[this.at]
    if (!next) return null
    const listed = key && next.indent === indent && /^-(?: |$)/u.test(next.text)
    return next.indent > indent || listed ? this.block(next.indent) : null
  }

  private scalar(text: string, line: Line, indent: number): Data {
    const style = /^([|>])([-+]?)$/u.exec(text)
    if (style) return this.text(style[1] as string, style[2] as string, line, indent)
    let whole = text
    // 引号、括号没有写完的，接着下面缩进的行；没有引号的长话也可以接着写。
    for (let next = this.lines[this.at]; next && next.indent > indent; next = this.lines[this.at]) {
      whole += ` ${next.text}`
      this.at += 1
    }
    return new Flow(whole, line.number).whole()
  }

  /** | 照原样一行一行，> 接成一行。 */
  private text(style: string, chomp: string, line: Line, indent: number): string {
    const rows: string[] = []
    let last = line.number
    const deep = (row: string): number => /^ */u.exec(row)?.[0].length ?? 0
    const first = this.raw.slice(line.number).find(row => row.trim()) ?? ""
    const inner = deep(first)
    if (inner > indent)
      for (const row of this.raw.slice(line.number)) {
        if (row.trim() && deep(row) < inner) break
        rows.push(row.slice(inner).trimEnd())
        last += 1
      }
    while (this.lines[this.at] && (this.lines[this.at] as Line).number <= last) this.at += 1
    while (rows.length && !rows[rows.length - 1]) rows.pop()
    const body = style === "|" ? rows.join("\n") : folded(rows)
    return chomp === "-" || !body ? body : `${body}\n`
  }
}

/** 一份 YAML 的数据。@throws RequirementError 说第几行读不懂。 */
export function readYaml(text: string): Data {
  const raw = text.replace(/^\uFEFF/u, "").split(/\r?\n/u)
  const lines: Line[] = []
  raw.forEach((row, at) => {
    const cut = bare(row)
    const indent = /^ */u.exec(cut)?.[0].length ?? 0
    if (cut.trim() && cut.trim() !== "---") {
      if (cut[indent] === "\t") throw wrong(at + 1, "开头要用空格，不能用 Tab")
      lines.push({ number: at + 1, indent, text: cut.slice(indent) })
    }
  })
  return new Reader(lines, raw).whole()
}
