import { expect, test } from '@jest/globals'
import type { RecordedEvent } from '@waitlist/contracts'
import { eventExamples } from '@waitlist/contracts/event-examples'
import { createMemoryLog, createMemoryStorage, createWriter, type OwnedDecider } from '../src/index.ts'

type State = { joined: number }
type Command = { readonly type: 'Join' }

/** Counts joins; the receipt says how many there are once this one is among them. */
const counting: OwnedDecider<State, Command> = {
  service: 'spec',
  initialState: () => ({ joined: 0 }),
  evolve(state: State, _event: RecordedEvent) {
    state.joined += 1
    return state
  },
  decide: (_command, state) => ({
    events: [{ type: 'WaitlistJoined', data: eventExamples.WaitlistJoined }],
    receipt: () => ({ place: state.joined }),
  }),
  due: () => ({ wakeAt: undefined }),
  urgency: () => 0,
}

test('a receipt that is a function is made right after its own events, and a retry gets what it said', async () => {
  const storage = createMemoryStorage()
  const writer = createWriter({ log: createMemoryLog(storage), decider: counting, kind: 'waitlist' })
  const join = (id: string) =>
    writer.execute('waitlist:e', { type: 'Join' }, { cause: {}, record: { id, hash: 'same' } })
  expect(await Promise.all([join('a'), join('b'), join('c')])).toEqual([{ place: 1 }, { place: 2 }, { place: 3 }])
  expect(await join('b')).toEqual({ place: 2 })
  await writer.close()
})

test('a peek shows the state at once, and nothing of a stream that is not loaded', async () => {
  const writer = createWriter({ log: createMemoryLog(createMemoryStorage()), decider: counting, kind: 'waitlist' })
  expect(writer.peek('waitlist:e', ({ joined }) => joined)).toBeUndefined()
  await writer.execute('waitlist:e', { type: 'Join' }, { cause: {} })
  expect(writer.peek('waitlist:e', ({ joined }) => joined)).toBe(1)
  await writer.close()
})
