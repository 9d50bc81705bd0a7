// 和 Python 对文字的看法一致：什么算空白、长度按码点数。

/** Python 的 str.strip 和 \s 认的空白，写在方括号里用。 */
export const BLANK = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000"
/** XML 里的空白（re.ASCII 的 \s），写在方括号里用。 */
export const XML_BLANK = "\\t-\\r "

const EDGE = new RegExp(`[${BLANK}]`)

/** str.strip()；两头没有空白时不动用正则，长文字上省得多。 */
export function strip(text: string): string {
  if (text === "" || !(EDGE.test(text.charAt(0)) || EDGE.test(text.charAt(text.length - 1)))) return text
  let start = 0
  let end = text.length
  while (start < end && EDGE.test(text.charAt(start))) start += 1
  while (end > start && EDGE.test(text.charAt(end - 1))) end -= 1
  return text.slice(start, end)
}

/** str.strip(chars)。 */
export function stripOf(text: string, chars: string, sides: "both" | "right" = "both"): string {
  let start = 0
  let end = text.length
  if (sides === "both") while (start < end && chars.includes(text.charAt(start))) start += 1
  while (end > start && chars.includes(text.charAt(end - 1))) end -= 1
  return text.slice(start, end)
}

/** 有没有超过这么多个码点；短的不去数。 */
export function longer(text: string, most: number): boolean {
  return text.length > most && Array.from(text).length > most
}

/** 前几个码点。 */
export function head(text: string, most: number): string {
  return text.length > most ? Array.from(text.slice(0, most * 2)).slice(0, most).join("") : text
}

/** str.partition：前面、分隔的字（没有时是空的）、后面。 */
export function partition(text: string, mark: string): [string, string, string] {
  const at = text.indexOf(mark)
  return at < 0 ? [text, "", ""] : [text.slice(0, at), mark, text.slice(at + mark.length)]
}

/** re.escape：按字面找。 */
export function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&")
}

const ENTITY = /&(?:(amp|lt|gt|quot|apos)|#([0-9]{1,7})|#x([0-9A-Fa-f]{1,6}));/g
const NAMED: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" }

/** XML 能不能有这个字。 */
export function isXmlChar(code: number): boolean {
  return code >= 0x20
    ? code <= 0xd7ff || (code >= 0xe000 && code <= 0xfffd) || (code >= 0x10000 && code <= 0x10ffff)
    : code === 9 || code === 10 || code === 13
}

/** 去掉 XML 的转义；不认识的照原样留着。 */
export function unescape(text: string): string {
  if (!text.includes("&")) return text
  return text.replace(ENTITY, (whole: string, name?: string, decimal?: string, hex?: string) => {
    if (name !== undefined) return NAMED[name] ?? whole
    const code = decimal === undefined ? parseInt(hex ?? "", 16) : parseInt(decimal, 10)
    return isXmlChar(code) ? String.fromCodePoint(code) : whole
  })
}
