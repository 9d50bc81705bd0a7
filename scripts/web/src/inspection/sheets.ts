// 只有文字的工作簿：标题、表头、筛选、冻结、A4 横排。问题清单用它；填好的台账另有写法。
import { pack, stored } from "../records/pack"
import { clean } from "../records/show"
import { escaped } from "../records/wml"

export interface Sheet {
  readonly name: string
  readonly title: string
  /** 表头和列宽。 */
  readonly columns: readonly (readonly [string, number])[]
  readonly rows: readonly (readonly string[])[]
}

/** 一格里最多这么多字，Excel 的规定。 */
const LONGEST = 32767
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
const PACKAGE = "http://schemas.openxmlformats.org/package/2006"

function xml(text: string): string {
  return escaped(clean(text).slice(0, LONGEST))
}

/** 一段文字在这么宽的列里占几行；汉字占两格。和 records/sheets.py 的 lines 一样。 */
function lines(text: string, width: number): number {
  let count = 0
  for (const part of text.split("\n")) {
    let half = 0
    for (const char of part) half += (char.codePointAt(0) as number) > 0xff ? 2 : 1
    count += Math.max(1, Math.ceil(half / Math.max(1, width - 1)))
  }
  return count
}

/** 列宽加上两边各留的几个像素，行高取整到像素，都照 XlsxWriter 的算法。 */
const wide = (width: number): number => Math.floor(((width * 7 + 5) / 7) * 256) / 256
const high = (height: number): number => Math.round((height * 4) / 3) * 0.75

const letter = (index: number): string => String.fromCharCode(65 + index)

function cell(at: string, text: string, style: number): string {
  return `<c r="${at}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${xml(text)}</t></is></c>`
}

/** styles.xml 里的次序。 */
const [TEXT, MIDDLE, HEADING, TITLE] = [1, 2, 3, 4] as const

function styles(): string {
  const side = (name: string): string => `<${name} style="thin"><color auto="1"/></${name}>`
  const xf = (font: number, fill: number, border: number, align: string): string =>
    `<xf numFmtId="0" fontId="${font}" fillId="${fill}" borderId="${border}" xfId="0" applyFont="1" applyFill="1" ` +
    `applyBorder="1" applyAlignment="1"><alignment ${align}/></xf>`
  const font = (name: string, size: number, bold = ""): string =>
    `<font>${bold}<sz val="${size}"/><name val="${name}"/><family val="3"/></font>`
  const fill = (pattern: string, inside = ""): string =>
    `<fill><patternFill patternType="${pattern}">${inside}</patternFill></fill>`
  return (
    `${HEAD}<styleSheet xmlns="${MAIN}"><fonts count="4">${font("宋体", 11)}${font("仿宋", 11)}` +
    `${font("黑体", 11, "<b/>")}${font("黑体", 16)}</fonts>` +
    `<fills count="3">${fill("none")}${fill("gray125")}${fill("solid", '<fgColor rgb="FFE8E8E8"/>')}</fills>` +
    `<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border>` +
    `<border>${["left", "right", "top", "bottom"].map(side).join("")}<diagonal/></border></borders>` +
    `<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="5">` +
    `<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>${xf(1, 0, 1, 'vertical="top" wrapText="1"')}` +
    xf(1, 0, 1, 'horizontal="center" vertical="top" wrapText="1"') +
    xf(2, 2, 1, 'horizontal="center" vertical="center" wrapText="1"') +
    `${xf(3, 0, 0, 'horizontal="center" vertical="center"')}</cellXfs>` +
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
  )
}

function sheetXml({ title, columns, rows }: Sheet, first: boolean): string {
  const last = letter(columns.length - 1)
  const widths = columns.map(
    ([, width], at) => `<col min="${at + 1}" max="${at + 1}" width="${wide(width)}" customWidth="1"/>`,
  )
  const row = (number: number, height: number, cells: string): string =>
    `<row r="${number}" ht="${high(height)}" customHeight="1">${cells}</row>`
  const heading = columns.map(([label], at) => cell(`${letter(at)}2`, label, HEADING)).join("")
  const body = rows.map((cells, line) => {
    const tall = Math.max(1, ...cells.map((text, at) => lines(text, columns[at]?.[1] ?? 1)))
    const looks = cells.map((text, at) =>
      cell(`${letter(at)}${line + 3}`, text, (columns[at]?.[1] ?? 0) <= 10 ? MIDDLE : TEXT),
    )
    return row(line + 3, Math.min(400, 16 * tall + 4), looks.join(""))
  })
  return (
    `${HEAD}<worksheet xmlns="${MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>` +
    `<sheetViews><sheetView ${first ? 'tabSelected="1" ' : ""}workbookViewId="0">` +
    `<pane ySplit="2" topLeftCell="A3" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>` +
    `<cols>${widths.join("")}</cols><sheetData>${row(1, 30, cell("A1", title, TITLE))}${row(2, 22, heading)}` +
    `${body.join("")}</sheetData><autoFilter ref="${filtered(columns.length, rows.length)}"/>` +
    `<mergeCells count="1"><mergeCell ref="A1:${last}1"/></mergeCells>` +
    `<pageMargins left="0.6" right="0.6" top="0.7" bottom="0.7" header="0.3" footer="0.3"/>` +
    `<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>` +
    `<headerFooter><oddFooter>&amp;C第 &amp;P 页，共 &amp;N 页</oddFooter></headerFooter></worksheet>`
  )
}

function filtered(columns: number, rows: number, fixed = ""): string {
  return `${fixed}A${fixed}2:${fixed}${letter(columns - 1)}${fixed}${Math.max(rows + 2, 3)}`
}

function bookXml(sheets: readonly Sheet[]): string {
  const listed = sheets.map((sheet, at) => `<sheet name="${xml(sheet.name)}" sheetId="${at + 1}" r:id="rId${at + 1}"/>`)
  const filters = sheets.map(
    ({ name, columns, rows }, at) =>
      `<definedName name="_xlnm._FilterDatabase" localSheetId="${at}" hidden="1">` +
      `'${xml(name)}'!${filtered(columns.length, rows.length, "$")}</definedName>`,
  )
  const repeated = sheets.map(
    ({ name }, at) => `<definedName name="_xlnm.Print_Titles" localSheetId="${at}">'${xml(name)}'!$1:$2</definedName>`,
  )
  return (
    `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>${listed.join("")}</sheets>` +
    `<definedNames>${[...filters, ...repeated].join("")}</definedNames></workbook>`
  )
}

function relations(items: readonly (readonly [type: string, target: string])[]): string {
  const all = items.map(([type, target], at) => `<Relationship Id="rId${at + 1}" Type="${type}" Target="${target}"/>`)
  return `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">${all.join("")}</Relationships>`
}

const CUSTOM_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"

function custom(identity: string): string {
  const types = "http://schemas.openxmlformats.org/officeDocument/2006"
  return (
    `${HEAD}<Properties xmlns="${types}/custom-properties" xmlns:vt="${types}/docPropsVTypes">` +
    `<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="recordTemplate">` +
    `<vt:lpwstr>${xml(identity)}</vt:lpwstr></property></Properties>`
  )
}

/** 写成 .xlsx；同样的内容，同样的字节。identity：文件说自己是什么，给阅读器看。 */
export function writeSheets(title: string, sheets: readonly Sheet[], identity = ""): Uint8Array {
  const type = "application/vnd.openxmlformats-officedocument.spreadsheetml."
  const parts: [string, string][] = [
    ["/xl/workbook.xml", `${type}sheet.main+xml`],
    ...sheets.map((_, at): [string, string] => [`/xl/worksheets/sheet${at + 1}.xml`, `${type}worksheet+xml`]),
    ["/xl/styles.xml", `${type}styles+xml`],
    ["/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"],
    ...(identity ? [["/docProps/custom.xml", CUSTOM_TYPE] as [string, string]] : []),
  ]
  const overrides = parts.map(([name, kind]) => `<Override PartName="${name}" ContentType="${kind}"/>`)
  const files: Record<string, string> = {
    "[Content_Types].xml":
      `${HEAD}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ` +
      `ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
      `<Default Extension="xml" ContentType="application/xml"/>${overrides.join("")}</Types>`,
    "_rels/.rels": relations([
      [`${OFFICE}/officeDocument`, "xl/workbook.xml"],
      [`${PACKAGE}/relationships/metadata/core-properties`, "docProps/core.xml"],
      ...(identity ? [[`${OFFICE}/custom-properties`, "docProps/custom.xml"] as const] : []),
    ]),
    ...(identity ? { "docProps/custom.xml": custom(identity) } : {}),
    "docProps/core.xml":
      `${HEAD}<cp:coreProperties xmlns:cp="${PACKAGE}/metadata/core-properties" ` +
      `xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>${xml(title)}</dc:title>` +
      `<dc:creator>支部手册</dc:creator></cp:coreProperties>`,
    "xl/workbook.xml": bookXml(sheets),
    "xl/_rels/workbook.xml.rels": relations([
      ...sheets.map((_, at) => [`${OFFICE}/worksheet`, `worksheets/sheet${at + 1}.xml`] as const),
      [`${OFFICE}/styles`, "styles.xml"],
    ]),
    "xl/styles.xml": styles(),
  }
  sheets.forEach((sheet, at) => {
    files[`xl/worksheets/sheet${at + 1}.xml`] = sheetXml(sheet, at === 0)
  })
  // 不压：一份清单本来就小，自查的脚本少带一个压缩器
  const encoder = new TextEncoder()
  return pack(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, stored(encoder.encode(text))])))
}
