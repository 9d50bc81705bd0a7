// 结果怎样显示：摘一段正文，把对上的字标出来。
import type { Found, Hit, Manifest } from "./engine"

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" }
export const escape = (text: string): string => text.replace(/[&<>"]/g, char => ENTITIES[char] ?? char)

// 文字里对上的各段，相连的并成一段。
export function spans(text: string, terms: string[]): [number, number][] {
  const plain = text.toLowerCase()
  const found: [number, number][] = []
  for (const term of terms) {
    if (term === "") continue
    for (let at = plain.indexOf(term); at >= 0; at = plain.indexOf(term, at + 1)) found.push([at, at + term.length])
  }
  found.sort((a, b) => a[0] - b[0])
  const merged: [number, number][] = []
  for (const [from, to] of found) {
    const last = merged[merged.length - 1]
    if (last && from <= last[1]) last[1] = Math.max(last[1], to)
    else merged.push([from, to])
  }
  return merged
}

export function marked(text: string, terms: string[]): string {
  let out = ""
  let position = 0
  for (const [from, to] of spans(text, terms)) {
    out += `${escape(text.slice(position, from))}<mark data-md-highlight>${escape(text.slice(from, to))}</mark>`
    position = to
  }
  return out + escape(text.slice(position))
}

// 对上最多的那一段，前后在句读处断开。
export function excerpt(hit: Hit, size = 110): string {
  const text = [hit.summary, hit.body].filter(part => part !== "").join("　")
  if (text.length <= size) return text
  const found = spans(text, hit.terms)
  let best = 0
  let most = -1
  for (const [from] of found) {
    const inside = found.filter(([a, b]) => a >= from && b <= from + size).reduce((sum, [a, b]) => sum + (b - a) ** 2, 0)
    if (inside > most) {
      most = inside
      best = from
    }
  }
  const start = Math.max(0, Math.max(...["。", "；", "　", "："].map(stop => text.lastIndexOf(stop, best) + 1), best - 30))
  const end = Math.min(text.length, start + size)
  return (start > 0 ? "…" : "") + text.slice(start, end) + (end < text.length ? "…" : "")
}

export interface Item {
  location: string
  title: string
  text: string
  score: number
  terms: Record<string, boolean>
}

// 作为回答来说：条款说全文；步骤说哪一步，什么时候、谁做。
function statement(hit: Hit): string {
  return hit.kind === "步骤" ? `“${hit.title}”：${hit.summary}` : hit.summary
}

// Material 一条结果的样子。每条单独成组，所以步骤、条款和整页一样排在它该在的位置。
export function item(hit: Hit): Item {
  const words = new Set<string>()
  for (const [from, to] of spans(`${hit.title}　${hit.summary}　${hit.body}`, hit.terms)) {
    words.add(`${hit.title}　${hit.summary}　${hit.body}`.slice(from, to))
  }
  const terms: Record<string, boolean> = {}
  for (const word of [...words].sort((a, b) => b.length - a.length).slice(0, 3)) terms[word] = true
  const label = hit.answer ? `<span class="bb-hit__kind bb-hit__kind--answer">回答</span>` : `<span class="bb-hit__kind">${escape(hit.kind)}</span>`
  const where = hit.heading === "" ? "" : `<span class="bb-hit__where">${escape(hit.heading)}</span>`
  const note = hit.note === "" ? "" : `<span class="bb-hit__note">${escape(hit.note)}</span>`
  const files = hit.files.length === 0 ? "" : ` data-bb-files="${escape(JSON.stringify(hit.files))}"`
  const title = hit.answer ? statement(hit) : hit.title
  const said = hit.answer ? hit.body : excerpt(hit)
  const line = `<span class="bb-hit"${files}>${label}${where}${note}</span>`
  const text = said === "" ? "" : `<p>${marked(said, hit.terms)}</p>`
  // 地址带 # 的，Material 只显示题名，不显示正文：标签放在题名里，正文也跟着。
  const shown = hit.url.includes("#") && text !== "" ? `<small class="bb-hit__said">${marked(said, hit.terms)}</small>` : ""
  return { location: hit.url, title: `${line}${marked(title, hit.terms)}${shown}`, text, score: hit.score, terms }
}

export function items(found: Found, asked: string, ways: Manifest["ways"]): Item[][] {
  const shown = found.hits.map(hit => [item(hit)])
  const first = shown[0]?.[0]
  const data = escape(JSON.stringify({ counts: found.counts, only: found.only, corrected: found.corrected, near: found.near }))
  if (first) first.title = `<span hidden data-bb-found="${data}"></span>${first.title}`
  else if (asked.trim() !== "") {
    const near = found.near.length === 0 ? "" : `相近的词：${found.near.map(escape).join("、")}。`
    for (const [n, [location, title, text]] of ways.entries()) {
      const mark = n === 0 ? `<span hidden data-bb-found="${data}"></span>` : ""
      shown.push([{ location, title: `${mark}${escape(title)}`, text: `<p>${n === 0 ? near : ""}${escape(text)}</p>`, score: ways.length - n, terms: {} }])
    }
  }
  return shown
}
