import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe } from '@jest/globals'

const run = promisify(execFile)
const script = fileURLToPath(new URL('../../../deploy/native/scripts/kafka.sh', import.meta.url))

/** Brokers on the ports from here on, two for each: OWN_KAFKA_PORT, 28092 unless given: below those that connections are given. */
export const ownPort = Number(process.env.OWN_KAFKA_PORT || 28_092)

/** Brokers of a test's own, to be killed. */
export type OwnBrokers = {
  readonly addresses: readonly string[]
  /** Starts those that do not run; resolves when they do. */
  start(): Promise<void>
  /** SIGKILL: of one, counted from 1, or of all. */
  kill(broker?: number): Promise<void>
  /** Ends them, and what they have kept. */
  clear(): Promise<void>
}

/** `extra`: lines of their configuration, which win over those before. */
export async function createOwnBrokers(count: 1 | 3, extra: readonly string[] = []): Promise<OwnBrokers> {
  const folder = await mkdtemp(join(tmpdir(), 'waitlist-kafka-'))
  const env = { ...process.env, KAFKA_HEAP: '256m', KAFKA_EXTRA: extra.join('\n') }
  const call = (...args: readonly (string | number)[]) => run('bash', [script, ...args.map(String)], { env })
  await call('install')
  return {
    addresses: Array.from({ length: count }, (_, at) => `127.0.0.1:${ownPort + at}`),
    async start() {
      await call('start', folder, ownPort, count)
    },
    async kill(broker) {
      await call('kill', folder, ...(broker === undefined ? [] : [broker]))
    },
    async clear() {
      await call('kill', folder)
      await rm(folder, { recursive: true })
    },
  }
}

/**
 * Tests that kill brokers have brokers of their own, which need Java 17 and some seconds: they run with OWN_ENGINES=1, and
 * are skipped otherwise, with a line that says so.
 */
export function describeWithOwnBrokers(title: string, body: () => void): void {
  const wanted = process.env.OWN_ENGINES === '1'
  if (!wanted) process.stderr.write(`skipped "${title}": it has brokers of its own; OWN_ENGINES=1 lets it\n`)
  const register = wanted ? describe : describe.skip
  register(title, body)
}
