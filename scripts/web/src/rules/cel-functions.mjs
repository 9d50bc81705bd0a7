// 顶替 cel-js 自带的函数表：规则的写法只用得上这几个，别的（正则、时间戳、浮点、字节）两种引擎本来就不一样，
// 规则里不许写，浏览器里干脆没有。打包时由 scripts/web/cel.mjs 换上。
export class UnsignedInt {}
export class Duration {}

export function registerFunctions(registry) {
  const add = (signature, handler) => registry.registerFunctionOverload(signature, handler, { async: false })
  add("size(list): int", list => BigInt(list.length))
  add("string.startsWith(string): bool", (text, part) => text.startsWith(part))
  add("string.endsWith(string): bool", (text, part) => text.endsWith(part))
  add("string.contains(string): bool", (text, part) => text.includes(part))
}
