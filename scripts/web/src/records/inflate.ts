// 解开 zip 里的一个部分。没有用 fflate：它不说数据在哪里结束，也不会一超过登记的大小就停；
// 这里和 zlib 一样严，超过 limit 就停，坏的数据一律报错。

/** 数据坏了、不完整，或者后面还有别的东西。 */
export class InflateError extends Error {}

const LENGTH_BASE = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
]
const LENGTH_MORE = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0]
const FAR_BASE = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145,
  8193, 12289, 16385, 24577,
]
const FAR_MORE = [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13]
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

/** 一张码表：查 width 位得 symbol << 4 | 码长；0 是没有这个码。 */
interface Table {
  readonly width: number
  readonly entries: Uint16Array
}

function table(lengths: Uint8Array, kind: "codes" | "symbols"): Table {
  const counts = new Uint16Array(16)
  for (const length of lengths) counts[length] = (counts[length] as number) + 1
  let width = 15
  while (width > 0 && counts[width] === 0) width -= 1
  if (width === 0) return { width: 1, entries: new Uint16Array(2) }
  let left = 1
  const next = new Uint16Array(16)
  let code = 0
  for (let length = 1; length <= 15; length += 1) {
    left = (left << 1) - (counts[length] as number)
    if (left < 0) throw new InflateError("over-subscribed")
    code = (code + (length > 1 ? (counts[length - 1] as number) : 0)) << 1
    next[length] = code
  }
  if (left > 0 && (kind === "codes" || width !== 1)) throw new InflateError("incomplete")
  const entries = new Uint16Array(1 << width)
  for (let symbol = 0; symbol < lengths.length; symbol += 1) {
    const length = lengths[symbol] as number
    if (length === 0) continue
    const value = next[length] as number
    next[length] = value + 1
    let reversed = 0
    for (let bit = 0; bit < length; bit += 1) reversed |= ((value >> bit) & 1) << (length - 1 - bit)
    for (let at = reversed; at < entries.length; at += 1 << length) entries[at] = (symbol << 4) | length
  }
  return { width, entries }
}

let fixed: readonly [Table, Table] | undefined

function fixedTables(): readonly [Table, Table] {
  if (!fixed) {
    const lengths = new Uint8Array(288).fill(8, 0, 144).fill(9, 144, 256).fill(7, 256, 280).fill(8, 280)
    fixed = [table(lengths, "symbols"), table(new Uint8Array(32).fill(5), "symbols")]
  }
  return fixed
}

/**
 * 解开 packed；结果多过 limit 字节时停下，返回 limit + 1 字节。
 * 数据坏了、没有完、后面还有多的（而又没有超过 limit）时抛 InflateError。
 */
export function inflate(packed: Uint8Array, limit: number): Uint8Array {
  const room = limit + 1
  const out = new Uint8Array(room)
  const end = packed.length
  let at = 0
  let written = 0
  let hold = 0
  let held = 0

  const bits = (count: number): number => {
    while (held < count) {
      if (at >= end) throw new InflateError("cut off")
      hold |= (packed[at] as number) << held
      at += 1
      held += 8
    }
    const value = hold & ((1 << count) - 1)
    hold >>>= count
    held -= count
    return value
  }

  const symbol = ({ width, entries }: Table): number => {
    while (held < width && at < end) {
      hold |= (packed[at] as number) << held
      at += 1
      held += 8
    }
    const entry = entries[hold & ((1 << width) - 1)] as number
    const length = entry & 15
    if (length === 0 || length > held) throw new InflateError("no such code")
    hold >>>= length
    held -= length
    return entry >> 4
  }

  const dynamic = (): readonly [Table, Table] => {
    const literals = bits(5) + 257
    const distances = bits(5) + 1
    const count = bits(4) + 4
    if (literals > 286 || distances > 30) throw new InflateError("too many symbols")
    const first = new Uint8Array(19)
    for (let index = 0; index < count; index += 1) first[ORDER[index] as number] = bits(3)
    const codes = table(first, "codes")
    const lengths = new Uint8Array(literals + distances)
    let have = 0
    while (have < lengths.length) {
      const code = symbol(codes)
      if (code < 16) {
        lengths[have] = code
        have += 1
        continue
      }
      if (code === 16 && have === 0) throw new InflateError("nothing to repeat")
      const value = code === 16 ? (lengths[have - 1] as number) : 0
      const times = code === 16 ? 3 + bits(2) : code === 17 ? 3 + bits(3) : 11 + bits(7)
      if (have + times > lengths.length) throw new InflateError("too many repeats")
      lengths.fill(value, have, have + times)
      have += times
    }
    if (lengths[256] === 0) throw new InflateError("no end of block")
    return [table(lengths.subarray(0, literals), "symbols"), table(lengths.subarray(literals), "symbols")]
  }

  /** 解一段；超过 limit 时返回 false。 */
  const block = (codes: Table, far: Table): boolean => {
    const { width, entries } = codes
    const mask = (1 << width) - 1
    for (;;) {
      while (held < width && at < end) {
        hold |= (packed[at] as number) << held
        at += 1
        held += 8
      }
      const entry = entries[hold & mask] as number
      const short = entry & 15
      if (short === 0 || short > held) throw new InflateError("no such code")
      hold >>>= short
      held -= short
      const code = entry >> 4
      if (code < 256) {
        if (written === room) return false
        out[written] = code
        written += 1
        continue
      }
      if (code === 256) return true
      if (code > 285) throw new InflateError("no such length")
      const length = (LENGTH_BASE[code - 257] as number) + bits(LENGTH_MORE[code - 257] as number)
      const farCode = symbol(far)
      if (farCode > 29) throw new InflateError("no such distance")
      const distance = (FAR_BASE[farCode] as number) + bits(FAR_MORE[farCode] as number)
      if (distance > written) throw new InflateError("too far back")
      const stop = Math.min(written + length, room)
      if (distance >= length) {
        out.copyWithin(written, written - distance, stop - distance)
        const over = written + length > room
        written = stop
        if (over) return false
        continue
      }
      const over = written + length > room
      for (; written < stop; written += 1) out[written] = out[written - distance] as number
      if (over) return false
    }
  }

  for (let last = 0; last === 0; ) {
    last = bits(1)
    const kind = bits(2)
    if (kind === 3) throw new InflateError("no such block")
    if (kind !== 0) {
      const [codes, far] = kind === 1 ? fixedTables() : dynamic()
      if (!block(codes, far)) return out
      continue
    }
    // 没有压缩的一段，从整字节开始。
    bits(held & 7)
    const size = bits(16)
    if ((bits(16) ^ 0xffff) !== size) throw new InflateError("wrong stored size")
    at -= held >> 3
    hold = held = 0
    const taken = Math.min(size, end - at, room - written)
    out.set(packed.subarray(at, at + taken), written)
    written += taken
    at += taken
    if (taken < size) {
      if (written === room) return out
      throw new InflateError("cut off")
    }
  }
  // 读多了的整字节退回去，看后面还有没有东西。
  if (written <= limit && at - (held >> 3) !== end) throw new InflateError("something behind")
  return out.subarray(0, written)
}
