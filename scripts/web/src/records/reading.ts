// 从文件里读出了什么，靠什么读出来的。和 scripts/branchbook/records/reading.py 一样。

/** 每个值靠什么找到：控件、书签、标签文字；只靠标签的最不可靠。 */
export type How = "tag" | "anchor" | "label"

export const HOW_LABELS: Readonly<Record<How, string>> = { tag: "按控件", anchor: "按书签", label: "按标签文字" }

/** 文件里多出来的东西：宏、外部模板、嵌入的对象。 */
export type Flag = "macro" | "external-template" | "embedded"

export interface Reading {
  /** 模板的 id；文件没有说时是 null。 */
  readonly template: string | null
  readonly version: number | null
  /** 填了什么，按字段的次序；没有填的不在里面。 */
  readonly values: Readonly<Record<string, unknown>>
  readonly found: Readonly<Record<string, How>>
  readonly warnings: readonly string[]
  /** property：文件属性；line：表样那一行；空：没有认出来。 */
  readonly identified_by: "property" | "line" | ""
  readonly flags: readonly Flag[]
}
