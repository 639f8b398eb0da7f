import type { AnswerStore, KeptAnswer } from './answers.ts'

/** First answers to keyed requests, in memory: for tests and simulations. */
export function createMemoryAnswers(): AnswerStore {
  const answers = new Map<string, KeptAnswer>()
  return {
    async find(id) {
      return answers.get(id)
    },
    async keep(answer) {
      const kept = answers.get(answer.id) ?? { ...answer }
      answers.set(answer.id, kept)
      return kept
    },
  }
}
