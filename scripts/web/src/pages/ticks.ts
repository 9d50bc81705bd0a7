// 清单上打的勾：存在这台设备的浏览器里，不上传。
import { button, el } from "./dom"
import { keep, storedIds } from "./kept"

const PREFIX = "branchbook:ticks:"

export function ticks(root: HTMLElement): void {
  const key = PREFIX + (root.dataset["ticks"] ?? "")
  const boxes = Array.from(root.querySelectorAll<HTMLInputElement>("input[data-tick]"))
  const said = root.querySelector<HTMLElement>("[data-ticks-said]")
  const bar = root.querySelector<HTMLElement>("[data-ticks-bar]")
  const say = (words = ""): void => {
    const done = boxes.filter(box => box.checked).length
    boxes.forEach(box => box.closest("li")?.classList.toggle("bb-todo--done", box.checked))
    if (said) said.textContent = `办了 ${done} 件，共 ${boxes.length} 件。${words}`
  }
  const save = (): void => {
    // 页面上没有了的勾也留着：清单改了又改回来，不丢。
    const now = new Set(storedIds(key))
    for (const box of boxes) {
      const id = box.dataset["tick"] ?? ""
      if (box.checked) now.add(id)
      else now.delete(id)
    }
    say(keep(key, Array.from(now)) ? "" : "这个浏览器存不下打的勾，可以打印下来。")
  }
  const before = new Set(storedIds(key))
  for (const box of boxes) {
    box.checked = before.has(box.dataset["tick"] ?? "")
    box.addEventListener("change", save)
  }
  const clear = button(
    "去掉全部的勾",
    () => {
      if (!window.confirm("去掉这张单子上全部的勾？")) return
      boxes.forEach(box => (box.checked = false))
      save()
    },
    { class: "bb-quiet" },
  )
  bar?.append(el("p", {}, clear))
  if (bar) bar.hidden = false
  say()
}
