// 本支部设了的，存在这台设备的浏览器里，照原样。首页也取它，所以不带别的。
import type { Own } from "../rules/settings"

const KEY = "branchbook:unit"

function local(): Storage | null {
  try {
    return window.localStorage
  } catch {
    return null
  }
}

/** 存着的，照原样；没有、坏了是空的。 */
export function rawSettings(): Own {
  try {
    const kept: unknown = JSON.parse(local()?.getItem(KEY) ?? "null")
    return typeof kept === "object" && kept !== null ? (kept as Own) : {}
  } catch {
    return {}
  }
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
