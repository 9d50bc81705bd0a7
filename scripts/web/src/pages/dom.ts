// 造网页上的东西：文字只当文字放进去，从不当成 HTML。
type Child = Node | string | null | undefined | false

/** 一个元素，属性和里面的东西。 */
export function el<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Readonly<Record<string, string | boolean | undefined>> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name)
  for (const key of Object.keys(attributes)) {
    const value = attributes[key]
    if (value === true) made.setAttribute(key, "")
    else if (typeof value === "string") made.setAttribute(key, value)
  }
  for (const child of children) if (child !== null && child !== undefined && child !== false) made.append(child)
  return made
}

export function button(words: string, act: () => void, attributes: Readonly<Record<string, string>> = {}): HTMLButtonElement {
  const made = el("button", { type: "button", ...attributes }, words)
  made.addEventListener("click", act)
  return made
}

/** 页脚：一句话和一排按钮。 */
export function fillFoot(bar: HTMLElement, words: HTMLElement, ...buttons: readonly HTMLElement[]): void {
  bar.replaceChildren(words, el("div", { class: "bb-foot__buttons" }, ...buttons))
  bar.hidden = false
}

/** 过一会儿再做；再叫一次就重新等。 */
export function later(wait: number, act: () => void): { (): void; now: () => void } {
  let timer: number | undefined
  const now = (): void => {
    window.clearTimeout(timer)
    timer = undefined
    act()
  }
  const run = (): void => {
    window.clearTimeout(timer)
    timer = window.setTimeout(now, wait)
  }
  return Object.assign(run, {
    now: () => {
      if (timer !== undefined) now()
    },
  })
}

/** 把一份文件交给浏览器去保存。 */
export function save(bytes: Uint8Array | string, name: string, mime: string): void {
  const url = URL.createObjectURL(new Blob([bytes as BlobPart], { type: mime }))
  const link = el("a", { href: url, download: name })
  link.hidden = true
  document.body.append(link)
  link.click()
  link.remove()
  window.setTimeout(() => URL.revokeObjectURL(url), 60_000)
}

/** 今天，本机的日子。 */
export function today(now = new Date()): string {
  const two = (n: number): string => String(n).padStart(2, "0")
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`
}

export function moment(now = new Date()): string {
  const two = (n: number): string => String(n).padStart(2, "0")
  return `${today(now)} ${two(now.getHours())}:${two(now.getMinutes())}:${two(now.getSeconds())}`
}
