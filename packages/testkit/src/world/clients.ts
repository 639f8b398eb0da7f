import { type Entry, type Offer, RefusedError, type RouteId, type StatsReply } from '@waitlist/contracts'
import type { Caller } from '@waitlist/service-kit'
import type { World } from './world.ts'

/** What a client was told: an answer that counts, because its process lived to give it. */
export type Answer = {
  readonly route: RouteId
  readonly request: Request
  readonly status: number
  readonly body: unknown
}

export type Request = {
  readonly params?: object
  readonly query?: object
  readonly body?: object
  readonly caller?: Caller
  readonly claimToken?: string
  readonly key?: string
}

/** Callers of the services' routes, past the HTTP edge, and everything they were told. */
export type Clients = {
  /** Calls a route of a member; what becomes of it is found in `answers`, or never. */
  call(member: string, route: RouteId, request: Request): void
  readonly answers: readonly Answer[]
  /** Codes of the refusals, for the account of a run. */
  readonly refusals: Map<string, number>
  joins(): Entry[]
  /** The figures of an event now, when the world is at rest; undefined when there are none. */
  stats(eventId: string): Promise<StatsReply | undefined>
  /** The claims that were answered, each with the token that was given. */
  claims(): { readonly offer: Offer; readonly claimToken: string | undefined }[]
}

export function createClients(world: World): Clients {
  const answers: Answer[] = []
  const refusals = new Map<string, number>()
  let calls = 0

  const self: Clients = {
    call(name, route, asked) {
      const { params = {}, query = {}, body = {}, caller, claimToken, key } = asked
      const member = world.member(name)
      const implementation = member.service?.routes.find((candidate) => candidate.route.id === route)
      if (!implementation) return
      const { generation } = member
      calls += 1
      const request = {
        params,
        query,
        body,
        headers: {},
        caller,
        claimToken,
        cause: { correlationId: `call-${calls}` },
        record: key === undefined ? undefined : { id: key, hash: JSON.stringify([route, params, body]) },
        now: world.clock.now(),
      }
      const alive = () => member.up && member.generation === generation
      Promise.resolve()
        .then(() => implementation.handle(request as never))
        .then(({ status, body: reply }) => {
          if (alive()) answers.push({ route, request: asked, status, body: structuredClone(reply) })
        })
        .catch((error: unknown) => {
          const code = error instanceof RefusedError ? error.refusal.code : 'failed'
          refusals.set(code, (refusals.get(code) ?? 0) + 1)
        })
    },
    answers,
    refusals,
    async stats(eventId) {
      const asked = answers.length
      self.call('analytics', 'getStats', { params: { eventId }, caller: { sub: 'analyst', role: 'service' } })
      await world.settle()
      return answers.slice(asked).find(({ route }) => route === 'getStats')?.body as StatsReply | undefined
    },
    joins: () =>
      answers
        .filter(({ route, status }) => route === 'joinWaitlist' && status === 201)
        .map(({ body }) => body as Entry),
    claims: () =>
      answers
        .filter(({ route }) => route === 'claimOffer')
        .map(({ request, body }) => ({ offer: (body as { offer: Offer }).offer, claimToken: request.claimToken })),
  }
  return self
}
