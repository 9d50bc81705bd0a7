// 本支部设定的文件：读入、写出。和 scripts/branchbook/handbook/unit.py 一样；只读一行一项的写法。
import { isDay } from "./days"
import type { Own, Param, Setting } from "./settings"

const YES = ["是", "有", "要"]
const NO = ["否", "没有", "无", "不要"]

/** 选了哪几个要求集，写在这一项下面：id 或名字。 */
const SETS = ["sets", "照哪几个上级的要求"] as const

/** 可以选的要求集：id 和名字。 */
export type Titles = Readonly<Record<string, string>>

/** 给写文件的人的一句话。 */
export class UnitError extends Error {}

/** 一个词改几处变成另一个。 */
function apart(first: string, second: string): number {
  const others = Array.from(second)
  const row = Array.from({ length: others.length + 1 }, (_, at) => at)
  Array.from(first).forEach((char, number) => {
    let above = row[0] as number
    row[0] = number + 1
    others.forEach((other, at) => {
      const here = row[at + 1] as number
      row[at + 1] = Math.min(here + 1, (row[at] as number) + 1, above + (char === other ? 0 : 1))
      above = here
    })
  })
  return row[row.length - 1] as number
}

/** 多半想写的那个词；差得远的不猜。 */
export function nearest(word: string, known: readonly string[]): string {
  let best = ""
  let least = Math.max(1, Math.floor(Array.from(word).length / 3)) + 1
  for (const other of known) {
    const far = apart(word, other)
    if (far < least) [best, least] = [other, far]
  }
  return best
}

/** 这一项可以写什么。 */
export function wanted(param: Param): string {
  if (param.type === "yes-no") return "是或否"
  if (param.type === "integer") return `从 ${param.min ?? 0} 到 ${param.max ?? 100000} 的整数`
  return param.type === "choice" ? `${(param.choices ?? []).join("、")} 里的一个` : "一个日子，如 2026-06-05"
}

/** 值合不合这一项。 */
export function fits(param: Param, value: unknown): value is Setting {
  if (param.type === "yes-no") return typeof value === "boolean"
  if (param.type === "integer")
    return typeof value === "number" && Number.isInteger(value) && value >= (param.min ?? 0) && value <= (param.max ?? 100000)
  if (typeof value !== "string") return false
  return param.type === "choice" ? (param.choices ?? []).includes(value) : isDay(value) && value >= "1900"
}

function readValue(param: Param, value: unknown): unknown {
  if (param.type !== "yes-no" || typeof value !== "string") return value
  return YES.includes(value) ? true : NO.includes(value) ? false : value
}

function shown(value: unknown): string {
  return ["boolean", "number", "string"].includes(typeof value) ? String(value) : "一串东西"
}

/** 设了的，按名字。@throws UnitError 头一处收不下的。 */
export function accept(params: readonly Param[], data: ReadonlyMap<string, unknown>): Own {
  const own = new Map<string, Setting>()
  for (const [key, value] of Array.from(data)) {
    if (key === SETS[0] || key === SETS[1]) continue
    const param = params.find(item => item.id === key) ?? params.find(item => item.label === key)
    if (!param) {
      const near = nearest(key, [...params.map(item => item.id), ...params.map(item => item.label), ...SETS])
      throw new UnitError(`没有“${key}”这一项${near ? `，是不是“${near}”` : ""}`)
    }
    if (own.has(param.id)) throw new UnitError(`“${param.label}”写了两次`)
    if (value === null || value === "") continue
    const taken = readValue(param, value)
    if (!fits(param, taken)) throw new UnitError(`“${param.label}”写的是「${shown(value)}」，应是${wanted(param)}`)
    own.set(param.id, taken)
  }
  return Object.fromEntries(params.flatMap(({ id }) => (own.has(id) ? [[id, own.get(id) as Setting]] : [])))
}

/** 选的要求集的 id，各一次，照写的次序。@throws UnitError 头一处收不下的。 */
export function acceptSets(titles: Titles, data: ReadonlyMap<string, unknown>): string[] {
  const ids = Object.keys(titles)
  if (SETS.every(key => data.has(key))) throw new UnitError(`“${SETS[1]}”写了两次`)
  const value = data.get(SETS[0]) ?? data.get(SETS[1])
  const words = Array.isArray(value) ? value : (value === undefined || value === null ? "" : shown(value)).split(/[、，,]/u)
  const found = new Set<string>()
  for (const word of words) {
    const name = shown(word).replace(/^ +| +$/gu, "")
    if (!name) continue
    const id = ids.includes(name) ? name : ids.find(one => titles[one] === name)
    if (id === undefined) {
      const near = nearest(name, [...ids, ...Object.values(titles)])
      throw new UnitError(`没有要求集“${name}”${near ? `，是不是“${near}”` : ""}`)
    }
    found.add(id)
  }
  return Array.from(found)
}

function scalar(text: string): unknown {
  const list = /^\[(.*)\]$/u.exec(text)
  if (list) return (list[1] as string).split(",").map(item => scalar(item.trim()) ?? "")
  const quoted = /^(?:"([^"\\]*)"|'([^']*)')$/u.exec(text)
  if (quoted) return quoted[1] ?? quoted[2]
  if (/^[-+]?(?:0|[1-9][0-9]*)$/u.test(text)) return Number(text)
  if (text === "true" || text === "false") return text === "true"
  return text === "" || text === "~" || text === "null" ? null : text
}

/** 一行一项的 YAML。@throws UnitError 有一行读不懂。 */
export function readLines(text: string): Map<string, unknown> {
  const found = new Map<string, unknown>()
  text.replace(/^\uFEFF/u, "").split(/\r?\n/u).forEach((line, at) => {
    const bare = line.trim()
    if (!bare || bare.startsWith("#") || bare === "---") return
    const match = /^([^\s:#][^:#]*?)\s*:(?:\s+(.*?))?(?:\s+#.*)?$/u.exec(line.replace(/\s+$/u, ""))
    if (!match) throw new UnitError(`第 ${at + 1} 行读不懂，写成“名字: 值”的样子，冒号后面空一格`)
    const key = match[1] as string
    if (found.has(key)) throw new UnitError(`“${key}”写了两次`)
    const value = (match[2] ?? "").replace(/^#.*$/u, "")
    found.set(key, scalar(value))
  })
  return found
}

export function said(value: Setting): string {
  return typeof value === "boolean" ? (value ? "是" : "否") : String(value)
}

const HEAD = [
  "# 本支部设定。支部手册的填写、检查、计划都照它；这里没有写的，单位自己定的用默认的数，支部的情况当作不知道。",
  "# 要设哪一项，删去行首的 # 和空格，改后面的值。网站的“本支部设定”页能读入、导出这份文件。",
]

/** 写出文件，每一项都有说明；没有设的放在 # 后面。titles 是可以选的要求集，chosen 是选了的。 */
export function unitText(params: readonly Param[], own: Own, titles: Titles = {}, chosen: readonly string[] = []): string {
  const lines = [...HEAD]
  for (const [title, facts] of [["本支部的情况", true], ["单位自己定的", false]] as const) {
    lines.push("", `# —— ${title} ——`)
    for (const param of params) {
      if ((param.fact ?? false) !== facts) continue
      const unit = param.unit ?? ""
      const usual = param.default === undefined ? "" : `默认是${said(param.default)}${unit}。`
      lines.push("", `# ${param.label}${unit ? `（${unit}）` : ""}：${wanted(param)}。${usual}${param.note}`)
      const value = own[param.id] ?? param.default
      const line = value === undefined ? "" : said(value)
      lines.push(param.id in own ? `${param.id}: ${line}` : `# ${param.id}: ${line}`.replace(/\s+$/u, ""))
    }
  }
  if (Object.keys(titles).length) {
    lines.push("", `# —— ${SETS[1]} ——`, "", "# 写要求集的 id，几个用顿号隔开。有的是：")
    for (const [id, title] of Object.entries(titles)) lines.push(`#   ${id}：${title}`)
    lines.push(chosen.length ? `${SETS[0]}: ${chosen.join("、")}` : `# ${SETS[0]}:`)
  }
  return `${lines.join("\n")}\n`
}
