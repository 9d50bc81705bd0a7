// 写文件的门面：给一种材料和填的值，得一个文件。开始之前用 setParts 收下 branchbook.parts({…})。
import type { Kit } from "../kit"
import { writeDocx, type Cite } from "./docx"
import { isSheet } from "./flow"
import { safeFilename } from "./names"
import type { Values } from "./show"
import { STYLE_NAMES, type Style } from "./style"
import { writeXlsx } from "./xlsx"

export { zipFiles } from "./pack"
export { setParts, type Parts } from "./parts"
export { RenderError, type Style } from "./style"

export interface OfficeFile {
  readonly name: string
  readonly bytes: Uint8Array
  readonly mime: string
}

const OFFICE = "application/vnd.openxmlformats-officedocument"
const DOCX = `${OFFICE}.wordprocessingml.document`
const XLSX = `${OFFICE}.spreadsheetml.sheet`

/**
 * 一份材料的文件。填好的一份名字后面不带括号，和命令行 fill 做的一样；空白的、带说明的带。
 *
 * 装不下时抛出 RenderError，话可以直接给人看。
 */
export function fileFor(kit: Kit, values: Values | null, style: Style, cite?: Cite): OfficeFile {
  const name = safeFilename(kit, style === "filled" ? "" : STYLE_NAMES[style])
  return isSheet(kit)
    ? { name, bytes: writeXlsx(kit, values, style), mime: XLSX }
    : { name, bytes: writeDocx(kit, values, style, cite), mime: DOCX }
}
