import { randomUUID } from 'node:crypto'
import { expect, test } from '@jest/globals'
import { describeWith } from '@waitlist/testkit/engines/describe-with'
import { haveForeignProducers, produceByConsole, produceByPython } from '../src/foreign-producers.ts'
import { engineScript, mustRun } from '../src/script.ts'

const tool = (program: string, ...args: string[]) =>
  mustRun(engineScript, 'kafka', 'tool', `org.apache.kafka.tools.${program}`, ...args)

const known = await haveForeignProducers(process.env)

/** What a topic holds, a line a record: headers, key and value. */
async function recordsOf(brokers: string, topic: string, count: number): Promise<string[]> {
  const print = ['print.key=true', 'print.headers=true'].flatMap((one) => ['--formatter-property', one])
  const range = ['--from-beginning', '--max-messages', `${count}`, '--timeout-ms', '30000']
  const read = await tool(
    'consumer.ConsoleConsumer',
    '--bootstrap-server',
    brokers,
    '--topic',
    topic,
    ...range,
    ...print,
  )
  return read.split('\n').toSorted()
}

describeWith('kafka', 'producers that are not ours', (brokers) => {
  // Where engines are required they are installed.
  if (!known) return test.skip('need kafka.sh install and python-client.sh install', () => {})
  test('deliver key, value and headers', async () => {
    const topic = `foreign-${randomUUID()}`
    await tool('TopicCommand', '--bootstrap-server', brokers, '--create', '--topic', topic, '--partitions', '3')
    const record = { key: 'concert', value: '{"time":"2027-01-01T00:00:00Z","a":[1,2]}' }
    await produceByConsole(brokers, topic, [{ ...record, headers: { ce_time: '2027-01-01T00:00:00Z' } }])
    await produceByPython(brokers, topic, [record, { ...record, headers: { ce_id: 'x=1' } }])
    expect(await recordsOf(brokers, topic, 3)).toEqual(
      [
        `NO_HEADERS\tconcert\t${record.value}`,
        `ce_id:x=1\tconcert\t${record.value}`,
        `x-by:console,ce_time:2027-01-01T00:00:00Z\tconcert\t${record.value}`,
      ].toSorted(),
    )
  })

  test('say when a record is not taken', async () => {
    const nowhere = produceByPython(brokers, 'no such topic', [{ key: 'k', value: 'v' }])
    await expect(nowhere).rejects.toThrow(/^produce .* ended with status 1: 1 records were not taken/)
  })
})
