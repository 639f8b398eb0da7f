import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, test } from '@jest/globals'

const preload = fileURLToPath(new URL('../src/telemetry/preload.ts', import.meta.url))
const main = fileURLToPath(new URL('telemetry-process.ts', import.meta.url))

let servers: Server[] = []
afterEach(async () => {
  for (const server of servers) {
    server.closeAllConnections()
    server.close()
  }
  servers = []
})

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  servers.push(server)
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** A server that answers with the `traceparent` that it was given. */
const echo = () => serve((request, response) => response.end(request.headers.traceparent ?? 'none'))

type Span = {
  readonly name: string
  readonly kind: number
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly attributes: readonly { readonly key: string; readonly value: object }[]
}

/** A collector that keeps what it is given, by the path that it comes on. */
async function collect() {
  const bodies = new Map<string, string>()
  const url = await serve(async (request, response) => {
    bodies.set(String(request.url), await text(request))
    response.setHeader('content-type', 'application/json').end('{}')
  })
  const told = (signal: string) => JSON.parse(bodies.get(`/v1/${signal}`) ?? 'null')
  return {
    url,
    all: () => [...bodies.values()].join(),
    resource: () => told('traces').resourceSpans[0].resource.attributes as Span['attributes'],
    spans: () =>
      told('traces').resourceSpans[0].scopeSpans.flatMap((scope: { spans: Span[] }) => scope.spans) as Span[],
    metrics: () =>
      told('metrics').resourceMetrics[0].scopeMetrics.flatMap((scope: { metrics: { name: string }[] }) =>
        scope.metrics.map(({ name }) => name),
      ) as string[],
  }
}

async function run(env: Record<string, string>) {
  const args = ['--disable-warning=ExperimentalWarning', '--import', preload, main]
  const child = spawn(process.execPath, args, { env: { OTHER: await echo(), ...env } })
  const ended = once(child, 'close')
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)])
  const [code, signal] = await ended
  const [line = '{}', ...more] = stdout.trim().split('\n')
  const told = JSON.parse(line) as { status: number; asked: { byFetch: string; byRequest: string }; loaded: string[] }
  return { code, signal, stderr, told, more: more.map((said) => JSON.parse(said)) }
}

const json = { OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' }

describe('a process whose environment asks for no telemetry', () => {
  test('loads nothing of the SDK, and tells nobody of a trace', async () => {
    const { code, stderr, told, more } = await run({})
    expect({ code, stderr, more }).toEqual({ code: 0, stderr: '', more: [] })
    expect(told).toEqual({ status: 200, asked: { byFetch: 'none', byRequest: 'none' }, loaded: ['api'] })
  })
})

describe('a process with a collector', () => {
  test('has told it everything when it ends', async () => {
    const collector = await collect()
    const { code, stderr, told, more } = await run({ ...json, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url })
    expect({ code, stderr, more, status: told.status }).toEqual({ code: 0, stderr: '', more: [], status: 200 })
    expect(collector.metrics()).toContain('http.server.request.duration')
    const [server, ...calls] = collector.spans().toSorted((a, b) => a.kind - b.kind)
    expect(server).toMatchObject({ name: 'GET /ask/{customerId}' })
    expect(calls).toMatchObject([{ name: 'GET' }, { name: 'GET' }])
    for (const call of calls) expect(call).toMatchObject({ traceId: server?.traceId, parentSpanId: server?.spanId })
    const places = calls.map(({ traceId, spanId }) => `00-${traceId}-${spanId}-01`)
    expect([told.asked.byFetch, told.asked.byRequest].toSorted()).toEqual(places.toSorted())
  })

  test('is told apart by its name, and by what the environment says of it', async () => {
    const collector = await collect()
    const resource = { OTEL_RESOURCE_ATTRIBUTES: 'service.namespace=tickets' }
    await run({ ...json, ...resource, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url })
    expect(collector.resource()).toEqual(
      expect.arrayContaining([
        { key: 'service.name', value: { stringValue: 'telemetry-process' } },
        { key: 'service.namespace', value: { stringValue: 'tickets' } },
      ]),
    )
  })

  test('does not tell it paths, queries and what clients call themselves', async () => {
    const collector = await collect()
    await run({ ...json, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url })
    const told = collector
      .spans()
      .flatMap(({ attributes }) => attributes)
      .map((attribute) => JSON.stringify(attribute))
      .join()
    expect(told).toContain('server.address')
    for (const secret of ['kim', 'secret', 'concert']) expect(told).not.toContain(secret)
  })

  test('that is away does its work, says so once a signal and ends well', async () => {
    const { code, stderr, told, more } = await run({ ...json, OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' })
    expect({ code, stderr, status: told.status }).toEqual({ code: 0, stderr: '', status: 200 })
    const line = { level: 'warn', name: 'telemetry', msg: 'telemetry is lost' }
    expect(more).toMatchObject([line, line])
    for (const { reason } of more) expect(reason).toContain('ECONNREFUSED')
  })

  test('that takes everything and answers nothing ends all the same', async () => {
    const hangs = { ...json, OTEL_EXPORTER_OTLP_ENDPOINT: await serve(() => {}), OTEL_EXPORTER_OTLP_TIMEOUT: '300' }
    const { code, signal, told } = await run(hangs)
    expect({ code, signal, status: told.status }).toEqual({ code: 0, signal: null, status: 200 })
  })
})

test('an exporter that does not exist is no reason not to start', async () => {
  const { code, told } = await run({ OTEL_TRACES_EXPORTER: 'carrier-pigeon' })
  expect({ code, status: told.status }).toEqual({ code: 0, status: 200 })
})
