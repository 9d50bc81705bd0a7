// 报告写成文字，贴到别处用。和 scripts/branchbook/inspection/text.py 的样子一样。
import type { YearSheet } from "../../dossiers/due"
import type { Sheaf } from "../../inspection/issues"
import type { Report } from "../../inspection/report"

export interface Told {
  readonly report: Report
  readonly sheaves: readonly Sheaf[]
  readonly lookedAt: string
  readonly counted: string
}

/** 一份文件，或一套材料，怎么称呼。 */
export function named(sheaf: Sheaf): string {
  if (!sheaf.dossier) return sheaf.path
  return sheaf.path === "." ? "（整套）" : `${sheaf.path}/`
}

function lines(sheaf: Sheaf, number: number): string[] {
  const said = [`${named(sheaf)}${sheaf.title ? `  ${sheaf.title}` : ""}  [${sheaf.verdict}]`]
  sheaf.issues.forEach((issue, at) => {
    said.push(`  ${number + at}. [${issue.weight}] ${issue.problem}`)
    if (issue.read) said.push(`     读到的：${issue.read}`)
    if (issue.mend) said.push(`     怎么改：${issue.mend}`)
    if (issue.basis) said.push(`     依据：${issue.basis}`)
  })
  return said
}

function yearWords({ year, lines }: YearSheet): string[] {
  const cells = (line: YearSheet["lines"][number]): string =>
    line.cells.map(({ label, state, held, times }) => `${label} ${state}${times > 1 ? ` ${held}/${times}` : ""}`).join("；")
  return [`${year}年一览`, ...lines.map(line => `  ${line.title}：${cells(line)}`)]
}

export function plain({ report, sheaves, lookedAt, counted }: Told): string {
  const blocks = [lookedAt]
  let [clean, number] = [0, 1]
  for (const sheaf of sheaves) {
    if (!sheaf.issues.length && !sheaf.dossier) {
      clean += 1
      continue
    }
    blocks.push(lines(sheaf, number).join("\n"))
    number += sheaf.issues.length
  }
  if (clean) blocks.push(`另有 ${clean} 份，单独看没有发现问题。`)
  for (const { title, catalogue } of report.dossiers)
    if (catalogue.length) {
      const filed = catalogue.map(
        (item, at) => `  ${at + 1}. ${item.date || "日期不明"}  ${item.title}${item.doc_no ? `  ${item.doc_no}` : ""}  ${item.path}`,
      )
      blocks.push([`归档目录（${title}）`, ...filed].join("\n"))
    }
  if (report.year) blocks.push(yearWords(report.year).join("\n"))
  if (report.unread.length) blocks.push(["没有读的", ...report.unread.map(item => `  ${item.path}：${item.message}`)].join("\n"))
  blocks.push(counted)
  return blocks.join("\n\n")
}

/** 放进剪贴板；浏览器不让的（从文件夹里打开时），用老办法。 */
export async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    const box = document.createElement("textarea")
    box.value = text
    box.className = "bb-away"
    document.body.append(box)
    box.select()
    let done = false
    try {
      done = document.execCommand("copy")
    } catch {
      done = false
    }
    box.remove()
    return done
  }
}
