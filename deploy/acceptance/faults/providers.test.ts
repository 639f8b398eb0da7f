import { afterAll, beforeAll, expect, jest } from '@jest/globals'
import type { RecordedEvent } from '@waitlist/contracts'
import { copiesAreCounted, everyNoticeEndsOnce } from '@waitlist/testkit/invariants/notices'
import { eventually, present } from '../harness/poll.ts'
import type { Sale } from '../harness/sale.ts'
import { describeFaults, faultTest, type Ground, startGround } from './ground/ground.ts'
import { createProvider, type Provider } from './ground/provider.ts'
import { names, openScene } from './load/scene.ts'

jest.setTimeout(500_000)

const FROM = 'tickets@shop.example'
const PATIENCE_MS = 300_000
/** A provider is given ten seconds. */
const TOO_LATE_S = 13

/** The notice of a text message, by whom it went to and whether it offers anything. */
function noticeOf(sale: Sale, notices: readonly (readonly RecordedEvent[])[], customers: readonly string[]) {
  return (phone: string, text: string): string | undefined => {
    const name = customers.find((one) => sale.phone(one) === phone)
    const found = notices.find(([planned]) => {
      if (planned?.type !== 'NotificationPlanned') return false
      const { customerId, channel, template, offerId } = planned.data
      if (name === undefined || customerId !== sale.id(name) || channel !== 'sms') return false
      return text.includes('/claim/') ? offerId !== undefined && text.includes(offerId) : template !== 'offer'
    })
    return found?.[0]?.type === 'NotificationPlanned' ? found[0].data.noticeId : undefined
  }
}

describeFaults('SES and SNS', () => {
  let ground: Ground
  let provider: Provider
  beforeAll(async () => {
    // Verified whenever the stand-in starts: an email that it does not know the sender of is refused for good.
    process.env.EMAIL_FROM = FROM
    ground = await startGround({ aws: true, environment: { EMAIL_FROM: FROM } })
    provider = createProvider(present(ground.engines.aws, 'stand-in for AWS').port)
  })
  afterAll(() => ground?.clear())

  faultTest(
    'fail, hang, answer too late and go away, and a sender is killed: everybody is told, and copies are counted',
    async () => {
      const { sale, crowd, judge } = await openScene(ground)
      const customers = names(10)
      const join = (name: string) => sale.joinWith(name, { channels: ['email', 'sms'] })
      await provider.plan(
        { status: 429, type: 'TooManyRequestsException', times: 2 },
        { status: 500, type: 'InternalFailure', times: 2 },
        { delay: TOO_LATE_S, times: 2 },
        { status: 503, type: 'ServiceUnavailable', times: 1 },
      )
      for (const name of customers) await join(name)
      for (const _ of customers) await crowd.refund()
      await ground.cluster.kill('notification-1')
      await ground.cluster.start('notification-1')

      const ended = await eventually(async () => {
        const notices = await ground.logs.notices(sale.eventId)
        // A welcome and an offer by each of two channels.
        expect(notices.length).toBeGreaterThanOrEqual(4 * customers.length)
        const open = notices.filter((notice) => !/Sent|Failed/.test(notice.at(-1)?.type ?? ''))
        expect(open.map((notice) => notice.map(({ type }) => type))).toEqual([])
        return notices
      }, PATIENCE_MS)
      const history = await judge('SES and SNS failed')
      expect(everyNoticeEndsOnce(history, ended)).toEqual([])
      expect(copiesAreCounted(ended, await provider.taken(noticeOf(sale, ended, customers)))).toEqual([])
      const doubtful = ended.filter((notice) => notice.some((event) => 'ambiguous' in event.data))
      process.stderr.write(`${ended.length} notices ended, ${doubtful.length} of them after attempts in doubt\n`)
      expect(ended.filter((notice) => notice.at(-1)?.type === 'NotificationFailed')).toEqual([])
    },
  )

  faultTest('are not there at all for a while: nobody is told twice', async () => {
    const { sale, crowd, judge } = await openScene(ground)
    const aws = present(ground.engines.aws, 'stand-in for AWS')
    await aws.kill()
    const customers = names(3, 100)
    for (const name of customers) await sale.joinWith(name, { channels: ['email', 'sms'] })
    for (const _ of customers) await crowd.refund()
    await eventually(async () => expect(await sale.offered()).toHaveLength(customers.length), PATIENCE_MS)
    await aws.start()
    const ended = await eventually(async () => {
      const notices = await ground.logs.notices(sale.eventId)
      expect(notices.filter((notice) => /Sent|Failed/.test(notice.at(-1)?.type ?? ''))).toHaveLength(
        4 * customers.length,
      )
      return notices
    }, PATIENCE_MS)
    expect(ended.filter((notice) => notice.at(-1)?.type !== 'NotificationSent')).toEqual([])
    const taken = await provider.taken(noticeOf(sale, ended, customers))
    expect([...taken.values()]).toEqual(ended.map(() => 1))
    expect(copiesAreCounted(ended, taken)).toEqual([])
    await judge('killed SES and SNS')
  })
})
