import { describe, test } from '@jest/globals'
import { type EngineName, planFor } from './engine-url.ts'

/** What is registered with, and where the reason of a skip is said. */
export type Registrar = {
  readonly describe: (title: string, body: () => void) => void
  readonly skip: (title: string, body: () => void) => void
  readonly test: (title: string, body: () => void) => void
  readonly say: (line: string) => void
}

type DescribeWith = {
  (name: EngineName, title: string, body: (url: string) => void): void
  <Name extends EngineName>(
    names: readonly Name[],
    title: string,
    body: (urls: Readonly<Record<Name, string>>) => void,
  ): void
}

export function createDescribeWith(
  registrar: Registrar,
  env: Readonly<Record<string, string | undefined>> = process.env,
): DescribeWith {
  return (names: EngineName | readonly EngineName[], title: string, body: (urls: never) => void) => {
    const plan = planFor(typeof names === 'string' ? [names] : names, env)
    if (plan.kind === 'run') {
      const told = typeof names === 'string' ? plan.urls[names] : plan.urls
      registrar.describe(title, () => body(told as never))
      return
    }
    if (plan.kind === 'skip') registrar.say(`skipped "${title}": ${plan.reason}`)
    const register = plan.kind === 'skip' ? registrar.skip : registrar.describe
    register(title, () =>
      registrar.test(`has ${[names].flat().join(', ')}`, () => {
        throw new Error(plan.reason)
      }),
    )
  }
}

/**
 * `describe` for tests on engines. The body gets the address, or for several names an object of them. Without one of them
 * it is skipped, and one line says why; with REQUIRE_ENGINES=1 it fails instead.
 */
export const describeWith: DescribeWith = createDescribeWith({
  describe,
  skip: describe.skip,
  test,
  say: (line) => process.stderr.write(`${line}\n`),
})
