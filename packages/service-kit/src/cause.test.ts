import { afterEach, describe, expect, test } from '@jest/globals'
import { type Context, context, ROOT_CONTEXT, trace } from '@opentelemetry/api'
import { causeOf, traceparentOnward } from './cause.ts'

const theirs = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00'

afterEach(() => context.disable())

/** What telemetry does where it is on: there is a span of this request. */
function turnOnTelemetry() {
  const span = trace.wrapSpanContext({ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 })
  const active: Context = trace.setSpan(ROOT_CONTEXT, span)
  const manager = {
    active: () => active,
    with: (_: Context, call: (...args: never[]) => unknown, self: unknown, ...args: never[]) => call.apply(self, args),
    bind: (_: Context, target: unknown) => target,
    enable: () => manager,
    disable: () => manager,
  }
  context.setGlobalContextManager(manager as never)
}

describe('the trace that a request goes on with', () => {
  test('is its own', () => {
    expect(traceparentOnward(causeOf(theirs))).toBe(theirs)
  })

  test('is a new one where it has none, by its correlation id, and every service takes it', () => {
    const cause = causeOf(undefined)
    const onward = traceparentOnward(cause)
    expect(causeOf(onward)).toEqual({ correlationId: cause.correlationId, traceparent: onward })
  })

  test('is left to telemetry where that is on', () => {
    turnOnTelemetry()
    expect([traceparentOnward(causeOf(theirs)), traceparentOnward(causeOf(undefined))]).toEqual([undefined, undefined])
  })
})
