import { afterEach, describe } from '@jest/globals'
import { deliveryContract } from './contract/delivery.ts'
import { failureContract } from './contract/failure.ts'
import type { BusHarness } from './contract/harness.ts'
import { publishContract } from './contract/publishing.ts'

export type { BusHarness } from './contract/harness.ts'
export { parkingContract } from './contract/parking.ts'

/** What every driver of the bus has to do. `open` gives a harness with nothing in it yet. */
export function busContract(driver: string, open: () => BusHarness, can: { readonly exact: boolean }): void {
  describe(`bus: ${driver}`, () => {
    const opened: BusHarness[] = []
    const openOne = () => {
      const harness = open()
      opened.push(harness)
      return harness
    }
    afterEach(async () => {
      for (const harness of opened.splice(0)) await harness.close()
    })

    describe('delivery', () => deliveryContract(openOne))
    describe('failures', () => failureContract(openOne))
    describe('publishing', () => publishContract(openOne, can))
  })
}
