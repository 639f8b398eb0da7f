/** The log's tables. `position` of a commit is that of its last event, so positions grow by one per event. */
export const LOG_TABLES = `
  CREATE TABLE IF NOT EXISTS keys (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
  CREATE TABLE IF NOT EXISTS streams (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
  CREATE TABLE IF NOT EXISTS commits (
    position INTEGER PRIMARY KEY,
    stream INTEGER NOT NULL,
    first_version INTEGER NOT NULL,
    count INTEGER NOT NULL,
    key INTEGER NOT NULL,
    -- NULL for the events of a followed stream
    id TEXT,
    checksum INTEGER NOT NULL,
    events TEXT NOT NULL,
    UNIQUE (stream, first_version)
  ) STRICT;
  CREATE INDEX IF NOT EXISTS commits_by_key ON commits (key);
  CREATE TABLE IF NOT EXISTS commands (
    id TEXT PRIMARY KEY, stream INTEGER NOT NULL, hash TEXT NOT NULL, receipt TEXT NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS wakes (stream INTEGER PRIMARY KEY, kind TEXT NOT NULL, wake_at INTEGER NOT NULL) STRICT;
  CREATE INDEX IF NOT EXISTS wakes_by_time ON wakes (kind, wake_at);
  -- events of followed streams that arrived before an earlier one of their stream
  CREATE TABLE IF NOT EXISTS early (
    stream INTEGER NOT NULL, version INTEGER NOT NULL, event TEXT NOT NULL, PRIMARY KEY (stream, version)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS checkpoints (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  -- what a relay has published: everything through one position, and single commits behind it
  CREATE TABLE IF NOT EXISTS published_through (only INTEGER PRIMARY KEY CHECK (only = 1), position INTEGER NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS published (position INTEGER PRIMARY KEY) STRICT;
  INSERT OR IGNORE INTO published_through VALUES (1, 0);
`
