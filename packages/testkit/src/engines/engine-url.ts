/** The engines of the distributed mode that tests may run on. */
export type EngineName = 'kafka' | 'mongo' | 'redis' | 'aws'

/** Where each engine is told: the same variables that the services read. */
export const engineVariables: Readonly<Record<EngineName, string>> = {
  kafka: 'KAFKA_BROKERS',
  mongo: 'MONGO_URL',
  redis: 'REDIS_URL',
  aws: 'AWS_ENDPOINT_URL',
}

type Env = Readonly<Record<string, string | undefined>>

/** Where the engine is, or undefined when this run has none. KAFKA_BROKERS is a list by comma, the others are URLs. */
export function engineUrl(name: EngineName, env: Env = process.env): string | undefined {
  return env[engineVariables[name]] || undefined
}

/** What a test that needs engines is to do: run with their addresses, or say which are missing, as a failure or not. */
export type EnginePlan =
  | { readonly kind: 'run'; readonly urls: Readonly<Record<EngineName, string>> }
  | { readonly kind: 'skip' | 'fail'; readonly reason: string }

/** With REQUIRE_ENGINES=1 a missing engine is a failure. */
export function planFor(names: readonly EngineName[], env: Env = process.env): EnginePlan {
  const missing = names.filter((name) => !engineUrl(name, env))
  if (missing.length > 0) {
    const variables = missing.map((name) => engineVariables[name]).join(', ')
    const reason = `no ${missing.join(', ')} (${variables}); npm run engines -- up starts what is needed`
    return { kind: env.REQUIRE_ENGINES === '1' ? 'fail' : 'skip', reason }
  }
  const urls = Object.fromEntries(names.map((name) => [name, engineUrl(name, env)]))
  return { kind: 'run', urls: urls as Record<EngineName, string> }
}
