// 首页上的大检索框：点了就把光标放进页头的检索框。没有脚本时检索也用不了，所以不出现。
export function askBox(page: Document): void {
  page.querySelectorAll<HTMLButtonElement>("button[data-bb-ask]").forEach(button => {
    const holder = button.closest<HTMLElement>(".bb-ask")
    const box = page.querySelector<HTMLInputElement>("[data-md-component=search-query]")
    if (!holder || !box) return
    holder.hidden = false
    button.addEventListener("click", () => box.focus())
  })
}
