// “本支部设定”页：支部的情况，单位自己定的数。只存在这台设备上；读入、导出的是 branchbook new unit 那种文件。
import { shownSetting, yesNo, type Own, type Param, type Setting } from "../rules/settings"
import { accept, acceptSets, fits, readLines, UnitError, unitText, wanted, type Titles } from "../rules/unit"
import { chosenSets, setsHere } from "./chosen"
import { button, el, fillFoot, save } from "./dom"
import { known, register } from "./kits"
import { keepSettings, ownSettings } from "./own"

const LARGEST = 200_000

class Row {
  readonly root: HTMLElement
  private readonly control: HTMLInputElement | HTMLSelectElement

  constructor(
    readonly param: Param,
    changed: () => void,
  ) {
    const id = `unit-${param.id}`
    const about = { id, "aria-describedby": `${id}-note`, "data-param": param.id }
    const choices = param.type === "yes-no" ? yesNo(param) : (param.choices ?? [])
    const empty = param.fact ? "不知道" : `用默认的：${shownSetting(param, param.default as Setting)}`
    if (choices.length)
      this.control = el("select", about, el("option", { value: "" }, empty), ...choices.map(word => el("option", { value: word }, word)))
    else {
      const bounds = param.type === "integer" ? { inputmode: "numeric", placeholder: empty } : { type: "date" }
      this.control = el("input", { ...about, ...bounds })
    }
    this.control.addEventListener(choices.length || param.type === "date" ? "change" : "input", changed)
    const unit = param.unit ? `（${param.unit}）` : ""
    const note = param.weight ? `${param.weight}。${param.note}` : param.note
    this.root = el(
      "div",
      { class: "bb-unit__row" },
      el("label", { for: id }, `${param.label}${unit}`),
      this.control,
      el("p", { class: "bb-help", id: `${id}-note` }, note),
    )
  }

  /** 填的值；空着是 undefined，读不懂是 null。 */
  value(): Setting | null | undefined {
    const text = this.control.value.trim()
    const { type } = this.param
    let value: unknown = text
    if (type === "yes-no") value = text === yesNo(this.param)[0]
    else if (type === "integer") value = /^\d+$/u.test(text) ? Number(text) : text
    const good = !text || fits(this.param, value)
    if (good) this.control.removeAttribute("aria-invalid")
    else this.control.setAttribute("aria-invalid", "true")
    return text ? (good ? (value as Setting) : null) : undefined
  }

  put(value: Setting | undefined): void {
    this.control.value = value === undefined ? "" : typeof value === "boolean" ? shownSetting(this.param, value) : String(value)
  }

  complaint(): string {
    return `“${this.param.label}”应是${wanted(this.param)}，这一项没有存。`
  }
}

class UnitPage {
  private readonly rows: readonly Row[]
  private readonly sum = el("p", { class: "bb-sum", role: "status", "aria-live": "polite" })

  constructor(
    private readonly params: readonly Param[],
    form: HTMLFormElement,
    foot: HTMLElement,
  ) {
    this.rows = params.map(param => new Row(param, () => this.changed()))
    const part = (facts: boolean): HTMLElement[] => this.rows.filter(row => (row.param.fact ?? false) === facts).map(row => row.root)
    form.append(el("p", { class: "bb-notes__title" }, "支部的情况"), ...part(true), el("p", { class: "bb-notes__title" }, "单位自己定的"), ...part(false))
    form.addEventListener("submit", event => event.preventDefault())
    const pick = el("input", { type: "file", accept: ".yml,.yaml,.txt" })
    pick.addEventListener("change", () => {
      const [file] = Array.from(pick.files ?? [])
      pick.value = ""
      if (file) void this.import(file)
    })
    fillFoot(
      foot,
      this.sum,
      button("导出成文件", () => this.export(), { class: "bb-do bb-do--main" }),
      el("label", { class: "bb-quiet bb-quiet--file" }, "读入文件", pick),
      button("全部不设", () => this.reset(), { class: "bb-quiet" }),
    )
    this.show(ownSettings(params))
    form.hidden = false
    this.tell(this.count())
  }

  private show(own: Own): void {
    for (const row of this.rows) row.put(own[row.param.id])
  }

  private read(): Own {
    const own: Record<string, Setting> = {}
    for (const row of this.rows) {
      const value = row.value()
      if (value !== null && value !== undefined) own[row.param.id] = value
    }
    return own
  }

  private count(): string {
    const set = Object.keys(this.read()).length
    return set ? `设了 ${set} 项，存在这台设备上。` : "一项也没有设，都用默认的。"
  }

  private tell(words: string): void {
    if (this.sum.textContent !== words) this.sum.textContent = words
  }

  private changed(): void {
    const own = this.read()
    const bad = this.rows.find(row => row.value() === null)
    if (!keepSettings(own)) this.tell("这个浏览器存不了，离开前请导出成文件。")
    else this.tell(bad ? bad.complaint() : this.count())
  }

  private reset(): void {
    if (!window.confirm("全部改回没有设？要留着的先导出成文件。")) return
    this.show({})
    this.changed()
  }

  private export(): void {
    const known = titles()
    const chosen = chosenSets().filter(id => id in known)
    save(unitText(this.params, this.read(), known, chosen), "本支部设定.yml", "text/yaml;charset=utf-8")
  }

  private async import(file: File): Promise<void> {
    try {
      if (file.size > LARGEST) throw new UnitError("文件太大，不是本支部设定")
      const data = readLines(await file.text())
      const own = accept(this.params, data)
      const chosen = acceptSets(titles(), data)
      const sets = setsHere()
      const why = sets?.choose(chosen)
      if (why) throw new UnitError(why)
      this.show(own)
      this.changed()
      // 数换了，和上级要求的合不合再说一遍。
      sets?.choose(chosen)
      const asked = sets ? (chosen.length ? `照 ${sets.chosen(chosen).map(item => item.superior).join("、")} 的要求。` : "没有选哪个上级的要求。") : ""
      this.tell(`读入了“${file.name}”。${this.count()}${asked}`)
    } catch (error) {
      this.tell(`“${file.name}”没有读入：${error instanceof UnitError ? error.message : "读不出来"}。`)
    }
  }
}

/** 可以选的要求集；它们的脚本没有到就没有。 */
function titles(): Titles {
  return Object.fromEntries(setsHere()?.data.sets.map(item => [item.id, item.title]) ?? [])
}

register()

function start(): void {
  const root = document.querySelector<HTMLElement>("[data-unit]")
  const form = root?.querySelector<HTMLFormElement>("[data-unit-form]")
  const foot = root?.querySelector<HTMLElement>("[data-foot]")
  if (form && foot) new UnitPage(known(), form, foot)
}

if (document.readyState === "complete") start()
else document.addEventListener("DOMContentLoaded", start, { once: true })
