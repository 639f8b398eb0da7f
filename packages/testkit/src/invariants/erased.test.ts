import { expect, test } from '@jest/globals'
import { nothingPersonalIsLeft } from './erased.ts'

const values = ['ann.miller@example.com', '+4915112345678', 'Änne "Miller"']
const find = (text: string | Buffer, name = 'a file') =>
  nothingPersonalIsLeft(values, [
    { name: 'elsewhere', bytes: Buffer.from('nothing of anybody') },
    { name, bytes: Buffer.from(text) },
  ]).map(({ what }) => what)

test('nothing is found where nothing is', () => {
  expect(find('{"email":"ben@example.com","phone":"+4915112345679","name":"Änne"}')).toEqual([])
})

test.each([
  ['as it is', `{"to":"${values[0]}"}`],
  ['in lower case', 'ANN: ann.miller@example.com'],
  ['in a URL', `/search?q=${encodeURIComponent(values[0] as string)}`],
  ['in hex', Buffer.from(values[0] as string).toString('hex')],
  ['in two bytes a character', Buffer.from(values[0] as string, 'utf16le')],
  ...[0, 1, 2, 3, 4].flatMap((before) =>
    (['base64', 'base64url'] as const).map(
      (as) =>
        [
          `in ${as}, behind ${before} bytes`,
          Buffer.from(`${'x'.repeat(before)}${values[0]} and more`).toString(as),
        ] as const,
    ),
  ),
])('a value is found %s', (_, text) => {
  expect(find(text)).toEqual(['value 1 of 3 is in a file'])
})

test('each value is found, escaped too, and in the name of a place', () => {
  expect(find(JSON.stringify({ name: values[2] }))).toEqual(['value 3 of 3 is in a file'])
  expect(find('', `outbox/${values[1]}.json`)).toEqual([`value 2 of 3 is in outbox/${values[1]}.json`])
})
