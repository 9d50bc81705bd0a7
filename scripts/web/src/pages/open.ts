// 读入填过的文件：是这一种材料才放进表里；读得没有把握的说出来。
import type { Kit } from "../kit"
import type { Values } from "../rules/judge"

export interface Opened {
  readonly values: Values | null
  readonly words: string
}

export async function openFilled(_kit: Kit, _file: File): Promise<Opened> {
  return Promise.resolve({ values: null, words: "" })
}
