import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { Environment } from './process.ts'

type Attribute = { readonly key: string; readonly value: { readonly stringValue?: string } }
type Told = { readonly traceId: string; readonly spanId: string; readonly parentSpanId?: string; readonly name: string }
type Resource = { readonly attributes: readonly Attribute[] }
type Traces = {
  readonly resourceSpans: readonly { readonly resource: Resource; readonly scopeSpans: readonly { spans: Told[] }[] }[]
}

/** A span that a process of the product told of. */
export type Span = Told & { readonly process: string }

/** An OpenTelemetry collector that only remembers. */
export type Collector = {
  /** What a product is started with, so that it tells this one. */
  readonly environment: Environment
  readonly spans: readonly Span[]
  /** Everything that was told, as it came. */
  told(): string
  /** The spans from the beginning of a trace down to one of them. */
  pathTo(span: Span): readonly Span[]
  close(): Promise<void>
}

const nameOf = ({ attributes }: Resource) =>
  attributes.find(({ key }) => key === 'service.name')?.value.stringValue ?? 'nobody'

export async function createCollector(): Promise<Collector> {
  const spans: Span[] = []
  const bodies: string[] = []
  const server = createServer(async (request, response) => {
    const body = await text(request)
    bodies.push(body)
    if (request.url === '/v1/traces') {
      for (const { resource, scopeSpans } of (JSON.parse(body) as Traces).resourceSpans) {
        for (const scope of scopeSpans) {
          for (const span of scope.spans) spans.push({ ...span, process: nameOf(resource) })
        }
      }
    }
    response.setHeader('content-type', 'application/json').end('{}')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const pathTo = (span: Span): readonly Span[] => {
    const above = spans.find(({ spanId }) => spanId === span.parentSpanId)
    return above ? [...pathTo(above), span] : [span]
  }
  return {
    environment: {
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_BSP_SCHEDULE_DELAY: '200',
    },
    spans,
    told: () => bodies.join('\n'),
    pathTo,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
