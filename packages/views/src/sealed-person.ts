import type { Person } from './people.ts'
import { type PeopleCipher, PeopleKeyError, type Sealed } from './people-cipher.ts'

/** A person as stored: the id in the open, everything else encrypted for the row of this id. */
export type SealedPerson = Sealed & { readonly customerId: string }

const rowOf = (customerId: string) => `people/${customerId}`

export function sealPerson(cipher: PeopleCipher, { customerId, ...rest }: Person): SealedPerson {
  return { customerId, ...cipher.seal(rowOf(customerId), rest) }
}

/** Undefined when it cannot be read, now or ever: who has no address waits, and nobody else has to wait for them. */
export function openPerson(cipher: PeopleCipher, { customerId, key, sealed }: SealedPerson): Person | undefined {
  try {
    return { customerId, ...cipher.open(rowOf(customerId), { key, sealed }) }
  } catch (failure) {
    if (failure instanceof PeopleKeyError) return undefined
    throw failure
  }
}
