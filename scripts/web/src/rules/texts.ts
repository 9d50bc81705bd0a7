// 规则对文字能问的几件事。和 scripts/branchbook/rules/texts.py 逐个对应。

/** 空白，两种引擎一样，不随 Unicode 版本变。 */
const SPACE = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/g

/** 不是字母也不是汉字的：固定的几段，标点、数字、符号、表情。 */
const NOT_LETTERS =
  /[\0-@[-`{-\xa9\xab-\xb4\xb6-\xb9\xbb-\xbf\xd7\xf7\u02c2-\u02df\u0300-\u036f\u2000-\u2bff\u2e00-\u2e7f\u3000-\u3004\u3007-\u303f\u30fb\ue000-\uf8ff\ufe00-\ufe6f\uff00-\uff20\uff3b-\uff40\uff5b-\uff65\uffe0-\uffff\u{1f000}-\u{1faff}\u{e0000}-\u{e0fff}]/gu

const SHINGLE = 5
const NOTHING: ReadonlySet<string> = new Set(
  (
    "无 没有 暂无 均无 都没有 无意见 没有意见 无不同意见 没有不同意见 无其他意见 没有其他意见 无异议 没有异议 " +
    "无建议 没有建议 无意见建议 没有意见建议 无意见和建议 没有意见和建议 无问题 没有问题 无补充 没有补充"
  ).split(" "),
)
const DOC_NUMBER = /^[\u3400-\u4dbf\u4e00-\u9fff]{2,20}〔(?:19|20)[0-9]{2}〕[1-9][0-9]{0,4}号$/

export function plain(list: readonly unknown[]): string[] {
  for (const item of list) if (typeof item !== "string") throw new TypeError("not all texts")
  return list as string[]
}

/** 字数（码点），不算空白。 */
export function chars(text: string): number {
  return Array.from(text.replace(SPACE, "")).length
}

export function norm(text: string): string {
  return text.normalize("NFKC").replace(NOT_LETTERS, "")
}

export function shingles(text: string): ReadonlySet<string> {
  const bare = Array.from(norm(text))
  if (bare.length <= SHINGLE) return new Set(bare.length ? [bare.join("")] : [])
  const found = new Set<string>()
  for (let start = 0; start + SHINGLE <= bare.length; start += 1)
    found.add(bare.slice(start, start + SHINGLE).join(""))
  return found
}

export function alike(left: ReadonlySet<string>, right: ReadonlySet<string>): number {
  let shared = 0
  for (const item of left) if (right.has(item)) shared += 1
  return shared ? Math.floor((shared * 100) / (left.size + right.size - shared)) : 0
}

/** 两段文字有多像，0 到 100。 */
export function similar(left: string, right: string): number {
  return alike(shingles(left), shingles(right))
}

export function mostSimilar(list: readonly unknown[]): number {
  const sets = plain(list).map(shingles)
  let most = 0
  sets.forEach((left, at) => {
    for (const right of sets.slice(0, at)) most = Math.max(most, alike(left, right))
  })
  return most
}

export function containsAny(text: string, words: readonly unknown[]): boolean {
  return plain(words).some(word => text.includes(word))
}

export function saysNothing(text: string): boolean {
  return NOTHING.has(norm(text))
}

export function isDocNumber(text: string): boolean {
  return DOC_NUMBER.test(text)
}

function bare(text: string): string {
  return text.normalize("NFKC").replace(SPACE, "")
}

export function whole(text: string): bigint {
  const found = bare(text)
  if (!/^-?[0-9]{1,15}$/.test(found)) throw new RangeError("not a number")
  return BigInt(found)
}

export function fen(text: string): bigint {
  const match = /^¥?([0-9]{1,12})(?:\.([0-9]{1,2}))?元?$/.exec(bare(text).replace(/,/g, ""))
  if (!match) throw new RangeError("not an amount")
  return BigInt(match[1] as string) * 100n + BigInt((match[2] ?? "").padEnd(2, "0"))
}

export function yuan(amount: bigint): string {
  const rest = amount < 0n ? -amount : amount
  const cents = rest % 100n
  return `${amount < 0n ? "-" : ""}${rest / 100n}${cents ? `.${String(cents).padStart(2, "0")}` : ""}元`
}
