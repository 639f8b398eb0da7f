import { describe, expect, test } from '@jest/globals'
import type { Answers } from '@waitlist/contracts'
import { configured, opened } from '@waitlist/line/example-events'
import { answerErrors } from './answers.ts'
import { join, waitlist } from './example-commands.ts'

const field = (kind: 'text' | 'number' | 'choice' | 'checkbox' | 'date', more: object = {}) => ({
  name: 'it',
  label: 'It',
  kind,
  ...(kind === 'choice' ? { options: ['S', 'M'] } : {}),
  ...more,
})

describe('an answer', () => {
  test.each([
    ['text', 'any text', ''],
    ['number', 0, -1.5],
    ['choice', 'S', 'M'],
    ['checkbox', true, false],
    ['date', '2027-06-12', '2028-02-29'],
  ] as const)('of kind %s may be %j or %j, or left out where it is not required', (kind, ...good) => {
    for (const it of good) expect(answerErrors([field(kind)], { it })).toEqual([])
    expect(answerErrors([field(kind)], {})).toEqual([])
    expect(answerErrors([field(kind)])).toEqual([])
  })

  test.each<[Parameters<typeof field>[0], unknown]>([
    ['text', 5],
    ['text', true],
    ['text', 'x'.repeat(2001)],
    ['number', '5'],
    ['number', true],
    ['choice', 'L'],
    ['choice', ''],
    ['choice', 1],
    ['checkbox', 'on'],
    ['checkbox', 1],
    ['date', '12.06.2027'],
    ['date', '2027-02-29'],
    ['date', '2027-13-01'],
    ['date', '2027-06-12T00:00:00Z'],
    ['date', 20270612],
  ])('of kind %s cannot be %.40j', (kind, it) => {
    expect(answerErrors([field(kind)], { it } as Answers)).toEqual([
      { pointer: '/answers/it', detail: expect.stringMatching(/^must/) },
    ])
  })

  test.each(['text', 'number', 'choice', 'checkbox', 'date'] as const)('of kind %s may be required', (kind) => {
    const expected = [{ pointer: '/answers/it', detail: 'is required' }]
    expect(answerErrors([field(kind, { required: true })], {})).toEqual(expected)
    expect(answerErrors([field(kind, { required: true })])).toEqual(expected)
  })

  test('that is required says something: no blank text, no box left unticked', () => {
    expect(answerErrors([field('text', { required: true })], { it: '  ' })).toHaveLength(1)
    expect(answerErrors([field('checkbox', { required: true })], { it: false })).toHaveLength(1)
    expect(answerErrors([field('number', { required: true })], { it: 0 })).toEqual([])
  })

  test('that nobody asked for is refused by its name, also one that every object has', () => {
    expect(answerErrors([field('text')], { 'a/b~c': 1, toString: 'x' } as unknown as Answers)).toEqual([
      { pointer: '/answers/a~1b~0c', detail: 'is not asked for' },
      { pointer: '/answers/toString', detail: 'is not asked for' },
    ])
    expect(answerErrors([field('text', { name: 'constructor', required: true })], {})).toHaveLength(1)
  })

  test('is told of once per field, of fifty at most', () => {
    const many = Object.fromEntries(Array.from({ length: 90 }, (_, n) => [`n${n}`, 1]))
    expect(answerErrors([], many)).toHaveLength(50)
  })
})

describe('a join', () => {
  const form = [field('text', { name: 'name', required: true }), field('number', { name: 'age' })]
  const list = () => waitlist().given(configured({ form, maxQuantity: 2 }), opened())
  const answers = { name: 'Ann' }

  test('with the answers that are asked for is taken; the log says nothing of them', () => {
    const { events } = list().when(join('ann', { answers }))
    expect(events.map((event) => event.type)).toEqual(['WaitlistJoined'])
    expect(JSON.stringify(events)).not.toContain('Ann')
  })

  test('without them, or with others, is refused', () => {
    list().when(join('ann')).thenRefused('WL_ERR_VALIDATION')
    list()
      .when(join('ann', { answers: { ...answers, shoe: 43 } }))
      .thenRefused('WL_ERR_VALIDATION')
    list()
      .when(join('ann', { answers, quantity: 3 }))
      .thenRefused('WL_ERR_VALIDATION')
    waitlist().given(opened()).when(join('ann', { answers })).thenRefused('WL_ERR_VALIDATION')
  })

  test('again needs no answers, also when the form has grown; those it gives have to be right', () => {
    const grown = [...form, field('checkbox', { name: 'news', required: true })]
    const later = () => {
      const story = list()
      story.when(join('ann', { answers }))
      return story.given(configured({ form: grown }))
    }
    later().when(join('ann')).thenReceipt({ status: 200 })
    later()
      .when(join('ann', { answers: { ...answers, news: true } }))
      .thenReceipt({ status: 200 })
    later().when(join('ann', { answers })).thenRefused('WL_ERR_VALIDATION')
  })
})
