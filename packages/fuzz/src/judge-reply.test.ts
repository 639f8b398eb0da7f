import { describe, expect, test } from '@jest/globals'
import { openApi } from '@waitlist/contracts'
import { type Document, type Operation, operationsOf } from './document.ts'
import { replyFault, wasRefused } from './judge-reply.ts'
import { createJudge } from './validator.ts'

const document = openApi() as unknown as Document
const judge = createJudge(document)
const operation = (id: string) => operationsOf(document).find((one) => one.id === id) as Operation
const json = (status: number, body: unknown, type = 'application/json; charset=utf-8') => ({
  status,
  contentType: type,
  text: typeof body === 'string' ? body : JSON.stringify(body),
})
const problem = { type: 'urn:x', title: 'x', status: 404, detail: 'x', instance: '/x', code: 'WL_ERR_NOT_FOUND' }
const ofProblem = (body: object, status = 404) => json(status, body, 'application/problem+json; charset=utf-8')

describe('a reply', () => {
  test('as the document says is in order', () => {
    expect(replyFault(judge, operation('healthz'), json(200, { status: 'ok' }))).toBeUndefined()
    expect(replyFault(judge, operation('getStats'), ofProblem(problem))).toBeUndefined()
    expect(replyFault(judge, undefined, ofProblem(problem))).toBeUndefined()
    const lines = json(200, '{"a":1}\n{"a":2}\n', 'application/x-ndjson; charset=utf-8')
    expect(replyFault(judge, operation('readEvents'), lines)).toBeUndefined()
  })

  test.each([
    ['a failure of ours', 'getStats', ofProblem({ ...problem, code: 'WL_ERR_INTERNAL' }, 500), /status of 500/],
    ['an undocumented status', 'getStats', ofProblem(problem, 409), /409, which is not/],
    ['another type', 'getStats', json(404, problem), /content type application\/json/],
    ['no type', 'getStats', json(404, problem, ''), /content type \(none\)/],
    ['an incomplete problem', 'getStats', ofProblem({ status: 404 }), /required property/],
    ['an unknown code', 'getStats', ofProblem({ ...problem, code: 'WL_ERR_ODD' }), /allowed values/],
    ['a reply without its fields', 'getPosition', json(200, { customerId: 'ann' }), /required property 'entries'/],
    ['text in place of JSON', 'getPosition', json(200, 'hello'), /no JSON/],
    ['a line that is no JSON', 'readEvents', json(200, '{"a":1}\nhello\n', 'application/x-ndjson'), /no JSON/],
    ['our insides', 'getStats', ofProblem({ ...problem, detail: 'x\n    at f (/a/b.ts:1:2)' }), /where in our code/],
  ])('with %s is not', (_, id, reply, fault) => {
    const text = reply.text.replaceAll('\\n', '\n')
    expect(replyFault(judge, operation(id), { ...reply, text: id === 'getStats' ? text : reply.text })).toMatch(fault)
  })
})

test('only a refusal refuses, of the whole or of an event in it', () => {
  expect(wasRefused(json(400, problem))).toBe(true)
  expect(wasRefused(json(202, { results: [{ id: '', status: 'refused' }] }))).toBe(true)
  for (const status of [200, 202, 302, 500]) expect(wasRefused(json(status, {}))).toBe(false)
})
