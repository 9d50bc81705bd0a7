// 长清单的筛选框：<input data-bb-filter="#清单"> 按文字筛清单里的 [data-bb-item]，
// 没有标的，筛表格 tbody 的各行和清单的各项。筛出几项由旁边的 role=status 念出来。

// 全角转半角、大小写一律，空格隔开的词都要有。
export function words(text: string): string[] {
  return text.normalize("NFKC").toLowerCase().split(/[\s、，,；;]+/u).filter(word => word !== "")
}

export function matches(text: string, wanted: readonly string[]): boolean {
  const plain = text.normalize("NFKC").toLowerCase().replace(/\s+/gu, "")
  return wanted.every(word => plain.includes(word))
}

function items(list: Element): HTMLElement[] {
  const marked = [...list.querySelectorAll<HTMLElement>("[data-bb-item]")]
  return marked.length > 0 ? marked : [...list.querySelectorAll<HTMLElement>("tbody > tr, li")]
}

function filter(box: HTMLInputElement): void {
  const holder = box.closest<HTMLElement>(".bb-filter") ?? box.parentElement
  const lists = [...document.querySelectorAll(box.dataset["bbFilter"] ?? "")]
  const all = lists.flatMap(items)
  if (all.length === 0) return
  const texts = all.map(item => item.textContent ?? "")
  const status = holder?.querySelector<HTMLElement>("[role=status]") ?? null

  const apply = (): void => {
    const wanted = words(box.value)
    let shown = 0
    all.forEach((item, index) => {
      const hit = matches(texts[index] ?? "", wanted)
      item.hidden = !hit
      if (hit) shown += 1
    })
    if (!status) return
    if (wanted.length === 0) status.textContent = ""
    else status.textContent = shown > 0 ? `共 ${all.length} 项，筛出 ${shown} 项` : "没有筛到，换个词试试"
  }

  let waiting: number | undefined
  box.addEventListener("input", () => {
    window.clearTimeout(waiting)
    waiting = window.setTimeout(apply, 120)
  })
  box.addEventListener("keydown", event => {
    if (event.key !== "Escape" || box.value === "") return
    box.value = ""
    apply()
    event.preventDefault()
  })
  if (holder) holder.hidden = false
  if (box.value !== "") apply() // 浏览器后退时会把字填回来
}

export function filters(page: Document): void {
  page.querySelectorAll<HTMLInputElement>("input[data-bb-filter]").forEach(filter)
}
