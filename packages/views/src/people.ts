import type { FormAnswers } from './form-answers.ts'

/** What we know of a customer that is personal: the only place that holds it. */
export type Person = {
  readonly customerId: string
  readonly email?: string
  readonly phone?: string
}

/** A person whose contact others have to hear of, as it was then. */
export type PendingPerson = { readonly person: Person; readonly revision: string }

/** What publishes contacts works with: what was put waits until it is cleared, also over a crash. */
export interface PeopleOutbox {
  pendingPeople(limit: number): Promise<readonly PendingPerson[]>
  /** These are published. Who has been put anew since goes on waiting. */
  clearPeople(published: readonly PendingPerson[]): Promise<void>
  /** Calls back when somebody was put; the result stops it. */
  onPending(call: () => void): () => void
}

/** Addresses by customer. Join writes them before the commit that mentions the customer; notification reads them. */
export interface PeopleStore {
  put(people: readonly Person[]): Promise<void>
  get(customerIds: readonly string[]): Promise<ReadonlyMap<string, Person>>
  /** Encrypts up to so many people anew who are stored under another key than the newest; how many these were. */
  reseal(limit: number): Promise<number>
  /** What customers answered to the forms of events. */
  readonly answers: FormAnswers
}
