import type { Answers } from '@waitlist/contracts'

/** What a customer answered to the form of an event, for one entry: as personal as an address. */
export type EntryAnswers = {
  readonly entryId: string
  readonly eventId: string
  readonly customerId: string
  readonly answers: Answers
}

/** Answers by entry, encrypted. Join writes them before the commit that begins the entry; a form may change, they stay. */
export interface FormAnswers {
  /** What is put for an entry replaces all that was there of it. */
  put(answered: readonly EntryAnswers[]): Promise<void>
  get(entryIds: readonly string[]): Promise<ReadonlyMap<string, Answers>>
  /** Takes the answers of entries away. */
  forget(entryIds: readonly string[]): Promise<void>
  /** Takes all answers of a customer away, of every event; how many entries had some. */
  forgetCustomer(customerId: string): Promise<number>
}

/** What a driver has to do besides: encrypt up to so many anew that are stored under another key than the newest. */
export type ResealableAnswers = FormAnswers & { reseal(limit: number): Promise<number> }
