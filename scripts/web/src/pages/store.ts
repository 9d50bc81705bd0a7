// 草稿存在这台设备的浏览器里：平时进 IndexedDB；离开页面的一瞬间、或没有 IndexedDB 时进 localStorage，下次打开并到一起。

/** 一份草稿。saved 是本机时间，“2026-06-05 14:30:00”。 */
export interface Draft {
  readonly scope: string
  readonly name: string
  readonly version: number
  readonly saved: string
  readonly data: unknown
}

const BASE = "branchbook"
const TABLE = "drafts"
const PREFIX = "branchbook:draft:"

function asked<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error("storage"))
  })
}

function opened(): Promise<IDBDatabase | null> {
  return new Promise(resolve => {
    try {
      const request = indexedDB.open(BASE, 1)
      request.onupgradeneeded = () => request.result.createObjectStore(TABLE, { keyPath: ["scope", "name"] })
      request.onsuccess = () => {
        request.result.onversionchange = () => request.result.close()
        resolve(request.result)
      }
      request.onerror = () => resolve(null)
      request.onblocked = () => resolve(null)
    } catch {
      resolve(null)
    }
  })
}

export function isDraft(value: unknown): value is Draft {
  const found = value as Draft | null
  return (
    typeof found === "object" &&
    found !== null &&
    typeof found.scope === "string" &&
    typeof found.name === "string" &&
    typeof found.version === "number" &&
    typeof found.saved === "string"
  )
}

function local(): Storage | null {
  try {
    return window.localStorage
  } catch {
    return null
  }
}

function key(scope: string, name: string): string {
  return `${PREFIX}${JSON.stringify([scope, name])}`
}

function inLocal(scope: string): Draft[] {
  const storage = local()
  const found: Draft[] = []
  if (!storage) return found
  for (let at = 0; at < storage.length; at += 1) {
    const name = storage.key(at) ?? ""
    if (!name.startsWith(PREFIX)) continue
    try {
      const draft: unknown = JSON.parse(storage.getItem(name) ?? "null")
      if (isDraft(draft) && draft.scope === scope) found.push(draft)
    } catch {
      // 坏了的一条不挡别的。
    }
  }
  return found
}

export class Store {
  private constructor(private readonly base: IDBDatabase | null) {}

  static async open(): Promise<Store> {
    return new Store(await opened())
  }

  /** 一份材料的全部草稿，新的在前。 */
  async list(scope: string): Promise<Draft[]> {
    const found = new Map<string, Draft>()
    for (const draft of await this.inBase(scope)) found.set(draft.name, draft)
    for (const draft of inLocal(scope)) {
      const known = found.get(draft.name)
      if (!known || known.saved <= draft.saved) {
        found.set(draft.name, draft)
        if (this.base) await this.put(draft).catch(() => undefined)
      } else local()?.removeItem(key(scope, draft.name))
    }
    return Array.from(found.values()).sort((a, b) => (a.saved < b.saved ? 1 : a.saved > b.saved ? -1 : 0))
  }

  /** 存一份。@throws 哪里都存不了。 */
  async put(draft: Draft): Promise<void> {
    if (this.base) {
      try {
        await asked(this.base.transaction(TABLE, "readwrite").objectStore(TABLE).put(draft))
        local()?.removeItem(key(draft.scope, draft.name))
        return
      } catch {
        // 存满了或浏览器不让，退到 localStorage。
      }
    }
    this.putAtOnce(draft)
  }

  /** 马上存，不等：离开页面时用。@throws 存不了。 */
  putAtOnce(draft: Draft): void {
    const storage = local()
    if (!storage) throw new Error("no storage")
    storage.setItem(key(draft.scope, draft.name), JSON.stringify(draft))
  }

  async remove(scope: string, name: string): Promise<void> {
    local()?.removeItem(key(scope, name))
    if (this.base)
      await asked(this.base.transaction(TABLE, "readwrite").objectStore(TABLE).delete([scope, name])).catch(() => undefined)
  }

  private async inBase(scope: string): Promise<Draft[]> {
    if (!this.base) return []
    try {
      const all: unknown[] = await asked(this.base.transaction(TABLE, "readonly").objectStore(TABLE).getAll())
      return all.filter(isDraft).filter(draft => draft.scope === scope)
    } catch {
      return []
    }
  }
}
