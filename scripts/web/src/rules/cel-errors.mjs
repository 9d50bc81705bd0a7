// 顶替 cel-js 的错误：只要知道出错了，不要话。打包时由 scripts/web/cel.mjs 换上。
export class EvaluationError extends Error {}
export const parseError = () => new EvaluationError()
export const evaluationError = parseError
export const typeError = parseError
export const attachErrorAst = error => error
