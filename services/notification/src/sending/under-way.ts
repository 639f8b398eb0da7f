/** Work that has to do with customers: whoever takes something of a customer away waits until it has ended. */
export type UnderWay = {
  /** Does work for some customers; known from before it begins. */
  during<Result>(customerIds: Iterable<string>, work: () => Promise<Result>): Promise<Result>
  /** Resolves when all that is under way for a customer now has ended. */
  ended(customerId: string): Promise<void>
}

export function createUnderWay(): UnderWay {
  const works = new Map<string, Set<Promise<void>>>()

  function note(customerId: string, ended: Promise<void>): void {
    const ofCustomer = works.get(customerId) ?? new Set()
    works.set(customerId, ofCustomer.add(ended))
  }

  function drop(customerId: string, ended: Promise<void>): void {
    const ofCustomer = works.get(customerId)
    ofCustomer?.delete(ended)
    if (ofCustomer?.size === 0) works.delete(customerId)
  }

  return {
    async during(customerIds, work) {
      const ids = [...new Set(customerIds)]
      const end = Promise.withResolvers<void>()
      for (const id of ids) note(id, end.promise)
      try {
        return await work()
      } finally {
        for (const id of ids) drop(id, end.promise)
        end.resolve()
      }
    },
    async ended(customerId) {
      await Promise.all(works.get(customerId) ?? [])
    },
  }
}
