import { expect } from '@jest/globals'
import type { ProblemCode } from '@waitlist/contracts'
import type { Answer } from './http.ts'
import type { Problem } from './shapes.ts'

/** Holds an answer to RFC 9457 and to the code and status it must have; gives the problem document. */
export function expectProblem(answer: Answer<unknown>, status: number, code: ProblemCode): Problem {
  expect(`${answer.status} ${answer.text}`).toContain(`${status} {`)
  expect(answer.headers['content-type']).toMatch(/^application\/problem\+json\b/)
  const problem = answer.body as Problem
  expect(problem).toEqual(
    expect.objectContaining({
      status,
      code,
      type: expect.stringMatching(/\S/),
      title: expect.stringMatching(/\S/),
      detail: expect.any(String),
      instance: expect.stringMatching(/\S/),
    }),
  )
  expectNoInsides(answer)
  return problem
}

/** Holds an answer to a refused shape: 400, with an item of `errors` at each of these JSON pointers. */
export function expectInvalid(answer: Answer<unknown>, ...pointers: readonly string[]): void {
  const problem = expectProblem(answer, 400, 'WL_ERR_VALIDATION')
  const named = (problem.errors ?? []).map((error) => error.pointer)
  for (const pointer of pointers) expect(named).toContain(pointer)
  for (const error of problem.errors ?? []) expect(error.detail).toMatch(/\S/)
}

/** No answer shows where in our code something went wrong. */
export function expectNoInsides(answer: Answer<unknown>): void {
  expect(answer.text).not.toMatch(/\n?\s+at .*\(?(?:file:|node:|\/).*:\d+/)
  expect(answer.text).not.toMatch(/node_modules|\.ts:\d+|SQLITE_|ERR_SQLITE/)
}

/** What two answers say apart from the address that was asked: equal where one must not be told from the other. */
export function withoutInstance(answer: Answer<unknown>): unknown {
  const { instance: _, ...rest } = answer.body as Problem
  return rest
}
