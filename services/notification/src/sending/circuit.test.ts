import { expect, test } from '@jest/globals'
import { createCircuit } from './circuit.ts'

const notProbing = { probe: false }

/** A circuit that has just opened, at 0. */
function opened() {
  const circuit = createCircuit()
  const said = Array.from({ length: 5 }, () => circuit.failed(notProbing, 0))
  return { circuit, said }
}

test('lets everything through until five in a row have failed, and says so once', () => {
  const { circuit, said } = opened()
  expect(said).toEqual([false, false, false, false, true])
  expect(circuit.awayUntil()).toBe(1000)
  expect(circuit.failed(notProbing, 0)).toBe(false)
  expect(circuit.admit(0)).toEqual({ admitted: false, retryAt: 1000 })
})

test('counts failures in a row only', () => {
  const circuit = createCircuit()
  for (let n = 0; n < 20; n += 1) {
    expect(circuit.failed(notProbing, 0)).toBe(false)
    if (n % 4 === 3) expect(circuit.answered()).toBe(false)
  }
  expect(circuit.admit(0)).toEqual({ admitted: true, probe: false })
})

test('lets one through after the pause, and nobody else until it is known what came of that', () => {
  const { circuit } = opened()
  expect(circuit.admit(999)).toEqual({ admitted: false, retryAt: 1000 })
  expect(circuit.admit(1000)).toEqual({ admitted: true, probe: true })
  expect(circuit.admit(1000)).toEqual({ admitted: false, retryAt: 2000 })
  expect(circuit.answered()).toBe(true)
  expect(circuit.awayUntil()).toBeUndefined()
  expect(circuit.admit(1000)).toEqual({ admitted: true, probe: false })
})

test('pauses twice as long after each probe in vain, up to a minute', () => {
  const { circuit } = opened()
  const pauses: number[] = []
  for (let now = 0; pauses.length < 9; ) {
    const admission = circuit.admit(now)
    if (admission.admitted) circuit.failed(admission, now)
    else {
      pauses.push(admission.retryAt - now)
      now = admission.retryAt
    }
  }
  expect(pauses).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000])
})

test('takes nothing from those that were on their way when it opened', () => {
  const { circuit } = opened()
  for (let n = 0; n < 50; n += 1) circuit.failed(notProbing, 0)
  expect(circuit.admit(0)).toEqual({ admitted: false, retryAt: 1000 })
})

test('sends another probe when one is never heard of again', () => {
  const { circuit } = opened()
  circuit.admit(1000)
  expect(circuit.admit(20_999)).toEqual({ admitted: false, retryAt: 21_000 })
  expect(circuit.admit(21_000)).toEqual({ admitted: true, probe: true })
})
