// 把 cel-js 打得小一些、在旧浏览器里快一些。规则怎么算，一个字也没有动；去掉的只有：
// - 规则用不上的整块（src/rules/cel-*.mjs 顶替），没人叫的方法，字节和时间戳的运算；
// - 等异步结果的分支：我们的函数都当场有结果；
// - 出错时的话：engine.ts 不看是什么错，一律是“算不出来”；
// - 私有成员的 # 记号（为了旧浏览器，每取一次都要绕一张 WeakMap）和只在 cel-js 里用的长名字。
// 版本锁死在 package.json 里：有一处没有对上，打包当场停下。对不对，由一致性测试管。
import { readdirSync, readFileSync } from "node:fs"
import { readFile } from "node:fs/promises"
import path from "node:path"
import { fileURLToPath } from "node:url"

const at = name => fileURLToPath(new URL(name, import.meta.url))
const FOLDER = at("../../node_modules/@marcbachmann/cel-js/lib/")
const REPLACED = /^\.\/(functions|optional|errors)\.js$/
const LIBRARY = /[\\/]cel-js[\\/]lib[\\/][\w-]+\.js$/

/** 去掉整个方法：名字写在两格缩进上，到同样缩进的右括号。 */
const method = start => [new RegExp(`\\n  ${start.replace(/[()#]/g, "\\$&")}[^\\n]*\\{\\n[\\s\\S]*?\\n  \\}(?=\\n)`), ""]
/** 登记一个运算的一整句。 */
const overload = start => [new RegExp(`\\n( *)binaryOverload\\(${start}[\\s\\S]*?\\)(?=\\n\\1\\S|\\n\\n|\\n\\})`, "g"), ""]

/** 每个文件换的几处。 */
const CHANGES = {
  "registry.js": [
    ...[
      "registerOperatorOverload(",
      "getDefinitions(",
      "#registerSchemaAsType(",
      "#toCelFieldType(",
      "#toCelFieldDeclaration(",
      "#normalizeFields(",
      "#createDefaultConvert(",
      "deleteVariable(",
      "findUnaryOverload(op",
      "#getOptionalField(",
      "#getMessageField(",
    ].map(method),
    [/\n {4}else if \(kind === '(?:message|optional)'\).*/g, ""],
    [/,\n {2}\.\.\.\(typeof Buffer .*/, ""],
    [/,\n {6}convert: [\s\S]*?_d\?\.fields\)\n/, "\n"],
    [/\n {4}if \(typeof decl\.ctor !== 'function'\) \{[\s\S]*?\n {4}\}/, ""],
    [/\n {4}\/\/ Convert plain objects to typed[\s\S]*?\n {4}\}(?=\n)/g, ""],
    [/\n {6}if \(type\.schema\) (type = )[\s\S]*?\n {6}else /, "\n      "],
    [/\n {6}if \(name\.schema\) (type = )[\s\S]*?\n {6}else /, "\n      "],
  ],
  "evaluator.js": [
    ...["registerOperator(", "registerType(", "registerConstant(", "getDefinitions(", "check(", "#checkAST(", "#formatTypeForCheck("].map(
      method,
    ),
    [/\n {4}evaluateParsed\.check = .*/, ""],
    [/\nconst globalEnvironment = [\s\S]*/, "\nexport { Environment }\n"],
  ],
  "parser.js": [
    ...[
      "#computeIsAsync(",
      "toOldStructure(",
      "get range(",
      "_parseAsDouble(",
      "_readExponent(",
      "readString(del",
      "_closeQuotedString(",
      "readTripleQuotedString(",
      "#escapeErr(",
      "processEscapes(",
    ].map(method),
    // 规则里不许写的字面量（小数、十六进制、转义、三引号、带前缀的字符串）和注释，一律读不懂。
    [/\n {8}\/\/ Check for string prefixes[\s\S]*?(?=\n {8}default:)/, ""],
    [/return this\.readString\(ch\)/, "return this.readSingleQuotedString(ch)"],
    [/this\._closeQuotedString\(rawStart, rawValue, prefix, start\)/, "this.token(start, TOKEN.STRING, rawValue)"],
    [/case '\\\\':\n {10}pos\+\+/, "case '\\\\':\n          throw parseError()"],
    [/\n {10}if \(input\[pos \+ 1\] === '\/'\) \{[\s\S]*?\n {10}\}/, ""],
    [/\n {4}if \(unsigned === [\s\S]*?\} else (\{[\s\S]*?\n {4}\})/, "\n    $1"],
    [/\n {4}if \(input\[pos\] === '0' &&[\s\S]*?\n {4}\}/, ""],
    [/\n {4}if \(pos \+ 1 < length\) \{[\s\S]*?\n {4}\}/, ""],
    [/\n +this\.match\(TOKEN\.QUESTION\) && .*\n +\? OPS\.\w+\n +: /g, " "],
    [/\(this\.#meta\.async \?\?= this\.#computeIsAsync\(\)\)/, "false"],
  ],
  "operators.js": [
    [/\n {2}'(?:\.\?|\[\?\])': \{[\s\S]*?\n {2}\},/g, ""],
    [/(function maybeAsync\(l, r, h\) \{)[\s\S]*?\n\}/, "$1 return h }"],
    [/if \(ctx === args\.iterCtx\) (return iterate\w+\(.*\))\n {2}return continue\w+\(.*\)/g, "$1"],
    [/\((results\[i\] = .*?\)) instanceof Promise\)/, "($1, false)"],
  ],
  "overloads.js": [
    ...["'bytes'", "GP[DT]"].map(overload),
    [/\n {4}\['google\.protobuf\.\w+', 'google.*/g, ""],
    [/\n {2}const GP[DT] = .*/g, ""],
  ],
}

/** 出错的地方只说出错：这些话、这些位置没有人看。 */
const SAID = /^( *)(.*\b(?:throw|return|=>) (?:\w+\.)?(?:createError|parseError|evaluationError|new Error|invalidVar|invalidType))\((?:.+\)|\n[\s\S]*?\n\1\)|.+\{\n[\s\S]*?\n\1\}\))$/gm

function lean(text, name) {
  let made = text
  for (const [pattern, instead] of CHANGES[name] ?? []) {
    const before = made
    made = made.replace(pattern, instead)
    if (made === before) throw new Error(`cel-js/lib/${name}: ${pattern} 没有对上`)
  }
  return made
    .replace(SAID, "$1$2()")
    .replace(/\b\w+ instanceof Promise\b/g, "false")
    .replace(/#([A-Za-z]\w*)/g, "own$$$1")
}

// 可以缩短的名字：cel-js 里当属性用、别处谁也不用、也没有写在引号里的长名字。
const words = text => new Set(text.match(/[A-Za-z_$][\w$]*/g))
const library = readdirSync(FOLDER)
  .filter(name => name.endsWith(".js"))
  .map(name => readFileSync(FOLDER + name, "utf8"))
  .join("\n")
const elsewhere = readdirSync(at("src"), { recursive: true })
  .concat(readdirSync(at("test-entry"), { recursive: true }).map(name => `../test-entry/${name}`))
  .filter(name => name.endsWith(".ts") && !/rules[\\/]engine\.ts$/.test(name))
  .map(name => readFileSync(at(`src/${name}`), "utf8"))
  .join("\n")
const taken = words(elsewhere)
for (const [, name] of library.matchAll(/['"`]([A-Za-z_]\w*)['"`]/g)) taken.add(name)
for (const name of Object.getOwnPropertyNames(globalThis)) {
  const known = globalThis[name]
  for (const item of [known, known?.prototype])
    if (item instanceof Object || typeof item === "function") for (const key of Object.getOwnPropertyNames(item)) taken.add(key)
}
const names = new Set(Array.from(library.matchAll(/(?:\.|^ +(?:get )?)([a-z]\w{4,})\b/gm), found => found[1]))
const long = Array.from(names).filter(name => !taken.has(name) && !name.includes("_") && name !== "super")

/** 缩短的属性名；esbuild 的 mangleProps 用。 */
export const PRIVATE = new RegExp(`^(?:own\\$.*|${long.join("|")})$`)

export const leanCel = {
  name: "lean-cel",
  setup(build) {
    build.onResolve({ filter: REPLACED }, args =>
      LIBRARY.test(args.importer) ? { path: at(`src/rules/cel-${REPLACED.exec(args.path)[1]}.mjs`) } : undefined,
    )
    build.onLoad({ filter: LIBRARY }, async args => ({
      contents: lean(await readFile(args.path, "utf8"), path.basename(args.path)),
      loader: "js",
    }))
  },
}
