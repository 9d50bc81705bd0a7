// 压成 zip，内容相同字节就相同：成员按次序，时间固定为 1980-01-01。和 scripts/branchbook/records/pack.py 一样。
import { deflateSync } from "fflate"
import { crc32 } from "./crc"

export interface Member {
  readonly data: Uint8Array
  readonly size: number
  readonly crc: number
  readonly method: 0 | 8
}

const encoded = (text: string): Uint8Array => new TextEncoder().encode(text)

export const stored = (bytes: Uint8Array): Member => ({ data: bytes, size: bytes.length, crc: crc32(bytes), method: 0 })

export function deflated(text: string): Member {
  const bytes = encoded(text)
  return { data: deflateSync(bytes, { level: 6 }), size: bytes.length, crc: crc32(bytes), method: 8 }
}

const once = new Map<string, Member>()

/** 许多文件共用的部分，只压一次。 */
export function fixed(text: string): Member {
  const known = once.get(text)
  if (known) return known
  const made = deflated(text)
  if (once.size >= 64) once.clear()
  once.set(text, made)
  return made
}

function bytesOf(...numbers: readonly [value: number, size: 2 | 4][]): number[] {
  const found: number[] = []
  for (const [value, size] of numbers) for (let at = 0; at < size; at += 1) found.push((value >>> (8 * at)) & 0xff)
  return found
}

export function zip(members: readonly (readonly [name: string, member: Member])[]): Uint8Array {
  const local: ArrayLike<number>[] = []
  const central: ArrayLike<number>[] = []
  let [offset, length] = [0, 0]
  for (const [name, { data, size, crc, method }] of members) {
    const raw = encoded(name)
    const flags = raw.length === name.length ? 0 : 0x800
    const shared = bytesOf([20, 2], [flags, 2], [method, 2], [0, 2], [0x21, 2], [crc, 4], [data.length, 4], [size, 4], [raw.length, 2], [0, 2])
    const header = [...bytesOf([0x04034b50, 4]), ...shared]
    const entry = [...bytesOf([0x02014b50, 4], [20, 2]), ...shared, ...bytesOf([0, 2], [0, 2], [0, 2], [0, 4], [offset, 4])]
    local.push(header, raw, data)
    central.push(entry, raw)
    offset += header.length + raw.length + data.length
    length += entry.length + raw.length
  }
  const count = members.length
  const end = bytesOf([0x06054b50, 4], [0, 2], [0, 2], [count, 2], [count, 2], [length, 4], [offset, 4], [0, 2])
  const out = new Uint8Array(offset + length + end.length)
  let at = 0
  for (const piece of [...local, ...central, end]) {
    out.set(piece, at)
    at += piece.length
  }
  return out
}

const FIRST = "[Content_Types].xml"

/** 办公文件：[Content_Types].xml 在前，其余按名字排。 */
export function pack(members: Readonly<Record<string, Member>>): Uint8Array {
  const rank = (name: string): string => (name === FIRST ? "" : name)
  return zip(Object.entries(members).sort(([a], [b]) => (rank(a) < rank(b) ? -1 : 1)))
}

/** 全套材料一包带走：照给的次序，放在 folder 里；重名的后面加（2）。已经压过的不再压。 */
export function zipFiles(files: readonly { readonly name: string; readonly bytes: Uint8Array }[], folder = ""): Uint8Array {
  const taken = new Set<string>()
  const named = files.map(({ name, bytes }) => {
    const [, stem = name, suffix = ""] = /^(.*?)(\.[^.]*)?$/s.exec(name) ?? []
    let free = name
    for (let count = 2; taken.has(free); count += 1) free = `${stem}（${count}）${suffix}`
    taken.add(free)
    return [folder ? `${folder}/${free}` : free, stored(bytes)] as const
  })
  return zip(named)
}
