import type { Entry } from '@waitlist/line'
import type { JoinState } from '../domain/state.ts'
import type { StoredEntry, StoredFacts } from './port.ts'
import { storedEntry, storedFacts } from './stored-entry.ts'

/** Entries in one part: read without keeping the process for long, and written without keeping the store for long. */
export const PART_ENTRIES = 500

/** What has changed in a waitlist since the model was written last. */
export type Changes = {
  /** The entries that changed after what the model has, up to `upTo`. */
  readonly entryIds: Set<string>
  /** The version up to which changes are known. */
  upTo: number
}

/** What was read of the committed state for one part. */
export type Picked = {
  readonly version: number
  readonly facts: StoredFacts
  readonly entries: readonly StoredEntry[]
  /** Nothing is left, now that these entries have been taken. */
  readonly complete: boolean
  /** Versions up to this one, after the changes known, came from elsewhere: the log has to say what changed in them. */
  readonly unknownFrom: number | undefined
}

/** Takes entries for parts: first all there are, where everything is wanted, then those that changed meanwhile. */
export type Picker = { pick(state: JoinState): Picked }

export function createPicker(changes: Changes, everything: boolean): Picker {
  let begun = false
  let source: JoinState | undefined
  let rest: Iterator<Entry> | undefined
  let taken = 0

  /** The entries not yet taken; a state that was loaded anew has the same ones in the same order. */
  function restOf(state: JoinState): Iterator<Entry> | undefined {
    if (rest === undefined || source === state) return rest
    source = state
    rest = state.waitlist.entries.values()
    for (let n = 0; n < taken; n += 1) rest.next()
    return rest
  }

  function begin(state: JoinState): void {
    begun = true
    if (!everything) return
    source = state
    rest = state.waitlist.entries.values()
    // What changed until now is in what will be read.
    changes.entryIds.clear()
    changes.upTo = state.waitlist.version
  }

  return {
    pick(state) {
      if (!begun) begin(state)
      const { version, entries: all } = state.waitlist
      const entries: StoredEntry[] = []
      for (const iterator = restOf(state); rest && entries.length < PART_ENTRIES; taken += 1) {
        const next = iterator?.next()
        if (next === undefined || next.done) {
          rest = undefined
          break
        }
        entries.push(storedEntry(state, next.value))
      }
      for (const entryId of changes.entryIds) {
        if (entries.length >= PART_ENTRIES) break
        changes.entryIds.delete(entryId)
        const entry = all.get(entryId)
        if (entry) entries.push(storedEntry(state, entry))
      }
      const unknownFrom = changes.upTo < version ? changes.upTo + 1 : undefined
      changes.upTo = Math.max(changes.upTo, version)
      const complete = rest === undefined && changes.entryIds.size === 0 && unknownFrom === undefined
      return { version, facts: storedFacts(state), entries, complete, unknownFrom }
    },
  }
}
