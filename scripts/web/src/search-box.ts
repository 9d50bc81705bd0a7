// Material 的检索框只听 keyup：鼠标粘贴、语音输入、部分输入法上屏时没有这个事件，
// 字已经在框里却不检索。这里把 input 补成一次 keyup。
export function mendSearchBox(page: Document): void {
  const box = page.querySelector<HTMLInputElement>("[data-md-component=search-query]")
  if (!box) return
  let waiting: number | undefined
  box.addEventListener("keyup", event => {
    if (event.isTrusted) window.clearTimeout(waiting)
  })
  box.addEventListener("input", event => {
    if (event instanceof InputEvent && event.isComposing) return
    window.clearTimeout(waiting)
    waiting = window.setTimeout(() => box.dispatchEvent(new KeyboardEvent("keyup", { bubbles: true })), 50)
  })
  box.addEventListener("compositionend", () => {
    window.clearTimeout(waiting)
    waiting = window.setTimeout(() => box.dispatchEvent(new KeyboardEvent("keyup", { bubbles: true })), 50)
  })
}
