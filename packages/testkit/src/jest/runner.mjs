import { createRequire, registerHooks } from 'node:module'
import { pathToFileURL } from 'node:url'
import { give, given, TEST_TIMEOUT } from './given.mjs'

const require = createRequire(import.meta.url)
const circus = require('jest-circus/runner').default

/** What jest-circus leaves on the global object, which here outlives a test file. */
const LEFT = [TEST_TIMEOUT, Symbol.for('EVENT_HANDLERS')]

/** Names the test file that a module is loaded for. */
const FOR_FILE = 'file'

const OF_TESTS = /\/(acceptance|test)\/|\.test\.ts$/

registerHooks({
  resolve(specifier, context, next) {
    if (specifier === '@jest/globals') return { url: new URL('globals.mjs', import.meta.url).href, shortCircuit: true }
    const resolved = next(specifier, context)
    const file = context.parentURL && new URL(context.parentURL).searchParams.get(FOR_FILE)
    return file && OF_TESTS.test(resolved.url) ? { ...resolved, url: `${resolved.url}?${FOR_FILE}=${file}` } : resolved
  },
})

let files = 0

/**
 * Runs a test file with jest-circus, as jest does by itself, but has Node load it. Jest's own loader makes every module
 * anew for each file, which took as much processor time as the tests. Here the product's modules are those of the file
 * before in the same worker; what belongs to tests (`*.test.ts`, folders `test` and `acceptance`) is new for each file,
 * with what it remembers, and so are the environment's variables and spies.
 * @public jest.config.json names it
 * @param {object} globalConfig
 * @param {object} config
 * @param {object} environment
 * @param {{ enterTestCode(): void, leaveTestCode(): void }} runtime
 * @param {string} path
 * @param {Function} send
 */
export default async (globalConfig, config, environment, runtime, path, send) => {
  const file = ++files
  const variables = { ...process.env }
  for (const key of LEFT) Reflect.deleteProperty(globalThis, key)
  const native = {
    /** @param {string} module */
    requireInternalModule(module) {
      delete require.cache[module]
      return require(module)
    },
    requireModule: require,
    setGlobalsForRuntime: give,
    unstable_shouldLoadAsEsm: () => true,
    /** @param {string} module */
    unstable_importModule: (module) => import(`${pathToFileURL(module)}?${FOR_FILE}=${file}`),
    enterTestCode: () => runtime.enterTestCode(),
    leaveTestCode: () => runtime.leaveTestCode(),
  }
  try {
    return await circus(globalConfig, config, environment, native, path, send)
  } finally {
    given().jest?.restoreAllMocks()
    for (const name of Object.keys(process.env)) if (!(name in variables)) delete process.env[name]
    Object.assign(process.env, variables)
  }
}
