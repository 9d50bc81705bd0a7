// 一份文件当一份记录，单独判断。和 scripts/branchbook/inspection/record.py 一样。
import { byWeight, found, notedData, verdictOf, type Noted } from "../dossiers/noted"
import { isBlank, own, quoteOf, titleOf, type ReadRecord } from "../dossiers/seen"
import type { Kit } from "../kit"
import { namesIn, RuleBook, type Rule, type Verdict } from "../rules/judge"
import { checkFields, ruleFindings, type Finding } from "../rules/record"
import { NO_SETTINGS, type Settings } from "../rules/settings"

/** 读到的一项：值、原话、凭什么认的。 */
export interface FieldReport {
  readonly value: unknown
  readonly quote: string
  readonly how: string
}

export interface RecordReport {
  readonly path: string
  readonly kind: string
  readonly template: string
  readonly title: string
  readonly verdict: Verdict
  readonly fields: Readonly<Record<string, FieldReport>>
  readonly findings: readonly Noted[]
}

/** 各种表样的规则只编译一次。 */
export class Inspector {
  private readonly books = new Map<Kit, RuleBook>()

  constructor(
    readonly today: string,
    readonly settings: Settings = NO_SETTINGS,
  ) {}

  private book(kit: Kit): RuleBook {
    let known = this.books.get(kit)
    if (!known) {
      known = new RuleBook(kit, this.settings)
      this.books.set(kit, known)
    }
    return known
  }

  /** spares：这件事借用别的流程的表样，不管用的规则（模板#规则）和必填项（模板.字段）。 */
  judge(record: ReadRecord, spares: readonly string[] = []): RecordReport {
    const { kit } = record
    if (!kit) return unrecognised(record)
    const [all, judged]: readonly [Finding[], boolean] = record.several
      ? [[several(record)], true]
      : isBlank(record)
        ? [[blank(record)], true]
        : this.findings(record, kit)
    const findings = all.filter(item => !spared(item, record.paper, spares))
    const doubtful =
      record.several !== "" ||
      findings.some(item => item.verdict === "undetermined" && ruleOf(kit, item)?.severity === "must")
    let verdict = verdictOf(findings, doubtful)
    if (verdict === "pass" && !judged) {
      verdict = "undetermined"
      findings.push(unjudged(record))
    }
    const fields: Record<string, FieldReport> = {}
    for (const { id } of kit.fields)
      if (Object.prototype.hasOwnProperty.call(record.values, id))
        fields[id] = { value: record.values[id], quote: quoteOf(record, id).text, how: own(record.how, id) ?? "" }
    return {
      path: record.path,
      kind: record.kind,
      template: record.paper,
      title: titleOf(record),
      verdict,
      fields,
      findings: findings.map(item => noted(record, kit, item)).sort(byWeight),
    }
  }

  /** 查出来的；判断了的够不够说合格。 */
  private findings(record: ReadRecord, kit: Kit): [Finding[], boolean] {
    const book = this.book(kit)
    const findings = checkFields(book, record.values, this.today).filter(
      // 不是本站的表样，没有写不算错。
      item => item.code !== "field-missing" || record.ours || record.empty.includes(head(item.field)),
    )
    const judgements = book.judgeAll(record.values, this.today)
    const byRules = ruleFindings(book, judgements).map(item => unsure(record, kit, item))
    findings.push(...byRules)
    // 规则没有要问的了，或者有一条管着读到的项、是合格的
    const judged =
      Object.keys(record.values).some(telling) &&
      (byRules.every(item => item.verdict === "fail") ||
        judgements.some(({ rule, verdict }) => verdict === "pass" && used(kit, rule).some(telling)))
    const told = new Set(findings.filter(item => item.code === "field-type").map(item => item.field))
    const known = kit.fields.filter(field => told.has(field.id)).map(field => `“${field.label}”写的是「`)
    for (const warning of record.warnings)
      if (!known.some(start => warning.startsWith(start)))
        // 读不出来的值上面说过了
        findings.push(found("reading-doubt", "hint", [""], warning, "打开文件核对这一处", { verdict: "undetermined" }))
    return [findings, judged]
  }
}

function head(field: string): string {
  return field.split(".")[0] as string
}

function blank(record: ReadRecord): Finding {
  const mend = "填好再查；只是留作样子的，不要放进这套材料"
  return found("record-blank", "should", [record.path], "这是一份空白的表样，什么也没有填", mend)
}

function several(record: ReadRecord): Finding {
  return found("record-several", "hint", [record.path], record.several, "一次的存成一份，再查", { verdict: "undetermined" })
}

/** 哪份材料都有全文，有它、只过了管它的规则，不说明什么。 */
function telling(name: string): boolean {
  return name !== "all_text" && name !== "blanks"
}

function unjudged(record: ReadRecord): Finding {
  const mend = "打开文件，对照这种材料的样子和规则自己看一遍"
  return found("record-unjudged", "hint", [record.path], "读到的太少，说不上合格不合格", mend, { verdict: "undetermined" })
}

/** 写了、没有读准的项，说它没有写的规则说不清。 */
function unsure(record: ReadRecord, kit: Kit, finding: Finding): Finding {
  const rule = ruleOf(kit, finding)
  if (!rule || finding.verdict !== "fail") return finding
  const names = record.unread.filter(name => own(record.values, name) === undefined && rule.require.includes(`'${name}' in given`))
  if (!names.length) return finding
  const shown = kit.fields.filter(({ id }) => names.includes(id)).map(({ label }) => `“${label}”`)
  return {
    ...finding,
    code: "rule-undetermined",
    severity: "hint",
    verdict: "undetermined",
    field: names.join("、"),
    message: `${shown.join("、")}写了，没有读准，无法判断`,
    mend: "打开文件核对这一处",
  }
}

function spared(finding: Finding, paper: string, spares: readonly string[]): boolean {
  if (finding.rule) return spares.includes(`${paper}#${finding.rule.slice(finding.rule.indexOf("#") + 1)}`)
  return finding.code === "field-missing" && spares.includes(`${paper}.${finding.field}`)
}

function ruleOf(kit: Kit, finding: Finding): Rule | undefined {
  const id = finding.rule.slice(finding.rule.indexOf("#") + 1)
  return finding.rule.includes("#") ? kit.rules.find(rule => rule.id === id) : undefined
}

/** 补上文件、字段和读到的原话。 */
function noted(record: ReadRecord, kit: Kit, finding: Finding): Noted {
  const rule = ruleOf(kit, finding)
  const names = rule ? used(kit, rule) : [head(finding.field)]
  const quotes = names
    .filter(name => Object.prototype.hasOwnProperty.call(record.values, name))
    .map(name => quoteOf(record, name))
  const field = finding.field || quotes.map(quote => quote.field).join("、")
  return { finding: { ...finding, path: record.path, line: null, field }, quotes, absent: absent(record, kit, finding) }
}

/** 规则缺的，全都没有写，不是写了读不懂的。 */
function absent(record: ReadRecord, kit: Kit, { code, field }: Finding): [number, string][] {
  const names = field.split("、")
  const written = (name: string): boolean => own(record.values, name) !== undefined || record.unread.includes(name)
  if (code !== "rule-undetermined" || names.some(written)) return []
  return kit.fields.flatMap(({ id, label }, place): [number, string][] => (names.includes(id) ? [[place, label]] : []))
}

/** 规则说的是哪几项：先看要求，再看条件。 */
function used(kit: Kit, rule: Rule): string[] {
  for (const expression of [rule.require, rule.when ?? ""]) {
    const { free } = namesIn(expression)
    const names = kit.fields.map(field => field.id).filter(name => free.has(name))
    if (names.length) return names
  }
  return []
}

function unrecognised(record: ReadRecord): RecordReport {
  const warnings = record.warnings.length ? record.warnings : ["认不出这是哪一种材料"]
  const mend = "在文件开头写清楚是什么材料，如“支部党员大会记录”；或者用本站的表样填"
  const findings = warnings.map(warning => ({
    finding: found("record-unrecognised", "hint", [record.path], warning, mend, { verdict: "undetermined" }),
    quotes: [],
  }))
  return { path: record.path, kind: "", template: "", title: "", verdict: "undetermined", fields: {}, findings }
}

/** 交出去的样子，和 RecordReport.as_dict() 一样。 */
export function recordData(report: RecordReport): Record<string, unknown> {
  return {
    ...report,
    kind: report.kind || null,
    template: report.template || null,
    findings: report.findings.map(notedData),
  }
}
