// 慢路：任何合乎 XML 规矩的 document.xml。工人里没有 DOMParser，所以自己读；不合规矩的，和 Python 那边的 lxml 一样不读。
import { PackageError } from "./package"
import { isXmlChar } from "./strings"

export const NAMESPACES: readonly string[] = [
  "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
  "http://purl.oclc.org/ooxml/wordprocessingml/main",
]
/** 要看的元素；别的略过，里面的照看。 */
export const NAMES = "p|tbl|tr|tc|sdt|tag|showingPlcHdr|bookmarkStart|br|cr|tab|noBreakHyphen|moveFrom|del|Fallback"
export const BROKEN = "文件的正文不完整或已损坏，请用 Word 或 WPS 打开，另存后再用。"

/** 名字、是不是结束、属性、文字。 */
export type Event = [string, boolean, string, string]

const MOST_DEPTH = 256
const XML_SPACE = "http://www.w3.org/XML/1998/namespace"
const XMLNS = "http://www.w3.org/2000/xmlns/"
const START =
  "A-Z_a-z\\xc0-\\xd6\\xd8-\\xf6\\xf8-\\u02ff\\u0370-\\u037d\\u037f-\\u1fff\\u200c\\u200d\\u2070-\\u218f" +
  "\\u2c00-\\u2fef\\u3001-\\ud7ff\\uf900-\\ufdcf\\ufdf0-\\ufffd\\u{10000}-\\u{effff}"
const NCNAME = `[${START}][${START}.0-9\\xb7\\u0300-\\u036f\\u203f\\u2040-]*`
const WHOLE_NAME = new RegExp(`^${NCNAME}$`, "u")
const OPEN = new RegExp(`<(?:(${NCNAME}):)?(${NCNAME})(?=[\\t\\n\\r />])`, "uy")
const EQUALS = "[\\t\\n\\r ]*=[\\t\\n\\r ]*"
const ATTRIBUTE = new RegExp(`[\\t\\n\\r ]+(?:(${NCNAME}):)?(${NCNAME})${EQUALS}(?:"([^"<]*)"|'([^'<]*)')`, "uy")
const TAIL = /[\t\n\r ]*(\/?)>/y
const CLOSE = new RegExp(`</((?:${NCNAME}:)?${NCNAME})[\\t\\n\\r ]*>`, "uy")
const PI = new RegExp(`<\\?(${NCNAME})(?:[\\t\\n\\r ][^]*?)?\\?>`, "uy")
const eitherQuotes = (inner: string): string => `(?:"${inner}"|'${inner}')`
const DECLARATION = new RegExp(
  `^<\\?xml[\\t\\n\\r ]+version${EQUALS}${eitherQuotes("1\\.[0-9]*")}` +
    `(?:[\\t\\n\\r ]+encoding${EQUALS}${eitherQuotes("[A-Za-z][A-Za-z0-9._-]*")})?` +
    `(?:[\\t\\n\\r ]+standalone${EQUALS}${eitherQuotes("(?:yes|no)")})?[\\t\\n\\r ]*\\?>`,
)
/** libxml2 说不是 URI 的。 */
const BAD_URI = /[^!-~]|[<>"{}|\\^`]|%(?![0-9A-Fa-f]{2})|#.*#|^[^#]*[[\]]|^(?![A-Za-z][A-Za-z0-9+.-]*:)[^/?#]*:/
const NOT_XML = /[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u
const REFERENCE = /&(?:(amp|lt|gt|quot|apos);|#([0-9]+);|#x([0-9A-Fa-f]+);)?/g
const NAMED: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" }
const WANTED: ReadonlySet<string> = new Set([...NAMES.split("|"), "t"])
const KEYS: Readonly<Record<string, string>> = { tag: "val", bookmarkStart: "name", br: "type", showingPlcHdr: "val" }

class Broken extends Error {}

function resolved(text: string): string {
  if (!text.includes("&")) return text
  return text.replace(REFERENCE, (_: string, name?: string, decimal?: string, hex?: string) => {
    if (name !== undefined) return NAMED[name] as string
    const digits = decimal ?? hex
    if (digits === undefined) throw new Broken()
    const code = parseInt(digits, decimal === undefined ? 16 : 10)
    if (!isXmlChar(code)) throw new Broken()
    return String.fromCodePoint(code)
  })
}

/** 现在声明着的前缀：同一个前缀后声明的在后面。 */
class Scopes {
  private readonly known = new Map<string, string[]>([["xml", [XML_SPACE]]])

  uri(prefix: string): string | undefined {
    const all = this.known.get(prefix)
    return all?.[all.length - 1]
  }

  declare(prefix: string, uri: string): void {
    if (prefix === "xmlns" || uri === XMLNS || (prefix === "xml") !== (uri === XML_SPACE)) throw new Broken()
    if ((prefix !== "" && uri === "") || BAD_URI.test(uri)) throw new Broken()
    const all = this.known.get(prefix)
    if (all) all.push(uri)
    else this.known.set(prefix, [uri])
  }

  forget(prefixes: readonly string[]): void {
    for (const prefix of prefixes) this.known.get(prefix)?.pop()
  }
}

interface Open {
  readonly written: string
  readonly name: string
  /** 在这里声明的前缀，结束时不再算数。 */
  readonly declared: readonly string[]
  /** 不要的元素是 undefined。 */
  readonly event: Event | undefined
}

class Reader {
  private at = 0
  private readonly stack: Open[] = []
  private readonly texts: Event[] = []
  private readonly scopes = new Scopes()
  readonly events: Event[] = []

  constructor(private readonly xml: string) {}

  private taken(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at
    const match = pattern.exec(this.xml)
    if (match) this.at = pattern.lastIndex
    return match
  }

  read(): void {
    const { xml } = this
    if (NOT_XML.test(xml)) throw new Broken()
    if (/^<\?xml[\t\n\r ?]/.test(xml)) {
      const match = DECLARATION.exec(xml)
      if (!match) throw new Broken()
      this.at = match[0].length
    }
    let root = false
    while (this.at < xml.length) {
      if (xml.charAt(this.at) !== "<") this.characters()
      else if (xml.startsWith("<!--", this.at)) this.comment()
      else if (xml.startsWith("<![CDATA[", this.at)) this.cdata()
      else if (xml.startsWith("<?", this.at)) this.instruction()
      else if (xml.startsWith("</", this.at)) this.close()
      else {
        if (this.stack.length === 0 && root) throw new Broken()
        root = true
        this.open()
      }
    }
    if (!root || this.stack.length > 0) throw new Broken()
  }

  private say(text: string): void {
    for (const event of this.texts) event[3] += text
  }

  private characters(): void {
    const next = this.xml.indexOf("<", this.at)
    const text = this.xml.slice(this.at, next < 0 ? this.xml.length : next)
    this.at += text.length
    if (this.stack.length === 0) {
      if (/[^\t\n\r ]/.test(text)) throw new Broken()
      return
    }
    if (text.includes("]]>")) throw new Broken()
    this.say(resolved(text))
  }

  private comment(): void {
    const end = this.xml.indexOf("--", this.at + 4)
    if (end < 0 || this.xml.charAt(end + 2) !== ">") throw new Broken()
    this.at = end + 3
  }

  private cdata(): void {
    const end = this.xml.indexOf("]]>", this.at)
    if (end < 0 || this.stack.length === 0) throw new Broken()
    this.say(this.xml.slice(this.at + 9, end))
    this.at = end + 3
  }

  private instruction(): void {
    const match = this.taken(PI)
    if (!match || (match[1] as string).toLowerCase() === "xml") throw new Broken()
  }

  private close(): void {
    const match = this.taken(CLOSE)
    const open = this.stack.pop()
    if (!match || !open || open.written !== match[1]) throw new Broken()
    this.end(open)
  }

  private end(open: Open): void {
    if (open.event) this.events.push([open.name, true, "", ""])
    if (open.event && open.name === "t") this.texts.pop()
    this.scopes.forget(open.declared)
  }

  private open(): void {
    const match = this.taken(OPEN)
    if (!match || this.stack.length >= MOST_DEPTH) throw new Broken()
    const [prefix, name] = [match[1] ?? "", match[2] as string]
    const attributes: [string, string, string][] = []
    const written = new Set<string>()
    const declared: string[] = []
    for (let found = this.taken(ATTRIBUTE); found; found = this.taken(ATTRIBUTE)) {
      const [space, key] = [found[1] ?? "", found[2] as string]
      if (written.has(`${space}:${key}`)) throw new Broken()
      written.add(`${space}:${key}`)
      const value = resolved((found[3] ?? found[4] ?? "").replace(/[\t\n\r]/g, " "))
      if (space !== "xmlns" && (space !== "" || key !== "xmlns")) attributes.push([space, key, value])
      else {
        const own = space === "" ? "" : key
        this.scopes.declare(own, value)
        declared.push(own)
      }
    }
    const tail = this.taken(TAIL)
    if (!tail) throw new Broken()
    const uri = this.scopes.uri(prefix)
    if (prefix !== "" && uri === undefined) throw new Broken()
    const known = named(attributes, this.scopes)
    const ours = uri !== undefined && uri !== "" && (NAMESPACES.includes(uri) || name === "Fallback")
    const event: Event | undefined = ours && WANTED.has(name) ? [name, false, valueOf(name, uri, known), ""] : undefined
    if (event) {
      this.events.push(event)
      if (name === "t") this.texts.push(event)
    }
    const open = { written: prefix === "" ? name : `${prefix}:${name}`, name, declared, event }
    if (tail[1] === "/") {
      this.end(open)
      return
    }
    this.stack.push(open)
  }
}

/** 带名字空间的属性；没有声明的前缀、重复的都不行。 */
function named(attributes: readonly [string, string, string][], scopes: Scopes): Map<string, string> {
  const known = new Map<string, string>()
  for (const [prefix, key, value] of attributes) {
    const uri = prefix === "" ? "" : scopes.uri(prefix)
    if (uri === undefined || known.has(`${uri}}${key}`)) throw new Broken()
    if (uri === XML_SPACE && key === "id" && !WHOLE_NAME.test(value)) throw new Broken()
    known.set(`${uri}}${key}`, value)
  }
  return known
}

function valueOf(name: string, uri: string, known: ReadonlyMap<string, string>): string {
  const key = KEYS[name]
  const value = key === undefined ? "" : (known.get(`${uri}}${key}`) ?? "")
  if (name === "br") return value === "page" || value === "column" ? "page" : ""
  return value
}

/** 依次给出要看的元素；不合规矩时抛 PackageError。 */
export function slowEvents(xml: string): Event[] {
  const reader = new Reader(xml)
  try {
    reader.read()
  } catch (error) {
    if (!(error instanceof Broken)) throw error
    throw new PackageError(BROKEN)
  }
  return reader.events
}
