// 从选的文件到要读的文件：文件夹到底，压缩包打开一层，读不了的逐个说明。和 scripts/branchbook/inspection/collect.py 一样。
import { DOSSIER, OFFICE, openPackage, PackageError, type Limits, type Package } from "../records/package"
import { byCodePoint } from "../rules/judge"
import type { Unread } from "./report"

/** 一次最多查这么多份；再多，浏览器吃不消。 */
export const MOST = 500

/** 能读的，别的各有一句话。 */
const READ: ReadonlySet<string> = new Set([".docx", ".docm", ".xlsx", ".xlsm", ".txt"])
const TO_DOCX = "用 Word 或 WPS 打开，另存为 .docx（表格存成 .xlsx）再查。"
const OTHERS: readonly (readonly [suffixes: string, why: string])[] = [
  [".doc .wps .wpt .dot", "这是旧格式的 Word 或 WPS 文件，读不了。用 Word 或 WPS 打开，另存为 .docx 再查。"],
  [".xls .et .ett .xlsb", "这是旧格式的表格文件，读不了。用 Excel 或 WPS 打开，另存为 .xlsx 再查。"],
  [".pdf .ofd", "这是版式文件，填的内容读不出来。找到原来的 .docx 再查；只有扫描件的，请人看。"],
  [".rtf .odt .ods .htm .html .mht .xml .csv .md", `这种文件读不了。${TO_DOCX}`],
  [
    ".jpg .jpeg .png .gif .bmp .tif .tiff .webp .heic",
    "这是图片，里面的字读不出来。请人看，或照着录成 .docx 再查。",
  ],
  [".mp3 .wav .m4a .amr .mp4 .mov .avi .mkv", "这是音像文件，读不出内容，请人看。"],
  [".ppt .pptx .dps", "这是演示文稿，不查。记录和公文请用 .docx。"],
  [".rar .7z .tar .gz .tgz", "这是压缩包，但不是 .zip。解压以后，把文件夹放进来查。"],
]
const WHY: ReadonlyMap<string, string> = new Map(
  OTHERS.flatMap(([suffixes, why]) => suffixes.split(" ").map((suffix): [string, string] => [suffix, why])),
)
const UNKNOWN = `认不出这种文件。${TO_DOCX}`
/** 常有人把真的 .docx、.xlsx 改成这些后缀：看开头几个字节。 */
const PERHAPS: ReadonlySet<string> = new Set([".doc", ".wps", ".xls", ".et"])
const NESTED = "压缩包里还有压缩包，没有打开。先解压，把文件夹放进来查。"
const EMPTY = "里面没有可以查的文件。"
const BROKEN = "这个压缩包打不开，可能没有下载完，或者坏了。重新压缩一次，或者解压以后把文件夹放进来查。"
const MANY = `文件太多，一次最多查 ${MOST} 份，后面的没有看。分几次查。`
const UNOPENED = "打不开这个文件（原因不明）。看看它是不是正被别的程序占用，或者有没有权限。"

/** 选的或拖进来的一个文件；path 是从拖进来的东西算起的路径。 */
export interface Given {
  readonly path: string
  readonly file: Blob
}

/** 一个要读的文件。 */
export interface Entry {
  readonly path: string
  readonly load: () => Promise<Uint8Array>
}

export interface Collected {
  readonly entries: readonly Entry[]
  readonly unread: readonly Unread[]
}

/** 不是谁的材料：隐藏的、临时的、系统自己的。 */
export function hidden(path: string): boolean {
  const parts = path.split("/")
  const name = parts[parts.length - 1] as string
  return (
    parts.some(part => part.startsWith(".") && part !== "." && part !== "..") ||
    parts.includes("__MACOSX") ||
    name.startsWith("~$") ||
    /^(?:thumbs\.db|desktop\.ini|.*\.tmp)$/i.test(name)
  )
}

/** 后缀，小写，带点；没有是空的。 */
export function suffixOf(path: string): string {
  const name = path.slice(path.lastIndexOf("/") + 1)
  const dot = name.lastIndexOf(".")
  return dot > 0 ? name.slice(dot).toLowerCase() : ""
}

function isZip(head: Uint8Array): boolean {
  return head[0] === 0x50 && head[1] === 0x4b && head[2] === 3 && head[3] === 4
}

/** 为什么不读、怎么办；读的是空的。 */
export function unfit(path: string, head: Uint8Array): string {
  const suffix = suffixOf(path)
  if (READ.has(suffix) || (PERHAPS.has(suffix) && isZip(head))) return ""
  return suffix === ".zip" ? NESTED : (WHY.get(suffix) ?? UNKNOWN)
}

/** 说给人听的一句：打不开的，和不予打开的。 */
export function saidOf(error: unknown): string {
  if (error instanceof PackageError) return error.message
  return UNOPENED
}

async function whole(file: Blob, limits: Limits): Promise<Uint8Array> {
  if (file.size > limits.file)
    // 打开它的也会这样说，这里先说，不用整个读进来。
    throw new PackageError(
      `文件有 ${Math.floor(file.size / 1048576)} MB，超过 ${Math.floor(limits.file / 1048576)} MB，请去掉图片或分开保存后再用。`,
    )
  return new Uint8Array(await file.arrayBuffer())
}

class Gatherer {
  readonly entries: Entry[] = []
  readonly unread: Unread[] = []

  get count(): number {
    return this.entries.length + this.unread.length
  }

  get full(): boolean {
    return this.count >= MOST
  }

  private refuse(path: string, message: string): void {
    this.unread.push({ path, message })
  }

  /** 压缩包里的各个文件，读到时才解开。 */
  private async zip(file: Blob, label: string, prefix: string): Promise<void> {
    let inside: Package
    try {
      const data = await whole(file, DOSSIER)
      if (data.length && !(data[0] === 0x50 && data[1] === 0x4b)) throw new PackageError(BROKEN)
      inside = openPackage(data, DOSSIER)
    } catch (error) {
      this.refuse(label, saidOf(error))
      return
    }
    const names = inside.names.filter(name => !hidden(name)).sort(byCodePoint)
    if (!names.length) this.refuse(label, EMPTY)
    for (const name of names) {
      if (this.full) {
        this.refuse(label, MANY)
        return
      }
      this.member(inside, name, prefix + name)
    }
  }

  private member(inside: Package, name: string, path: string): void {
    const content = (): Uint8Array => inside.once(name) as Uint8Array
    let why: string
    try {
      why = unfit(name, PERHAPS.has(suffixOf(name)) ? content().subarray(0, 4) : new Uint8Array())
    } catch (error) {
      this.refuse(path, saidOf(error))
      return
    }
    if (why) this.refuse(path, why)
    else this.entries.push({ path, load: () => Promise.resolve().then(content) })
  }

  async file(file: Blob, path: string, single: boolean): Promise<void> {
    if (suffixOf(path) === ".zip") {
      await this.zip(file, path, single ? "" : `${path}/`)
      return
    }
    let why: string
    try {
      // 别的只看后缀：每读一次，浏览器都要等磁盘。
      why = unfit(path, new Uint8Array(PERHAPS.has(suffixOf(path)) ? await file.slice(0, 4).arrayBuffer() : []))
    } catch (error) {
      this.refuse(path, saidOf(error))
      return
    }
    if (why) this.refuse(path, why)
    else this.entries.push({ path, load: () => whole(file, OFFICE) })
  }

  async all(given: readonly Given[]): Promise<void> {
    for (const { path, file } of given) {
      if (this.full) {
        this.refuse(".", MANY)
        return
      }
      await this.file(file, path, given.length === 1 && !path.includes("/"))
    }
    if (!this.count) this.refuse(".", EMPTY)
  }
}

/** 只放进一个文件夹的，路径从它里面算起；重名的后面加（2）。 */
function relative(given: readonly Given[]): Given[] {
  const tops = new Set(given.map(({ path }) => path.split("/")[0] as string))
  const [top] = tops
  const inside = tops.size === 1 && given.every(({ path }) => path.startsWith(`${top as string}/`))
  const taken = new Set<string>()
  return given.map(({ path, file }) => {
    const wanted = inside ? path.slice((top as string).length + 1) : path
    let free = wanted
    for (let count = 2; taken.has(free); count += 1) {
      const suffix = suffixOf(wanted)
      free = `${suffix ? wanted.slice(0, -suffix.length) : wanted}（${count}）${suffix}`
    }
    taken.add(free)
    return { path: free, file }
  })
}

/** 要读的文件，按路径排；路径只用来称呼。 */
export async function collect(given: readonly Given[]): Promise<Collected> {
  const gatherer = new Gatherer()
  const wanted = relative(given).filter(({ path }) => !hidden(path))
  await gatherer.all(wanted.sort((a, b) => byCodePoint(a.path, b.path)))
  const byPath = (a: { path: string }, b: { path: string }): number => byCodePoint(a.path, b.path)
  return { entries: gatherer.entries.sort(byPath), unread: gatherer.unread.sort(byPath) }
}
