import type { EntryAnswers, FormAnswers } from '@waitlist/views'

/** What is done about the answers of one join, step by step. */
export type AnswersKeeper = {
  /** Before the commit that begins an entry, so that no crash leaves it without its answers. */
  begin(entryId: string): Promise<void>
  /** The commit was refused: nothing stays behind. */
  giveUp(): Promise<void>
  /** The entry that was answered with, which may have been there before: its answers are these now. */
  settle(entryId: string): Promise<void>
}

/** Keeps what was answered in one join; does nothing where nothing was. */
export function createAnswersKeeper(
  store: FormAnswers,
  { answers, ...about }: Omit<EntryAnswers, 'entryId' | 'answers'> & Partial<Pick<EntryAnswers, 'answers'>>,
): AnswersKeeper {
  let keptFor: string | undefined

  async function keep(entryId: string): Promise<void> {
    if (answers === undefined || entryId === keptFor) return
    await store.put([{ ...about, entryId, answers }])
  }

  async function giveUp(): Promise<void> {
    if (keptFor !== undefined) await store.forget([keptFor])
    keptFor = undefined
  }

  return {
    async begin(entryId) {
      await keep(entryId)
      if (answers !== undefined) keptFor = entryId
    },
    giveUp,
    async settle(entryId) {
      await keep(entryId)
      if (entryId !== keptFor) await giveUp()
    },
  }
}
