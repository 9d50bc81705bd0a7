// 在一份材料的文字里找到读到的那句话。空格、换行不算：表里的字常被拆开。
const BLANK = /\s/u
/** 标签后面这么远以内的，算是它的值。 */
const NEAR = 200
/** 比这短的，一份材料里到处都有，只认标签后面的。 */
const SHORT = 6

/** 去掉空白以后的字，和每个字原来在哪里。 */
class Bare {
  readonly text: string
  private readonly places: number[] = []

  constructor(text: string) {
    const kept: string[] = []
    for (let at = 0; at < text.length; at += 1) {
      const char = text.charAt(at)
      if (BLANK.test(char)) continue
      kept.push(char)
      this.places.push(at)
    }
    this.text = kept.join("")
  }

  span(at: number, length: number): [number, number] {
    return [this.places[at] as number, (this.places[at + length - 1] as number) + 1]
  }
}

function bare(text: string): string {
  return text.replace(/\s+/gu, "").replace(/…$/u, "")
}

function search(whole: Bare, label: string, wanted: string): [number, number] | null {
  if (!wanted) return null
  for (let at = label ? whole.text.indexOf(label) : -1; at >= 0; at = whole.text.indexOf(label, at + 1)) {
    const found = whole.text.indexOf(wanted, at + label.length)
    if (found >= 0 && found - at - label.length <= NEAR) return whole.span(found, wanted.length)
  }
  const first = whole.text.indexOf(wanted)
  const only = first >= 0 && (wanted.length >= SHORT || whole.text.indexOf(wanted, first + 1) < 0)
  return only ? whole.span(first, wanted.length) : null
}

/** 这句话在全文的哪里，从几到几；一行行的表找它的各格；找不到就是空的。 */
export function findQuote(text: string, label: string, quote: string): readonly (readonly [number, number])[] {
  const whole = new Bare(text)
  const wanted = bare(quote)
  const name = bare(label)
  const found = search(whole, name, wanted)
  if (found) return [found]
  const pieces = wanted.split(/[；，、]/u).filter(piece => piece.length > 1)
  const spans = pieces.length > 1 ? pieces.map(piece => search(whole, "", piece)) : []
  const known = spans.filter((span): span is [number, number] => span !== null).sort((a, b) => a[0] - b[0])
  const apart: [number, number][] = []
  for (const span of known) if (!apart.length || span[0] >= (apart[apart.length - 1] as [number, number])[1]) apart.push(span)
  if (apart.length) return apart
  const label_ = search(whole, "", name)
  return label_ ? [label_] : []
}
