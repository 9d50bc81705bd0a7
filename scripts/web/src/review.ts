// 页面生成以后才过期的核对日期：到看页面的这一天再判一次，过期了才显示提示。
export function localDay(now: Date): string {
  const two = (n: number): string => String(n).padStart(2, "0")
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`
}

export function reviewBanners(page: Document, now: Date): void {
  const today = localDay(now)
  page.querySelectorAll<HTMLElement>("[data-bb-due-banner]").forEach(banner => {
    const due = banner.dataset["bbDueBanner"] ?? ""
    if (/^\d{4}-\d{2}-\d{2}$/u.test(due) && today > due) banner.hidden = false
  })
}
