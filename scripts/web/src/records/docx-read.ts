// 在 .docx 里找一份记录的值：先控件，再标签的书签，再标签的字；值是整格的字。和 scripts/branchbook/records/docx_read.py 一样。
import type { Field, Kit } from "../kit"
import { readProse } from "./docx-prose"
import { readTables } from "./docx-tables"
import { Found, labelsOf, norm } from "./found"
import type { How } from "./reading"
import { Body, Cell, Grid, Para, type Row, scan } from "./scan"
import { BLANK, literal, partition, strip } from "./strings"
import { bookmark, IDENTITY_LINE } from "./words"

type Place = readonly [Row, number]

/** 最后那页填写说明把标签又说了一遍，不看。 */
function stopAtGuide(body: Body): Body {
  let told = false
  for (const [index, item] of body.items.entries()) {
    if (!(item instanceof Para)) continue
    if (strip(item.text) === "填写说明" && (told || item.bookmarks.has("BB_guide")))
      return new Body(body.items.slice(0, index))
    told ||= IDENTITY_LINE.test(item.text)
  }
  return body
}

/** 软件把表格变成了一行行带制表符的文字，变回来。 */
function regridded(body: Body, kit: Kit): Body {
  if (!body.paras.some(para => para.text.includes("\t"))) return body
  const all = kit.fields.flatMap(item => [item, ...(item.columns ?? [])])
  const known = new Set(all.flatMap(item => Array.from(labelsOf(item))))
  if (body.grids.some(grid => grid.rows.some(row => row.some(cell => known.has(norm(cell.text)))))) return body
  const items: (Para | Grid)[] = []
  let open: Grid | undefined
  for (const item of body.items) {
    if (item instanceof Grid || !item.text.includes("\t")) {
      items.push(item)
      open = undefined
      continue
    }
    if (!open) {
      open = new Grid()
      items.push(open)
    }
    open.rows.push(item.value.split("\t").map(text => new Cell([new Para(new Map(), text)])))
  }
  return new Body(items)
}

/** 表格里的格子，不算表格字段。 */
function formNames(kit: Kit, fields: ReadonlyMap<string, Field>): Set<string> {
  const names = new Set(kit.blocks.flatMap(block => (block.is === "form" ? block.rows.flat() : [])))
  return new Set(Array.from(fields.keys()).filter(name => names.has(name) && fields.get(name)?.type !== "table"))
}

/** 读出的各项，warnings 只说读的时候的事；body 用过以后还可以再用。 */
export interface Read {
  readonly values: Record<string, unknown>
  readonly found: Record<string, How>
  readonly warnings: string[]
}

export function readDocx(content: Uint8Array | Body, kit: Kit): Read {
  let body = stopAtGuide(content instanceof Body ? content : scan(content))
  const found = new Found(kit)
  const { fields } = found
  if (kit.blocks.some(block => block.is === "form" || block.is === "table")) body = regridded(body, kit)
  const cells = body.grids.flatMap(grid => grid.rows.flatMap(row => row.map((_, index) => [row, index] as const)))
  const tables = new Set(Array.from(fields.values()).filter(item => item.type === "table").map(item => item.id))
  const forms = formNames(kit, fields)
  byTag(found, cells, forms)
  byAnchor(found, cells, forms)
  readTables(found, body, tables)
  byLabel(found, cells, forms)
  readProse(found, body)
  byLine(found, body, forms)
  const missing = Array.from(fields.values()).filter(item => !found.seen.has(item.id) && item.required)
  if (missing.length > 0)
    found.warnings.push(`没有找到${missing.map(item => `“${item.label}”`).join("、")}这几项的位置，已按控件、书签和标签找过`)
  return ordered(kit, found)
}

/** 按模板里的次序。 */
export function ordered(kit: Kit, found: Pick<Found, "values" | "how" | "warnings">): Read {
  const names = kit.fields.map(field => field.id).filter(name => found.values.has(name))
  return {
    values: Object.fromEntries(names.map(name => [name, found.values.get(name)])),
    found: Object.fromEntries(names.map(name => [name, found.how.get(name) as How])),
    warnings: found.warnings,
  }
}

// -- 表格：标签一格，值一格 ------------------------------------------------------------------------

function byTag(found: Found, cells: readonly Place[], names: ReadonlySet<string>): void {
  for (const [row, index] of cells) {
    const cell = row[index]
    if (!cell) continue
    for (const tag of cell.tags) {
      const item = names.has(tag) && !found.seen.has(tag) ? found.fields.get(tag) : undefined
      if (!item) continue
      const text = cell.value
      const before = index > 0 ? norm(row[index - 1]?.text ?? "") : ""
      if (before !== "" && !labelsOf(item).has(before))
        for (const other of found.fields.values())
          if (other.id !== tag && names.has(other.id) && labelsOf(other).has(before)) {
            found.warnings.push(`“${item.label}”的控件在“${other.label}”一格里，请核对这两项`)
            break
          }
      found.take(item, afterLabel(item, text), "tag")
    }
  }
}

const merged = new WeakMap<Field, RegExp>()

/** 标签和值并成了一格，去掉标签；只有标签的，什么也没有说。 */
function afterLabel(item: Field, text: string): string {
  if (norm(text) === norm(item.label) && !(item.choices ?? []).includes(strip(text))) return ""
  if (!text.includes(item.label)) return text
  let pattern = merged.get(item)
  if (!pattern) {
    pattern = new RegExp(`^[${BLANK}]*${literal(item.label)}[${BLANK}]*[：:\\n][${BLANK}]*`)
    merged.set(item, pattern)
  }
  return text.replace(pattern, "")
}

function byAnchor(found: Found, cells: readonly Place[], names: ReadonlySet<string>): void {
  const marks = new Map(Array.from(names, name => [bookmark(name), name]))
  for (const [row, index] of cells) {
    const cell = row[index]
    if (!cell) continue
    for (const mark of cell.bookmarks) {
      const name = marks.get(mark)
      const item = name === undefined || found.seen.has(name) ? undefined : found.fields.get(name)
      if (!item) continue
      const whole = cell.value
      const rest = afterLabel(item, whole)
      const right = row[index + 1]
      if (rest !== whole && strip(rest) !== "") found.take(item, rest, "anchor")
      else if (right) found.take(item, right.value, "anchor")
    }
  }
}

function byLabel(found: Found, cells: readonly Place[], names: ReadonlySet<string>): void {
  const wanted = new Map<string, string[]>()
  for (const item of found.fields.values())
    if (names.has(item.id) && !found.seen.has(item.id))
      for (const label of labelsOf(item)) {
        const owners = wanted.get(label)
        if (owners) owners.push(item.id)
        else wanted.set(label, [item.id])
      }
  if (wanted.size === 0) return
  const hits = new Map<string, string[]>()
  const hit = (label: string, text: string): void => {
    for (const name of wanted.get(label) ?? []) {
      const known = hits.get(name)
      if (known) known.push(text)
      else hits.set(name, [text])
    }
  }
  for (const [row, index] of cells) {
    const cell = row[index]
    if (!cell || found.rows.has(row)) continue
    const raw = cell.value
    const right = row[index + 1]
    if (right) hit(norm(raw), right.value)
    const [first, mark, rest] = partition(raw, raw.includes("：") ? "：" : raw.includes(":") ? ":" : "\n")
    if (mark !== "" && strip(rest) !== "") hit(norm(first), rest)
  }
  const most = (name: string): number =>
    Math.max(...Array.from(wanted.values()).filter(owners => owners.includes(name)).map(owners => owners.length))
  for (const [name, texts] of hits) {
    const item = found.fields.get(name) as Field
    if (texts.length === 1 && most(name) === 1) found.take(item, texts[0] as string, "label")
    else {
      found.seen.add(name)
      found.warnings.push(`表里有几处都像“${item.label}”，分不清是哪一处，没有读`)
    }
  }
}

/** 最后的办法：表格变成了文字时，读一行行的“标签：值”。 */
function byLine(found: Found, body: Body, names: ReadonlySet<string>): void {
  const wanted = Array.from(found.fields.values()).filter(item => names.has(item.id) && !found.seen.has(item.id))
  if (wanted.length === 0) return
  const lines: [string, string][] = []
  for (const para of body.paras) {
    const [first, mark, rest] = partition(para.value.replace(/[:\t]/, "："), "：")
    if (mark !== "" && !rest.includes("\t")) lines.push([norm(first), rest])
  }
  for (const item of wanted) {
    const labels = labelsOf(item)
    const hits = lines.filter(([label]) => labels.has(label))
    if (hits.length === 1) found.take(item, (hits[0] as [string, string])[1], "label")
  }
}
