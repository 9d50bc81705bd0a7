// 至今读出了什么，标签怎么比。和 scripts/branchbook/records/found.py 一样。
import type { Field, Kit } from "../kit"
import type { Row } from "./scan"
import type { How } from "./reading"
import { BLANK, longer, stripOf } from "./strings"
import { parse } from "./words"

const SPACE = new RegExp(`[${BLANK}]+`, "g")
/** 没有更长的标签，再长就不看了。 */
const LONGEST_LABEL = 120
const TAIL = /(?:（[^（）]*）|\([^()]*\))?[：:＊*]*$/

/** 去掉各种空白。 */
export function squeezed(text: string): string {
  return text.replace(SPACE, "")
}

/** 标签怎么比：不管空白、冒号和括号里的单位。 */
export function norm(text: string): string {
  const bare = stripOf(squeezed(text), "＊*")
  return longer(bare, LONGEST_LABEL) ? bare : stripOf(bare, "：:", "right").replace(TAIL, "")
}

const labels = new WeakMap<Field, ReadonlySet<string>>()

/** 一格可能的各种叫法。 */
export function labelsOf(item: Field): ReadonlySet<string> {
  let all = labels.get(item)
  if (!all) {
    all = new Set([...[item.label, ...(item.aliases ?? [])].map(norm), squeezed(item.label)])
    labels.set(item, all)
  }
  return all
}

const shapes = new WeakMap<Kit, ReadonlyMap<string, Field>>()

/** 按 id 找格子，次序和模板一样。 */
export function fieldsOf(kit: Kit): ReadonlyMap<string, Field> {
  let all = shapes.get(kit)
  if (!all) {
    all = new Map(kit.fields.map(field => [field.id, field]))
    shapes.set(kit, all)
  }
  return all
}

/** 每一格读出了什么，可靠的在先。 */
export class Found {
  readonly values = new Map<string, unknown>()
  readonly how = new Map<string, How>()
  readonly warnings: string[] = []
  readonly seen = new Set<string>()
  /** 当表格的行读过的，里面不会再有标签。 */
  readonly rows = new Set<Row>()
  readonly fields: ReadonlyMap<string, Field>

  constructor(readonly kit: Kit) {
    this.fields = fieldsOf(kit)
  }

  /** 记下一个值；先前已经有更可靠的就不要。 */
  take(item: Field, text: string, how: How): void {
    this.seen.add(item.id)
    if (this.values.has(item.id)) return
    const [value, warning] = parse(item, text)
    if (value === null) return
    this.values.set(item.id, value)
    this.how.set(item.id, how)
    if (warning !== "") this.warnings.push(warning)
  }
}
