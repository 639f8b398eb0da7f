import type { Answers } from '@waitlist/contracts'
import { type PeopleCipher, PeopleKeyError, type Sealed } from './people-cipher.ts'

/** The answers of an entry as stored: encrypted for the row of this entry. */
export type SealedAnswers = Sealed & { readonly entryId: string }

const rowOf = (entryId: string) => `form_answers/${entryId}`

export function sealAnswers(cipher: PeopleCipher, entryId: string, answers: Answers): Sealed {
  return cipher.seal(rowOf(entryId), answers)
}

/** The entry with its answers; nothing when they cannot be read, so that nobody else's are kept from being shown. */
export function openAnswers(cipher: PeopleCipher, { entryId, key, sealed }: SealedAnswers): [string, Answers][] {
  try {
    return [[entryId, cipher.open(rowOf(entryId), { key, sealed }) as Answers]]
  } catch (failure) {
    if (failure instanceof PeopleKeyError) return []
    throw failure
  }
}
