// 报告写成问题清单.xlsx。格子里的字、先后，和 scripts/branchbook/inspection/workbook.py 一样。
import { cnDay } from "../dossiers/values"
import { sheaves } from "./issues"
import type { Library } from "./library"
import type { Report } from "./report"
import { writeSheets, type Sheet } from "./sheets"

const ISSUES: Sheet["columns"] = [
  ["编号", 6],
  ["材料", 26],
  ["问题", 42],
  ["读到的内容", 30],
  ["依据", 30],
  ["整改建议", 36],
  ["轻重", 10],
  ["责任人", 10],
  ["时限", 12],
]
const CATALOGUE: Sheet["columns"] = [
  ["序号", 6],
  ["题名", 44],
  ["文号", 24],
  ["日期", 16],
  ["页数", 8],
  ["文件", 44],
]

/** 各张表。 */
export function issueSheets(library: Library, report: Report): Sheet[] {
  const groups = sheaves(library, report)
  const issues = groups.flatMap(group => group.issues)
  const sheets: Sheet[] = [
    {
      name: "问题清单",
      title: `问题清单（${cnDay(report.today)}）`,
      columns: ISSUES,
      rows: issues.map((issue, at) => [
        String(at + 1),
        issue.title ? `${issue.title}\n${issue.path}` : issue.path,
        issue.problem,
        issue.read,
        issue.basis,
        issue.mend,
        issue.weight,
        "",
        "",
      ]),
    },
    {
      name: "材料一览",
      title: "材料一览",
      columns: [
        ["文件或文件夹", 50],
        ["材料", 40],
        ["结论", 10],
        ["问题数", 8],
      ],
      rows: groups.map(group => [group.path, group.title, group.verdict, String(group.issues.length)]),
    },
  ]
  report.dossiers
    .filter(dossier => dossier.catalogue.length)
    .forEach((dossier, at) => {
      sheets.push({
        name: at ? `归档目录${at + 1}` : "归档目录",
        title: `归档目录（${dossier.title}）`,
        columns: CATALOGUE,
        rows: dossier.catalogue.map(item => [
          String(item.no),
          item.title,
          item.doc_no,
          item.date ? cnDay(item.date) : "",
          "",
          item.path,
        ]),
      })
    })
  if (report.unread.length)
    sheets.push({
      name: "没有读的",
      title: "没有读的文件",
      columns: [
        ["文件", 50],
        ["为什么，怎么办", 70],
      ],
      rows: report.unread.map(item => [item.path, item.message]),
    })
  return sheets
}

/** 问题清单.xlsx。 */
export function workbook(library: Library, report: Report): Uint8Array {
  return writeSheets("问题清单", issueSheets(library, report))
}
