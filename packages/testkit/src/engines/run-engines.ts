import { type EngineName, engineUrl, engineVariables } from './engine-url.ts'

/** The engines that tests start in containers where they can. */
export type ContainedEngine = Exclude<EngineName, 'aws'>

const contained: readonly ContainedEngine[] = ['kafka', 'mongo', 'redis']

export type EngineSources = {
  /** Is changed: what is found goes there, for the tests that are started with it. */
  readonly env: Record<string, string | undefined>
  /** What `npm run engines -- up` left running. */
  readonly native: () => Promise<Readonly<Record<string, string>>>
  readonly mayHaveRuntime: () => boolean
  /** Whether any test of this run could use an engine. */
  readonly wanted: () => boolean
  readonly start: (name: ContainedEngine) => Promise<{ url: string; stop(): Promise<void> }>
  readonly say: (line: string) => void
}

/**
 * Finds engines for a run of tests: those it was told of, then those that run natively, then containers. Resolves with how
 * to stop what it started. An engine that cannot be had is no failure here: the tests that need it say so.
 */
export async function findEngines(sources: EngineSources): Promise<() => Promise<void>> {
  const { env, native, mayHaveRuntime, wanted, start, say } = sources
  for (const [name, value] of Object.entries(await native())) env[name] ||= value

  const missing = contained.filter((name) => !engineUrl(name, env))
  const nothing = async () => {}
  if (missing.length === 0 || !wanted()) return nothing
  if (!mayHaveRuntime()) {
    say(`no ${missing.join(', ')}, and no container runtime to start them; npm run engines -- up starts them without`)
    return nothing
  }
  say(`starting ${missing.join(', ')} in containers…`)
  const stops: (() => Promise<void>)[] = []
  const tryStart = async (name: ContainedEngine) => {
    try {
      const { url, stop } = await start(name)
      stops.push(stop)
      env[engineVariables[name]] = url
    } catch (error) {
      say(`${name}: not started (${(error as Error).message})`)
    }
  }
  await Promise.all(missing.map(tryStart))
  return async () => void (await Promise.all(stops.map((stop) => stop())))
}
