/** Whose addresses are looked for, and where. */
export type AddressUse = {
  readonly eventId: string
  readonly customerId: string
  /** In the form that all aliases of an address have in common. */
  readonly addresses: readonly string[]
}

/** The marks of addresses, and how to take back what was noted for this use only. */
export type AddressMarks = { readonly marks: readonly string[]; takeBack(): Promise<void> }

/**
 * Tells, within an event, whether addresses are the same, without telling which: an address has a mark, random when it is
 * first used there, and what a customer uses besides gets the same one. Marks may stand in the log; what they stand for is
 * here alone, as keyed fingerprints, and goes with its customers.
 */
export interface AddressBook {
  /** Notes that a customer uses these; on the disk no later than what is written next. Gives the marks, each once. */
  use(use: AddressUse): Promise<AddressMarks>
  /** Takes away what is known of a customer; how many addresses, over all events. */
  forgetCustomer(customerId: string): Promise<number>
  /** Takes away everything of an event. */
  forgetEvent(eventId: string): Promise<void>
}
