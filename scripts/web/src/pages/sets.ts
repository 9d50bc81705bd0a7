// 要求集：把几个上级要求的加到表样和自查上；“本支部设定”页上选哪几个。别的页面选了才来拿这个脚本。
import { layKit, layLibrary } from "../requirements/lay"
import { chosen } from "../requirements/merge"
import { askedParams, unitAgainst } from "../requirements/numbers"
import type { RequirementSet, SetsData } from "../requirements/set"
import { draw } from "./boxes"
import { chosenSets, keepSets, type Sets } from "./chosen"
import { el } from "./dom"
import { rawSettings } from "./kept"

/** “本支部设定”页上的勾，照存着的重画。 */
let redraw = (): void => undefined
let handed: SetsData = { sets: [], apart: {}, reserved: [], functions: {}, params: [], citations: {} }

function wanted(ids: readonly string[]): RequirementSet[] {
  return handed.sets.filter(item => ids.includes(item.id))
}

const sets: Sets = {
  get data() {
    return handed
  },
  chosen: wanted,
  kit: (kit, ids) => {
    const all = chosen(handed.sets, wanted(ids))
    return all.some(item => item.templates?.[kit.id]) ? layKit(kit, all, handed.params, handed.reserved) : kit
  },
  params: (known, ids) => {
    const more = handed.params.filter(param => !known.some(item => item.id === param.id))
    return askedParams([...known, ...more], chosen(handed.sets, wanted(ids)))
  },
  draw,
  library: (data, ids, own, fault) => layLibrary(data, handed.sets, [...wanted(ids), ...own], handed.reserved, fault),
  choose: ids => {
    const why = quarrel(ids)
    if (why) return why
    if (!keepSets(ids)) return "这个浏览器存不了选的要求集"
    redraw()
    return ""
  },
  unitAgainst,
}

/** 合不起来的两个；没有是空的。 */
function quarrel(ids: readonly string[]): string {
  for (const pair of Object.keys(handed.apart)) {
    const [left = "", right = ""] = pair.split(" ")
    if (ids.includes(left) && ids.includes(right)) return handed.apart[pair] as string
  }
  return ""
}

/** “本支部设定”页的一节：勾上就存，合不起来的勾不上。 */
function mount(root: HTMLElement): void {
  const said = el("p", { class: "bb-sum", role: "status", "aria-live": "polite" })
  const boxes = new Map<string, HTMLInputElement>()
  const tell = (): void => {
    const names = wanted(chosenSets()).map(item => item.superior)
    const all = askedParams(handed.params, chosen(handed.sets, wanted(chosenSets())))
    const against = unitAgainst(all, rawSettings())
    const words = names.length ? `照 ${names.join("、")} 的要求填、查。` : "一个也没有选，只照规定和本站的表样。"
    said.textContent = against ? `${words}${against}。` : words
  }
  const change = (item: RequirementSet, box: HTMLInputElement): void => {
    const ids = Array.from(boxes).flatMap(([id, one]) => (one.checked ? [id] : []))
    const why = quarrel(ids)
    if (why) {
      box.checked = false
      said.textContent = `“${item.title}”没有选上：${why}。`
      return
    }
    if (keepSets(ids)) tell()
    else said.textContent = "这个浏览器存不了，选的只在这一页有用。"
  }
  redraw = () => {
    for (const [id, box] of boxes) box.checked = chosenSets().includes(id)
    tell()
  }
  for (const item of handed.sets) {
    const box = el("input", { type: "checkbox", "aria-describedby": `set-${item.id}` })
    box.addEventListener("change", () => change(item, box))
    boxes.set(item.id, box)
    root.append(
      el("label", { class: "bb-set" }, box, ` ${item.title}`),
      el("p", { class: "bb-help", id: `set-${item.id}` }, `${item.kind}，${item.superior}，${item.weight}：${item.document}。${item.summary}`),
    )
  }
  root.append(said)
  root.hidden = false
  redraw()
}

const page = window as unknown as { branchbook?: Record<string, unknown> }
page.branchbook = {
  ...page.branchbook,
  sets,
  requirements: (data: SetsData) => {
    handed = data
    document.querySelectorAll<HTMLElement>("[data-sets]").forEach(mount)
  },
}
