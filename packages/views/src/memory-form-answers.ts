import type { EntryAnswers, FormAnswers } from './form-answers.ts'

/** Answers in memory: for tests and simulations. */
export function createMemoryFormAnswers(): FormAnswers {
  const kept = new Map<string, EntryAnswers>()
  return {
    async put(answered) {
      for (const one of answered) kept.set(one.entryId, structuredClone(one))
    },
    async get(entryIds) {
      return new Map(
        entryIds.flatMap((entryId) => {
          const one = kept.get(entryId)
          return one ? [[entryId, one.answers] as const] : []
        }),
      )
    },
    async forget(entryIds) {
      for (const entryId of entryIds) kept.delete(entryId)
    },
    async forgetCustomer(customerId) {
      const theirs = [...kept.values()].filter((one) => one.customerId === customerId)
      for (const { entryId } of theirs) kept.delete(entryId)
      return theirs.length
    },
  }
}
