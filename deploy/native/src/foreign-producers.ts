import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { engineScript, mustRun, scriptFile } from './script.ts'

export type ForeignRecord = {
  readonly key: string
  /** Of one line. */
  readonly value: string
  readonly headers?: Readonly<Record<string, string>>
}

/** Produces records with a program that is not ours. Rejects when it does not take them all. */
export type ForeignProducer = (brokers: string, topic: string, records: readonly ForeignRecord[]) => Promise<void>

async function feed(args: readonly string[], lines: readonly string[]): Promise<void> {
  const child = spawn('bash', args, { stdio: ['pipe', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text) => {
    said += text
  })
  child.stdin.end(lines.map((line) => `${line}\n`).join(''))
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`${args.slice(1).join(' ')} ended with status ${code}: ${said.trim()}`)
}

const consoleOptions = {
  'parse.key': true,
  'key.separator': '\t',
  'parse.headers': true,
  'headers.delimiter': '\t',
  'headers.separator': '~',
  'headers.key.separator': '=',
}

/** The console producer of Kafka's own distribution. */
export const produceByConsole: ForeignProducer = (brokers, topic, records) => {
  const properties = Object.entries(consoleOptions).flatMap(([name, value]) => [
    '--reader-property',
    `${name}=${value}`,
  ])
  const lines = records.map(({ key, value, headers = {} }) => {
    // With parse.headers every line has to have one.
    const pairs = Object.entries({ 'x-by': 'console', ...headers }).map((pair) => pair.join('='))
    return [pairs.join('~'), key, value].join('\t')
  })
  const program = ['tool', 'org.apache.kafka.tools.ConsoleProducer']
  return feed([scriptFile('kafka'), ...program, '--bootstrap-server', brokers, '--topic', topic, ...properties], lines)
}

/** A Python client, which hashes keys in its own way and compresses with zstd. */
export const produceByPython: ForeignProducer = (brokers, topic, records) =>
  feed(
    [scriptFile('python-client'), 'produce', brokers, topic],
    records.map((record) => JSON.stringify(record)),
  )

/**
 * Whether both producers can be used here: they are installed, or may be, because engines are required. Installs what is
 * missing in that case.
 */
export async function haveForeignProducers(env: Readonly<Record<string, string | undefined>>): Promise<boolean> {
  if (env.REQUIRE_ENGINES === '1') {
    await mustRun(engineScript, 'kafka', 'install')
    await mustRun(engineScript, 'python-client', 'install')
    return true
  }
  const found = await Promise.all([engineScript('kafka', 'version'), engineScript('python-client', 'version')])
  return found.every(({ ok }) => ok)
}
