// 工人要用时才装的几块脚本：页面一打开就在后台取好，用着时不联网；它们只是一段文字，交给工人才运行。
import { names } from "../check-worker.ts?worker"
import { script } from "../chosen"

const texts = new Map<string, string>()
const coming = new Map<string, Promise<string>>()

/** 脚本来了就放在这里：branchbook.piece(名字, 文字)。 */
export function keepPiece(name: string, text: string): void {
  texts.set(name, text)
}

/** 一块的文字，在 assets/check-名字.js 里；没有取过的现在取，取不到时抛错，下一次再取。 */
export function pieceOf(name: string): Promise<string> {
  let known = coming.get(name)
  if (!known) {
    known = script(`assets/check-${name}.js`).then(() => texts.get(name) as string)
    known.catch(() => coming.delete(name))
    coming.set(name, known)
  }
  return known
}

/** 都取来放着。 */
export function fetchPieces(): void {
  for (const name of names) pieceOf(name).catch(() => undefined)
}
