// 本支部设了的，存在这台设备的浏览器里；别的页面从这里取。没有、坏了、不合的都当作没有设。
import type { Own, Param, Setting } from "../rules/settings"
import { fits } from "../rules/unit"

const KEY = "branchbook:unit"

function local(): Storage | null {
  try {
    return window.localStorage
  } catch {
    return null
  }
}

/** 存着的，只留认得的、合的。 */
export function ownSettings(params: readonly Param[]): Own {
  let kept: unknown = null
  try {
    kept = JSON.parse(local()?.getItem(KEY) ?? "null")
  } catch {
    kept = null
  }
  const found: Record<string, Setting> = {}
  if (typeof kept !== "object" || kept === null) return found
  for (const param of params) {
    const value = (kept as Record<string, unknown>)[param.id]
    if (fits(param, value)) found[param.id] = value
  }
  return found
}

/** 存下；一项也没有设就不留。存不了返回 false。 */
export function keepSettings(own: Own): boolean {
  const storage = local()
  if (!storage) return false
  try {
    if (Object.keys(own).length) storage.setItem(KEY, JSON.stringify(own))
    else storage.removeItem(KEY)
    return true
  } catch {
    return false
  }
}
