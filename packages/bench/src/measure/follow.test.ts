import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from '@jest/globals'
import { createDataLines, follow } from './follow.ts'

test('events come in pieces, between what is none', () => {
  const lines = createDataLines()
  expect(lines(': following\n\nid: 1\nda')).toEqual([])
  expect(lines('ta: {"a":1}\n\ndata: {"a":2}\n\nda')).toEqual(['{"a":1}', '{"a":2}'])
  expect(lines('ta:3\n')).toEqual(['3'])
})

test('the events that are wanted are given one by one, then the end', async () => {
  const connected = Promise.withResolvers<ServerResponse>()
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': following\n\n')
    connected.resolve(response)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const feed = await follow(`http://127.0.0.1:${port}/`, {}, (data) => data !== 'no')
  const response = await connected.promise
  const before = performance.now()
  const first = feed.next()
  response.write('data: no\n\ndata: one\n\ndata: two\n\n')
  expect(await first).toBeGreaterThanOrEqual(before)
  expect(await feed.next()).toBeGreaterThanOrEqual(before)
  response.end()
  await expect(feed.next()).rejects.toThrow('ended')
  feed.close()
  server.close()
})

test('what is refused is not followed', async () => {
  const server = createServer((_request, response) => response.writeHead(401).end()).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await expect(follow(`http://127.0.0.1:${port}/`, {}, () => true)).rejects.toThrow('401')
  server.close()
})
