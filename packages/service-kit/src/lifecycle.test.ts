import { EventEmitter } from 'node:events'
import { afterEach, describe, expect, test } from '@jest/globals'
import { type Clock, silentLogger } from '@waitlist/event-log'
import { closeOnSignal, createLife, type Part, type SignalSource } from './lifecycle.ts'

/** Parts that write down what happens to them. */
function recorder() {
  const happened: string[] = []
  const part = (name: string, faults: { start?: Error; close?: Error } = {}): Part => ({
    name,
    async start() {
      happened.push(`start ${name}`)
      if (faults.start) throw faults.start
    },
    async close() {
      happened.push(`close ${name}`)
      if (faults.close) throw faults.close
    },
  })
  return { happened, part }
}

describe('a life', () => {
  test('starts in order and closes in reverse, once', async () => {
    const { happened, part } = recorder()
    const life = createLife([part('log'), part('bus'), part('server')])
    await life.start()
    await Promise.all([life.close(), life.close()])
    expect(happened).toEqual(['start log', 'start bus', 'start server', 'close server', 'close bus', 'close log'])
  })

  test('that cannot start closes everything, and says why it could not', async () => {
    const { happened, part } = recorder()
    const parts = [part('log', { close: new Error('late') }), part('bus', { start: new Error('why') }), part('server')]
    await expect(createLife(parts).start()).rejects.toThrow('why')
    expect(happened).toEqual(['start log', 'start bus', 'close server', 'close bus', 'close log'])
  })

  test('closes every part, whatever one of them does, and tells the first failure', async () => {
    const { happened, part } = recorder()
    const life = createLife([
      part('log'),
      part('bus', { close: new Error('second') }),
      part('server', { close: new Error('first') }),
    ])
    await life.start()
    await expect(life.close()).rejects.toThrow('first')
    expect(happened.slice(3)).toEqual(['close server', 'close bus', 'close log'])
  })

  test('that is closed while it starts goes no further', async () => {
    const { happened, part } = recorder()
    const slow = Promise.withResolvers<void>()
    const life = createLife([{ ...part('log'), start: () => slow.promise }, part('bus')])
    const started = life.start()
    const closed = life.close()
    slow.resolve()
    await Promise.all([started, closed])
    expect(happened).toEqual(['close bus', 'close log'])
  })
})

describe('upon a signal', () => {
  function fakeProcess() {
    const emitter = new EventEmitter()
    const killed: unknown[] = []
    const source = {
      once: emitter.once.bind(emitter),
      off: emitter.off.bind(emitter),
      pid: 7,
      kill: (...args: unknown[]) => killed.push(args),
    }
    return { emitter, killed, source: source as unknown as SignalSource }
  }

  let fire: (() => void) | undefined
  const clock: Clock = {
    now: () => 0,
    after(ms, call) {
      if (ms === 10_000) fire = call
      return () => {}
    },
  }
  afterEach(() => {
    process.exitCode = 0
  })

  test('everything is closed, once; a second signal meets no handler and so ends the process', async () => {
    const { emitter, source, killed } = fakeProcess()
    let closed = 0
    const close = async () => {
      closed += 1
    }
    closeOnSignal(close, { clock, logger: silentLogger, process: source })
    emitter.emit('SIGTERM', 'SIGTERM')
    emitter.emit('SIGTERM', 'SIGTERM')
    expect({ closed, left: emitter.eventNames(), killed }).toEqual({ closed: 1, left: [], killed: [] })
  })

  test('who does not end in ten seconds is ended', () => {
    const { emitter, source, killed } = fakeProcess()
    closeOnSignal(() => new Promise(() => {}), { clock, logger: silentLogger, process: source })
    emitter.emit('SIGINT', 'SIGINT')
    fire?.()
    expect(killed).toEqual([[7, 'SIGINT']])
  })

  test('a failure to close is the exit code', async () => {
    const { emitter, source } = fakeProcess()
    const failing = Promise.reject(new Error('stuck'))
    closeOnSignal(() => failing, { clock, logger: silentLogger, process: source })
    emitter.emit('SIGTERM', 'SIGTERM')
    await failing.catch(() => {})
    await Promise.resolve()
    expect(process.exitCode).toBe(1)
  })

  test('nothing is heard any more once the handlers are taken away', () => {
    const { emitter, source } = fakeProcess()
    closeOnSignal(async () => {}, { clock, logger: silentLogger, process: source })()
    expect(emitter.eventNames()).toEqual([])
  })
})
