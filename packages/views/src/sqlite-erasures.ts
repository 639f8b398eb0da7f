import type { DataFile } from '@waitlist/event-log'
import type { Erasure, ErasureBook } from './erasures.ts'

const TABLE = `
  CREATE TABLE IF NOT EXISTS erasures (
    customer_id TEXT PRIMARY KEY, erasure_id TEXT NOT NULL, begun_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID`

type Row = { readonly customer_id: string; readonly erasure_id: string; readonly begun_at: number }

const erasureOf = ({ customer_id: customerId, erasure_id: erasureId, begun_at: begunAt }: Row): Erasure => ({
  customerId,
  erasureId,
  begunAt,
})

/** The erasures under way, in a table of the shared data file. */
export function createSqliteErasures(file: DataFile): ErasureBook {
  file.transaction(() => file.exec(TABLE))
  const insert = file.prepare('INSERT INTO erasures VALUES (?, ?, ?) ON CONFLICT DO NOTHING')
  const select = file.prepare('SELECT * FROM erasures WHERE customer_id = ?')
  const selectEarlier = file.prepare('SELECT * FROM erasures WHERE begun_at < ? ORDER BY begun_at LIMIT ?')
  const remove = file.prepare('DELETE FROM erasures WHERE customer_id = ? AND erasure_id = ?')

  return {
    async begin({ customerId, erasureId, begunAt }) {
      return file.transaction(() => {
        insert.run(customerId, erasureId, begunAt)
        return erasureOf(select.get(customerId) as Row)
      })
    },
    async unfinished(before, limit) {
      return (selectEarlier.all(before, limit) as Row[]).map(erasureOf)
    },
    async end({ customerId, erasureId }) {
      file.transaction(() => remove.run(customerId, erasureId))
    },
  }
}
