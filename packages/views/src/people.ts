/** What we know of a customer that is personal: the only place that holds it. */
export type Person = {
  readonly customerId: string
  readonly email?: string
  readonly phone?: string
}

/** Addresses by customer. Join writes them before the commit that mentions the customer; notification reads them. */
export interface PeopleStore {
  put(people: readonly Person[]): Promise<void>
  get(customerIds: readonly string[]): Promise<ReadonlyMap<string, Person>>
}
