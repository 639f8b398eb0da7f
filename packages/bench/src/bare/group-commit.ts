import { DatabaseSync } from 'node:sqlite'

/** Appends texts to a file; each is on the disk when its promise resolves. */
export type GroupCommit = {
  append(text: string): Promise<void>
  close(): void
}

/** The least that a durable append can be: what comes in one round of the loop goes into one transaction. */
export function createGroupCommit(path: string): GroupCommit {
  const database = new DatabaseSync(path)
  // As the product's own file: the same promise, and the same number of pages before SQLite copies them.
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000')
  database.exec('CREATE TABLE IF NOT EXISTS events (position INTEGER PRIMARY KEY, event TEXT NOT NULL) STRICT')
  const begin = database.prepare('BEGIN IMMEDIATE')
  const insert = database.prepare('INSERT INTO events (event) VALUES (?)')
  const commit = database.prepare('COMMIT')
  let waiting: { readonly text: string; readonly done: PromiseWithResolvers<void> }[] = []

  function flush(): void {
    const batch = waiting
    waiting = []
    begin.run()
    for (const { text } of batch) insert.run(text)
    commit.run()
    for (const { done } of batch) done.resolve()
  }

  return {
    append(text) {
      const done = Promise.withResolvers<void>()
      if (waiting.length === 0) setImmediate(flush)
      waiting.push({ text, done })
      return done.promise
    },
    close: () => database.close(),
  }
}
