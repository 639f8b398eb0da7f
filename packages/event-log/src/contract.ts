import { afterEach, describe } from '@jest/globals'
import { appendingContract } from './contract/appending.ts'
import type { LogHarness } from './contract/harness.ts'
import { owingContract } from './contract/owing.ts'
import { replicatingContract } from './contract/replicating.ts'
import { scanningContract } from './contract/scanning.ts'
import type { EventLog } from './port.ts'

export type { LogHarness } from './contract/harness.ts'

/** What every driver of the event log has to do. `create` gives a harness with nothing in it yet. */
export function eventLogContract(driver: string, create: () => LogHarness): void {
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
    afterEach(async () => {
      await harness?.dispose()
      harness = undefined
    })

    describe('appending', () => appendingContract(open))
    describe('scanning', () => scanningContract(open, reopen))
    describe('owing', () => owingContract(open, reopen))
    describe('replicating', () => replicatingContract(open, reopen))
  })
}
