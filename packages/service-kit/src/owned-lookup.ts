import type { Ownership } from '@waitlist/bus'
import { hashInId, partitionOfHash, RefusedError } from '@waitlist/contracts'
import type { KeepUp } from '@waitlist/views'

export type OwnedLookup = {
  /** What the view knows now; undefined when it knows of no such id. */
  readonly find: (id: string) => Promise<string | undefined>
  readonly ownership: Pick<Ownership, 'partitions'>
  readonly keepUp: Pick<KeepUp, 'settled'>
  /** What ids are of, for the refusal: "offer". */
  readonly what: string
}

/**
 * Makes the lookup of the event that an id of ours belongs to, in a view that processes share. Who wrote it may have died
 * before the view knew of it: the partition's owner waits until it has caught up, and then knows that there is none
 * (undefined); anybody else cannot say so. Throws WL_ERR_BUSY then.
 */
export function createOwnedLookup({ find, ownership, keepUp, what }: OwnedLookup): OwnedLookup['find'] {
  return async (id) => {
    const found = await find(id)
    if (found !== undefined) return found
    if (!ownership.partitions().has(partitionOfHash(hashInId(id)))) {
      throw new RefusedError({ code: 'WL_ERR_BUSY', detail: `Who answers for this ${what} is changing; try again.` })
    }
    await keepUp.settled()
    return find(id)
  }
}
