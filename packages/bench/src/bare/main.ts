import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import { channelsOf, Entry, JoinBody, randomId } from '@waitlist/contracts'
import { fastify } from 'fastify'
import { createGroupCommit } from './group-commit.ts'

/**
 * The baseline of P1 and P2: one fastify + TypeBox route that takes the body of a join, writes the bytes that the product
 * writes for it, and answers as much. It checks no token, knows no rule and nobody follows it.
 */
const log = createGroupCommit(join(process.env.DATA_DIR as string, 'bare.db'))
const app = fastify({ ajv: { customOptions: { removeAdditional: false, coerceTypes: false } } })
let count = 0

app
  .withTypeProvider<TypeBoxTypeProvider>()
  .post('/join', { schema: { body: JoinBody, response: { 201: Entry } } }, async ({ body }, reply) => {
    const { eventId, customerId = '', ticketTypes, quantity, contact } = body
    const time = Date.now()
    const joinedAt = new Date(time).toISOString()
    const position = ++count
    const channels = channelsOf(contact)
    const own = { entryId: randomId('ent', eventId), eventId, customerId, ticketTypes, quantity, minQuantity: quantity }
    const shared = { ...own, tier: 'standard', joinedAt, channels, locale: contact.locale ?? 'en' }
    const data = { ...shared, score: position }
    const event = {
      type: 'WaitlistJoined',
      data,
      source: '/waitlist/join',
      schema: 1,
      time,
      correlationId: randomUUID(),
    }
    await log.append(JSON.stringify([event]))
    const byTicketType = ticketTypes.map((ticketType) => ({ ticketType, position, total: position }))
    const place = { position, ahead: position - 1, total: position, byTicketType }
    return reply.code(201).send({ ...shared, status: 'waiting', ...place, asOf: joinedAt })
  })

process.once('SIGTERM', () => void app.close().then(log.close))
console.log(`ready at ${await app.listen({ host: process.env.HOST ?? '127.0.0.1', port: 0 })}`)
