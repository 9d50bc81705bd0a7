// 一事一档里对得上对不上：引的文号、日期，几份材料都写的事实。和 dossiers/dossier.py 里的 _cited、_same 一样。
import type { Held } from "./dossier"
import { found, type Noted } from "./noted"
import { split, type Paper } from "./plan"
import { called, dated, datedBy, labelOf, quoteOf, said, valueOf, type ReadRecord } from "./seen"
import { canonical, sameOrgan } from "./values"

function defects(record: ReadRecord, name: string): string[] {
  return dated(record, name) ? ["D-002", "D-086"] : ["E-018"]
}

const pair = (record: ReadRecord, field: string): string => JSON.stringify([record.path, field])

/** 引别的材料的，和那份材料上的一样；比过的记下来。 */
function cited(held: Held, compared: Set<string>): Noted[] {
  const noted: Noted[] = []
  for (const [key, named] of held.plan.cites) {
    const dot = key.lastIndexOf(".")
    const owner = dot < 0 ? "" : key.slice(0, dot)
    const field = key.slice(dot + 1)
    const sources = named.flatMap(source => {
      const [name, own] = split(source)
      return (held.by.get(name) ?? [])
        .filter(record => valueOf(record, own) !== null)
        .map(record => ({ record, field: own }))
    })
    const there = sources[sources.length - 1]
    if (!there) continue
    const right = new Set(sources.map(item => canonical(valueOf(item.record, item.field))))
    for (const [name, records] of held.by) {
      if (owner && name !== owner) continue
      for (const record of records) {
        const value = valueOf(record, field)
        if (value === null || sources.some(item => item.record === record)) continue
        compared.add(pair(record, field))
        if (right.has(canonical(value))) continue
        const mine = quoteOf(record, field)
        const theirs = quoteOf(there.record, there.field)
        const message =
          `“${mine.label}”写的是「${mine.text}」，` +
          `${called(there.record)}上的“${theirs.label}”是「${theirs.text}」`
        noted.push({
          finding: found(
            "dossier-cites",
            "must",
            [record.path, field],
            message,
            "照那份材料上的改；那份写错了的，两处一起改",
            { basis: held.plan.basis_same, defects: defects(record, field) },
          ),
          quotes: [mine, theirs],
        })
      }
    }
  }
  return noted
}

/** 写单位名称的项。 */
const ORGANS = new Set(["branch", "superior"])

interface Told {
  readonly record: ReadRecord
  readonly plan: boolean
}

/** 几份材料都写的事实，写得一样。 */
function same(held: Held, compared: ReadonlySet<string>): Noted[] {
  const noted: Noted[] = []
  for (const name of held.plan.same) {
    const told = new Map<string, Told[]>()
    for (const [paperName, records] of held.by) {
      const paper = held.plan.papers.get(paperName) as Paper
      for (const record of records) {
        const value = valueOf(record, name)
        if (value === null || compared.has(pair(record, name)) || (paper.several && datedBy(record) === name)) continue
        const key = canonical(value)
        const known = told.get(key)
        if (known) known.push({ record, plan: paper.plan })
        else told.set(key, [{ record, plan: paper.plan }])
      }
    }
    if (told.size < 2) continue
    const groups = Array.from(told.values())
    const right = groups.reduce((best, group) => (heavier(group, best) ? group : best))
    const reference = (right[0] as Told).record
    for (const group of groups)
      if (group !== right)
        for (const { record, plan } of group)
          if (!cutShort(record, reference, name))
            noted.push(differs(held, name, record, reference, right.length - 1, plan))
  }
  return noted
}

/** 手打的材料上，一处写单位全称、一处写简称，不算不一样。 */
function cutShort(record: ReadRecord, reference: ReadRecord, name: string): boolean {
  const one = valueOf(record, name)
  const other = valueOf(reference, name)
  const typed = !(record.ours && reference.ours)
  return typed && ORGANS.has(name) && typeof one === "string" && typeof other === "string" && sameOrgan(one, other)
}

/** 写了已经办成的事的多，或一样多而份数多。 */
function heavier(group: readonly Told[], best: readonly Told[]): boolean {
  const done = (items: readonly Told[]): number => items.filter(item => !item.plan).length
  return (done(group) - done(best) || group.length - best.length) > 0
}

function differs(
  held: Held,
  name: string,
  record: ReadRecord,
  reference: ReadRecord,
  others: number,
  plan: boolean,
): Noted {
  const more = others ? `，另有 ${others} 份也是这样写的` : ""
  const message =
    `“${labelOf(record, name)}”这里是「${valueSaid(record, name, reference)}」，` +
    `${called(reference)}里是「${valueSaid(reference, name, record)}」${more}`
  const code = plan ? "dossier-changed" : "dossier-differs"
  const mend = plan
    ? "这一份写的是当时的打算；后来改了的，看批复或记录里有没有写明改的原因"
    : "核对哪一处是对的，几份材料改成一样；真是改过的，附上改的依据"
  return {
    finding: found(code, plan ? "hint" : "must", [record.path, name], message, mend, {
      basis: held.plan.basis_same,
      defects: defects(record, name),
    }),
    quotes: [quoteOf(record, name), quoteOf(reference, name)],
  }
}

/** 名单和表格只说那边没有的。 */
function valueSaid(record: ReadRecord, name: string, other: ReadRecord): string {
  const value = valueOf(record, name)
  const theirs = valueOf(other, name)
  if (!Array.isArray(value) || !Array.isArray(theirs)) return quoteOf(record, name).text
  const known = new Set(theirs.map(canonical))
  const mine = value.filter(item => !known.has(canonical(item)))
  if (mine.length) return said(record, name, mine)
  return value.length < theirs.length ? `少 ${theirs.length - value.length} 项` : `${value.length} 项`
}

/** 先比引用，比过的不再比。 */
export function agreement(held: Held): Noted[] {
  const compared = new Set<string>()
  const noted = cited(held, compared)
  return [...noted, ...same(held, compared)]
}
