import { describe, expect, test } from '@jest/globals'
import { customerContact } from './customer-contact.ts'
import { streamGapFound } from './stream-gap.ts'
import { createTopicCodec } from './topic-record.ts'

const contacts = createTopicCodec(customerContact)
const gaps = createTopicCodec(streamGapFound)
const envelope = { id: 'c-1', source: '/waitlist/join', time: Date.UTC(2027, 4, 2), subject: 'ann' }
const ann = { customerId: 'ann', email: 'ann@example.com', phone: '+4915100' + '000' }
const document = contacts.encode(ann, envelope)

describe('a record of a topic', () => {
  test('is a CloudEvent that says whose it is and of which schema', () => {
    expect(document).toMatchObject({
      specversion: '1.0',
      type: 'CustomerContact',
      subject: 'ann',
      time: '2027-05-02T00:00:00.000Z',
      dataschema: 'urn:waitlist:schema:CustomerContact:1',
      data: ann,
    })
  })

  test('comes back as it was, without what is not known here', () => {
    const extended = { ...document, added: 1, data: { ...ann, nickname: 'A.' } }
    expect(contacts.decode(JSON.parse(JSON.stringify(extended)))).toEqual({ ok: true, data: ann })
    const gap = { stream: 'waitlist:a', from: 2, to: 3 }
    expect(gaps.decode(gaps.encode(gap, envelope))).toEqual({ ok: true, data: gap })
  })

  test.each([
    ['nothing', null, /^malformed/],
    ['no envelope', { customerId: 'ann' }, /^malformed: .*\/specversion is required/],
    ['a record of another topic', { ...document, type: 'RefundIssued' }, /a RefundIssued does not belong/],
    ['data of another shape', { ...document, data: { email: 'ann' } }, /\/data\/customerId is required/],
  ])('that is %s is malformed', (_, value, reason) => {
    expect(contacts.decode(value)).toEqual({ ok: false, reason: expect.stringMatching(reason), alarm: false })
  })

  test('of a newer schema is worth an alarm', () => {
    const newer = { ...document, dataschema: 'urn:waitlist:schema:CustomerContact:2' }
    expect(contacts.decode(newer)).toMatchObject({ ok: false, alarm: true })
  })

  test('of a stream that nobody of us writes is no gap', () => {
    expect(gaps.decode(gaps.encode({ stream: 'inbound:a', from: 1, to: 1 }, envelope))).toMatchObject({ ok: false })
  })
})
