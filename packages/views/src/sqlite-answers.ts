import { type DataFile, inRounds } from '@waitlist/event-log'
import type { AnswerStore, KeptAnswer } from './answers.ts'

const TABLE = `
  CREATE TABLE IF NOT EXISTS answers (
    id TEXT PRIMARY KEY, hash TEXT NOT NULL, status INTEGER NOT NULL, body TEXT NOT NULL
  ) STRICT, WITHOUT ROWID`

/** First answers to keyed requests, in a table of the shared data file. Those of one round wait for the disk together. */
export function createSqliteAnswers(file: DataFile): AnswerStore {
  file.transaction(() => file.exec(TABLE))
  const insert = file.prepare('INSERT OR IGNORE INTO answers (id, hash, status, body) VALUES (?, ?, ?, ?)')
  const select = file.prepare('SELECT id, hash, status, body FROM answers WHERE id = ?')
  const find = (id: string) => {
    const row = select.get(id) as KeptAnswer | undefined
    return row && { ...row }
  }
  const write = inRounds<KeptAnswer>(async (answers) =>
    file.transaction(() => {
      for (const { id, hash, status, body } of answers) insert.run(id, hash, status, body)
    }),
  )
  return {
    async find(id) {
      return find(id)
    },
    async keep(answer) {
      await write([answer])
      return find(answer.id) as KeptAnswer
    },
  }
}
