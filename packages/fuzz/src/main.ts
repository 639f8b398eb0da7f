import { randomInt } from 'node:crypto'
import { completeConfig, configFrom, readConfigSources, signToken } from '@waitlist/service-kit'
import { ConfigError } from '@waitlist/service-kit/config-error'
import { fuzz } from './fuzz.ts'
import { commandLine, UsageError } from './options.ts'
import { startOwnProduct } from './own-product.ts'
import { operationLine, summary, violationText } from './report.ts'
import { tokensFor } from './tokens.ts'

/** The secret of a product that was started here, as the product itself finds it. */
function secretHere(): string {
  const config = configFrom(readConfigSources(process.env, process.cwd()), process.cwd())
  const { auth } = completeConfig(config, {})
  if ('secret' in auth) return auth.secret
  throw new ConfigError('Tokens come from AUTH_JWKS_URL; the fuzz can only sign with AUTH_SECRET')
}

async function main(): Promise<void> {
  const { count, valid, seed, url, only } = commandLine(process.argv.slice(2), randomInt(1_000_000))
  const own = url === undefined ? await startOwnProduct() : undefined
  try {
    const secret = own?.secret ?? secretHere()
    const tokens = await tokensFor(seed, (claims) => signToken(secret, claims))
    console.log(`fuzz: seed ${seed}, ${count} bad and ${valid} good requests to each operation of ${own?.url ?? url}`)
    const since = performance.now()
    const onOperation = (result: Parameters<typeof operationLine>[0]) => console.log(operationLine(result))
    const results = await fuzz({ url: own?.url ?? (url as string), tokens, seed, bad: count, valid, only, onOperation })
    const violations = results.flatMap((result) => result.violations)
    for (const violation of violations) console.log(violationText(violation))
    console.log(summary(results, seed, (performance.now() - since) / 1000))
    if (violations.length > 0) process.exitCode = 1
  } finally {
    await own?.close()
  }
}

main().catch((error) => {
  console.error(error instanceof UsageError || error instanceof ConfigError ? error.message : error)
  process.exitCode = 1
})
