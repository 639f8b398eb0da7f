import { describe, expect, test } from '@jest/globals'
import { createMemoryPeople } from '@waitlist/views'
import { createAnswersKeeper } from './keep-answers.ts'

const about = { eventId: 'gala', customerId: 'ann' }
const answers = { size: 'M' }

function opened(given?: typeof answers) {
  const store = createMemoryPeople().answers
  const keeper = createAnswersKeeper(store, { ...about, ...(given && { answers: given }) })
  const kept = async () => Object.fromEntries(await store.get(['ent_new', 'ent_old']))
  return { keeper, kept, store }
}

describe('the answers of a join', () => {
  test('are there before the commit, and after it', async () => {
    const { keeper, kept } = opened(answers)
    await keeper.begin('ent_new')
    expect(await kept()).toEqual({ ent_new: answers })
    await keeper.settle('ent_new')
    expect(await kept()).toEqual({ ent_new: answers })
  })

  test('are kept also where nobody foresaw that the join would be taken', async () => {
    const { keeper, kept } = opened(answers)
    await keeper.settle('ent_new')
    expect(await kept()).toEqual({ ent_new: answers })
  })

  test('leave nothing behind when it is refused after all', async () => {
    const { keeper, kept } = opened(answers)
    await keeper.begin('ent_new')
    await keeper.giveUp()
    await keeper.giveUp()
    expect(await kept()).toEqual({})
  })

  test('belong to the entry that was there already, and to no other', async () => {
    const { keeper, kept, store } = opened(answers)
    await store.put([{ ...about, entryId: 'ent_old', answers: { size: 'S' } }])
    await keeper.begin('ent_new')
    await keeper.settle('ent_old')
    expect(await kept()).toEqual({ ent_old: answers })
  })

  test('stay what they were when a join again gives none', async () => {
    const { keeper, kept, store } = opened()
    await store.put([{ ...about, entryId: 'ent_old', answers: { size: 'S' } }])
    await keeper.begin('ent_new')
    await keeper.settle('ent_old')
    await keeper.giveUp()
    expect(await kept()).toEqual({ ent_old: { size: 'S' } })
  })
})
