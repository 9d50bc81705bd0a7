// 检索给测试用的入口：build/web-test/search.cjs。切词，和在 Node 里问一次。
import { Engine, type Manifest } from "../src/search/engine"
import { excerpt, items, marked } from "../src/search/show"
import { fnv, hanNumber, normal, tokens } from "../src/search/words"
import { serve } from "./shared/serve"

type Job =
  | { do: "words"; text: string }
  | { do: "number"; text: string }
  | { do: "marked"; text: string; terms: string[] }
  | { do: "index"; manifest: Manifest; files: Record<string, string> }
  | { do: "afresh" }
  | { do: "ask"; query: string }
  | { do: "shown"; query: string }

let engine: Engine | null = null
let ways: Manifest["ways"] = []
let loaded: string[] = []

let again: () => null = () => null

function open(manifest: Manifest, files: Record<string, string>): null {
  again = () => open(manifest, files)
  ways = manifest.ways
  engine = new Engine(manifest, async name => {
    loaded.push(name)
    const take = engine?.take
    if (!take) return
    new Function("bbs", "bbf", "bbl", "bbn", files[name] ?? "throw new Error('no file')")(take.shard, take.fragment, take.lexicon, take.nearby)
  })
  return null
}

async function ask(query: string): Promise<unknown> {
  loaded = []
  const found = engine ? await engine.search(query) : null
  return { ...found, hits: found?.hits.map(hit => ({ ...hit, excerpt: excerpt(hit) })), loaded }
}

export function run(job: Job): unknown {
  switch (job.do) {
    case "words":
      return { normal: normal(job.text), tokens: tokens(job.text), hash: fnv(job.text) }
    case "number":
      return hanNumber(job.text)
    case "marked":
      return marked(job.text, job.terms)
    case "index":
      return open(job.manifest, job.files)
    case "afresh":
      return again() // 和刚打开页面一样，什么也没有取过
    case "ask":
      return ask(job.query)
    case "shown":
      return engine?.search(job.query).then(found => items(found, job.query, ways))
  }
}

serve(run as never)
