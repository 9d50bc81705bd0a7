// 顶替 cel-js 的可选值：规则里不许用，只留引擎要的名字。打包时由 scripts/web/cel.mjs 换上。
export class Optional {}
export const OPTIONAL_NONE = Object.freeze(new Optional())
export function toggleOptionalTypes() {}
