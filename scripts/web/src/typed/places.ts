// 看位置就知道的：公文的文号、标题、主送，末尾的署名和日期。和 scripts/branchbook/records/typed_places.py 一样。
import { findDay } from "./days"
import { isKnownLabel, isLabel } from "./labels"
import type { Page } from "./page"
import { at, cut, fold, here, size, squeeze, trim, whole } from "./text"

/** 标题离开头多远，落款离末尾多远。 */
const HEAD = 8
const TAIL = 8
const NUMBERED = whole(
  "([\u4e00-\u9fff]{1,20} *(?:[〔\\[【（] *[12][0-9]{3} *[〕\\]】）]|[12][0-9]{3}) *(?:第? *[0-9×Xx_]{0,5}|[ ×Xx_]{0,8}) *号)" +
    "(?: +签发人：.*)?",
)
/** 公文标题末尾的文种。 */
const GENRE = new RegExp(
  "(?:请示|报告|批复|通知|通报|公示|公告|公布|记录表?|纪要|方案|计划|要点|总结|小结|名单|名册|登记表|台账|汇总表?|一览表" +
    "|统计表|测评表|意见表|清单|目录|对照检查|材料|提纲|心得体会|心得|体会|笔记|决定|决议|意见|函|办法|申请书?|说明|情况" +
    "|简报|信息|报道|议程|主持词|讲稿|签到表|签到册|签到簿|表|册|书|单)(?:（[^（）]{1,12}）)?$",
  "u",
)
const ORGAN =
  /(?:支部|委员会|党委|总支|工委|党组|小组|办公室|局|处|科|中心|公司|学校|村委会|居委会)(?:（[^（）]{1,8}）)?$/u
const SKIP = here("(?:（|【)?(?:联系人|联系电话|附件|附：|抄送|抄报|主题词|此件|以下无正文|盖章|公章|印章|表样)")
const SEAL = / *（(?:盖章|公章|印章|章|签章)）/gu
const PUNCTUATION = /[。；！？，]/
/** “现公示如下：”不是主送。 */
const ANNOUNCES = /如下|现将|现公示|予以公[示布]/
const ITEM = here("(?:[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十0-9]{1,3}）|[0-9]{1,2}[、.．])")
const HEADED = whole("(?:文件|（?(?:草案|讨论稿|样表|示例)）?|附件[0-9一二三]?|编号.*)")
const SEALS = new Set(["", "（盖章）", "（公章）", "（章）"])

interface Known {
  has: (label: string) => boolean
}

/** 没有的是空的；ends 是落款从第几行起。 */
export interface Places {
  number: string
  title: string
  addressee: string
  sender: string
  signed: string
  ends: number
}

/** 开头几行里可能是标题的，和它们是第几行。 */
export function headingLines(page: Page, known: Known): [number, string][] {
  const found: [number, string][] = []
  page.items.slice(0, HEAD).forEach((given, number) => {
    let item = given
    if (typeof item !== "string") {
      const filled = item.filter(cell => trim(cell))
      if (filled.length !== 1 || (filled[0] as string).includes("\n")) return
      item = filled[0] as string
    }
    const bare = squeeze(item)
    const length = size(bare)
    if (length < 2 || length > 60 || /[。；，]$/.test(bare) || NUMBERED.test(trim(fold(item)))) return
    if (HEADED.test(bare) || bare.endsWith("文件") || isLabel(item, known) || bare.endsWith("：")) return
    const day = findDay(item)
    if (day && size(squeeze(day.raw)) + 2 >= length) return
    found.push([number, trim(item)])
  })
  return found
}

/** 标题和它的末一行；标题可以分成两行。 */
function titleOf(lines: readonly [number, string][]): [number, string] {
  for (const [place, [number, line]] of lines.entries()) {
    if (!isGenre(line)) continue
    const before = lines[place - 1]
    if (before && before[0] + 1 === number && (squeeze(before[1]).includes("关于") || squeeze(line).startsWith("关于")))
      return [number, before[1] + line]
    return [number, line]
  }
  return lines[0] ?? [-1, ""]
}

const unsealed = (text: string): string => fold(text).replace(SEAL, "")
const plain = (bare: string): boolean => size(bare) <= 40 && !PUNCTUATION.test(bare) && !bare.includes("：")

/** 末尾的日期，和上面的署名。 */
function signed(page: Page, places: Places): void {
  const lines: [number, string][] = []
  for (let number = page.items.length - 1; number >= 0; number -= 1) {
    const item = page.items[number]
    if (typeof item !== "string" || lines.length >= TAIL) break
    lines.push([number, item])
  }
  for (const [place, [number, line]] of lines.entries()) {
    const bare = squeeze(unsealed(line))
    if (at(SKIP, bare)) continue
    const day = findDay(line)
    const without = day ? replaceFirst(fold(line), fold(day.raw)) : ""
    const rest = day ? squeeze(without) : bare
    if (day && SEALS.has(rest)) {
      places.signed = day.raw
      places.ends = number
      sender(lines.slice(place + 1), places)
    } else if (day && ORGAN.test(rest.replace(SEAL, "")) && plain(rest)) {
      places.signed = day.raw
      places.ends = number
      places.sender = trim(without.replace(SEAL, ""))
    } else if (ORGAN.test(bare) && number > 2 && plain(bare)) {
      places.sender = trim(unsealed(line))
      places.ends = number
    }
    return
  }
}

/** 去掉头一处。 */
function replaceFirst(text: string, words: string): string {
  const place = text.indexOf(words)
  return place < 0 ? text : text.slice(0, place) + text.slice(place + words.length)
}

function sender(lines: readonly [number, string][], places: Places): void {
  for (const [number, line] of lines.slice(0, 2)) {
    const bare = squeeze(unsealed(line))
    if (!bare) continue
    if (plain(bare) && !at(ITEM, bare) && number > 0) {
      places.sender = trim(unsealed(line))
      places.ends = number
    }
    return
  }
}

/** 看位置就知道的；known 是标签，标签不是标题。 */
export function findPlaces(page: Page, known: Known): Places {
  const [last, title] = titleOf(headingLines(page, known))
  const places: Places = { number: "", title, addressee: "", sender: "", signed: "", ends: page.items.length }
  for (const item of page.items.slice(0, HEAD + 2))
    for (const text of typeof item === "string" ? [item] : item) {
      const match = NUMBERED.exec(trim(fold(text)))
      if (match && !places.number) places.number = cut(trim(text), size(match[1] as string))
    }
  for (const item of last >= 0 ? page.items.slice(last + 1, last + 4) : []) {
    if (typeof item !== "string") break
    const bare = trim(fold(item))
    const length = size(bare)
    if (bare.endsWith("：") && length > 2 && length <= 60 && !/[。；！？]/.test(bare) && !ANNOUNCES.test(bare) && !isKnownLabel(item, known)) {
      places.addressee = trim(trim(item).slice(0, -1))
      break
    }
  }
  if (page.items.length > 2) signed(page, places)
  if (places.sender === places.title) places.sender = ""
  return places
}

/** 标题末尾是不是一个文种。 */
export const isGenre = (title: string): boolean => GENRE.test(squeeze(title))
