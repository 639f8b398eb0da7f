import { describe, expect, test } from '@jest/globals'
import { MessageTemplate, templateErrors } from './message-template.ts'
import { createValidate } from './validate.ts'

const shape = createValidate(MessageTemplate)
const pointers = (...templates: MessageTemplate[]) => templateErrors(templates).map((error) => error.pointer)

describe('an own message', () => {
  test('may say as little as its template, or all of it', () => {
    expect(shape({ template: 'joined' })).toEqual([])
    const offer = {
      template: 'offer',
      locale: 'de',
      subject: 'Für dich: {event}',
      text: '{tickets}\n\nbis {deadline}',
      sms: '{link}',
    }
    expect(shape(offer)).toEqual([])
    expect(pointers(offer as MessageTemplate, { template: 'offer' }, { template: 'offer', locale: 'en' })).toEqual([])
  })

  test.each([
    { template: 'greeting' },
    { template: 'joined', subject: 'a\r\nBcc: all@example.org' },
    { template: 'joined', subject: '  ' },
    { template: 'joined', sms: 'a\nb' },
    { template: 'joined', text: 'a\u0000b' },
    { template: 'joined', text: '' },
    { template: 'joined', locale: 'no such locale' },
  ])('cannot be %j', (message) => {
    expect(shape(message)).not.toEqual([])
  })

  test('has only places that can be filled in for it', () => {
    expect(pointers({ template: 'joined', text: '{event} until {deadline}' })).toEqual(['/templates/0/text'])
    expect(
      pointers({ template: 'offer', subject: '{constructor}', text: '{ event }', sms: '{link} {{link}}' }),
    ).toEqual(['/templates/0/subject', '/templates/0/text'])
  })

  test('is there once for a locale', () => {
    expect(pointers({ template: 'joined', locale: 'de' }, { template: 'joined', locale: 'DE' })).toEqual([
      '/templates/1/template',
    ])
  })

  test('of an offer has the link where nothing else has it', () => {
    expect(pointers({ template: 'offer', sms: 'Tickets for {event}' })).toEqual(['/templates/0/sms'])
    expect(pointers({ template: 'offer', text: 'Tickets for {event}' })).toEqual([])
  })
})
