// 打字打进来的值：读成规则认得的样子；读不懂的照原样留着，绝不当成别的。
import type { Field } from "../kit"
import { parse as read } from "../records/words"
import { show as shown } from "../records/show"

/** 没有填是 null；读不懂的是原来的文字。 */
export function parse(field: Field, text: string): unknown {
  return read(field, text)[0] ?? null
}

export function show(field: Field, value: unknown): string {
  return shown(field, value)
}
