// 检索框里 Material 没有的几样：按类筛选、下载、没有找到时的去处。
interface FoundData {
  counts: Record<string, number>
  only: string
  corrected: string
  near: string[]
}

const KINDS = ["流程", "步骤", "材料", "规则", "依据", "问题", "案例", "术语", "指南"]

function typed(box: HTMLInputElement): string {
  return box.value.replace(/^\s*[\u4e00-\u9fff]{2}\s*[:：]\s*/u, match => (KINDS.includes(match.replace(/[\s:：]/gu, "")) ? "" : match))
}

function type(box: HTMLInputElement, text: string): void {
  box.value = text
  box.dispatchEvent(new KeyboardEvent("keyup", { bubbles: true }))
  box.focus()
}

function found(data: FoundData): number {
  return Object.values(data.counts).reduce((sum, count) => sum + count, 0)
}

function chips(box: HTMLInputElement, data: FoundData): HTMLElement {
  const bar = document.createElement("div")
  bar.className = "bb-filters"
  bar.setAttribute("role", "group")
  bar.setAttribute("aria-label", "只看一类")
  const all = found(data)
  for (const [name, count] of [["全部", all] as const, ...KINDS.map(kind => [kind, data.counts[kind] ?? 0] as const)]) {
    if (count === 0 && name !== data.only) continue
    const chip = document.createElement("button")
    chip.type = "button"
    chip.className = "bb-chip"
    chip.textContent = `${name} ${count}`
    const on = name === "全部" ? data.only === "" : name === data.only
    chip.setAttribute("aria-pressed", String(on))
    chip.addEventListener("click", () => type(box, name === "全部" ? typed(box) : `${name}：${typed(box)}`))
    bar.append(chip)
  }
  return bar
}

function downloads(list: Element): void {
  list.querySelectorAll<HTMLElement>("[data-bb-files]").forEach(place => {
    const files = JSON.parse(place.dataset["bbFiles"] ?? "[]") as [string, string, string][]
    place.removeAttribute("data-bb-files")
    const link = place.closest("a")
    const li = place.closest("li")
    if (!link || !li) return
    const config = JSON.parse(document.getElementById("__config")?.textContent ?? "{}") as { base?: string }
    const root = new URL(`${config.base ?? "."}/`, location.href)
    const nav = document.createElement("p")
    nav.className = "bb-hit__files"
    for (const [label, path, name] of files) {
      const file = document.createElement("a")
      file.href = new URL(path, root).href
      file.download = name
      file.className = "bb-file"
      file.textContent = label
      file.setAttribute("aria-label", `下载${label}：${name}`)
      nav.append(file, " ")
    }
    li.append(nav)
  })
}

export function searchDialog(page: Document): void {
  const box = page.querySelector<HTMLInputElement>("[data-md-component=search-query]")
  const result = page.querySelector<HTMLElement>("[data-md-component=search-result]")
  const list = result?.querySelector("ol")
  const meta = result?.querySelector<HTMLElement>(".md-search-result__meta")
  if (!box || !result || !list || !meta) return
  const bar = page.createElement("div")
  meta.after(bar)
  const refresh = (): void => {
    const place = list.querySelector<HTMLElement>("[data-bb-found]")
    downloads(list)
    if (!place) {
      bar.replaceChildren()
      return
    }
    const data = JSON.parse(place.dataset["bbFound"] ?? "{}") as FoundData
    const parts: Node[] = []
    if (data.corrected !== "") {
      const said = page.createElement("p")
      said.className = "bb-corrected"
      said.textContent = `按“${data.corrected}”找的`
      parts.push(said)
    }
    if (Object.keys(data.counts).length > 0) {
      parts.push(chips(box, data))
      // 主题数的是列出来的，和各类的数对不上。
      meta.textContent = `找到 ${data.only === "" ? found(data) : (data.counts[data.only] ?? 0)} 条，最像的在前`
    } else {
      const near = page.createElement("div")
      near.className = "bb-filters"
      for (const word of data.near) {
        const chip = page.createElement("button")
        chip.type = "button"
        chip.className = "bb-chip"
        chip.textContent = word
        chip.addEventListener("click", () => type(box, word))
        near.append(chip)
      }
      parts.push(near)
      meta.textContent = "没有找到"
    }
    bar.replaceChildren(...parts)
  }
  new MutationObserver(refresh).observe(list, { childList: true })
}
