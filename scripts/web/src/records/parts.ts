// 文件里不随内容变的部分，由 Python 写好，一份脚本交过来：branchbook.parts({…})。
import type { Kit } from "../kit"
import { escaped } from "./wml"

export interface Page {
  readonly official: boolean
  readonly body: number
  readonly title: number
  readonly cell: number
  readonly width: number
  readonly height: number
  /** document.xml 正文之前和之后。 */
  readonly before: string
  readonly after: string
  readonly parts: Readonly<Record<string, string>>
}

/** 和 scripts/branchbook/records/shell.py 的 parts_data() 一样。 */
export interface Parts {
  readonly pages: Readonly<Record<"official" | "ballot" | "form", Page>>
  readonly core: string
  readonly custom: string
  readonly theme: string
}

let known: Parts | undefined

/** 收下 branchbook.parts({…}) 交来的；写文件之前要先有它。 */
export function setParts(parts: Parts): void {
  known = parts
}

export function parts(): Parts {
  if (!known) throw new Error("setParts first")
  return known
}

const OFFICIAL = new Set(["letter", "notice", "report"])

export function pageOf(kit: Kit): Page {
  return parts().pages[OFFICIAL.has(kit.kind) ? "official" : kit.kind === "ballot" ? "ballot" : "form"]
}

export function partsOf(kit: Kit, page: Page): Record<string, string> {
  return {
    ...page.parts,
    // 标题里的 $ 不能当作替换的记号，所以用函数。
    "docProps/core.xml": parts().core.replace("{title}", () => escaped(kit.title)),
    "docProps/custom.xml": parts().custom.replace("{identity}", `${kit.id}@${kit.version}`),
  }
}
