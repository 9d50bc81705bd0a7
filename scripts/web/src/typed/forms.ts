// 表样自己的文字，说明有人照着重打一份会是什么样子。和 scripts/branchbook/records/typed_forms.py 一样。
import type { KnownKind } from "../inspection/library"
import type { Inline, Kit } from "../kit"
import { size, squeeze } from "./text"

/** 表样上面连着印了这么多字，就凭它认；少的别的材料上也有。 */
const TELLING = 8
/** 空格前后各取几个字，合起来至少几个。 */
const BEFORE = 6
const BEHIND = 4
const LEAST = 3
const TAIL = /[^，。；：、（）《》“”]*$/u
const HEAD = /^[^，。；：、（）《》“”]*/u

/** 一行只有一个空格时，是哪一项；不是时是空的。 */
function single(inline: Inline): string {
  const pieces = inline.filter(piece => piece.field !== undefined || squeeze(piece.text ?? ""))
  return pieces.length === 1 ? (pieces[0]?.field ?? "") : ""
}

/** 凭位置知道的：文号、主送、署名、落款日期。 */
function placesOf(kit: Kit): Record<string, string> {
  const types = new Map(kit.fields.map(item => [item.id, item.type]))
  const found: Record<string, string> = {}
  const put = (place: string, name: string): void => {
    if (!(place in found)) found[place] = name
  }
  for (const block of kit.blocks)
    if (block.is === "paragraph" && block.centred && single(block.inline)) put("number", single(block.inline))
    else if (block.is === "paragraph" && block.flush && block.inline.length === 2) {
      const [first, last] = block.inline
      if (first?.field !== undefined && last?.text !== undefined && squeeze(last.text) === "：") put("addressee", first.field)
    } else if (block.is === "sign")
      for (const name of block.lines.map(single).filter(one => one)) {
        const type = types.get(name)
        if (type === "date") put("signed", name)
        else if (type === "text") put("sender", name)
      }
  return found
}

/** 人数和日子的空格前后的话；两个空格前后一样的，说明不了什么。 */
function proseOf(kit: Kit): Record<string, string[]> {
  const types = new Map(kit.fields.map(item => [item.id, item.type]))
  const owners = new Map<string, string[]>()
  for (const block of kit.blocks) {
    if (block.is !== "paragraph" || block.hint) continue
    block.inline.forEach((piece, place) => {
      const name = piece.field
      const type = name === undefined ? undefined : types.get(name)
      if (name === undefined || (type !== "integer" && type !== "date")) return
      const tail = TAIL.exec(squeeze(block.inline[place - 1]?.text ?? ""))?.[0] ?? ""
      const head = HEAD.exec(squeeze(block.inline[place + 1]?.text ?? ""))?.[0] ?? ""
      const before = Array.from(tail).slice(-BEFORE).join("")
      const behind = Array.from(head).slice(0, BEHIND).join("")
      if (size(before) + size(behind) < LEAST) return
      const pattern = `${before}{}${behind}`
      owners.set(pattern, [...(owners.get(pattern) ?? []), name])
    })
  }
  const found: Record<string, string[]> = {}
  for (const [pattern, names] of owners) {
    const [name] = names
    if (name !== undefined && new Set(names).size === 1) (found[name] ??= []).push(pattern)
  }
  return found
}

/** 没有自己的种类的表样：凭标题或上面印着的话认，凭标签和它自己的文字读。 */
export function kindOf(kit: Kit): KnownKind {
  const { id, title } = kit
  const heading = kit.blocks.find(block => block.is === "heading")
  const words = heading?.is === "heading" ? heading.inline.flatMap(piece => piece.text ?? []) : []
  const recognise = words.some(word => size(word) >= TELLING) ? [[title], words] : [[title]]
  const none = { unless: [], wording: [], bare: false, written: {}, clock: {}, lists: {} }
  return { kind: { id, title, family: "", template: id, recognise, places: placesOf(kit), prose: proseOf(kit), ...none }, kit }
}
