// 例子：一套毛病不少的材料。各文件共用的部分只送一次，到这里拼成真的 .docx、.xlsx。
import type { Given } from "../../inspection/collect"
import type { Own } from "../../rules/settings"
import { pack, stored } from "../../records/pack"

export interface Demo {
  /** 当作哪一天查。 */
  readonly today: string
  /** 这是一套什么材料，一句话。 */
  readonly story: string
  /** 是一年的材料：哪一年，那个支部的设定。 */
  readonly year?: number
  readonly own?: Own
  readonly parts: readonly string[]
  /** 文件名；办公文件是各部分的名字和第几段，别的是一段 base64。 */
  readonly files: readonly (readonly [string, readonly (readonly [string, number])[] | string])[]
}

export function demoFiles({ parts, files }: Demo): Given[] {
  const encoder = new TextEncoder()
  const members = parts.map(text => stored(encoder.encode(text)))
  return files.map(([path, made]) => {
    const bytes =
      typeof made === "string"
        ? Uint8Array.from(atob(made), char => char.charCodeAt(0))
        : pack(Object.fromEntries(made.map(([name, at]) => [name, members[at] as (typeof members)[number]])))
    return { path, file: new Blob([bytes as BlobPart]) }
  })
}
