// 文件给出去的三种样子。
export type Style = "blank" | "guided" | "filled"

export const STYLE_NAMES: Readonly<Record<Style, string>> = { blank: "空白", guided: "带填写说明", filled: "范例" }

/** 办公文件装不下的内容；话是说给书记听的。 */
export class RenderError extends Error {}
