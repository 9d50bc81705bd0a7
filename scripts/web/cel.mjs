// 把 cel-js 打得小一些、在旧浏览器里快一些：换掉规则用不上的两块；私有成员的 # 记号改成普通名字，
// 否则为了旧浏览器，每取一次都要绕一张 WeakMap。版本锁死在 package.json 里，对不对由一致性测试管。
import { readFile } from "node:fs/promises"
import { fileURLToPath } from "node:url"

const OURS = new Map([
  ["./functions.js", "./src/rules/cel-functions.mjs"],
  ["./optional.js", "./src/rules/cel-optional.mjs"],
])
const LIBRARY = /[\\/]cel-js[\\/]lib[\\/][\w-]+\.js$/

/** 私有成员改名后的样子，esbuild 的 mangleProps 再把它们缩短。 */
export const PRIVATE = /^own\$/

export const leanCel = {
  name: "lean-cel",
  setup(build) {
    build.onResolve({ filter: /^\.\/(functions|optional)\.js$/ }, args =>
      LIBRARY.test(args.importer) ? { path: fileURLToPath(new URL(OURS.get(args.path), import.meta.url)) } : undefined,
    )
    build.onLoad({ filter: LIBRARY }, async args => ({
      contents: (await readFile(args.path, "utf8")).replace(/#([A-Za-z]\w*)/g, "own$$$1"),
      loader: "js",
    }))
  },
}
