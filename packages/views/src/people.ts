import type { AddressBook } from './address-book.ts'
import type { ErasureBook } from './erasures.ts'
import type { FormAnswers } from './form-answers.ts'

/** What we know of a customer that is personal: the only place that holds it. */
export type Person = {
  readonly customerId: string
  readonly email?: string
  readonly phone?: string
}

/** A person as stored. */
export type KnownPerson = Person & {
  /** When (ms since 1970) what was known before was erased, where it was. */
  readonly erasedAt?: number
}

/** What others have to hear of a customer: the contact, or that it was erased. */
export type PersonChange = Person | { readonly customerId: string; readonly erased: true }

/** A change that others have to hear of, as it was then. */
export type PendingPerson = { readonly change: PersonChange; readonly revision: string }

/** What publishes contacts works with: what was put or erased waits until it is cleared, also over a crash. */
export interface PeopleOutbox {
  pendingPeople(limit: number): Promise<readonly PendingPerson[]>
  /** These are published. Who has been put anew since goes on waiting. */
  clearPeople(published: readonly PendingPerson[]): Promise<void>
  /** Calls back when somebody was put or erased; the result stops it. */
  onPending(call: () => void): () => void
}

/** How much there was of a customer when it was taken away. */
export type Erased = {
  readonly contacts: number
  readonly answers: number
  readonly addresses: number
  readonly messages: number
}

/** Addresses by customer. Join writes them before the commit that mentions the customer; notification reads them. */
export interface PeopleStore {
  put(people: readonly Person[]): Promise<void>
  /** Who was erased and not put since is there without an address. */
  get(customerIds: readonly string[]): Promise<ReadonlyMap<string, KnownPerson>>
  /** Encrypts up to so many people anew who are stored under another key than the newest; how many these were. */
  reseal(limit: number): Promise<number>
  /** What customers answered to the forms of events. */
  readonly answers: FormAnswers
  /**
   * Takes away everything there is of a customer at a moment (ms). Resolves when that is durable, and those who were
   * told have taken away what they have; once more does no harm.
   */
  erase(customerId: string, at: number): Promise<Erased>
  /** Whether other processes hold copies, which are told of erasures. */
  readonly announces: boolean
  /** Calls back during each erasure, which waits for it; it resolves with how many messages there were. */
  onErase(call: (customerId: string) => Promise<number>): void
  readonly erasures: ErasureBook
  /** Which customers of an event have an address in common. */
  readonly addresses: AddressBook
}
