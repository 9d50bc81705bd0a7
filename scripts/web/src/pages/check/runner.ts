// 管着自查的工人：起、停、送东西、收报告。工人从一段文字造，从 U 盘打开也起得来；它另要的几块脚本，页面已经取好。
import type { ReadRecord } from "../../dossiers/seen"
import type { Given } from "../../inspection/collect"
import type { LibraryData } from "../../inspection/library"
import type { Own } from "../../rules/settings"
import type { Piece, Reply, Request } from "../check-worker"
import source from "../check-worker.ts?worker"
import type { Told } from "./plain"
import { pieceOf } from "./pieces"

export interface Wanted {
  readonly files: readonly Given[]
  readonly today: string
  readonly procedure: string
  readonly kinds: readonly (readonly [string, string])[]
  readonly own: Own
  readonly year: number
}

export interface Hearer {
  progress(done: number, all: number): void
  done(told: Told): void
  failed(words: string): void
}

const DEAD = "检查中断了，没有查完。刷新页面再试一次；还不行，少放几份，或者换一个新版的浏览器。"

const LACKS = "页面没有载入完整，没有查完。联上网刷新页面再试一次。"

export class Runner {
  private worker: Worker | null = null
  private readonly texts = new Map<string, (text: string) => void>()
  private onRecords: ((records: readonly ReadRecord[]) => void) | null = null
  private onWorkbook: ((bytes: Uint8Array) => void) | null = null
  busy = false

  constructor(
    private library: LibraryData,
    private readonly hearer: Hearer,
  ) {}

  private send(request: Request | Piece): void {
    this.worker?.postMessage(request)
  }

  private start(): void {
    if (this.worker) return
    const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }))
    // 离线版里 Worker 是检索用的替身，没有自己的线程；原来的留在 ownWorker。
    const Own = (window as { ownWorker?: typeof Worker }).ownWorker ?? Worker
    this.worker = new Own(url)
    URL.revokeObjectURL(url)
    this.worker.onmessage = (event: MessageEvent<Reply>) => this.hear(event.data)
    this.worker.onerror = event => {
      event.preventDefault()
      this.fail(DEAD)
    }
    this.send({ library: this.library })
  }

  private fail(words: string): void {
    this.stop()
    this.hearer.failed(words)
  }

  /** 工人要的那一块给它；取不到的，查不下去。 */
  private hand(name: string): void {
    const { worker } = this
    pieceOf(name).then(
      piece => worker === this.worker && this.send({ piece }),
      () => worker === this.worker && this.fail(LACKS),
    )
  }

  private hear(reply: Reply): void {
    if ("wanted" in reply) this.hand(reply.wanted)
    else if ("progress" in reply) this.hearer.progress(reply.progress.done, reply.progress.all)
    else if ("error" in reply) this.fail(reply.error)
    else if ("workbook" in reply) {
      this.onWorkbook?.(reply.workbook)
      this.onWorkbook = null
    } else if ("records" in reply) {
      this.onRecords?.(reply.records)
      this.onRecords = null
    } else if ("opened" in reply) {
      this.texts.get(reply.opened)?.(reply.text)
      this.texts.delete(reply.opened)
    } else {
      this.busy = false
      this.hearer.done(reply as unknown as Told)
    }
  }

  /** 换一份资料；正在查的停掉。 */
  use(library: LibraryData): void {
    this.stop()
    this.library = library
  }

  /** 从头查；正在查的停掉。 */
  run(wanted: Wanted): void {
    if (this.busy) this.stop()
    try {
      this.start()
    } catch {
      this.fail(DEAD)
      return
    }
    this.busy = true
    this.send(wanted)
  }

  /** 停下来，连工人一起不要。 */
  stop(): void {
    this.worker?.terminate()
    this.worker = null
    this.busy = false
    this.texts.clear()
    this.onWorkbook = null
    this.onRecords = null
  }

  /** 一份文件里的字。 */
  open(path: string): Promise<string> {
    return new Promise(resolve => {
      this.texts.set(path, resolve)
      this.send({ open: path })
    })
  }

  /** 读好的记录。 */
  records(): Promise<readonly ReadRecord[]> {
    return new Promise(resolve => {
      this.onRecords = resolve
      this.send({ records: true })
    })
  }

  /** 问题清单.xlsx。 */
  workbook(): Promise<Uint8Array> {
    return new Promise(resolve => {
      this.onWorkbook = resolve
      this.send({ workbook: true })
    })
  }
}
