// 填的内容 → 一个案例文件（docs/cases/<id>.md 的样子），还差什么。文件一律是草稿，核对以后才发布。

export type Filled = Readonly<Record<string, readonly string[]>>

const NO_RESULT = "来源没有给出结果，请把它当思路看。"
const UNSEEN = "来源未见"
const BRAND = "品牌创建"
const DIAGNOSIS = "问题诊断"
export const ELEMENTS = ["名称", "理念", "标识", "机制", "载体", "成效"] as const

function one(filled: Filled, name: string): string {
  return (filled[name]?.[0] ?? "").trim()
}

function lines(filled: Filled, name: string): string[] {
  return one(filled, name)
    .split("\n")
    .map(line => line.trim().replace(/^(?:[-*·]|\d+[.、])\s*/u, ""))
    .filter(Boolean)
}

function cells(line: string, many: number): string[] {
  const found = line.split(/\s*[|｜]\s*/u)
  return Array.from({ length: many }, (_, at) => found[at] ?? "")
}

/** 模板、案例的 id：书记手里有的是那一页的地址，取最后一段。 */
function idOf(text: string): string {
  return text.replace(/[?#].*$/u, "").replace(/\/(?:index\.html)?$/u, "").replace(/^.*\//u, "")
}

function recordRows(filled: Filled): string[][] {
  return lines(filled, "records").map(line => cells(line, 4).map((cell, at) => (at === 3 ? idOf(cell) : cell)))
}

function besideRows(filled: Filled): string[][] {
  return lines(filled, "beside").map(line => cells(line, 3).map((cell, at) => (at ? cell : idOf(cell))))
}

/** 双引号的 YAML 文字和 JSON 的写法一样。 */
function quoted(text: string): string {
  return JSON.stringify(text)
}

function list(values: readonly string[]): string {
  return `[${values.map(quoted).join(", ")}]`
}

function row(values: readonly string[]): string {
  return `| ${values.join(" | ")} |`
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [row(head), row(head.map(() => "---")), ...rows.map(row)].join("\n")
}

function plusMonths(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number)
  const last = new Date(Date.UTC(year, month - 1 + months + 1, 0))
  return `${last.toISOString().slice(0, 8)}${String(Math.min(date, last.getUTCDate())).padStart(2, "0")}`
}

export function isBrand(filled: Filled): boolean {
  return (filled["theme"] ?? []).includes(BRAND)
}

/** 还差什么，一句一样；空的就能下载。 */
export function lacks(filled: Filled): string[] {
  const said: string[] = []
  const between = (name: string, label: string, low: number, high: number): void => {
    const many = Array.from(one(filled, name)).length
    if (many && (many < low || many > high)) said.push(`${label}要 ${low} 到 ${high} 字，现在 ${many} 字`)
  }
  const points = (name: string, label: string, low: number, high: number): void => {
    const many = lines(filled, name).length
    if (many && (many < low || many > high)) said.push(`“${label}”要 ${low} 到 ${high} 条，现在 ${many} 条`)
  }
  between("title", "标题", 6, 28)
  between("summary", "一句话", 10, 60)
  if ((filled["theme"] ?? []).length > 3) said.push("主题至多 3 个")
  const risks = filled["risk_flags"] ?? []
  if (risks.includes("无") && risks.length > 1) said.push("要当心的勾了“无”，就不能再勾别的")
  if (one(filled, "case_kind") === DIAGNOSIS) {
    if (lines(filled, "faults").some(line => cells(line, 3).includes(""))) said.push("“毛病、怎么查、怎么改”每行要三样，用 | 隔开")
  } else points("how", "怎么做", 3, 5)
  if (!isBrand(filled)) points("care", "当心什么", 2, 4)
  if (one(filled, "case_kind") === "对策建议" && one(filled, "title") && !one(filled, "title").includes("建议")) said.push("对策建议的标题里要带“建议”二字")
  if (one(filled, "url") && !/^https?:\/\/\S+$/u.test(one(filled, "url"))) said.push("网址要 https:// 开头，中间没有空格")
  if (one(filled, "id") && !/^[a-z0-9]+(-[a-z0-9]+)*$/u.test(one(filled, "id"))) said.push("文件名只用小写英文字母、数字和连字符")
  if (besideRows(filled).some(([id = ""]) => !/^[a-z0-9]+(-[a-z0-9]+)*$/u.test(id))) said.push("“对照着看”每行先写那个案例的网页地址或者 id")
  if (lines(filled, "figures").some(line => cells(line, 3).includes(""))) said.push("“文中的数”每行要有数、时段、数的是什么，用 | 隔开")
  return said
}

function front(filled: Filled, day: string): string[] {
  const brand = isBrand(filled)
  const diagnosis = one(filled, "case_kind") === DIAGNOSIS
  const results = !diagnosis && one(filled, "has_results") === "有"
  const text = (name: string, from = name): string[] => (one(filled, from) ? [`${name}: ${quoted(one(filled, from))}`] : [])
  const many = (name: string): string[] => ((filled[name] ?? []).length ? [`${name}: ${list(filled[name] ?? [])}`] : [])
  const templates = recordRows(filled).flatMap(([, , , template]) => template || [])
  const figures = lines(filled, "figures").map(line => {
    const [value = "", period = "", scope = "", place = ""] = cells(line, 4)
    return `  - {value: ${quoted(value)}, period: ${quoted(period)}, scope: ${quoted(scope)}${place ? `, place: ${quoted(place)}` : ""}}`
  })
  const elements = ELEMENTS.map((name, at) => `${name}: ${one(filled, `element_${at + 1}`) ? "true" : "false"}`)
  const grade = one(filled, "source_grade")
  return [
    `id: ${one(filled, "id")}`,
    ...text("title"),
    ...text("summary"),
    ...text("organisation"),
    `org_name_verified: ${one(filled, "org_name_verified") === "核实过"}`,
    ...["setting", "level", "doable_by_branch", "place_level", "case_kind"].flatMap(name => text(name)),
    ...["theme", "need", "records_touched"].flatMap(many),
    ...(templates.length ? [`templates: ${list(Array.from(new Set(templates)))}`] : []),
    ...(brand ? [...text("brand_name"), `brand_elements: {${elements.join(", ")}}`] : []),
    ...["cadence", "cost_band", "people_needed"].flatMap(name => text(name)),
    `results_stated: ${results}`,
    ...(results ? many("result_type") : []),
    ...text("transfer_days"),
    ...many("risk_flags"),
    "case_source:",
    ...["url", "title", "publisher", "date", "accessed"].flatMap(name => text(`  ${name}`, name === "title" ? "source_title" : name)),
    ...text("source_grade"),
    ...text("seen_extent"),
    ...(figures.length ? ["figures_quoted:", ...figures] : []),
    `related: ${list(besideRows(filled).map(([id = ""]) => id))}`,
    "status: 草稿",
    ...text("checked_by"),
    `checked_on: ${quoted(day)}`,
    `review_by: ${quoted(plusMonths(day, grade === "S" ? 6 : 12))}`,
  ]
}

function body(filled: Filled): string[] {
  const bullets = (name: string): string => lines(filled, name).map(line => `- ${line}`).join("\n")
  const diagnosis = one(filled, "case_kind") === DIAGNOSIS
  const brand = isBrand(filled)
  const records = recordRows(filled).map(([name = "", who = "", when = "", template = ""]) => [
    name,
    who,
    when,
    template ? `[${name}](template:${template})` : "没有专门的模板",
  ])
  const months = [1, 2, 3].map(at => `${at}. ${one(filled, `month_${at}`).replace(/\s*\n\s*/gu, "")}【本站建议】`)
  const care = brand ? ["hollow", "sham", "short"].map((name, at) => `- **${"虚假断"[at]}？** ${one(filled, name)}`).join("\n") : bullets("care")
  const elsewhere = lines(filled, "elsewhere").map(line => cells(line, 2))
  const beside = besideRows(filled).map(([id = "", name = "", how = ""]) => `- [${name || id}](case:${id})：${how}`)
  const date = one(filled, "date")
  const source = `${one(filled, "publisher")}，${date === "来源未写" ? "没有写日期" : date}，《${one(filled, "source_title")}》。读到${one(filled, "seen_extent")}，${one(filled, "accessed")} 核对。`
  const parts: (readonly [string, string])[] = [
    ["为什么做", one(filled, "why")],
    ["怎么做", diagnosis ? table(["毛病", "怎么查", "怎么改"], lines(filled, "faults").map(line => cells(line, 3))) : bullets("how")],
    ...(brand ? [["六要素", table(["要素", "来源怎么写"], ELEMENTS.map((name, at) => [name, one(filled, `element_${at + 1}`) || UNSEEN]))] as const] : []),
    ["用到的记录", table(["记录", "谁填", "什么时候", "本站模板"], records)],
    ...(diagnosis ? [] : [["结果", one(filled, "has_results") === "有" ? bullets("results") : NO_RESULT] as const]),
    ["你的前90天", months.join("\n")],
    ["当心什么", care],
    ...(elsewhere.length ? [["换个地方还行吗", table(["换到", "改哪一步"], elsewhere)] as const] : []),
    ["对照着看", beside.join("\n")],
    ["出处", source],
  ]
  return parts.map(([name, text]) => `## ${name}\n\n${text}\n`)
}

/** 一个案例文件的全文；day 是今天。 */
export function caseFile(filled: Filled, day: string): string {
  return `---\n${front(filled, day).join("\n")}\n---\n\n${body(filled).join("\n")}`
}
