// import source from "./worker.ts?worker"：打包好的一段文字，和要用时才装的几块，见 build.mjs 的 cutWorker。
declare module "*?worker" {
  const source: string
  export default source
  export const names: readonly string[]
  export const pieces: Readonly<Record<string, string>>
}
