import { setImmediate } from 'node:timers/promises'

/** Numbers below a bound that are the same for the same seed, so that a run can be had again. */
export type Dice = (sides: number) => number

export function createDice(seed: number): Dice {
  let state = seed >>> 0
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * sides)
  }
}

/** Lets others run for a few turns of the event loop, fewer than `most`. */
export async function linger(dice: Dice, most: number): Promise<void> {
  for (let turns = dice(most); turns > 0; turns--) await setImmediate()
}
