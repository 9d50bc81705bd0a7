// 测试从 Python 这边一次送来一串活（JSON），在 Node 里做完，一次送回。浏览器里的测试直接调用导出的 run。
interface Stream {
  setEncoding: (name: string) => void
  on: (event: string, listener: (chunk: string) => void) => void
}
declare const process: { stdin: Stream; stdout: { write: (text: string) => void } } | undefined
declare const require: { main: unknown } | undefined
declare const module: unknown

export type Run = (job: never) => unknown

/** 被 node 直接运行时，读标准输入里的一串活，一件一件做（要等的就等），写出一串结果。 */
export function serve(run: Run): void {
  if (typeof process === "undefined" || typeof require === "undefined" || require.main !== module) return
  const { stdin, stdout } = process
  let text = ""
  stdin.setEncoding("utf8")
  stdin.on("data", chunk => {
    text += chunk
  })
  stdin.on("end", () => {
    const results: unknown[] = []
    const all = async (): Promise<void> => {
      for (const job of JSON.parse(text) as never[]) results.push(await run(job))
      stdout.write(JSON.stringify(results))
    }
    void all()
  })
}
