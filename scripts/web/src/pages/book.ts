// 单独的一份脚本：把查过的会议记录编成一本。自查页要编的时候才取它，取来了就交给自查页。
import { bind, bookDocx, bookXlsx, type Book } from "../inspection/book"
import type { Unread } from "../inspection/report"
import type { ReadRecord } from "../dossiers/seen"
import type { YearData } from "../planning/year"
import { setParts, type Parts } from "../records/parts"

export interface Made {
  readonly book: Book
  readonly docx: Uint8Array
  readonly xlsx: Uint8Array
}

export type Binder = (
  parts: Parts,
  data: YearData | null,
  records: readonly ReadRecord[],
  unread: readonly Unread[],
  year: number,
) => Made

const binder: Binder = (parts, data, records, unread, year) => {
  setParts(parts)
  const book = bind(data, records, unread, year)
  return { book, docx: bookDocx(book), xlsx: bookXlsx(book) }
}

const page = window as unknown as { branchbook?: { binder?: (made: Binder) => void } }
page.branchbook?.binder?.(binder)
