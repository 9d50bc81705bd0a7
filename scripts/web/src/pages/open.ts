// 读入填过的文件：是这一种材料才放进表里；读得没有把握的说出来。
import type { Kit } from "../kit"
import { PackageError } from "../records/package"
import { identify, openFile, readAs } from "../records/read"
import type { Reading } from "../records/reading"
import type { Values } from "../rules/judge"

export interface Opened {
  /** null：没有读入。 */
  readonly values: Values | null
  readonly words: string
}

const SAID = 3

async function reading(kit: Kit, bytes: Uint8Array): Promise<Reading | null> {
  const opened = await openFile(bytes)
  const known = identify(opened, new Map([[kit.id, kit.code ?? ""]]))
  return known?.template === kit.id ? readAs(opened, known, kit) : null
}

/** 读一份 .docx 或 .xlsx；不是这种材料的，一项也不放进来。 */
export async function openFilled(kit: Kit, file: File): Promise<Opened> {
  try {
    const found = await reading(kit, new Uint8Array(await file.arrayBuffer()))
    if (!found) return { values: null, words: `“${file.name}”不是从这里下载的《${kit.title}》，没有读入。` }
    const count = Object.keys(found.values).length
    if (!count) return { values: null, words: `“${file.name}”里一项也没有填，没有读入。` }
    const byLabel = Object.keys(found.found).filter(name => found.found[name] === "label").length
    const said = [`从“${file.name}”读入了 ${count} 项`]
    if (byLabel) said.push(`其中 ${byLabel} 项只靠标签认出，请核对`)
    said.push(...found.warnings.slice(0, SAID))
    if (found.warnings.length > SAID) said.push(`还有 ${found.warnings.length - SAID} 处没有把握`)
    return { values: found.values, words: `${said.map(text => text.replace(/[。；]+$/u, "")).join("；")}。` }
  } catch (error) {
    const why = error instanceof PackageError ? error.message : "这个文件读不了，请用 .docx 或 .xlsx 文件。"
    return { values: null, words: `“${file.name}”：${why}` }
  }
}
