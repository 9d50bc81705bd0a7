// 存在这台设备的浏览器里的：本支部设了的，选了的要求集，打的勾。首页也取它，所以不带别的。
import type { Own } from "../rules/settings"

const KEY = "branchbook:unit"

/** 存着的，照原样；没有、坏了是 null。 */
export function stored(key: string): unknown {
  try {
    return JSON.parse(window.localStorage.getItem(key) ?? "null")
  } catch {
    return null
  }
}

/** 存着的一串 id；没有、坏了是空的。 */
export function storedIds(key: string): string[] {
  const kept = stored(key)
  return Array.isArray(kept) ? kept.filter((id): id is string => typeof id === "string") : []
}

/** 存下，null 是不留。存不了返回 false。 */
export function keep(key: string, value: unknown): boolean {
  try {
    if (value === null) window.localStorage.removeItem(key)
    else window.localStorage.setItem(key, JSON.stringify(value))
    return true
  } catch {
    return false
  }
}

/** 本支部设了的，照原样；没有、坏了是空的。 */
export function rawSettings(): Own {
  const kept = stored(KEY)
  return typeof kept === "object" && kept !== null ? (kept as Own) : {}
}

/** 存下；一项也没有设就不留。存不了返回 false。 */
export function keepSettings(own: Own): boolean {
  return keep(KEY, Object.keys(own).length ? own : null)
}
