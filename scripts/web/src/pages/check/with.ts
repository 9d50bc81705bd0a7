// 自查页上照哪几个要求集查：本支部设定里选的，和临时加的一份自己的文件。
import type { LibraryData } from "../../inspection/library"
import type { RequirementSet } from "../../requirements/set"
import { chosenSets, loadOwnSet, loadSets, UNLOADED } from "../chosen"
import { el } from "../dom"
import { pageUrl } from "../page-url"

const LARGEST = 200_000

export class With {
  private own: readonly RequirementSet[] = []
  private readonly said = el("span", { role: "status" })

  constructor(
    root: HTMLElement,
    private readonly library: LibraryData,
    private readonly use: (library: LibraryData) => void,
  ) {
    const pick = el("input", { type: "file", accept: ".yml,.yaml" })
    pick.addEventListener("change", () => {
      const [file] = Array.from(pick.files ?? [])
      pick.value = ""
      if (file) void this.add(file)
    })
    const settings = el("a", { href: pageUrl("guide/unit/#sets") }, "去选")
    const add = el("label", { class: "bb-quiet bb-quiet--file" }, "加一份自己的（.yml）", pick)
    root.append("还照哪几个上级的要求：", this.said, " ", settings, " ", add)
    root.hidden = false
    this.said.textContent = "没有选。"
    if (chosenSets().length) void this.lay([])
  }

  private async add(file: File): Promise<void> {
    const reader = await loadOwnSet()
    try {
      if (!reader) throw new Error(UNLOADED)
      if (file.size > LARGEST) throw new Error("文件太大，不是要求集")
      const read = reader.read(await file.text())
      await this.lay([...this.own.filter(item => item.id !== read.id), read], file.name)
    } catch (error) {
      this.said.textContent = `“${file.name}”没有用上：${error instanceof Error ? error.message : "读不出来"}。`
    }
  }

  /** 换上加好了的资料。 */
  private async lay(own: readonly RequirementSet[], name = ""): Promise<void> {
    const sets = await loadSets()
    // 站上的要求集生成网站时查过了，自己的才查式子。
    const reader = own.length ? await loadOwnSet() : null
    if (!sets) {
      this.said.textContent = UNLOADED
      return
    }
    try {
      this.use(sets.library(this.library, chosenSets(), own, reader?.faultOf(sets.data.functions)))
      this.own = own
      this.said.textContent = `${[...sets.chosen(chosenSets()), ...own].map(item => item.superior).join("、")}。`
    } catch (error) {
      const words = error instanceof Error ? error.message : "读不出来"
      this.said.textContent = name ? `“${name}”没有用上：${words}。` : `${words}。先不照它们查。`
    }
  }
}
