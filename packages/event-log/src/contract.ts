import { afterEach, describe } from '@jest/globals'
import { appendingContract } from './contract/appending.ts'
import type { LogHarness } from './contract/harness.ts'
import { modelContract } from './contract/model.ts'
import { owingContract } from './contract/owing.ts'
import { replicatingContract } from './contract/replicating.ts'
import { scanningContract } from './contract/scanning.ts'
import { answersContract } from './contract/writer-answers.ts'
import { faultsContract } from './contract/writer-faults.ts'
import { keysContract } from './contract/writer-keys.ts'
import { lifeContract } from './contract/writer-life.ts'
import { looksContract } from './contract/writer-looks.ts'
import { writerRig } from './contract/writer-rig.ts'
import { timersContract } from './contract/writer-timers.ts'
import { turnsContract } from './contract/writer-turns.ts'
import type { EventLog } from './port.ts'

export type { LogHarness } from './contract/harness.ts'

/**
 * What every driver of the event log has to do. `create` gives a harness with nothing in it yet; `histories` says how many
 * random ones are compared with a model: fewer where each takes its time.
 */
export function eventLogContract(driver: string, create: () => LogHarness, histories = 60): void {
  describe(`event log: ${driver}`, () => {
    let harness: LogHarness | undefined
    let current: EventLog | undefined
    const open = () => {
      harness ??= create()
      current = harness.open()
      return current
    }
    const reopen = async () => {
      await current?.close()
      return open()
    }
    const fresh = async () => {
      await harness?.dispose()
      harness = undefined
    }
    afterEach(fresh)

    describe('appending', () => appendingContract(open))
    describe('scanning', () => scanningContract(open, reopen))
    describe('owing', () => owingContract(open, reopen))
    describe('replicating', () => replicatingContract(open, reopen))
    describe('model', () => modelContract(open, reopen, fresh, histories))
  })
}

/** What a writer has to do on every driver. */
export function writerContract(driver: string, create: () => LogHarness): void {
  describe(`writer on ${driver}`, () => {
    let harness: LogHarness | undefined
    const rig = () => {
      harness = create()
      return writerRig(harness)
    }
    afterEach(async () => {
      await harness?.dispose()
      harness = undefined
    })

    describe('answers', () => answersContract(rig))
    describe('looks', () => looksContract(rig))
    describe('keys', () => keysContract(rig))
    describe('life', () => lifeContract(rig))
    describe('turns', () => turnsContract(rig))
    describe('timers', () => timersContract(rig))
    describe('faults', () => faultsContract(rig))
  })
}
