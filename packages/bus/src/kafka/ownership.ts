import type { Ownership } from '../ownership.ts'

/** Ownership as a consumer group tells it: nothing at first, then what was assigned last. */
export type AssignedOwnership = Ownership & { assign(partitions: ReadonlySet<number>): void }

export function createAssignedOwnership(): AssignedOwnership {
  const listeners = new Set<(gained: ReadonlySet<number>) => void>()
  let owned: ReadonlySet<number> = new Set()
  return {
    partitions: () => owned,
    onGain(call) {
      listeners.add(call)
      return () => listeners.delete(call)
    },
    assign(partitions) {
      const gained = partitions.difference(owned)
      owned = partitions
      if (gained.size > 0) for (const call of listeners) call(gained)
    },
  }
}
