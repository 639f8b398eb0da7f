import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
const Sequencer = require('@jest/test-sequencer').default

/** Files that take minutes: small ones, for what they start is elsewhere. */
const LONG = /\/acceptance\/(faults|distributed)\/|\.fault\.test\.ts$|\/world\.test\.ts$/

/**
 * Long files first. Jest begins with the largest where it does not know yet how long each takes, and would then run one of
 * these alone at the end.
 * @public jest.config.json names it
 */
export default class LongestFirst extends Sequencer {
  /** @param {{ path: string }[]} tests */
  sort(tests) {
    /** @type {typeof tests} */
    const sorted = super.sort(tests)
    const [long = [], short = []] = [true, false].map((is) => sorted.filter(({ path }) => LONG.test(path) === is))
    return [...long, ...short]
  }
}
