// import source from "./worker.ts?worker"：打包好的一段文字，见 build.mjs。
declare module "*?worker" {
  const source: string
  export default source
}
