import { hostname } from 'node:os'
import { expect, test } from '@jest/globals'
import { ownAddress } from './own-address.ts'

test.each([
  ['127.0.0.1', 'http://127.0.0.1:3001'],
  ['::1', 'http://[::1]:3001'],
  ['0.0.0.0', `http://${hostname()}:3001`],
  ['::', `http://${hostname()}:3001`],
])('a process on %s is reached at %s', (host, address) => {
  expect(ownAddress(host, 3001)).toBe(address)
})
