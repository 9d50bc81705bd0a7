// 单独的一份脚本：读入填过的文件要用的阅读器。填表的脚本不带着它，页面先能用起来；它到了再交给填表的页面。
import { openFilled } from "./open"

const page = window as unknown as { branchbook?: { reader?: (open: typeof openFilled) => void } }
page.branchbook?.reader?.(openFilled)
