import { setImmediate } from 'node:timers/promises'

/**
 * Lets the process do everything else that is ready, so many rounds of its loop, before going on. While there is
 * nothing else a round takes no time; under load this work gets its share and no more. `enough` ends it sooner.
 */
export async function giveWay(rounds: number, enough: () => boolean = () => false): Promise<void> {
  for (let round = 0; round < rounds && !enough(); round += 1) await setImmediate()
}
