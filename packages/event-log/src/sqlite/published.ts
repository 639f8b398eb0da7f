import type { EventLog, PendingCommit } from '../port.ts'
import type { DataFile } from './data-file.ts'
import { COMMIT_COLUMNS, type CommitRow, decodeCommit, type Upcast } from './stored-commit.ts'

/**
 * Which commits a relay has published. Kept as a position up to which all are, and the few beyond it: a service whose
 * consumers read the log itself has no relay, and pays nothing per commit.
 */
export function createPublished(file: DataFile, upcast: Upcast): Pick<EventLog, 'pending' | 'clearPending'> {
  const select = file.prepare(`
    SELECT ${COMMIT_COLUMNS} FROM commits c JOIN streams s ON s.id = c.stream
    WHERE c.position > (SELECT position FROM published_through) AND c.id IS NOT NULL
      AND c.position NOT IN (SELECT position FROM published)
    ORDER BY c.position LIMIT ?`)
  const insert = file.prepare('INSERT INTO published (position) VALUES (?) ON CONFLICT DO NOTHING')
  const advance = file.prepare(`
    UPDATE published_through SET position = COALESCE(
      (SELECT MIN(c.position) - 1 FROM commits c WHERE c.position > published_through.position AND c.id IS NOT NULL
        AND c.position NOT IN (SELECT position FROM published)),
      (SELECT MAX(position) FROM commits), position)`)
  const prune = file.prepare('DELETE FROM published WHERE position <= (SELECT position FROM published_through)')

  return {
    async pending(limit) {
      const rows = select.all(limit) as CommitRow[]
      return rows.map((row): PendingCommit => {
        return { position: row.position, id: row.id as string, events: decodeCommit(row, upcast) }
      })
    },
    async clearPending(commits) {
      file.transaction(
        () => {
          for (const { position } of commits) insert.run(position)
          advance.run()
          prune.run()
        },
        { durable: false },
      )
    },
  }
}
