import http from 'node:http'
import { registerHooks } from 'node:module'

/*
 * A process as ours are, for the tests of the preload: serves one route that asks another server twice, is asked once,
 * and says what came back and which modules of telemetry were loaded, before it or for it.
 */

const loaded = new Set<string>()
registerHooks({
  load(url, context, next) {
    const [, name] = /@opentelemetry\/([\w-]+)\//.exec(url) ?? []
    if (name) loaded.add(name)
    return next(url, context)
  },
})

const { defineRoute } = await import('@waitlist/contracts')
const { createMemoryAnswers } = await import('@waitlist/views')
const { Type } = await import('typebox')
const { createServer, implement, registerRoutes } = await import('../src/index.ts')

const other = process.env.OTHER as string

function askedByRequest(): Promise<string> {
  return new Promise((resolve, reject) => {
    const call = http.request(other, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (part) => {
        text += part
      })
      response.on('end', () => resolve(text))
    })
    call.on('error', reject).end()
  })
}

const route = defineRoute({
  id: 'ask',
  service: 'join',
  tag: 'Test',
  summary: 'Asks another server',
  problems: [],
  owner: { by: 'any' },
  idempotencyKey: 'none',
  method: 'GET',
  path: '/ask/{customerId}',
  params: Type.Object({ customerId: Type.String() }),
  query: Type.Object({ eventId: Type.String() }),
  policy: { access: 'public', roles: [], scope: 'any' },
  replies: { 200: { description: 'What the other server was told', schema: Type.Unknown() } },
})
const ask = implement(route, async () => {
  const byFetch = await (await fetch(`${other}/kim?token=secret`, { headers: { 'user-agent': 'kim' } })).text()
  return { status: 200, body: { byFetch, byRequest: await askedByRequest() } }
})

const silent = () => {}
const logger = { debug: silent, info: silent, warn: silent, error: silent }
const app = createServer({ clock: { now: Date.now, after: () => silent }, logger })
const authenticate = async () => undefined
registerRoutes(app, [ask], {
  authenticate,
  bus: { settled: async () => {} },
  peopleKey: 'people key',
  answers: createMemoryAnswers(),
})
const address = await app.listen({ port: 0, host: '127.0.0.1' })
const answer = await fetch(`${address}/ask/kim?eventId=concert`)
const told = { status: answer.status, asked: await answer.json(), loaded: [...loaded].toSorted() }
await app.close()
process.stdout.write(`${JSON.stringify(told)}\n`)
