// zip 的校验数。

let made: Int32Array | undefined

function tables(): Int32Array {
  if (made) return made
  made = new Int32Array(1024)
  for (let byte = 0; byte < 256; byte += 1) {
    let value = byte
    for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
    made[byte] = value
  }
  for (let at = 256; at < 1024; at += 1) {
    const before = made[at - 256] as number
    made[at] = (before >>> 8) ^ (made[before & 255] as number)
  }
  return made
}

/** CRC-32，一次四个字节。 */
export function crc32(data: Uint8Array): number {
  const table = tables()
  let value = -1
  let at = 0
  for (const whole = data.length - 3; at < whole; at += 4) {
    value ^= (data[at] as number) | ((data[at + 1] as number) << 8)
    value ^= ((data[at + 2] as number) << 16) | ((data[at + 3] as number) << 24)
    value =
      (table[768 + (value & 255)] as number) ^
      (table[512 + ((value >>> 8) & 255)] as number) ^
      (table[256 + ((value >>> 16) & 255)] as number) ^
      (table[value >>> 24] as number)
  }
  for (; at < data.length; at += 1) value = (value >>> 8) ^ (table[(value ^ (data[at] as number)) & 255] as number)
  return ~value >>> 0
}
