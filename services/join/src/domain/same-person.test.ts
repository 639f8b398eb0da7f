import { describe, test } from '@jest/globals'
import { configured, joined, left, opened, settled } from '@waitlist/line/example-events'
import { join, waitlist } from './example-commands.ts'

const asks = configured({ oneEntryPerAddress: true })
const marked = (name: string, addressMarks: string[]) => join(name, { addressMarks })
const ann = joined('ann', 1, { addressMarks: ['m1'] })

describe('one entry per address', () => {
  test('refuses whoever has an address of somebody who has an active place', () => {
    waitlist()
      .given(asks, opened(), ann)
      .when(marked('ben', ['m0', 'm1']))
      .thenRefused('WL_ERR_SAME_PERSON')
    waitlist()
      .given(asks, opened(), ann, settled('ann', 'offered'))
      .when(marked('ben', ['m1']))
      .thenRefused('WL_ERR_SAME_PERSON')
  })

  test('keeps the marks with the entry', () => {
    const marks = ['m1', 'm2']
    waitlist()
      .given(asks, opened())
      .when(marked('ben', marks))
      .then({ type: 'WaitlistJoined', data: { addressMarks: marks } })
  })

  test('takes in who has other addresses, or one whose holder has left', () => {
    waitlist()
      .given(asks, opened(), ann)
      .when(marked('ben', ['m2']))
      .then({ type: 'WaitlistJoined', data: { addressMarks: ['m2'] } })
    const gone = waitlist().given(asks, opened(), ann, left('ann'))
    gone.when(marked('ben', ['m1'])).then({ type: 'WaitlistJoined', data: { addressMarks: ['m1'] } })
  })

  test('gives a customer the own place again, but no address of another one', () => {
    const both = waitlist().given(asks, opened(), ann, joined('ben', 2, { addressMarks: ['m2'] }))
    both.when(marked('ann', ['m1'])).thenNothing()
    both.when(marked('ann', ['m1', 'm2'])).thenRefused('WL_ERR_SAME_PERSON')
  })

  test('is not asked for unless the event does', () => {
    const open = waitlist().given(configured(), opened(), ann)
    open.when(marked('ben', ['m1'])).then({ type: 'WaitlistJoined', data: { addressMarks: ['m1'] } })
  })
})
