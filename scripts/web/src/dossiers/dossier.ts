// 一事一档：一件事的几份材料合起来说得通不通。和 scripts/branchbook/dossiers/dossier.py 一样，一字不差。
import type { Bound } from "../rules/engine"
import { bindings, byCodePoint, namesIn, whyUnknown, type Verdict } from "../rules/judge"
import type { Finding } from "../rules/record"
import { agreement } from "./agree"
import { found, type Noted } from "./noted"
import { split, variable, type DateChain, type DossierRule, type Paper, type Plan } from "./plan"
import { called, dated, datedBy, dayOf, fieldOf, isBlank, labelOf, own, quoteOf, titleOf, valueOf } from "./seen"
import type { ReadRecord } from "./seen"
import { canonical, cnDay } from "./values"

/** 没有写进这个流程、又是这几类的，是别的事的材料。 */
const OTHER_MATTERS: ReadonlySet<string> = new Set(["talk", "opinion", "appraisal"])
/** 该有的在不在，说不准。 */
const DOUBTFUL: ReadonlySet<string> = new Set(["dossier-missing-superior", "dossier-unsure"])

/** 一套材料现在的样子：有哪些，各是计划里的哪一份。 */
export interface Held {
  readonly plan: Plan
  readonly records: readonly ReadRecord[]
  readonly by: ReadonlyMap<string, readonly ReadRecord[]>
  readonly today: string
  /** 每份材料属于的第一个流程叫什么。 */
  readonly siblings: ReadonlyMap<string, string>
}

export function hold(
  plan: Plan,
  records: readonly ReadRecord[],
  today: string,
  siblings: ReadonlyMap<string, string> = new Map(),
): Held {
  const known = records.filter(record => record.kit && !isBlank(record))
  const by = new Map<string, ReadRecord[]>()
  for (const name of plan.papers.keys()) {
    const there = known.filter(record => record.paper === name)
    if (there.length) by.set(name, there)
  }
  return { plan, records: known, by, today, siblings }
}

/** 几份稿子里取日期最晚的；一样晚的取路径排在后面的。 */
function one(held: Held, name: string): ReadRecord | undefined {
  let best: ReadRecord | undefined
  for (const record of held.by.get(name) ?? []) {
    if (!best) best = record
    else if ((byCodePoint(dayOf(record), dayOf(best)) || byCodePoint(record.path, best.path)) > 0) best = record
  }
  return best
}

/** 办到了第几步。 */
function reached(held: Held): number {
  let last = -1
  for (const name of held.by.keys()) {
    const paper = held.plan.papers.get(name) as Paper
    if (paper.need !== "另有") last = Math.max(last, paper.step)
  }
  return last
}

function titles(papers: readonly Paper[]): string {
  return papers.map(paper => `《${paper.kit.title}》`).join("、")
}

// ---- 有没有 ----

/** 说不准在不在的，各是哪几份记录可能是它。 */
function unsureOf(held: Held): Map<string, ReadRecord[]> {
  const unsure = new Map<string, ReadRecord[]>()
  for (const name of held.plan.papers.keys()) {
    const records = held.by.has(name) ? [] : held.records.filter(record => own(record.perhaps, name) !== undefined)
    if (records.length) unsure.set(name, records)
  }
  return unsure
}

function notSure(held: Held, path: string, name: string, records: readonly ReadRecord[]): Finding {
  const { title } = (held.plan.papers.get(name) as Paper).kit
  const others = new Set(
    records.flatMap(record => Object.keys(record.perhaps).filter(key => key !== name).map(key => own(record.perhaps, key))),
  )
  const message = `不知道有没有《${title}》：${records.slice(0, 3).map(called).join("、")}可能就是，也可能是${Array.from(
    others,
    other => `《${other as string}》`,
  ).join("、")}`
  const mend = "在文件的标题里写清楚是哪一份，或者用本站的表样填"
  return found("dossier-unsure", "hint", [path], message, mend, {
    verdict: "undetermined",
    basis: held.plan.basis_complete,
  })
}

function missing(held: Held, path: string, told: ReadonlySet<string>): Finding[] {
  const { plan } = held
  const step = reached(held)
  const here: readonly [string] = [path]
  const unsure = unsureOf(held)
  const absent = Array.from(plan.papers)
    .filter(([name]) => !held.by.has(name) && !told.has(name) && !unsure.has(name))
    .map(([, paper]) => paper)
  const findings = Array.from(unsure, ([name, records]) => notSure(held, path, name, records))
  for (const paper of absent) {
    if (paper.step > step) continue
    if (paper.need === "必备")
      findings.push(
        found(
          "dossier-missing",
          "must",
          here,
          `缺《${paper.kit.title}》：后面的材料已经有了，这一份没有看到`,
          "找出来放进去；当时没有做的，照实写情况说明，不要补做成当时的样子",
          { basis: plan.basis_complete, defects: ["D-088"] },
        ),
      )
    else if (paper.need === "上级制发")
      findings.push(
        found(
          "dossier-missing-superior",
          "hint",
          here,
          `没有看到《${paper.kit.title}》，它由上级制发；不知道是没有发，还是没有归进来`,
          "向上级要一份，放进这套材料；电话答复的，把时间、谁答复的、怎么说的记下来",
          { verdict: "undetermined", basis: plan.basis_complete, defects: ["D-004"] },
        ),
      )
  }
  const perhaps = absent.filter(paper => paper.need === "视情况" && paper.step <= step)
  if (perhaps.length) {
    const notes = perhaps.filter(paper => paper.note).map(paper => `${paper.kit.title}，${paper.note}`)
    findings.push(
      found(
        "dossier-conditional",
        "hint",
        here,
        `这几份视情况要，没有看到：${titles(perhaps)}`,
        `有那种情况的补进来，没有的不用管：${notes.join("；")}`,
        { verdict: "undetermined" },
      ),
    )
  }
  const ahead = absent.filter(paper => (paper.need === "必备" || paper.need === "上级制发") && paper.step > step)
  if (ahead.length)
    findings.push(
      found(
        "dossier-ahead",
        "hint",
        here,
        `从材料看，事情还没有办完，后面还有 ${ahead.length} 份：${titles(ahead)}`,
        "办到那一步再补；已经办完的，现在就补齐",
        { verdict: "undetermined" },
      ),
    )
  return findings
}

function stage(record: ReadRecord): string {
  return `${canonical(valueOf(record, "stage"))}#${canonical(valueOf(record, "round"))}`
}

/** 一份材料放了两份；草稿和定稿、两轮投票不算。 */
function duplicates(held: Held): Noted[] {
  const noted: Noted[] = []
  for (const [name, records] of held.by) {
    if (held.plan.papers.get(name)?.several) continue
    const byStage = new Map<string, ReadRecord[]>()
    for (const record of records) {
      const key = stage(record)
      const known = byStage.get(key)
      if (known) known.push(record)
      else byStage.set(key, [record])
    }
    for (const [first, ...others] of byStage.values())
      for (const record of others) noted.push(duplicate(held, first as ReadRecord, record))
  }
  return noted
}

function duplicate(held: Held, first: ReadRecord, record: ReadRecord): Noted {
  const has = (item: ReadRecord, key: string): boolean => Object.prototype.hasOwnProperty.call(item.values, key)
  const apart = [
    ...Object.keys(first.values).filter(key => canonical(first.values[key]) !== canonical(own(record.values, key))),
    ...Object.keys(record.values).filter(key => !has(first, key)),
  ].filter(key => fieldOf(first, key) && fieldOf(record, key)) // 表样和自己打的，各有对方没有的项
  const labels = apart.slice(0, 3).map(key => `“${labelOf(record, key)}”`)
  const more = apart.length > 3 ? `等 ${apart.length} 处` : ""
  const message = apart.length
    ? `和 ${first.path} 是同一份材料，${labels.join("、")}${more}不一样，不知道哪一份作数`
    : `和 ${first.path} 是同一份材料，内容一样`
  const mend = "留下作数的一份，另一份拿出去；是草稿的写明稿次"
  return {
    finding: found("dossier-duplicate", "should", [record.path], message, mend, {
      basis: held.plan.basis_complete,
      defects: ["D-088"],
    }),
    quotes: apart
      .slice(0, 3)
      .flatMap(key => [first, record].filter(item => has(item, key)).map(item => quoteOf(item, key))),
  }
}

/** 是不是别的事的材料：别的流程的，或者这些流程都没有的那一类。 */
export function isStray(held: Held, record: ReadRecord): boolean {
  if (held.plan.papers.has(record.paper)) return false
  if (Object.keys(record.perhaps).some(name => held.plan.papers.has(name))) return false
  return held.siblings.has(record.paper) || OTHER_MATTERS.has(record.family)
}

/** 别的事的材料。 */
function misfiled(held: Held): Finding[] {
  const findings: Finding[] = []
  for (const record of held.records) {
    if (!isStray(held, record)) continue
    const other = held.siblings.get(record.paper) ?? ""
    const belongs = other ? `，它属于“${other}”` : ""
    findings.push(
      found(
        "dossier-misfiled",
        "should",
        [record.path],
        `${titleOf(record)}不是“${held.plan.title}”这套材料里的${belongs}`,
        "移到它自己那件事的档案里；确实和这件事有关的，在目录备注里写明",
        { basis: held.plan.basis_complete, defects: ["D-008", "D-018"] },
      ),
    )
  }
  return findings
}

// ---- 日期 ----

interface Dated {
  readonly record: ReadRecord
  readonly field: string
  readonly day: string
}

/** 次序里的一份，有几份的取最早或最晚的。 */
function dateOf(held: Held, name: string, last: boolean): Dated | null {
  const [paper, field] = split(name)
  let best: Dated | null = null
  for (const record of held.by.get(paper) ?? []) {
    const by = field || datedBy(record)
    const value = by ? valueOf(record, by) : null
    if (value === null || !dated(record, by)) continue
    const day = String(value).slice(0, 10)
    if (!best || (last ? day > best.day : day < best.day)) best = { record, field: by, day }
  }
  return best
}

function chain(held: Held, order: DateChain, done: Set<string>): Noted[] {
  const noted: Noted[] = []
  const present = order.chain.filter(name => dateOf(held, name, false))
  present.slice(1).forEach((later, at) => {
    const before = dateOf(held, present[at] as string, false)
    const after = dateOf(held, later, true)
    if (!before || !after || before.day <= after.day) return
    const key = JSON.stringify([before.record.path, before.field, after.record.path, after.field])
    if (done.has(key)) return
    done.add(key)
    const message =
      `“${labelOf(after.record, after.field)}”是${cnDay(after.day)}，` +
      `早于${called(before.record)}的“${labelOf(before.record, before.field)}”${cnDay(before.day)}`
    const mend = "核对两份材料的日期；写错的照实更正，真是次序倒了的写情况说明，不要改日期凑次序"
    noted.push({
      finding: found("dossier-order", order.severity, [after.record.path, after.field], message, mend, {
        basis: order.basis,
        defects: order.defects,
      }),
      quotes: [quoteOf(after.record, after.field), quoteOf(before.record, before.field)],
    })
  })
  return noted
}

/** 办过的事，日期不会在今天以后。 */
function future(held: Held): Noted[] {
  const noted: Noted[] = []
  for (const [name, records] of held.by) {
    if (held.plan.papers.get(name)?.plan) continue
    for (const record of records) {
      const day = dayOf(record)
      if (!(day > held.today) || !["minutes", "letter", "form"].includes(record.kit?.kind ?? "")) continue
      const by = datedBy(record)
      const message = `“${labelOf(record, by)}”是${cnDay(day)}，今天才${cnDay(held.today)}`
      noted.push({
        finding: found("date-in-future", "should", [record.path, by], message, "日期写错的改正；提前做好的，到那一天再填", {
          basis: held.plan.basis_same,
          defects: ["E-019", "D-086"],
        }),
        quotes: [quoteOf(record, by)],
      })
    }
  }
  return noted
}

// ---- 规则 ----

/** 全套材料的规则看得见的。 */
export function docsBound(held: Held): Bound {
  const docs: Record<string, unknown> = {}
  for (const [name, records] of held.by) {
    const { kit, several } = held.plan.papers.get(name) as Paper
    const row = (record: ReadRecord): Record<string, unknown> => {
      const bound = bindings(kit, record.values, held.today)
      const cells: Record<string, unknown> = {}
      for (const { id } of kit.fields)
        if (id in bound && !(several && Array.isArray(bound[id]))) cells[id] = bound[id]
      return cells
    }
    docs[variable(name)] = several ? { records: records.map(row) } : row(one(held, name) as ReadRecord)
  }
  return { today: held.today, given: Array.from(held.by.keys(), variable), params: {}, docs }
}

const DOC = /\bdocs\.([a-z][a-z0-9_]*)(?:\.([a-z][a-z0-9_]*))?/g

/** 式子说到的材料和字段。 */
export function asked(expression: string, plan: Plan): [string, string][] {
  const names = new Map(Array.from(plan.papers.keys(), name => [variable(name), name]))
  const seen = new Map<string, [string, string]>()
  for (const match of Array.from(expression.matchAll(DOC))) {
    const name = names.get(match[1] as string)
    if (name !== undefined && !seen.has(match[0])) seen.set(match[0], [name, match[2] ?? ""])
  }
  return Array.from(seen.values())
}

/** 按一条规则判断；null：这条不管这套材料。 */
export function judge(plan: Plan, rule: DossierRule, bound: Bound): Verdict | null {
  const { programs } = plan
  if (rule.when) {
    const applies = programs.truth(rule.when, bound)
    if (!applies) return applies === false ? null : "undetermined"
  }
  const holds = programs.truth(rule.require, bound)
  if (holds === null) return "undetermined"
  if (holds) return "pass"
  return rule.doubt_when && programs.truth(rule.doubt_when, bound) !== false ? "undetermined" : "fail"
}

/** 什么都不缺，只是规定本身有争议。 */
function disputed({ programs }: Plan, rule: DossierRule, bound: Bound): boolean {
  if (!rule.doubt_when || (rule.when && !programs.truth(rule.when, bound))) return false
  return programs.truth(rule.require, bound) === false
}

interface Judged {
  readonly noted: Noted
  /** 一条“必须”说不准。 */
  readonly undecided: boolean
  /** 说到而没有的材料。 */
  readonly absent: readonly string[]
}

function judged(held: Held, path: string): Judged[] {
  const { plan } = held
  const bound = docsBound(held)
  const unsure = unsureOf(held)
  const results: Judged[] = []
  for (const rule of plan.rules) {
    const verdict = judge(plan, rule, bound)
    if (verdict === null || verdict === "pass") continue
    const fields = asked(rule.require, plan)
    const absent = [...fields, ...asked(rule.when, plan)].map(([name]) => name).filter(name => !held.by.has(name))
    const failed = verdict === "fail"
    let message: string
    let mend: string
    if (failed && absent.some(name => unsure.has(name))) continue // 说不准在不在，另有说的
    if (failed || (!absent.length && disputed(plan, rule, bound))) {
      message = plan.programs.fill(failed ? rule.message : rule.doubt, bound)
      mend = plan.programs.fill(rule.mend, bound)
    } else {
      if (absent.length) continue // 没有这份材料，已经说过
      const labels = fields.flatMap(([name, field]) => {
        const record = one(held, name)
        if (!record || !field || field === "records" || valueOf(record, field) !== null) return []
        return [`${titleOf(record)}：${labelOf(record, field)}`]
      })
      ;[message, mend] = whyUnknown(labels, namesIn(`${rule.when} ${rule.require}`).calls)
    }
    const quotes = fields.flatMap(([name, field]) => {
      const record = one(held, name)
      const read = record && field && Object.prototype.hasOwnProperty.call(record.values, field)
      return read ? [quoteOf(record, field)] : []
    })
    const place = Array.from(new Set(quotes.map(quote => quote.field))).join("、")
    const finding = found(
      failed ? "rule-failed" : "rule-undetermined",
      failed ? rule.severity : "hint",
      [quotes[0]?.path ?? path, place],
      message,
      mend,
      { verdict, basis: rule.basis, defects: rule.defects, rule: `${plan.id}#${rule.id}` },
    )
    results.push({ noted: { finding, quotes }, undecided: !failed && rule.severity === "must", absent })
  }
  return results
}

// ---- 合起来 ----

/** 一套材料合起来说不通的地方。 */
export function checkDossier(held: Held, path: string): { noted: Noted[]; doubtful: boolean } {
  const bare = (finding: Finding): Noted => ({ finding, quotes: [] })
  const byRules = judged(held, path)
  const told = new Set(byRules.filter(item => item.noted.finding.verdict === "fail").flatMap(item => item.absent))
  const gaps = missing(held, path, told)
  const noted = [
    ...byRules.map(item => item.noted),
    ...gaps.map(bare),
    ...duplicates(held),
    ...misfiled(held).map(bare),
    ...agreement(held),
  ]
  const done = new Set<string>()
  for (const order of held.plan.order) noted.push(...chain(held, order, done))
  noted.push(...future(held))
  const doubtful = byRules.some(item => item.undecided) || gaps.some(item => DOUBTFUL.has(item.code))
  return { noted, doubtful }
}
