import fc from 'fast-check'
import type { Operation, Parameter } from './document.ts'
import { spoiled } from './mutate.ts'
import { type FuzzRequest, type Parts, requestOf } from './request.ts'
import { strangeName, strangeText, strangeValue } from './strange.ts'
import { type Source, validParts } from './valid.ts'

/** A request that must be refused, and what is wrong with it. */
export type BadRequest = FuzzRequest & {
  readonly fault: string
  /** It is not for the operation any more, so another one's answers may come. */
  readonly astray?: true
  /** The server need not read to its end. */
  readonly mayHangUp?: true
}

type Maker = (parts: Parts, operation: Operation) => fc.Arbitrary<BadRequest>

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PURGE']

/** What is wrong whatever the operation asks for. */
const astray: Maker = (parts, operation) => {
  const good = requestOf(operation, parts)
  const paths = [
    `${operation.path}/x`,
    `${good.path.split('?')[0]}/`,
    '/%c0%ae%c0%ae/',
    '/%ZZ',
    `/${'a'.repeat(3000)}`,
    '//',
  ]
  return fc
    .record({ method: fc.constantFrom(...METHODS), path: fc.constantFrom(...paths) })
    .map(({ method, path }) => ({
      ...good,
      method,
      path,
      body: method === 'GET' ? null : good.body,
      fault: 'astray',
      astray: true,
    }))
}

const brokenText: Maker = (parts, operation) => {
  const good = requestOf(operation, parts)
  const text = String(good.body ?? '{}')
  const texts = fc.oneof(
    fc.nat({ max: Math.max(text.length - 2, 0) }).map((end) => `${text.slice(0, end)}{`),
    fc.constantFrom(
      '{',
      '[1,',
      '{"a":}',
      `${text}}`,
      `\ufeff\ufeff${text}`,
      "{'a':1}",
      'undefined',
      'NaN',
      '\u0000',
      '{"a":01}',
    ),
    fc.constantFrom('{"__proto__":{"role":"admin"}}', '{"constructor":{"prototype":{"role":"admin"}}}'),
    fc.uint8Array({ minLength: 1, maxLength: 60 }).map((bytes) => Buffer.concat([Buffer.from([0xff, 0xfe]), bytes])),
    fc.integer({ min: 1000, max: 30_000 }).map((depth) => `${'['.repeat(depth)}{`),
  )
  return texts.map((body) => ({ ...good, body, fault: 'broken body' }))
}

const otherType: Maker = (parts, operation) => {
  const good = requestOf(operation, parts)
  const types = [
    'text/plain',
    'application/xml',
    'multipart/form-data; boundary=x',
    'application/x-www-form-urlencoded',
    'x',
    '*/*',
    'application/json2',
  ]
  return fc.constantFrom(...types).map((type) => ({
    ...good,
    headers: { ...good.headers, 'content-type': type },
    body: good.body ?? '{}',
    fault: 'content type',
  }))
}

const tooLarge: Maker = (parts, operation) =>
  fc.constant({
    ...requestOf(operation, parts),
    body: JSON.stringify({ x: 'x'.repeat(6 * 1024 * 1024) }),
    fault: 'too large',
    mayHangUp: true,
  })

const badKey: Maker = (parts, operation) =>
  fc.constantFrom('', ' ', 'a b', 'k'.repeat(256), 'é').map((key) => {
    const good = requestOf(operation, parts)
    return { ...good, headers: { ...good.headers, 'idempotency-key': key }, fault: 'idempotency key' }
  })

const badToken: Maker = (parts, operation) =>
  fc
    .constantFrom('', 'Bearer', 'Bearer x', 'Basic YTpi', `Bearer ${'a.'.repeat(40)}`, 'Bearer e30.e30.', 'bearer null')
    .map((authorization) => {
      const good = requestOf(operation, parts)
      return { ...good, headers: { ...good.headers, authorization }, role: undefined, fault: 'token' }
    })

/** Requests of which one part does not fit its schema. */
function misfits(source: Source, operation: Operation): Maker[] {
  const { judge } = source
  const of = (place: Parameter['in']) => operation.parameters.filter((parameter) => parameter.in === place)
  const [inPath, inQuery] = [of('path'), of('query')]
  const badPath: Maker = (parts) =>
    fc.record({ which: fc.constantFrom(...inPath), value: strangeText }).map(({ which: { name, schema }, value }) => {
      const given = judge(schema, value) === undefined ? '\u0000' : value
      return { ...requestOf(operation, { ...parts, path: { ...parts.path, [name]: given } }), fault: `path ${name}` }
    })
  const badQuery: Maker = (parts) =>
    fc.record({ which: fc.constantFrom(...inQuery), value: strangeText }).map(({ which: { name, schema }, value }) => {
      const given = judge(schema, value) === undefined ? '' : value
      return { ...requestOf(operation, { ...parts, query: { ...parts.query, [name]: given } }), fault: `query ${name}` }
    })
  const strayQuery: Maker = (parts) =>
    strangeName.map((name) => {
      const query = { ...parts.query, [`x${name}`]: '1' }
      return { ...requestOf(operation, { ...parts, query }), fault: 'unknown query' }
    })
  const twice: Maker = (parts) =>
    fc.constantFrom(...inQuery).map(({ name }) => {
      const { path, ...rest } = requestOf(operation, { ...parts, query: {} })
      return { ...rest, path: `${path}?${name}=1&${name}=2`, fault: 'query twice' }
    })
  return [...(inPath.length > 0 ? [badPath] : []), ...(inQuery.length > 0 ? [badQuery, strayQuery, twice] : [])]
}

/** Bodies that do not fit. Where chance made one that does, another fault takes its place: every request must be bad. */
function misfitBody({ judge }: Source): Maker {
  return (parts, operation) => {
    const { type, value } = parts.body ?? { type: Object.keys(operation.content)[0] ?? '', value: {} }
    const { schema = {} } = operation.content[type] ?? {}
    const spoilings = fc.record({
      at: fc.nat({ max: 200 }),
      way: fc.constantFrom('replace', 'replace', 'remove', 'add'),
      name: strangeName,
      value: strangeValue,
    })
    return spoilings.chain((spoiling): fc.Arbitrary<BadRequest> => {
      const bad = spoiled(value, spoiling)
      if (JSON.stringify(bad) === undefined || judge(schema, JSON.parse(JSON.stringify(bad))) === undefined) {
        return brokenText(parts, operation)
      }
      const request = requestOf(operation, { ...parts, body: { type, value: bad } })
      return fc.constant({ ...request, fault: `body ${spoiling.way}` })
    })
  }
}

/** Makes the generator of requests to an operation that must be refused. */
export function badRequests(source: Source, operation: Operation): fc.Arbitrary<BadRequest> {
  const makers: (readonly [number, Maker])[] = [[2, astray]]
  for (const maker of misfits(source, operation)) makers.push([4, maker])
  if (Object.keys(operation.content).length > 0) {
    makers.push([40, misfitBody(source)], [10, brokenText], [4, otherType], [0.05, tooLarge])
  }
  if (operation.parameters.some(({ name }) => name === 'Idempotency-Key')) makers.push([2, badKey])
  if (operation.roles.length > 0) makers.push([2, badToken])
  const chosen = fc.oneof(...makers.map(([weight, maker]) => ({ weight: weight * 20, arbitrary: fc.constant(maker) })))
  return fc.tuple(validParts(source, operation), chosen).chain(([parts, maker]) => maker(parts, operation))
}
