// 没有人要检索，就不取检索的东西：Material 一打开页面就起检索的工人、取索引的开头，这里先替它站着，
// 光标进了检索框才真的起。带 ?q= 或 ?h= 的地址（分享的、检索点开的）一来就要用，照旧；从磁盘打开的也照旧。
interface Setup {
  config: unknown
  docs: unknown[]
}

const page = document
const config = JSON.parse(page.getElementById("__config")!.textContent!) as { base: string; search: string }
const here = new URL(location.href)
const form = page.forms.namedItem("search")

if (form && location.protocol !== "file:" && !here.searchParams.has("q") && !here.searchParams.has("h")) {
  // 主题见没有这个名字的表单，就不去取索引；名字别处不用。
  form.removeAttribute("name")
  const Real = window.Worker
  const stand = new EventTarget() as EventTarget & { postMessage: (message: unknown) => void; terminate: () => void }
  const kept: unknown[] = []
  let real: Worker | undefined
  let begun = false

  stand.postMessage = message => void (real ? real.postMessage(message) : kept.push(message))
  stand.terminate = () => real?.terminate()

  const begin = (event: Event) => {
    const at = event.target as Element
    if (begun || !form.contains(at) && at.id !== "__search") return
    begun = true
    const base = new URL(config.base, location.href)
    void fetch(new URL("search/search_index.json", `${base.href.replace(/\/?$/, "/")}`).href)
      .then(answer => answer.json() as Promise<Setup>)
      .then(data => {
        real = new Real(config.search)
        real.addEventListener("message", told => void stand.dispatchEvent(new MessageEvent("message", { data: told.data })))
        real.postMessage({ type: 0, data })
        for (const message of kept.splice(0)) real.postMessage(message)
      })
      .catch((problem: unknown) => {
        begun = false
        console.warn(problem)
      })
  }
  for (const kind of ["focusin", "change", "pointerdown"]) page.addEventListener(kind, begin, true)

  window.Worker = function (url: string | URL, options?: WorkerOptions) {
    return String(url) === config.search ? stand : new Real(url, options)
  } as unknown as typeof Worker
}
