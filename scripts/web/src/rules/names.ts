// 式子里说到哪些名字；不带引擎，选要求集的页面也用得上。
const TOKEN =
  /([rRbB]{0,2}(?:'''.*?'''|""".*?"""|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'))|(0[xX][0-9a-fA-F]+[uU]?|[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?[uU]?)|([A-Za-z_][A-Za-z0-9_]*)|([ \t\r\n]+)|(.)/gs

/** 式子里的名字：单独站着的（字段、变量），和被调用的（函数）。 */
export function namesIn(expression: string): { free: Set<string>; calls: Set<string> } {
  const words: [string, boolean][] = []
  for (const match of Array.from(expression.matchAll(TOKEN)))
    if (match[4] === undefined) words.push([match[0], match[3] !== undefined])
  const free = new Set<string>()
  const calls = new Set<string>()
  words.forEach(([word, name], at) => {
    if (!name) return
    if (words[at + 1]?.[0] === "(") calls.add(word)
    else if (words[at - 1]?.[0] !== ".") free.add(word)
  })
  return { free, calls }
}
