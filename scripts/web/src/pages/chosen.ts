// 这台设备上选了哪几个要求集；选了的才去拿加要求集的脚本，没有选的页面一个字节也不多。
import type { LibraryData } from "../inspection/library"
import type { Kit } from "../kit"
import type { Fault } from "../requirements/lay"
import type { RequirementSet, SetsData } from "../requirements/set"
import type { Signatures } from "../rules/lint"
import type { Own, Param } from "../rules/settings"
import { el } from "./dom"
import { keep, storedIds } from "./kept"
import { assetUrl } from "./page-url"

const KEY = "branchbook:sets"

/** 脚本 assets/sets.js 交出来的。各样都会抛 RequirementError，message 是一句话。 */
export interface Sets {
  readonly data: SetsData
  /** 选的那几个；没有了的略去。 */
  chosen(ids: readonly string[]): RequirementSet[]
  kit(kit: Kit, ids: readonly string[]): Kit
  /** 说到的数，换上上级要求的。 */
  params(known: readonly Param[], ids: readonly string[]): Param[]
  /** 加的栏目画到网页上，要必填的标出来。 */
  draw(form: HTMLElement, before: Pick<Kit, "fields">, after: Pick<Kit, "fields">, prefix?: string): void
  library(data: LibraryData, ids: readonly string[], own: readonly RequirementSet[], fault?: Fault | null): LibraryData
  /** 换成选这几个，页面上的勾也换；合不起来的不换，返回一句话。 */
  choose(ids: readonly string[]): string
  /** 本支部设的，和上级要求的对不上：一句话。 */
  unitAgainst(params: readonly Param[], own: Own): string
}

/** 脚本 assets/own-set.js 交出来的：读自己的要求集文件。 */
export interface OwnSet {
  read(text: string): RequirementSet
  faultOf(functions: Signatures): Fault
}

interface Handed {
  branchbook?: { sets?: Sets; ownSet?: OwnSet }
}

export function chosenSets(): string[] {
  return storedIds(KEY)
}

/** 存下；存不了返回 false。 */
export function keepSets(ids: readonly string[]): boolean {
  return keep(KEY, ids.length ? ids : null)
}

/** 载入站内的一份脚本；拿不到就抛错。 */
export function script(path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const made = el("script", { src: assetUrl(path) })
    made.addEventListener("load", () => resolve())
    made.addEventListener("error", () => reject(new Error(path)))
    document.head.append(made)
  })
}

/** 已经在这一页上的；没有是 null。 */
export function setsHere(): Sets | null {
  return (window as unknown as Handed).branchbook?.sets ?? null
}

/** 拿加要求集的脚本和资料；拿不到是 null。 */
export async function loadSets(): Promise<Sets | null> {
  try {
    if (!setsHere()) {
      await script("assets/sets.js")
      await script("assets/kits/requirements.js")
    }
    return setsHere()
  } catch {
    return null
  }
}

/** 拿读自己文件的脚本；拿不到是 null。 */
export async function loadOwnSet(): Promise<OwnSet | null> {
  const here = (): OwnSet | null => (window as unknown as Handed).branchbook?.ownSet ?? null
  if (!here()) await script("assets/own-set.js").catch(() => undefined)
  return here()
}

/** 说给填表、自查的人听：要求集没有用上。 */
export const UNLOADED = "选了的要求集没有载入，这一页先不照它们；刷新页面再试一次。"
