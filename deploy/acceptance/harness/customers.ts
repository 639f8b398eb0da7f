import { expect } from '@jest/globals'
import type { Channel, EntryStatus } from '@waitlist/contracts'
import type { Answer, Caller, Request } from './http.ts'
import { eventually, present } from './poll.ts'
import type { Product } from './product.ts'
import type { Entry, Left, Positions } from './shapes.ts'
import type { Claims } from './tokens.ts'

/** What a customer of these tests asks for: one ticket of type A and a word by email, unless said otherwise. */
export type Wishes = {
  readonly ticketTypes?: readonly string[]
  readonly quantity?: number
  readonly minQuantity?: number
  readonly channels?: readonly Channel[]
  readonly locale?: string
  readonly email?: string
  readonly tier?: string
}

/** The customers of one event, called by first names; no other event's customers have their ids or addresses. */
export type Customers = {
  id(name: string): string
  email(name: string): string
  phone(name: string): string
  as(name: string, tier?: string): Caller
  tryJoin(name: string, wishes?: Wishes, headers?: Request['headers']): Promise<Answer<Entry>>
  /** Joins, which must work; one after the other. */
  join(...names: readonly string[]): Promise<Entry[]>
  joinWith(name: string, wishes: Wishes): Promise<Entry>
  /** The newest entry that the customer sees. */
  entry(name: string): Promise<Entry>
  entries(name: string): Promise<readonly Entry[]>
  /** The place in the line of each of these; undefined when not waiting. */
  places(...names: readonly string[]): Promise<(number | undefined)[]>
  /** Waits until a customer's newest entry has the status. */
  until(name: string, status: EntryStatus): Promise<Entry>
  leave(name: string, headers?: Request['headers']): Promise<Answer<Left>>
}

/** The mail domain and the beginning of the numbers of all customers here: neither may show up where no address belongs. */
export const MAIL_DOMAIN = '@customers.example'
export const PHONE_PREFIX = '+4915550'

export function createCustomers(product: Product, eventId: string): Customers {
  const numbers = new Map<string, string>()
  const base = Math.floor(Math.random() * 900_000) + 100_000
  const id = (name: string) => `${name}.${eventId}`
  const email = (name: string) => `${id(name)}${MAIL_DOMAIN}`
  const phone = (name: string) => {
    const number = numbers.get(name) ?? `${PHONE_PREFIX}${base + numbers.size}`
    numbers.set(name, number)
    return number
  }
  const claims = (name: string, tier?: string): Claims => ({
    ...{ sub: id(name), role: 'customer' },
    ...(tier === undefined ? {} : { tier }),
  })
  const as: Customers['as'] = (name, tier) => product.as(claims(name, tier))
  const ask = (caller: Caller, name: string, wishes: Wishes, headers: Request['headers']): Promise<Answer<Entry>> => {
    const { ticketTypes = ['A'], quantity = 1, channels = ['email'], locale, minQuantity } = wishes
    const contact = { email: wishes.email ?? email(name), phone: phone(name), locale, channels }
    return caller.post('/api/waitlist/join', { eventId, ticketTypes, quantity, minQuantity, contact }, headers)
  }
  const tryJoin: Customers['tryJoin'] = (name, wishes = {}, headers = {}) =>
    ask(as(name, wishes.tier), name, wishes, headers)
  const taken = (name: string, { status, body, text }: Answer<Entry>): Entry => {
    if (status !== 201) throw new Error(`${name} joins and gets ${status}: ${text}`)
    return body
  }
  const joinWith: Customers['joinWith'] = async (name, wishes) => taken(name, await tryJoin(name, wishes))
  const entries: Customers['entries'] = async (name) => {
    const answer = await as(name).get<Positions>(`/api/waitlist/position/me?eventId=${eventId}`)
    if (answer.status !== 200) throw new Error(`${name}'s position answers ${answer.status}: ${answer.text}`)
    return answer.body.entries
  }
  const entry: Customers['entry'] = async (name) => present((await entries(name))[0], `entry of ${name}`)
  return {
    id,
    email,
    phone,
    as,
    tryJoin,
    joinWith,
    entries,
    entry,
    async join(...names) {
      const joined: Entry[] = []
      for (const [at, name] of names.entries()) {
        // What the last one waits for is what all the others did.
        const caller = at < names.length - 1 ? product.hasty(claims(name)) : as(name)
        joined.push(taken(name, await ask(caller, name, {}, {})))
      }
      return joined
    },
    places: (...names) => Promise.all(names.map(async (name) => (await entry(name)).position)),
    until: (name, status) =>
      eventually(async () => {
        const found = await entry(name)
        expect(found.status).toBe(status)
        return found
      }),
    leave: (name, headers) => as(name).delete<Left>(`/api/waitlist/leave/me?eventId=${eventId}`, headers),
  }
}
