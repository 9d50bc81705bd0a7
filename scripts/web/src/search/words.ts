// 文字切成检索用的词，和 site/search/words.py 逐字相同；tests/conformance 里有对照。
const HAN = /[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3007]/u
const RUN = /[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3007]+|[a-z0-9]+(?:[./-][0-9]+)*%?/gu
const COUNTED = "天日个月年名人票届周次份级章条步岁元页份分种类项"
const DIGITS: Record<string, number> = { 〇: 0, 零: 0, 一: 1, 二: 2, 两: 2, 三: 3, 四: 4, 五: 5, 六: 6, 七: 7, 八: 8, 九: 9 }
const HAN_NUMBER = new RegExp(`[零〇一二两三四五六七八九十百]+(?=[${COUNTED}])`, "gu")
const FRACTION = /([一二两三四五六七八九十百]+)分之([一二两三四五六七八九十百]+)/gu
// 3-5人，规定里写的是 3 至 5 人。
const RANGE = new RegExp(`([0-9])\\s*[-~–—]+\\s*(?=[0-9]+\\s*[${COUNTED}])`, "gu")
const SPACED = new RegExp(`(\\d)\\s+(?=[${COUNTED}])`, "gu")

export function hanNumber(text: string): number | null {
  const chars = [...text]
  if (chars.every(char => char in DIGITS)) return chars.length <= 4 ? Number(chars.map(char => DIGITS[char]).join("")) : null
  let total = 0
  let digit: number | null = null
  for (const char of chars) {
    const value = DIGITS[char]
    if (value !== undefined) {
      if (digit) return null
      digit = value
    } else {
      total += (digit === null ? 1 : digit) * (char === "十" ? 10 : 100)
      digit = null
    }
  }
  return total + (digit ?? 0)
}

export function normal(text: string): string {
  let plain = text.normalize("NFKC").toLowerCase()
  plain = plain.replace(FRACTION, (_, below: string, above: string) => {
    const [under, over] = [hanNumber(below), hanNumber(above)]
    return under === 100 ? `${over}%` : `${over}/${under}`
  })
  plain = plain.replace(HAN_NUMBER, found => {
    const value = hanNumber(found)
    return value === null ? found : String(value)
  })
  return plain.replace(RANGE, "$1 至 ").replace(SPACED, "$1")
}

export const isHan = (run: string): boolean => HAN.test(run.charAt(0))

export function runs(plain: string): string[] {
  return plain.match(RUN) ?? []
}

export function tokens(text: string): string[] {
  return tokensOf(normal(text))
}

// 已经是 normal() 形式的文字。
export function tokensOf(plain: string): string[] {
  const found: string[] = []
  let previous = ""
  let end = 0
  for (const match of plain.matchAll(RUN)) {
    const run = match[0]
    if (isHan(run)) {
      if (previous !== "" && !isHan(previous) && /\d$/u.test(previous) && match.index === end) found.push(previous + run.charAt(0))
      if (run.length === 1) found.push(run)
      for (let i = 0; i + 1 < run.length; i += 1) found.push(run.slice(i, i + 2))
    } else found.push(run)
    previous = run
    end = (match.index ?? 0) + run.length
  }
  return found
}

export function fnv(text: string): number {
  let value = 0x811c9dc5
  for (let i = 0; i < text.length; i += 1) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193) >>> 0
  return value >>> 0
}
