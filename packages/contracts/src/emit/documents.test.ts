import { describe, expect, test } from '@jest/globals'
import type { TSchema } from 'typebox'
import { decodeInbound, decodeRecorded } from '../decode.ts'
import { eventExamples } from '../event-examples.ts'
import { routes } from '../http/routes.ts'
import { type EventType, eventDefinitions } from '../registry.ts'
import { createTopicCodec } from '../topics/topic-record.ts'
import { topicDefinitions } from '../topics/topics.ts'
import { createValidate } from '../validate.ts'
import { asyncApi } from './asyncapi.ts'
import { documents } from './documents.ts'
import { openApi } from './openapi.ts'

type Node = { readonly [name: string]: Node }

const types = Object.keys(eventDefinitions) as EventType[]
const others = topicDefinitions.map(({ type }) => type)
const made = documents()
const parsed = (path: string) => JSON.parse(made.get(path) as string) as Node

/** Every `$ref` of a document. */
function refs(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, item]) => (key === '$ref' ? [String(item)] : refs(item)))
}

function resolve(document: Node, ref: string): unknown {
  const names = ref
    .slice(2)
    .split('/')
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'))
  return names.reduce<Node | undefined>((node, name) => node?.[name], document)
}

describe.each([
  ['openapi.json', openApi],
  ['asyncapi.json', asyncApi],
])('%s', (path, make) => {
  test('is the same each time, and as it is exported', () => {
    expect(documents().get(path)).toBe(made.get(path))
    expect(parsed(path)).toEqual(make())
  })

  test('refers only to what it has', () => {
    const found = refs(parsed(path))
    expect(found.length).toBeGreaterThan(20)
    for (const ref of found) expect([ref, typeof resolve(parsed(path), ref)]).toEqual([ref, 'object'])
  })
})

describe('the OpenAPI document', () => {
  const document = parsed('openapi.json')
  const operation = (path: string, method: string) => document.paths?.[path]?.[method] as Node

  test('has an operation per route, and no other', () => {
    const operations = Object.values(document.paths as Node).flatMap((path) => Object.values(path))
    expect(operations.map((found) => found.operationId).sort()).toEqual(Object.keys(routes).sort())
  })

  test('uses every schema that it names', () => {
    const used = new Set(refs(document).map((ref) => ref.split('/').at(-1)))
    expect(Object.keys(document.components?.schemas as Node).filter((name) => !used.has(name))).toEqual([])
  })

  test('has references instead of copies, also inside other schemas', () => {
    expect(operation('/api/waitlist/join', 'post').responses?.['201']?.content?.['application/json']?.schema).toEqual({
      $ref: '#/components/schemas/Entry',
    })
    expect(document.components?.schemas?.PositionReply?.properties?.entries?.items).toEqual({
      $ref: '#/components/schemas/Entry',
    })
  })

  test('says where an Idempotency-Key is taken and where it is required', () => {
    const keyOf = (path: string, method: string) =>
      (operation(path, method).parameters as unknown as Node[] | undefined)?.find(
        (found) => String(found.name) === 'Idempotency-Key',
      )
    // Only a dry run needs none, which a parameter cannot say but in words.
    expect(keyOf('/api/waitlist/release/{eventId}', 'post')).toMatchObject({
      required: false,
      description: expect.stringContaining('Required unless dryRun is set'),
    })
    expect(keyOf('/api/waitlist/leave/{customerId}', 'delete')).toMatchObject({ required: false })
    expect(keyOf('/api/waitlist/stats/{eventId}', 'get')).toBeUndefined()
  })

  test('lists refusals by status, with an example per code', () => {
    const conflict = operation('/api/waitlist/join', 'post').responses?.['409']?.content?.['application/problem+json']
    expect(Object.keys(conflict?.examples as Node)).toContain('WL_ERR_FULL')
    expect(conflict?.examples?.WL_ERR_FULL?.value).toMatchObject({ status: 409, code: 'WL_ERR_FULL' })
    expect(operation('/api/waitlist/join', 'post').responses?.['503']?.headers).toHaveProperty('Retry-After')
  })

  test('says who may: nobody in particular, bearers of some roles, or the holder of a claim token', () => {
    expect(operation('/healthz', 'get').security).toEqual([])
    expect(operation('/api/waitlist/stats/{eventId}', 'get').security).toEqual([{ bearer: ['organizer', 'service'] }])
    expect(operation('/api/waitlist/claim/{offerId}', 'post').security).toEqual([
      { bearer: ['customer'] },
      { claimToken: [] },
    ])
  })

  test('names each content type of a body, and tells which body may be left out', () => {
    const publish = operation('/api/events', 'post').requestBody?.content as Node
    expect(Object.keys(publish)).toEqual([...routes.publishEvents.consumes])
    expect(publish['application/cloudevents-batch+json']?.schema).toMatchObject({ type: 'array' })
    expect(operation('/api/waitlist/claim/{offerId}', 'post').requestBody?.required).toBe(false)
    expect(operation('/api/waitlist/join', 'post').requestBody?.required).toBe(true)
  })
})

describe('the AsyncAPI document', () => {
  const document = parsed('asyncapi.json')

  test('has a channel per event type and other topic, named after it', () => {
    expect(Object.keys(document.channels as Node).sort()).toEqual([...types, ...others].sort())
    for (const [name, channel] of Object.entries(document.channels as Node)) expect(channel.address).toBe(name)
  })

  test('receives what others publish and sends the rest', () => {
    expect(document.operations?.receiveRefundIssued).toMatchObject({ action: 'receive' })
    expect(document.operations?.sendOfferMade).toMatchObject({ action: 'send' })
    expect(Object.keys(document.operations as Node)).toHaveLength(types.length + others.length)
  })

  test.each(types)('shows an event of type %s that we would take ourselves', (type) => {
    const [example] = (document.components?.messages?.[type]?.examples ?? []) as unknown as { payload: unknown }[]
    const decode = eventDefinitions[type].stream === 'inbound' ? decodeInbound : decodeRecorded
    expect(decode(example?.payload)).toMatchObject({ ok: true, event: { type } })
  })
})

describe.each(topicDefinitions)('the topic $type', (definition) => {
  const { type } = definition

  test('shows a record that we would take ourselves', () => {
    const shown = parsed('asyncapi.json').components?.messages?.[type]
    const [example] = (shown?.examples ?? []) as unknown as { payload: { data: unknown } }[]
    expect(createTopicCodec(definition).decode(example?.payload)).toEqual({ ok: true, data: example?.payload.data })
  })

  test('has a schema that takes its own example, and lets unknown fields be', () => {
    const schema = parsed(`schemas/${type}.1.json`)
    const [example] = schema.examples as unknown as unknown[]
    expect(schema.$id).toBe(`urn:waitlist:schema:${type}:1`)
    expect(createValidate(schema as TSchema)(example)).toEqual([])
    expect(JSON.stringify(schema)).not.toContain('"additionalProperties":false')
  })
})

describe.each(types)('the schema of %s', (type) => {
  const schema = parsed(`schemas/${type}.${eventDefinitions[type].schema}.json`)

  test('is named as events name it, and takes its own example', () => {
    expect(schema.$id).toBe(`urn:waitlist:schema:${type}:1`)
    expect(schema.examples).toEqual([JSON.parse(JSON.stringify(eventExamples[type]))])
    expect(createValidate(schema as TSchema)(eventExamples[type])).toEqual([])
  })

  test('lets unknown fields be, as consumers must', () => {
    expect(JSON.stringify(schema)).not.toContain('"additionalProperties":false')
  })
})
