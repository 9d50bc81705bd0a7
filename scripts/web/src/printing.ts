// 打印：点“打印”就打；打印前把折叠的展开，把链接的去处列在文末，打完复原。
function url(link: HTMLAnchorElement): string {
  const target = new URL(link.href)
  // 从磁盘打开的，本机路径对纸上的读者没有用，只写站内的路径。
  if (target.protocol === "file:") return decodeURI(target.pathname.split("/").slice(-3).join("/")) + target.hash
  return target.origin === location.origin ? decodeURI(target.pathname + target.hash) : decodeURI(target.href)
}

let undo: (() => void)[] = []

export function beforePrint(page: Document): void {
  afterPrint()
  const article = page.querySelector<HTMLElement>("article.md-content__inner")
  if (!article) return
  article.querySelectorAll<HTMLDetailsElement>("details:not([open])").forEach(details => {
    details.open = true
    undo.push(() => void (details.open = false))
  })
  const notes: string[] = []
  const links = article.querySelectorAll<HTMLAnchorElement>("a[href]:not(.headerlink):not(.bb-file):not(.bb-cite):not(.md-tag):not(.md-button)")
  links.forEach(link => {
    if (link.hash !== "" && link.pathname === location.pathname) return
    if (link.closest(".bb-timeline, .bb-points, .bb-todos, .bb-q, .bb-checklist, .bb-inspect, .bb-uses, .bb-all-papers, .bb-check, .bb-case-page, nav")) return
    const to = url(link)
    let number = notes.indexOf(to) + 1
    if (number === 0) number = notes.push(to)
    const mark = page.createElement("sup")
    mark.className = "bb-footmark"
    mark.textContent = String(number)
    link.after(mark)
    undo.push(() => mark.remove())
  })
  if (notes.length === 0) return
  const foot = page.createElement("section")
  foot.className = "bb-footnotes"
  const title = page.createElement("p")
  title.textContent = location.protocol === "file:" ? "文中链接" : `文中链接（站内的在 ${location.origin} 之后）`
  const list = page.createElement("ol")
  for (const note of notes) {
    const item = page.createElement("li")
    item.textContent = note
    list.append(item)
  }
  foot.append(title, list)
  article.append(foot)
  undo.push(() => foot.remove())
}

export function afterPrint(): void {
  for (const step of undo) step()
  undo = []
}

export function printing(page: Document): void {
  window.addEventListener("beforeprint", () => beforePrint(page))
  window.addEventListener("afterprint", afterPrint)
  page.querySelectorAll<HTMLButtonElement>("button[data-bb-print]").forEach(button => {
    button.hidden = false
    button.addEventListener("click", () => window.print())
  })
}
