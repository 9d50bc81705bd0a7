// 看字的几样工具：全角半角、空格、字数、从一处对起。和 scripts/branchbook/records/typed_page.py 前半一样。
import { stripOf } from "../records/strings"

const SPACES = " \t\n\xa0\u2002\u2003\u2009\u202f\u3000"
const MARKS = new Map(
  [
    ["．／－～＿＊", "./-~_*"],
    [":,;()﹕﹐﹔", "：，；（）：，；"],
    ["\t\xa0\u2002\u2003\u2009\u202f\u3000", "       "],
  ].flatMap(([wide, plain]) => Array.from(wide as string, (char, place) => [char, (plain as string).charAt(place)] as const)),
)
const FOLDED = /[０-９Ａ-Ｚａ-ｚ．／－～＿＊:,;()﹕﹐﹔\t\xa0\u2002\u2003\u2009\u202f\u3000]/g
const PAIR = /[\ud800-\udbff]/

/** 有几个字（码点）。 */
export const size = (text: string): number => (PAIR.test(text) ? Array.from(text).length : text.length)

/** 从第几个字到第几个字。 */
export const part = (text: string, first: number, last: number): string =>
  PAIR.test(text) ? Array.from(text).slice(first, last).join("") : text.slice(first, last)

/** 最多这么多个字。 */
export const cut = (text: string, most = 40): string => part(text, 0, most)

/** 全角半角、空格的样子不算数；一个字还是一个字，折过的文字里找到的地方就是原文的地方。 */
export function fold(text: string): string {
  return text.replace(FOLDED, char => MARKS.get(char) ?? String.fromCharCode(char.charCodeAt(0) - 0xfee0))
}

export const trim = (text: string): string => stripOf(text, SPACES)

/** 折过，去掉空格和换行。 */
export const squeeze = (text: string): string => fold(text).replace(/[ \n]/g, "")

/** 从这里对起；对不上是 null。 */
export function at(pattern: RegExp, text: string, place = 0): RegExpExecArray | null {
  pattern.lastIndex = place
  return pattern.exec(text)
}

/** 从一处对起的写法，给 at 用。 */
export const here = (source: string): RegExp => new RegExp(source, "uy")
/** 全文对上的写法。 */
export const whole = (source: string): RegExp => new RegExp(`^(?:${source})$`, "u")

/** 按字面找。 */
export const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")

/** 两个值一样：文字、数、名单、一行行的格子。 */
export function same(left: unknown, right: unknown): boolean {
  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null) return left === right
  const names = Object.keys(left)
  const other = right as Record<string, unknown>
  return (
    Array.isArray(left) === Array.isArray(right) &&
    names.length === Object.keys(other).length &&
    names.every(name => Object.prototype.hasOwnProperty.call(other, name) && same((left as Record<string, unknown>)[name], other[name]))
  )
}
