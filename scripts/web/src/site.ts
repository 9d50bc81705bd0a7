// 全站的小脚本。不联网，不存任何东西；没有它，阅读和下载照样可用。
import { mendSearchBox } from "./search-box"
import { askBox } from "./ask"
import { filters } from "./filter"
import { searchDialog } from "./search/ui"
import { printing } from "./printing"
import { reviewBanners } from "./review"

function start(): void {
  mendSearchBox(document)
  searchDialog(document)
  askBox(document)
  filters(document)
  printing(document)
  reviewBanners(document, new Date())
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start, { once: true })
else start()
