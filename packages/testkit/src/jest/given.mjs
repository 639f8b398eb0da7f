import { ModuleMocker } from 'jest-mock'

/** Where jest-circus looks for the time limit that a test file sets for itself. */
export const TEST_TIMEOUT = Symbol.for('TEST_TIMEOUT_SYMBOL')

const mocker = new ModuleMocker(globalThis)

const jest = {
  fn: mocker.fn.bind(mocker),
  spyOn: mocker.spyOn.bind(mocker),
  restoreAllMocks: () => mocker.restoreAllMocks(),
  /** @param {number} ms */
  setTimeout: (ms) => Reflect.set(globalThis, TEST_TIMEOUT, ms),
}

/** @type {Record<string, any>} */
let present = {}

/** What the tests of the file that runs now are given: what `@jest/globals` exports. */
export const given = () => present

/** @param {object} globals */
export function give(globals) {
  present = { ...globals, jest }
}
