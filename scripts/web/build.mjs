// 把 src/ 打包成 build/web/ 里的几个文件。旧电脑上的浏览器也要能跑，所以目标是 ES2018。
import { rm, rename, copyFile, mkdir } from "node:fs/promises"
import { fileURLToPath } from "node:url"
import path from "node:path"
import { build } from "esbuild"

const here = path.dirname(fileURLToPath(import.meta.url))
const root = path.resolve(here, "..", "..")
const out = path.join(root, "build", "web")
const fresh = `${out}.new`

await rm(fresh, { recursive: true, force: true })
await mkdir(fresh, { recursive: true })
await build({
  entryPoints: [path.join(here, "src", "site.ts")],
  outdir: fresh,
  bundle: true,
  minify: true,
  format: "iife",
  target: ["es2018", "chrome80", "firefox78", "safari13"],
  charset: "utf8",
  legalComments: "none",
  logLevel: "warning",
})
// 从 U 盘打开（file://）时，检索要靠这个垫片；放在站内，不从外网取。
await copyFile(path.join(root, "node_modules", "iframe-worker", "shim", "index.js"), path.join(fresh, "iframe-worker-shim.js"))
await rm(out, { recursive: true, force: true })
await rename(fresh, out)
