// 材料页上的“在线填写”：边填边查，草稿存在这台设备上，下载或打印。不联网。
import type { Kit } from "../kit"
import { fileFor } from "../records/write"
import { RuleBook, type Values } from "../rules/judge"
import { chosenSets, loadSets, UNLOADED, type Sets } from "./chosen"
import { counted } from "./counted"
import { Desk } from "./desk"
import { button, el, later, save, today } from "./dom"
import { Form } from "./form"
import { kitOf, readerOf, register, settings } from "./kits"
import { laidKits } from "./laid"
import { audible, beside, Foot, go } from "./panel"
import { print } from "./paper"
import { notes, type Note } from "./say"
import { tidy } from "./values"

function fill(root: HTMLElement, kit: Kit): void {
  const holder = root.querySelector<HTMLElement>("form")
  const foot = root.querySelector<HTMLElement>("[data-foot]")
  const found = root.querySelector<HTMLElement>("[data-found]")
  const deskRoot = root.querySelector<HTMLElement>("[data-desk]")
  if (!holder || !foot || !found || !deskRoot) return
  const names = kit.fields.map(field => field.id)
  let book: RuleBook | undefined
  let asked = false
  let typing = ""

  const jump = (note: Note): void => {
    const place = form.place(note.place)
    if (place) go(place.control)
  }
  const look = (): void => {
    book ??= new RuleBook(kit, settings())
    const values = form.values()
    const all = notes(kit, book, values, today())
    suggest(values)
    const list = all.filter(note => audible(note, form, asked, typing))
    beside(form, names, list)
    panel.show(all, list, form.touched.size > 0, asked, jump)
  }
  const soon = later(150, look)
  // 有公式的格：数得出又和填的不一样，就说一声，点了才填。
  const offers = new Map<string, HTMLElement>()
  const suggest = (values: Values): void => {
    for (const field of kit.fields) {
      if (!field.formula) continue
      const value = counted(kit, field, values)
      let line = offers.get(field.id)
      if (!line) {
        line = el("p", { class: "bb-help bb-counted" })
        form.box(field.id)?.append(line)
        offers.set(field.id, line)
      }
      line.hidden = value === null || value === values[field.id]
      if (line.hidden || line.dataset["value"] === String(value)) continue
      line.dataset["value"] = String(value)
      const put = button("填上", () => form.write(field.id, value), { class: "bb-quiet", "aria-label": `填上${field.label}：${value}` })
      line.replaceChildren(`照上面的表数出是 ${value}${field.unit ?? ""}。`, put)
    }
  }
  const form = new Form(
    holder,
    kit.fields,
    (field, settled) => {
      typing = settled ? "" : field
      soon()
      desk.changed()
    },
    words => desk.tell(words),
  )
  const desk = new Desk(deskRoot, {
    scope: `template:${kit.id}`,
    version: kit.version ?? 1,
    title: `${kit.code ?? ""} ${kit.title}`.trim(),
    take: () => {
      const values = form.values()
      return Object.keys(values).length ? values : null
    },
    give: (data, version) => {
      const [values, left] = tidy(kit.fields, data)
      form.set(values)
      asked = false
      look()
      if (version === (kit.version ?? 1) && !left.length) return ""
      const lost = left.length ? `，有 ${left.length} 项这一版没有，没有带过来` : ""
      return `这份草稿是照第 ${version} 版写的，现在是第 ${kit.version ?? 1} 版${lost}。请从头看一遍。`
    },
    open: async file => {
      const read = (await readerOf()?.(kit, file)) ?? { values: null, words: "阅读器没有载入，重新打开这一页再试。" }
      if (!read.values) return { words: read.words }
      const values = tidy(kit.fields, read.values)[0]
      const put = (): void => {
        form.set(values)
        look()
      }
      return { words: read.words, put }
    },
  })
  const check = (): void => {
    asked = true
    look()
    panel.open()
  }
  const download = (): void => {
    try {
      const file = fileFor(kit, form.values(), "filled")
      save(file.bytes, file.name, file.mime)
      desk.tell(`已生成 ${file.name}。`)
    } catch (error) {
      desk.tell(error instanceof Error ? error.message : "没有生成出来。")
    }
  }
  const sheet = kit.kind === "register" || kit.kind === "catalogue"
  const panel = new Foot(foot, found, [
    button("从头查一遍", check, { class: "bb-do" }),
    button(sheet ? "下载 Excel" : "下载 Word", download, { class: "bb-do bb-do--main" }),
    button("打印", () => print(kit, form.values()), { class: "bb-do" }),
  ])
  panel.show([], [], false, false, jump)
  window.addEventListener("beforeprint", () => blankUnprinted(root))
  void desk.start()
}

// 打印整页时，一格也没有填的表不印：要手填的，下载空白的那一份。
function blankUnprinted(root: HTMLElement): void {
  const boxes = [...root.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("form :is(input, textarea)")]
  const filled = boxes.some(box => box.value !== box.defaultValue || (box instanceof HTMLInputElement && box.checked !== box.defaultChecked))
  const heading = document.getElementById("fill")
  for (const part of [heading, heading?.nextElementSibling, root]) part?.classList.toggle("bb-noprint", !filled)
}

register()

/** 选了要求集的，先加到表样上；加不上的说一句，照原来的填。 */
function laid(sets: Sets, root: HTMLElement, kit: Kit): Kit {
  const form = root.querySelector<HTMLElement>("form")
  try {
    const [more = kit] = laidKits(sets, [kit])
    if (form && more !== kit) sets.draw(form, kit, more)
    return more
  } catch (error) {
    form?.before(el("p", { class: "bb-help" }, error instanceof Error ? error.message : UNLOADED))
    return kit
  }
}

async function start(): Promise<void> {
  const roots = Array.from(document.querySelectorAll<HTMLElement>("[data-fill]"))
  const wanted = chosenSets().length > 0
  const sets = wanted ? await loadSets() : null
  for (const root of roots) {
    const kit = kitOf(root.dataset["fill"] ?? "")
    if (!kit) continue
    if (wanted && !sets) root.prepend(el("p", { class: "bb-help" }, UNLOADED))
    fill(root, sets ? laid(sets, root, kit) : kit)
  }
}

// 资料脚本排在后面，等它们都到了再动手。
if (document.readyState === "complete") void start()
else document.addEventListener("DOMContentLoaded", () => void start(), { once: true })
