import { expect, test } from '@jest/globals'
import { corsOriginsFrom } from './config-origins.ts'

test.each([
  [undefined, []],
  ['', []],
  ['https://tickets.example', ['https://tickets.example']],
  ['https://a.example, http://localhost:5173', ['https://a.example', 'http://localhost:5173']],
])('%j lets in %j', (text, origins) => {
  expect(corsOriginsFrom(text)).toEqual(origins)
})

test.each([
  '*',
  'https://a.example/',
  'https://a.example/app',
  'a.example',
  'ftp://a.example',
  'https://a.example,',
  'null',
])('%j is refused', (text) => {
  expect(() => corsOriginsFrom(text)).toThrow(/^CORS_ORIGINS has/)
})
