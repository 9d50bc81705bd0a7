// 把 src/ 打包成 build/web/ 里的几个文件；test-entry/ 打包成 build/web-test/*.cjs，只给测试在 Node 里跑，不上网站。
// 测试用的不过 terser，好读、快；BRANCHBOOK_SHRUNK=1 时也过一遍，看压过的说的还是不是一样。
import { rm, rename, mkdir, readdir, readFile, writeFile } from "node:fs/promises"
import { gzipSync } from "node:zlib"
import { existsSync } from "node:fs"
import { fileURLToPath } from "node:url"
import path from "node:path"
import { build } from "esbuild"
import { leanCel, PRIVATE } from "./cel.mjs"

const here = path.dirname(fileURLToPath(import.meta.url))
const root = path.resolve(here, "..", "..")

// 每个页面都有的脚本，旧电脑上的浏览器也要能跑。
const EVERYWHERE = ["es2018", "chrome80", "firefox78", "safari14.1"]
// 带规则引擎的脚本要有 BigInt，只在用它的页面加载。
const WITH_RULES = ["chrome80", "firefox78", "safari14.1"]

const PAGES = [
  { name: "site", entry: "site.ts", target: EVERYWHERE },
  { name: "worker", entry: "search/worker.ts", target: EVERYWHERE },
  { name: "lazy", entry: "search/lazy.ts", target: EVERYWHERE },
  { name: "fill", entry: "pages/fill.ts", target: WITH_RULES },
  { name: "read", entry: "pages/read.ts", target: WITH_RULES },
  { name: "dossier", entry: "pages/dossier.ts", target: WITH_RULES },
  { name: "sets", entry: "pages/sets.ts", target: WITH_RULES },
  { name: "own-set", entry: "pages/own-set.ts", target: WITH_RULES },
  { name: "check", entry: "pages/check.ts", target: WITH_RULES },
  { name: "book", entry: "pages/book.ts", target: WITH_RULES },
  { name: "plan", entry: "pages/plan.ts", target: WITH_RULES },
  { name: "defects", entry: "pages/defects.ts", target: EVERYWHERE },
  { name: "dues", entry: "pages/dues.ts", target: WITH_RULES },
  { name: "start", entry: "pages/start.ts", target: EVERYWHERE },
  { name: "verdicts", entry: "pages/verdicts.ts", target: EVERYWHERE },
  { name: "cases", entry: "pages/cases.ts", target: EVERYWHERE },
  { name: "case-form", entry: "pages/case-form.ts", target: EVERYWHERE },
  { name: "compare", entry: "pages/compare.ts", target: EVERYWHERE },
  { name: "year", entry: "pages/year.ts", target: WITH_RULES },
  { name: "unit", entry: "pages/unit.ts", target: WITH_RULES },
  { name: "month", entry: "pages/month.ts", target: EVERYWHERE },
].filter(page => existsSync(path.join(here, "src", page.entry)))

/** 工人另外几块的文件名以它开头：check-read-typed.js。 */
const PIECE = "check-"

const terser = await import("terser").catch(() => {
  console.log("· 没有 terser，脚本要大一些：先运行 npm ci")
  return null
})

// terser 再压一遍（一百字省四个）：只开保证不改意思的几项，不让它写 ES2018 以后的写法。
async function shrunk(code, { readable = false } = {}) {
  // Chrome 80 到 90：?.() 里展开的参数后面还有参数，会出错（crbug 42201552）。
  if (/\?\.[\w$.]*(?:\?\.)?\((?:[^()]*,)?\.\.\.[^()]*,/.test(code)) throw new Error("?.() 里不要在展开的参数后面再放参数")
  if (!terser) return code
  const made = await terser.minify(code, {
    ecma: 2018,
    compress: { ecma: 2018 },
    mangle: !readable,
    format: { ecma: 2018, beautify: readable },
  })
  return made.code
}

const IMPORTED = /import\{([^}]*)\}from"\.\/([^"]+)";/g

/** 工人里 import("./x") 的各块：名字对着打好的脚本，另外送给它；见 cutWorker。 */
const pieces = new Map()

// 从 U 盘打开时浏览器不让起独立的工人文件，所以 import source from "./worker.ts?worker" 得到打包好的一段文字；
// names 是它另外几块的名字，pieces 是那几块的文字。
const workers = target => ({
  name: "workers",
  setup(build_) {
    build_.onResolve({ filter: /\?worker$/ }, args => ({
      path: path.resolve(args.resolveDir, args.path.replace(/\?worker$/, "")),
      namespace: "worker",
    }))
    build_.onLoad({ filter: /.*/, namespace: "worker" }, async args => {
      const { core, cut, files } = await cutWorker(args.path, target)
      for (const [name, code] of Object.entries(cut)) pieces.set(name, code)
      const contents = `export default ${JSON.stringify(core)}; export const names = ${JSON.stringify(Object.keys(cut))}; export const pieces = ${JSON.stringify(cut)}`
      return { contents, loader: "js", watchFiles: files }
    })
  },
})

/**
 * 工人打成一段主要的和几块另外的：源文件里写 import("./x") 的，就是另外一块，要用时才装。
 * esbuild 照 ES 模块拆好，这里把模块之间的进出口换成工人自己的两样东西：self.shared 是主要的一段让别的块用的，
 * self.piece(名字) 等那一块装上，它装上时叫 self.came(名字, 出口)。
 */
async function cutWorker(entry, target) {
  const made = await build({
    ...options(target),
    entryPoints: [entry],
    format: "esm",
    splitting: true,
    chunkNames: "[name]-[hash]",
    outdir: path.join(root, "build", "cut"),
    write: false,
    metafile: true,
  })
  const code = new Map(made.outputFiles.map(file => [path.basename(file.path), file.text]))
  const known = new Map()
  let main = ""
  for (const [file, { entryPoint }] of Object.entries(made.metafile.outputs)) {
    if (!entryPoint) continue
    if (path.resolve(root, entryPoint) === entry) main = path.basename(file)
    else known.set(path.basename(file), path.basename(entryPoint, ".ts"))
  }
  const chunks = Array.from(code.keys()).filter(name => name !== main && !known.has(name))
  const linked = text => text.replace(/\bimport\("\.\/([^"]+)"\)/g, (_, file) => `self.piece("${known.get(file)}")`)
  const inside = {
    name: "inside",
    setup(build_) {
      build_.onResolve({ filter: /.*/ }, args => ({ path: args.path, namespace: "inside" }))
      build_.onLoad({ filter: /.*/, namespace: "inside" }, args => ({ contents: linked(code.get(path.basename(args.path))) }))
    },
  }
  // 别的块用到的，才让主要的一段交出来。
  const wanted = new Map(chunks.map(name => [name, new Set()]))
  for (const file of known.keys())
    for (const [, names, from] of code.get(file).matchAll(IMPORTED)) {
      if (!wanted.has(from)) throw new Error(`${file} 用到了 ${from}，要放进主要的一段`)
      for (const name of names.split(",")) wanted.get(from).add(name.split(" as ")[0])
    }
  const all = chunks.flatMap((from, at) => Array.from(wanted.get(from), name => ({ from, name, as: `s${at}${name}` })))
  const shared = all.map(({ from, name, as }) => `import {${name} as ${as}} from "./${from}"`).join("\n")
  const core = await build({
    ...options(target),
    stdin: { contents: `${shared}\nself.shared = {${all.map(({ as }) => as)}}\nimport "./${main}"` },
    plugins: [inside],
    mangleProps: undefined,
    format: "iife",
    write: false,
  })
  const cut = {}
  for (const [file, name] of known) {
    const text = linked(code.get(file))
      .replace(IMPORTED, (_, names, from) => {
        const pairs = names.split(",").map(item => item.split(" as "))
        return `const{${pairs.map(([out, own = out]) => `s${chunks.indexOf(from)}${out}:${own}`)}}=self.shared;`
      })
      .replace(/import"\.\/[^"]+";/g, "")
      .replace(/export\{([^}]*)\};\s*$/, (_, names) => {
        const pairs = names.split(",").map(item => item.split(" as "))
        return `self.came("${name}",{${pairs.map(([own, out = own]) => `${out}:${own}`)}})`
      })
    if (/(?:^|;)(?:import|export)\b/.test(text)) throw new Error(`${name}：还有没换掉的进出口`)
    cut[name] = await shrunk(`(()=>{${text}})()`)
  }
  const files = Object.keys(made.metafile.inputs).map(name => path.resolve(root, name))
  return { core: await shrunk(core.outputFiles[0].text), cut, files }
}

const options = target => ({
  bundle: true,
  minify: true,
  target,
  charset: "utf8",
  legalComments: "none",
  logLevel: "warning",
  absWorkingDir: root,
  plugins: [leanCel, workers(target)],
  mangleProps: PRIVATE,
  // Chrome 91 以前只有一种写法的 ?. 有毛病，esbuild 为它把所有的 ?. 都改写得很长；那种写法 shrunk 里不许有。
  ...(target === WITH_RULES ? { supported: { "optional-chain": true } } : {}),
})

// 全部打好了才换上，中途出错旧的还在。
async function fresh(folder, make) {
  const waiting = `${folder}.new`
  await rm(waiting, { recursive: true, force: true })
  await mkdir(waiting, { recursive: true })
  await make(waiting)
  await rm(folder, { recursive: true, force: true })
  await rename(waiting, folder)
}

const tests = path.join(here, "test-entry")
await fresh(path.join(root, "build", "web-test"), async out => {
  const names = existsSync(tests) ? (await readdir(tests)).filter(name => name.endsWith(".ts")).sort() : []
  for (const name of names) {
    const entry = path.join(tests, name)
    const stem = path.join(out, path.basename(name, ".ts"))
    const made = await build({
      ...options([...WITH_RULES, "node18"]),
      minify: false,
      entryPoints: [entry],
      platform: "node",
      format: "cjs",
      write: false,
    })
    const code = made.outputFiles[0].text
    await writeFile(`${stem}.cjs`, process.env.BRANCHBOOK_SHRUNK ? await shrunk(code, { readable: true }) : code)
  }
})

await fresh(path.join(root, "build", "web"), async out => {
  for (const { name, entry, target } of PAGES) {
    const made = await build({ ...options(target), entryPoints: [path.join(here, "src", entry)], format: "iife", write: false })
    await writeFile(path.join(out, `${name}.js`), await shrunk(made.outputFiles[0].text))
  }
  for (const [name, code] of pieces) {
    const handed = await shrunk(`branchbook.piece(${JSON.stringify(name)},${JSON.stringify(code)})`)
    await writeFile(path.join(out, `${PIECE}${name}.js`), handed)
  }
  const sizes = await Promise.all(
    [...PAGES.map(page => page.name), ...Array.from(pieces.keys(), name => PIECE + name)].map(async name => {
      const weighed = gzipSync(await readFile(path.join(out, `${name}.js`)), { level: 9 }).length
      return `${name} ${(weighed / 1000).toFixed(1)}`
    }),
  )
  console.log(`· 脚本压缩后多少 KB：${sizes.join("，")}`)
  // 从 U 盘打开（file://）时，检索要靠这个垫片；放在站内，不从外网取。
  // 它会换掉 Worker；自查从一段文字起的工人在 file:// 也起得来，要用原来的，先留一份。
  const shim = await readFile(path.join(root, "node_modules", "iframe-worker", "shim", "index.js"), "utf8")
  await writeFile(path.join(out, "iframe-worker-shim.js"), `window.ownWorker=window.Worker;${shim}`)
})
