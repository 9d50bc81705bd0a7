// 选的、拖进来的东西变成一份份文件，带着它在文件夹里的路径。只拿到把手，不读内容。
import type { Given } from "../../inspection/collect"

/** 一个文件夹最多往里找这么多；再多，不是一套材料。 */
const MOST_FOUND = 3000

export interface Gathered {
  readonly given: readonly Given[]
  /** 浏览器不让打开的，多半正被别的程序占用。 */
  readonly lost: readonly string[]
}

function pathOf(entry: FileSystemEntry): string {
  return entry.fullPath.replace(/^\/+/u, "") || entry.name
}

class Walker {
  readonly given: Given[] = []
  readonly lost: string[] = []

  async entry(entry: FileSystemEntry): Promise<void> {
    if (this.given.length >= MOST_FOUND) return
    try {
      if (entry.isDirectory) await this.folder(entry as FileSystemDirectoryEntry)
      else
        this.given.push({
          path: pathOf(entry),
          file: await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject)),
        })
    } catch {
      this.lost.push(pathOf(entry))
    }
  }

  private async folder(folder: FileSystemDirectoryEntry): Promise<void> {
    const reader = folder.createReader()
    const some = (): Promise<FileSystemEntry[]> => new Promise((resolve, reject) => reader.readEntries(resolve, reject))
    // 一次只给一部分，给完了才是空的。
    for (let list = await some(); list.length; list = await some()) for (const entry of list) await this.entry(entry)
  }
}

/** 拖进来的。要在 drop 事件里当场叫它：事件一过，浏览器就不给了。 */
export function dropped(transfer: DataTransfer): Promise<Gathered> {
  const walker = new Walker()
  const entries: FileSystemEntry[] = []
  for (const item of Array.from(transfer.items)) {
    if (item.kind !== "file") continue
    const entry = item.webkitGetAsEntry()
    const file = entry ? null : item.getAsFile()
    if (entry) entries.push(entry)
    else if (file) walker.given.push({ path: file.name, file })
  }
  return (async () => {
    for (const entry of entries) await walker.entry(entry)
    return walker
  })()
}

/** 用按钮选的。 */
export function picked(files: FileList | null): Gathered {
  return { given: Array.from(files ?? [], file => ({ path: file.webkitRelativePath || file.name, file })), lost: [] }
}
