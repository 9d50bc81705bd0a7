// Word 文件怎样守住页面：什么和什么不分开，写长文字的空格有多高。和 scripts/branchbook/records/fit.py 一样。
import type { Block, Field } from "../kit"
import type { Flow } from "./flow"
import { ems } from "./measure"
import type { Page } from "./parts"

export const TITLE_ROW = 440
export const HEAD_ROW = 480
const GAP = 120
const IDENTITY = 340
const LONG = 1700
const LONG_LEAST = 900
const LONG_MOST = 2800
const LONG_FILLED = 900
const SLACK = 400
const WITH_SIGNATURE = 2
const SHORT = 3

type Said = Extract<Block, { is: "paragraph" | "heading" }>

export function dataRow(flow: Flow): number {
  if (flow.kit.kind === "ballot") return 760
  return flow.style === "filled" ? 440 : 560
}

export function formRow(flow: Flow, row: readonly string[], long: number): number {
  const types = row.map(name => flow.field(name).type)
  const byHand = flow.style !== "filled"
  if (types.includes("long_text")) return long
  if (types.includes("signature")) return byHand ? 760 : 640
  return byHand ? 600 : 520
}

const said = (flow: Flow, block: Said): string => flow.pieces(block.inline).map(piece => piece.text).join("")

const lines = (flow: Flow, block: Said, room: number): number => Math.ceil((ems(said(flow, block)) + 2) / room)

/** 要和下文在同一页的各段。 */
export function kept(flow: Flow, blocks: readonly Block[], page: Page): Set<number> {
  const found = new Set<number>()
  const room = page.width / (page.body * 10)
  blocks.forEach((block, index) => {
    const following = blocks[index + 1]
    if (block.is === "sign") {
      let count = 0
      for (let before = index - 1; before >= 0; before -= 1) {
        const other = blocks[before]
        if (other?.is !== "paragraph" || count >= WITH_SIGNATURE) break
        count += lines(flow, other, room)
        if (count > SHORT) break
        found.add(before)
      }
      if (following?.is === "paragraph") found.add(index)
    } else if (block.is === "paragraph" && (following?.is === "table" || following?.is === "form") && lines(flow, block, room) <= SHORT)
      found.add(index)
  })
  const last = blocks[blocks.length - 1]
  if (last && last.is !== "page-break") found.add(blocks.length - 1)
  return found
}

/** 分页之间的每一段里，长文字一行有多高；空白表把这一页剩下的分给它们。 */
export function longRows(flow: Flow, blocks: readonly Block[], page: Page): number[] {
  let stretch: Block[] = []
  const stretches = [stretch]
  for (const block of blocks)
    if (block.is === "page-break") stretches.push((stretch = []))
    else stretch.push(block)
  if (flow.style !== "blank") return stretches.map(() => LONG_FILLED)
  return stretches.map(part => {
    let others = IDENTITY + SLACK
    let count = 0
    for (const block of part) {
      const [height, longs] = heightOf(flow, block, page)
      others += height
      count += longs
    }
    const left = Math.floor((page.height - others) / Math.max(1, count))
    return left >= LONG_LEAST ? Math.min(left, LONG_MOST) : LONG
  })
}

const rowsHeight = (flow: Flow, field: Field): number => flow.rows(field).length * dataRow(flow)

/** 一段有多高，不算写长文字的行；那样的行有几行。 */
function heightOf(flow: Flow, block: Block, page: Page): [number, number] {
  const pitch = page.official ? 579 : 470
  switch (block.is) {
    case "heading":
    case "paragraph": {
      const big = block.is === "heading" && block.level === 1 ? page.title : page.body
      const count = Math.max(1, Math.ceil(ems(said(flow, block)) / (page.width / (big * 10))))
      return [count * Math.max(pitch, big * 14) + 240, 0]
    }
    case "sign":
      return [pitch * (2 + block.lines.length), 0]
    case "table":
      return [HEAD_ROW + rowsHeight(flow, flow.field(block.field)) + GAP, 0]
    case "form": {
      let [height, longs] = [0, 0]
      for (const part of flow.formParts(block)) {
        if ("id" in part) height += TITLE_ROW + HEAD_ROW + rowsHeight(flow, part)
        else
          for (const row of part) {
            height += formRow(flow, row, 0)
            if (row.some(name => flow.field(name).type === "long_text")) longs += 1
          }
        height += GAP
      }
      return [height, longs]
    }
    case "page-break":
      return [0, 0]
  }
}
