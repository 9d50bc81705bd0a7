// 党费一个月、一年各交多少，和 scripts/branchbook/planning/dues.py 逐句对应。钱以分计；规定里没有写死的不替人定。
import { fen, yuan } from "../rules/texts"

export interface Category {
  readonly id: string
  readonly label: string
  readonly base: "after-tax" | "received" | "quarter" | "none"
  readonly bands: readonly (readonly [top: number | null, permille: number])[]
  readonly least: number | null
  readonly most: number | null
  readonly ask: string
  readonly hint: string
  readonly basis: readonly string[]
}

export interface DuesData {
  readonly categories: readonly Category[]
  readonly basis_round: readonly string[]
  readonly basis_deductions: readonly string[]
  readonly basis_change: readonly string[]
  readonly basis_start: readonly string[]
  readonly basis_reduced: readonly string[]
}

/** 一个月的收入，照填的样子：工资（或领到的数）、个人所得税、个人缴的公积金和社会保险。 */
export interface Income {
  readonly pay: string
  readonly tax: string
  readonly own: string
}

export interface Member {
  readonly name: string
  readonly category: string
  readonly income: Income
  /** 上级让不让扣个人缴的：yes、no，没有问过是空的。 */
  readonly deduct: string
  readonly amount: string
  readonly since: string
  readonly until: string
  readonly changes: readonly { readonly month: number; readonly income: Income }[]
  readonly reduction: { readonly first: number; readonly last: number; readonly amount: string; readonly approval: string } | null
}

export interface Reckoning {
  readonly amount: number | null
  readonly least: number | null
  readonly most: number | null
  readonly words: string
  readonly doubt: string
  readonly lack: string
  readonly faults: readonly string[]
  readonly basis: readonly string[]
}

export interface Month {
  readonly state: "due" | "none" | "reduced" | "open"
  readonly amount: number | null
}

export interface Year {
  readonly months: readonly Month[]
  readonly total: number | null
  readonly lines: readonly string[]
  readonly faults: readonly string[]
  readonly basis: readonly string[]
}

const QUARTER = 3
const LABELS: Readonly<Record<string, string>> = { "after-tax": "工资", received: "实际领到的数", quarter: "上季度的纯收入" }

/** 几分钱写成“42.50元”。 */
export const money = (amount: number): string => yuan(BigInt(amount))

const rate = (permille: number): string =>
  permille % 10 ? `${Math.floor(permille / 10)}.${permille % 10}%` : `${permille / 10}%`

class Reckoner {
  readonly lack: string[] = []
  readonly faults: string[] = []

  constructor(private readonly data: DuesData) {}

  money(text: string, name: string, needed = true): bigint | null {
    if (!text.trim()) {
      if (needed) this.lack.push(`没有填${name}`)
      return null
    }
    try {
      return fen(text)
    } catch {
      this.faults.push(`${name}「${text.trim()}」不是钱数，写成 4200 或 4200.50`)
      return null
    }
  }

  private result(words = "", basis: readonly string[] = [], known: Partial<Reckoning> = {}): Reckoning {
    const blank = { amount: null, least: null, most: null, doubt: "" }
    return { ...blank, ...known, words, lack: this.lack.join("；"), faults: this.faults, basis }
  }

  private fixed({ least, most, basis }: Category, member: Member): Reckoning {
    if (least === null || most === null) return this.result()
    if (least === most) return this.result(`每月 ${money(least)}`, basis, { amount: least, least, most })
    const given = this.money(member.amount, "每月交多少", false)
    let own = given === null ? null : Number(given)
    const span = `每月 ${money(least)}到 ${money(most)}`
    if (own !== null && (own < least || own > most)) {
      this.faults.push(`每月交 ${money(own)}，不在 ${money(least)}到 ${money(most)}之间`)
      own = null
    }
    if (own === null) {
      if (!this.faults.length) this.lack.push("没有填每月交多少")
      return this.result(span, basis, { least, most })
    }
    return this.result(`每月 ${money(own)}（${span}）`, basis, { amount: own, least: own, most: own })
  }

  /** 基数是几个月合起来的分数。 */
  private rated(category: Category, base: bigint, parts = 1n): readonly [number, string] {
    const band = category.bands.find(([top]) => top === null || base <= BigInt(top) * parts)
    const permille = band?.[1] ?? 0
    const amount = (base * BigInt(permille) * 2n + 1000n * parts) / (2000n * parts)
    const of = parts > 1n ? `${yuan(base)} ÷ ${parts}` : yuan(base)
    return [Number(amount), `${of} × ${rate(permille)} = ${yuan(amount)}`]
  }

  private wage(category: Category, member: Member, income: Income): Reckoning {
    const pay = this.money(income.pay, "工资")
    const tax = this.money(income.tax, "个人所得税（没有扣的填 0）")
    const own = this.money(income.own, "个人缴的公积金、社会保险", false)
    if (pay === null || tax === null || this.faults.length) return this.result()
    const base = pay - tax
    if (own === null && member.deduct === "yes") {
      this.lack.push("没有填个人缴的公积金、社会保险（没有缴的填 0）")
      return this.result()
    }
    if (base - (own ?? 0n) < 0n) {
      this.faults.push("扣的比工资还多")
      return this.result()
    }
    const basis = [...category.basis, ...this.data.basis_round]
    if (own === 0n || member.deduct === "yes" || member.deduct === "no") {
      const [amount, words] = this.rated(category, base - (own !== null && member.deduct === "yes" ? own : 0n))
      return this.result(words, basis, { amount, least: amount, most: amount })
    }
    basis.push(...this.data.basis_deductions)
    const [most, whole] = this.rated(category, base)
    const asked = `个人缴的公积金、社会保险扣不扣，本站没有读到规定，问上级再选。不扣是 ${money(most)}`
    if (own === null) return this.result(whole, basis, { most, doubt: asked })
    const [least, less] = this.rated(category, base - own)
    if (least === most) return this.result(whole, basis, { amount: most, least: most, most })
    return this.result(`${whole}；${less}`, basis, { least, most, doubt: `${asked}，扣了是 ${money(least)}` })
  }

  reckon(member: Member, income: Income): Reckoning {
    const category = this.data.categories.find(item => item.id === member.category)
    if (!category) {
      this.lack.push("没有选哪一类")
      return this.result()
    }
    if (category.ask) return this.result("", [], { doubt: category.ask })
    if (category.base === "none") return this.fixed(category, member)
    if (category.base === "after-tax") return this.wage(category, member, income)
    const base = this.money(income.pay, LABELS[category.base] ?? "")
    if (base === null) return this.result()
    const [amount, words] = this.rated(category, base, category.base === "quarter" ? BigInt(QUARTER) : 1n)
    return this.result(words, [...category.basis, ...this.data.basis_round], { amount, least: amount, most: amount })
  }
}

/** 一个月交多少。 */
export function reckon(data: DuesData, member: Member, income: Income = member.income): Reckoning {
  return new Reckoner(data).reckon(member, income)
}

/** 一年里每个月交多少。收入变了从那个月起按新的；少交要有批准。 */
export function yearly(data: DuesData, member: Member, year: number): Year {
  const changes = [...member.changes].sort((a, b) => a.month - b.month)
  const months: Month[] = []
  const lines: string[] = []
  const faults: string[] = []
  const basis = new Set<string>()
  const rest = (refs: readonly string[]): void => refs.forEach(ref => basis.add(ref))
  if (member.since) rest(data.basis_start)
  if (changes.length) rest(data.basis_change)
  const cut = member.reduction
  let lower: number | null = null
  if (cut) {
    rest(data.basis_reduced)
    const reader = new Reckoner(data)
    const given = reader.money(cut.amount, "少交以后每月交多少（不交填 0）")
    lower = given === null ? null : Number(given)
    faults.push(...reader.lack, ...reader.faults)
    if (!cut.approval.trim()) {
      faults.push("少交、不交要上一级党委批准，没有填批准的文号，照应交的算")
      lower = null
    }
  }
  for (let number = 1; number <= 12; number += 1) {
    const at = `${String(year).padStart(4, "0")}-${String(number).padStart(2, "0")}`
    if ((member.since && at < member.since) || (member.until && at > member.until)) {
      months.push({ state: "none", amount: 0 })
      continue
    }
    const changed = changes.filter(change => change.month <= number)
    const found = reckon(data, member, changed[changed.length - 1]?.income ?? member.income)
    rest(found.basis)
    const said = found.words || found.doubt || found.lack
    if (said && !lines[lines.length - 1]?.endsWith(`：${said}`)) lines.push(`${number} 月起：${said}`)
    for (const item of [...found.faults, found.doubt, found.lack]) if (item && !faults.includes(item)) faults.push(item)
    if (cut && lower !== null && cut.first <= number && number <= cut.last) {
      if (found.amount !== null && lower > found.amount)
        faults.push(`${number} 月少交的 ${money(lower)}比应交的 ${money(found.amount)}还多`)
      months.push({ state: "reduced", amount: lower })
    } else months.push(found.amount === null ? { state: "open", amount: null } : { state: "due", amount: found.amount })
  }
  const told = months.flatMap(month => (month.amount === null ? [] : [month.amount]))
  const total = told.length === months.length ? told.reduce((sum, amount) => sum + amount, 0) : null
  return { months, total, lines, faults, basis: [...basis] }
}
