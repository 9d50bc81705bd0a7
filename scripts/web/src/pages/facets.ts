// 案例的筛选：一项里选几个是“或”，几项之间是“且”。选了什么都在地址里，发给别人看到的是一样的。
import { matches, words } from "../filter"

export interface Item {
  readonly id: string
  readonly text: string
  readonly has: Readonly<Record<string, readonly string[]>>
}

/** 选了什么：项 → 值；words 是要含有的字。 */
export interface Chosen {
  readonly values: Readonly<Record<string, readonly string[]>>
  readonly words: string
}

/** 去掉一项（或几项、或要含有的字）以后看得到几例。 */
export interface Relaxed {
  readonly without: readonly string[]
  readonly count: number
}

/** 要含有的字这一项的名字，和筛选项并列；不叫 q，主题见了 q 就打开检索。 */
export const WORDS = "words"

function fits(item: Item, name: string, chosen: Chosen): boolean {
  if (name === WORDS) return matches(item.text, words(chosen.words))
  const wanted = chosen.values[name] ?? []
  return wanted.length === 0 || wanted.some(value => item.has[name]?.includes(value))
}

/** 动了的各项，按给的次序。 */
export function active(chosen: Chosen, names: readonly string[]): string[] {
  const found = names.filter(name => (chosen.values[name] ?? []).length > 0)
  return words(chosen.words).length > 0 ? [...found, WORDS] : found
}

export function matching(items: readonly Item[], chosen: Chosen, names: readonly string[], without: readonly string[] = []): Item[] {
  const asked = active(chosen, names).filter(name => !without.includes(name))
  return items.filter(item => asked.every(name => fits(item, name, chosen)))
}

/** 一项里各个值各有几例：别的项照选，这一项放开。 */
export function counts(items: readonly Item[], chosen: Chosen, names: readonly string[], name: string): Map<string, number> {
  const found = new Map<string, number>()
  for (const item of matching(items, chosen, names, [name]))
    for (const value of item.has[name] ?? []) found.set(value, (found.get(value) ?? 0) + 1)
  return found
}

/** 一例也没有时放宽哪一项：先试去掉一项，都不行再试去掉两项，多的在前。 */
export function relaxed(items: readonly Item[], chosen: Chosen, names: readonly string[]): Relaxed[] {
  const asked = active(chosen, names)
  const tried = (without: readonly string[]): Relaxed => ({ without, count: matching(items, chosen, names, without).length })
  const ways = [asked.map(name => [name]), asked.flatMap((one, at) => asked.slice(at + 1).map(other => [one, other]))]
  for (const way of ways) {
    const found = way.map(tried).filter(({ count }) => count > 0)
    if (found.length) return found.sort((a, b) => b.count - a.count)
  }
  return asked.length ? [{ without: asked, count: items.length }] : []
}

/** 地址里的一段 → 选了什么；不认识的值不要。 */
export function read(search: string, known: Readonly<Record<string, readonly string[]>>): Chosen {
  const given = new URLSearchParams(search)
  const values: Record<string, string[]> = {}
  for (const name of Object.keys(known)) {
    const wanted = given.getAll(name).flatMap(text => text.split(","))
    const good = (known[name] ?? []).filter(value => wanted.includes(value))
    if (good.length) values[name] = good
  }
  return { values, words: given.get(WORDS) ?? "" }
}

/** 选了什么 → 地址里的一段，如 ?setting=农村,社区；什么也没选是空的。 */
export function written(chosen: Chosen, names: readonly string[], picked: readonly string[]): string {
  const parts = names.map(name => [name, (chosen.values[name] ?? []).join(",")] as const)
  const all = [...parts, [WORDS, chosen.words.trim()] as const, ["pick", picked.join(",")] as const].filter(([, value]) => value)
  return all.length ? `?${all.map(([name, value]) => `${name}=${encodeURIComponent(value).replace(/%2C/gu, ",")}`).join("&")}` : ""
}
