// 时间表写成日历文件（RFC 5545），和 scripts/branchbook/planning/ics.py 一个字也不差。办了的不写进去。
import { crc32 } from "../records/crc"
import { daysAfter } from "../rules/days"
import type { Row, Timetable } from "./engine"

const OCTETS = 75
const bytes = new TextEncoder()

function escaped(text: string): string {
  return text.replace(/\\/g, "\\\\").replace(/;/g, "\\;").replace(/,/g, "\\,").replace(/\r/g, "").replace(/\n/g, "\\n")
}

/** 一行最多 75 个字节，不把一个字切开。 */
function folded(line: string): string {
  const parts: string[] = []
  let part = ""
  let size = 0
  for (const char of line) {
    const octets = bytes.encode(char).length
    if (size + octets > OCTETS) {
      parts.push(part)
      part = ""
      size = 1
    }
    part += char
    size += octets
  }
  return [...parts, part].join("\r\n ")
}

type Event = readonly [kind: string, day: string, words: string]

function events(row: Row): Event[] {
  if (row.state !== "planned" && row.state !== "next" && row.state !== "blocked") return []
  const found: Event[] = row.planned ? [["planned", row.planned, `打算：${row.label}`]] : []
  const sure = row.bounds.filter(bound => bound.day && !bound.doubt)
  const edges = [
    ["earliest", row.earliest || row.advised_earliest, `最早：${row.label}`],
    ["latest", row.latest || row.advised_latest, `最晚：${row.label}`],
  ] as const
  for (const [kind, day, words] of edges) {
    const own = sure.find(bound => bound.source === "done" && bound.side === kind && bound.day === day)
    if (day && own && !(kind === "earliest" && row.now)) found.push([kind, day, `${words}（${own.weight}）`])
  }
  for (const bound of sure)
    if (bound.side === "usual" && !row.planned) found.push(["usual", bound.day, `一般在这天前后：${row.label}`])
  return found
}

const bare = (day: string): string => day.split("-").join("")

/** 一天的事。uid：同一件事总是同一个，日子挪了再导入一次就改过来。 */
export interface CalendarEvent {
  readonly uid: string
  readonly day: string
  readonly words: string
  readonly about: string
  readonly remind: boolean
}

export function calendar(title: string, listed: readonly CalendarEvent[], today: string): string {
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Branchbook//planning//ZH",
    "CALSCALE:GREGORIAN",
    "METHOD:PUBLISH",
    `X-WR-CALNAME:${escaped(title)}`,
  ]
  for (const { uid, day, words, about, remind } of listed) {
    lines.push(
      "BEGIN:VEVENT",
      `UID:${uid}`,
      `DTSTAMP:${bare(today)}T000000Z`,
      `DTSTART;VALUE=DATE:${bare(day)}`,
      `DTEND;VALUE=DATE:${bare(daysAfter(day, 1n))}`,
      `SUMMARY:${escaped(words)}`,
      `DESCRIPTION:${escaped(about)}`,
      "TRANSP:TRANSPARENT",
    )
    if (remind) lines.push("BEGIN:VALARM", "ACTION:DISPLAY", `DESCRIPTION:${escaped(words)}`, "TRIGGER:-P7D", "END:VALARM")
    lines.push("END:VEVENT")
  }
  lines.push("END:VCALENDAR")
  return lines.map(line => `${folded(line)}\r\n`).join("")
}

/** 打算的日子，和从办了的日子数出来的最早、最晚；日子挪了，事件的名字不变，可以再导入一次。 */
export function ics(table: Timetable): string {
  const whose = crc32(bytes.encode(table.whose)).toString(16).padStart(8, "0")
  const listed = table.rows.flatMap(row => {
    const about = [...row.lines, ...(row.documents.length ? [`材料：${row.documents.map(paper => paper.title).join("、")}`] : [])]
    return events(row).map(([kind, day, words]) => ({
      uid: `${table.id}-${row.id}-${kind}-${whose}@branchbook`,
      day,
      words: table.whose ? `${table.whose} ${words}` : words,
      about: about.join("\n"),
      remind: kind === "planned" || kind === "latest",
    }))
  })
  return calendar(table.whose ? `${table.name}：${table.whose}` : table.name, listed, table.today)
}
