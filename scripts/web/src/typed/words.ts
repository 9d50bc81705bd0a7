// 标签后面的话照那一项的类型读；说不准的不给值。和 scripts/branchbook/records/typed_words.py 一样。
import type { Field } from "../kit"
import { stripOf } from "../records/strings"
import { hanNumber } from "../records/words"
import { clock, dayOfSerial, findDay, rangeEnd, type Written } from "./days"
import type { Page } from "./page"
import { cut, fold, literal, size, squeeze, trim, whole } from "./text"

const LONGEST_FIGURE = 200
const NOTHING = /^[ _—.…·×XxO○〇△*/\\〔〕（）【】[\]\n-]*$/u
const PROMPT = /[（〔【](?:此处|请|由)?(?:填写?|写)[^（）〔〕【】]*[）〕】]|〔[^〔〕]*〕/gu
const SEALED = / *（(?:签字|签名|盖章|手签|公章|签章|印章|章)）?[。 ]*$/u
const ENDS = "，。；、 \t\u3000,;"
const UNIT = "[人名票份件个枚张次年元页岁位天条项期届本册门课时分]"
const FIGURE = "([0-9]{1,7}|[〇零一二三四五六七八九十百]{1,7})"
const COUNT = whole(
  `(?:共计?|合计|总计|计)? *${FIGURE} *${UNIT}{0,2} *(?:正式党员|预备党员|党员|委员|同志)?(?: *（([^（）]*)）)? *[。；，]?`,
)
const AMONG = whole(`(?:共计?|合计)? *${FIGURE} *${UNIT}{0,2} *(?:党员)?[，；] *其中.*`)
const RATIO = /^([0-9]{1,6}) *\/ *([0-9]{1,6})$/
const BRACKETED = /（[^（）]*）/gu
/** 共几个人；“王五3人”是王五。 */
const HOW_MANY = "(?:[0-9]{1,4}|[二三四五六七八九]?十[一二三四五六七八九]?|[一两二三四五六七八九])"
const TAIL = new RegExp(`(?:等?共?计?${HOW_MANY}[人名位])(?:党员|同志)?$`, "u")
const AND_OTHERS = new RegExp(`等(?:(${HOW_MANY})[人名位])?(?:党员|同志)?$`, "u")
const NOBODY = new Set(["无", "没有", "暂无", "无人", "无缺席", "全勤", "空"])
/** 说的是好些人，不是一个人的姓名。 */
const GROUP = /全体|党员|人员|支部|小组|各位|代表|群众/
const MARK = "[☑☒√✓✔■●◆✅]"
const MARKED = new RegExp(MARK, "u")
const BOX = new RegExp(`[□☐○]|${MARK}`, "u")
const NOT = /[不未没非无]/
const POST =
  "(?:上级)?(?:党支部|党总支|支部|总支|党委|党小组|小组)?(?:副书记|书记|副组长|组长|委员)" +
  "|(?:组织|宣传|纪检|青年|群众|保密|统战|生活|学习)委员|支委(?:委员)?|处长|副处长|科长|副科长|主任|副主任"
const POSTED = new RegExp(`^(?:${POST})(?:、(?:${POST}))*[：— ]?(?=[^ ])`, "u")
/** 是什么人，写在姓名后面。 */
const ROLE = "(?:入党)?(?:积极分子|申请人)|发展对象|(?:预备|正式)?党员|群众"
const NAMED = whole(`(.{1,12}?) *[（，、 ] *(?:${POST}|${ROLE})[^（）]*）?`)
/** 姓和名；范例里写成“甲同志”。 */
const SURNAMES =
  "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石" +
  "廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳" +
  "翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤"
const DOUBLE = "(?:欧阳|上官|司马|诸葛|东方)"
const PERSON = whole(`[\u4e00-\u9fff·]{1,6}同志|[${SURNAMES}][\u4e00-\u9fff·]{1,3}|${DOUBLE}[\u4e00-\u9fff]{1,2}`)
/** 张 三。 */
const SPREAD = whole(`[\u4e00-\u9fff](?: {1,3}[\u4e00-\u9fff]){1,3}|[${SURNAMES}] {1,3}[\u4e00-\u9fff]{2}`)
/** 张三（上届书记）；镇组织委员张三。 */
const NOTED = /^([^（）]{2,10})（[^（）]{1,20}）$/u
const OFFICED = new RegExp(
  "^[\u4e00-\u9fff]{1,16}(?:委员|书记|主任|干事|专干|组织员|[局科处部院校所站]长)" + `([${SURNAMES}][\u4e00-\u9fff]{1,2}(?:同志)?)$`,
  "u",
)
/** 名单后面说的：几个人，谁没有来，谁记的。 */
const ATTENDED = /，[^，]*?(?:应到|实到|应参加|实参加|缺席|请假|主持|记录|列席)/u
/** 张三同志就是别处的张三；甲同志、王同志没有别的叫法。 */
const ADDRESSED = new RegExp(`^([${SURNAMES}][\u4e00-\u9fff]{1,2}|${DOUBLE}[\u4e00-\u9fff]{1,2})同志$`, "u")
/** 不认得姓的姓名最多几个字。 */
const LONGEST_NAME = 1
/** 句子里的一个人，前面可以有职务；越短越好。没有分组。 */
export const NAME =
  `(?:(?:${POST})(?:、(?:${POST}))*)?` +
  `(?:[\u4e00-\u9fff·]{1,6}?同志|[${SURNAMES}][\u4e00-\u9fff·]{1,3}?|${DOUBLE}[\u4e00-\u9fff]{1,2}?)`
const NO_PERSON = /会议|大会|支部|党员|记录|主持|学习|讨论|决定|要求|全体|各位|应到|实到|其他|部分|个别|请假|附件|名单|见后|后附|签到|下列|以下|上述|这些|认真|负责|当场|现场|分别|亲自|[作做]了|宣布|带领/u
const IMPOSSIBLE = /^[12][0-9]{3}(?:年[0-9]{1,2}月[0-9]{1,2}[日号]?|([./-])[0-9]{1,2}\1[0-9]{1,2}日?)$/
const TYPES: Readonly<Record<string, string>> = {
  date: "日期",
  datetime: "日期和时间",
  integer: "整数",
  ratio: "几分之几",
  choice: "可选的一项",
  people: "全部姓名",
}

/** 一段话说的是什么：值、说不准的原因、日子的原话、后面的时刻。 */
export interface Said {
  readonly value: unknown
  readonly warning: string
  readonly day: string
  readonly times: readonly [string, string]
}

const NONE: Said = { value: null, warning: "", day: "", times: ["", ""] }
const said = (some: Partial<Said>): Said => ({ ...NONE, ...some })

/** 等于没有填：空格、横线、叉、括号里的提示。 */
export function isNothing(text: string): boolean {
  const folded = trim(fold(text))
  return size(folded) <= LONGEST_FIGURE && NOTHING.test(folded.replace(PROMPT, ""))
}

const isAscii = (text: string): boolean => /^[0-9]*$/.test(text)

/** 23、二十三。 */
export function numberOf(text: string): number | null {
  return isAscii(text) ? Number(text) : (hanNumber(text) ?? null)
}

function integer(item: Field, text: string): number | null {
  let bare = trim(fold(text))
  if (item.unit && bare.endsWith(item.unit)) bare = trim(bare.slice(0, -item.unit.length))
  const match = COUNT.exec(bare) ?? AMONG.exec(bare)
  return match ? numberOf(match[1] as string) : null
}

function choice(item: Field, text: string): string | null {
  const bare = trim(text)
  const choices = item.choices ?? []
  if (choices.includes(bare)) return bare
  const longest = [...choices].sort((a, b) => size(b) - size(a))
  if (BOX.test(bare)) {
    const names = longest.map(literal).join("|")
    const found = (source: string): string[] => Array.from(bare.matchAll(new RegExp(source, "gu")), match => match[1] as string)
    const ahead = found(`${MARK} *(${names})`)
    const behind = found(`(${names}) *${MARK}`)
    const first = new RegExp(`^(?:${names})`, "u").test(bare) && behind.length
    const marked = first || !ahead.length ? behind : ahead
    return marked.length === 1 ? (marked[0] as string) : null
  }
  const inside: string[] = []
  let rest = bare
  for (const one of longest) {
    const place = rest.indexOf(one)
    if (place < 0) continue
    if (NOT.test(Array.from(rest.slice(0, place)).slice(-3).join(""))) return null
    inside.push(one)
    rest = rest.split(one).join("\n")
  }
  return inside.length === 1 ? (inside[0] as string) : null
}

/** 印着的几个选项都在，一个也没有勾。 */
function allOffered(item: Field, text: string): boolean {
  const parts = new Set(fold(text).split(/[□☐○ \n]+/u))
  return (item.choices ?? []).every(one => parts.has(one))
}

/** 没有逗号的一段里的姓名；两个字的姓名只隔一个空格。 */
function nameParts(text: string): string[] {
  const parts = fold(text).split(" ").filter(one => one)
  if (parts.length > 1 && parts.every(one => size(one) > 1)) return parts
  return parts.length ? [parts.join("")] : []
}

/** 名单里的姓名；有“等”没写全的是 null，写着没有人是空的。 */
export function namesOf(text: string): string[] | null {
  const found: string[] = []
  for (const one of fold(text).replace(BRACKETED, "").split(/[、，；\n]/)) {
    const bare = stripOf(trim(one), "。：")
    if (NOBODY.has(bare)) continue
    const others = AND_OTHERS.exec(bare)
    if (others && (!others[1] || numberOf(others[1].replace("两", "二")) !== found.length + 1)) return null
    const names = nameParts(bare.replace(TAIL, ""))
    const officed = names.length === 1 ? OFFICED.exec(names[0] as string)?.[1] : undefined
    found.push(...(officed === undefined ? names : [officed]).map(name => name.replace(ADDRESSED, "$1")))
  }
  return found
}

/** 像不像一个人的姓名，从句子里取出来时用。 */
export const isName = (text: string): boolean => PERSON.test(text) && !NO_PERSON.test(text)

/** 数人数的地方，可能是姓名，或者只写了一半的姓名：卯、王某、小李。 */
export const isShortName = (text: string): boolean =>
  (/^[\u4e00-\u9fff·]{1,4}$/u.test(text) || PERSON.test(text)) && !NO_PERSON.test(text)

/** 是姓名，前后没有多出来的字：“最后张三同志”多了两个字。 */
export function isSureName(text: string): boolean {
  const bare = text.replace(/同志$/, "")
  return isName(text) && (size(bare) <= LONGEST_NAME || isName(bare))
}

/** 一句话开头的一串姓名；不敢说都在里面的是空的。 */
export function peopleWithin(text: string): string[] {
  const found: string[] = []
  for (const part of fold(text).split("，")) {
    const names = namesOf(part)
    if (!names) return []
    const known = names.map(person)
    if (!known.length || !known.every(isSureName)) break
    found.push(...known)
  }
  return Array.from(new Set(found))
}

/** 一个人的姓名：张三同志是张三；去掉前面的职务、后面括号里的职务。 */
export function person(text: string): string {
  const bare = withoutPost(text)
  const noted = NOTED.exec(bare)?.[1]
  return (noted !== undefined && isSureName(noted) ? noted : bare).replace(ADDRESSED, "$1")
}

/** 去掉前面的职务、后面括号里的职务，怎么称呼照旧。 */
export function withoutPost(text: string): string {
  let bare = trim(fold(text))
  const match = POSTED.exec(bare)
  if (match && match[0].length < bare.length) bare = trim(bare.slice(match[0].length))
  bare = NAMED.exec(bare)?.[1] ?? bare
  const parts = bare.split(" ").filter(one => one)
  return parts.some(one => size(one) === 1) ? parts.join("") : bare // 庚 同 志
}

/** 这一项是不是写一个人。 */
export const isPerson = (item: Field): boolean => (item.type === "text" || item.type === "signature") && /(?:[人者]|对象)$/.test(item.label)

function words(item: Field, text: string): string | null {
  let bare = trim(text)
  const sealed = SEALED.exec(fold(bare))
  if (sealed) bare = trim(bare.slice(0, sealed.index))
  if (item.type !== "long_text") bare = stripOf(bare, ENDS, "right")
  if (item.unit && bare === item.unit) return null
  if (SPREAD.test(fold(bare))) bare = squeeze(bare)
  if (isPerson(item)) bare = person(undated(bare))
  return bare || null
}

/** 签字后面的日子不算姓名。 */
function undated(text: string): string {
  const day = findDay(text)
  const name = day && ["", "日", "号"].includes(trim(text.slice(day.end))) ? trim(text.slice(0, text.indexOf(day.raw))) : ""
  return isSureName(person(name)) ? name : text
}

/** 名单后面说的几人、谁缺席、谁主持不算：张三、李四，应到2人，实到2人。张三主持。 */
function attending(text: string): string {
  const first = fold(text).indexOf("。")
  const own = first > 0 && first < text.length - 1 ? text.slice(0, first) : text
  const folded = fold(own)
  const said = ATTENDED.exec(folded.replace(BRACKETED, part => " ".repeat(part.length)))
  return said ? own.slice(0, said.index) : own
}

function people(item: Field, text: string): Said {
  const names = namesOf(attending(text))
  if (!names) return said({ warning: `${wrote(item, text)}，没有把姓名写全，没有读` })
  if (names.some(name => size(name) > 12 || GROUP.test(name)))
    return said({ warning: `${wrote(item, text)}，不是一份名单，没有读` })
  return said({ value: names.length ? names : null })
}

const wrote = (item: Field, text: string): string => `“${item.label}”写的是「${cut(trim(text))}」`
const unread = (item: Field, text: string): string => `${wrote(item, text)}，读不成${TYPES[item.type]}，没有读`
const noSuchDay = (item: Field, text: string): string => `${wrote(item, text)}，日历里没有这一天，没有读`

/** 没有写全，不是写全了却没有这一天。 */
const isPartial = (found: Written): boolean => !IMPOSSIBLE.test(squeeze(found.raw))

function day(item: Field, text: string, page: Page): Said {
  const serial = page.sheet ? dayOfSerial(text, page.oldEpoch) : ""
  if (serial) return said({ value: item.type === "date" ? serial : null, day: serial })
  const found = findDay(text)
  if (!found) return said({ warning: unread(item, text) })
  if (!found.day) return said({ warning: isPartial(found) ? "" : noSuchDay(item, text), day: found.raw })
  const times = clock(text, found.end)
  if (item.type === "datetime") {
    const value = times[0] ? `${found.day} ${times[0]}` : null
    return said({ value, warning: value ? "" : unread(item, text), day: found.raw, times })
  }
  const last = rangeEnd(text, found)
  const warning =
    last && last !== found.day && !/[始起]/.test(item.label)
      ? `“${item.label}”写的是一段时间「${cut(trim(text))}」，按头一天 ${found.day} 算`
      : ""
  return said({ value: found.day, warning, day: found.raw, times })
}

/** 一段话当成一项的值来读。 */
export function say(item: Field, given: string, page: Page): Said {
  if (isNothing(given)) return NONE
  const text = trim(stripOf(trim(given), "_＿"))
  switch (item.type) {
    case "text":
    case "long_text":
    case "signature":
    case "attachment":
      return said({ value: words(item, text) })
    case "table":
      return NONE
    case "people":
      return people(item, text)
  }
  if (size(text) > LONGEST_FIGURE) return said({ warning: unread(item, text) })
  if (item.type === "date" || item.type === "datetime") return day(item, text, page)
  if (item.type === "choice" && !MARKED.test(text) && allOffered(item, text)) return NONE
  let value: unknown
  if (item.type === "integer") value = integer(item, text)
  else if (item.type === "ratio") {
    const match = RATIO.exec(trim(fold(text)))
    value = match ? `${match[1]}/${match[2]}` : null
  } else value = choice(item, text)
  if (value === null && item.unit && squeeze(text) === squeeze(item.unit)) return NONE
  return said({ value, warning: value === null ? unread(item, text) : "" })
}
