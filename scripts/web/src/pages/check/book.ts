// 查过的会议记录编成一本、一份登记：编的脚本按了才取，记录向工人要。文件还是不离开这台电脑。
import type { ReadRecord } from "../../dossiers/seen"
import type { Unread } from "../../inspection/report"
import type { YearData } from "../../planning/year"
import type { Parts } from "../../records/parts"
import type { Binder, Made } from "../book"
import { script } from "../chosen"

const handed: { parts?: Parts; binder?: Binder } = {}

/** 脚本来了，放在这里。 */
export const bookCalls = {
  parts: (data: Parts): void => void (handed.parts = data),
  binder: (made: Binder): void => void (handed.binder = made),
}

/** 编成一本；脚本拿不到是 null。 */
export async function makeBook(
  data: YearData | null,
  records: readonly ReadRecord[],
  unread: readonly Unread[],
  year: number,
): Promise<Made | null> {
  try {
    if (!handed.parts) await script("assets/kits/parts.js")
    if (!handed.binder) await script("assets/book.js")
  } catch {
    return null
  }
  return handed.parts && handed.binder ? handed.binder(handed.parts, data, records, unread, year) : null
}
