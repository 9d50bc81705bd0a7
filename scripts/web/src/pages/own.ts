// 本支部设了的，别的页面从这里取。没有、坏了、不合的都当作没有设。
import { yields, type Own, type Param, type Setting } from "../rules/settings"
import { fits } from "../rules/unit"
import { rawSettings } from "./kept"

export { keepSettings } from "./kept"

/** 存着的，只留认得的、合的；上级要求了的数，听上级的。 */
export function ownSettings(params: readonly Param[]): Own {
  const kept = rawSettings()
  const found: Record<string, Setting> = {}
  for (const param of params) {
    const value = kept[param.id]
    if (fits(param, value) && !yields(param, value)) found[param.id] = value
  }
  return found
}
