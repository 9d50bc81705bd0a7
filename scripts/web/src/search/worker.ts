// 顶替 Material 的检索工人：消息格式一样（0 设置、1 好了、2 问、3 答），所以它的检索框、键盘、分享都照用。
import { Engine, type Manifest } from "./engine"
import { items } from "./show"

interface Scope {
  bbs: unknown
  bbf: unknown
  bbl: unknown
  bbn: unknown
  importScripts: (...urls: string[]) => void | Promise<void>
  addEventListener: (kind: "message", listener: (event: MessageEvent) => void) => void
  postMessage: (message: unknown) => void
}

const scope = self as unknown as Scope

// 从磁盘打开时，垫片把工人放进一个框架里，self.location 不是它自己的地址。
function root(): string {
  const script = typeof document === "undefined" ? null : document.querySelector<HTMLScriptElement>("script[src]")
  return new URL("../../../", script ? script.src : self.location.href).href
}

let engine: Engine | null = null
let ways: Manifest["ways"] = []
let busy = false
let waiting: string | null = null

// 一次要十来个文件。importScripts 一个接一个地取，所以联网时用 fetch 一齐取；从磁盘打开不能 fetch，照旧。
async function take(folder: string, name: string): Promise<void> {
  if (!/^https?:/.test(folder)) return void (await scope.importScripts(folder + name))
  const answer = await fetch(folder + name)
  if (!answer.ok) throw new Error(`${answer.status} ${name}`)
  // 文件里是一句话：bbs(3,{…})，括号里都是 JSON。
  const text = await answer.text()
  const call = scope[text.slice(0, 3) as "bbs"] as (...given: unknown[]) => void
  call(...(JSON.parse(`[${text.slice(4, text.lastIndexOf(")"))}]`) as unknown[]))
}

function setup(manifest: Manifest): void {
  const folder = `${root()}search/${manifest.hash}/`
  ways = manifest.ways
  engine = new Engine(manifest, name => take(folder, name))
  scope.bbs = engine.take.shard
  scope.bbf = engine.take.fragment
  scope.bbl = engine.take.lexicon
  scope.bbn = engine.take.nearby
}

async function answer(asked: string): Promise<void> {
  try {
    const found = engine ? await engine.search(asked) : null
    scope.postMessage({ type: 3, data: { items: found ? items(found, asked, ways) : [] } })
  } catch (problem) {
    console.warn(problem)
    scope.postMessage({ type: 3, data: { items: [] } })
  }
}

// 打字快时只答最后一个。
async function ask(asked: string): Promise<void> {
  if (busy) {
    waiting = asked
    return
  }
  busy = true
  await answer(asked)
  while (waiting !== null) {
    const next = waiting
    waiting = null
    await answer(next)
  }
  busy = false
}

scope.addEventListener("message", event => {
  const { type, data } = event.data as { type: number; data: unknown }
  if (type === 0) {
    setup((data as { config: { branchbook: Manifest } }).config.branchbook)
    scope.postMessage({ type: 1 })
  } else if (type === 2) void ask(String(data))
})
