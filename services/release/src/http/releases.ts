import { routes, streamOf } from '@waitlist/contracts'
import { mayActOn } from '@waitlist/line'
import { cursorTo, implement, notFound, placeIn } from '@waitlist/service-kit'
import type { ReleaseContext } from '../context.ts'
import { accountsFrom } from '../domain/account-reply.ts'

const DEFAULT_LIMIT = 100

/** GET /api/waitlist/releases/{eventId}: what every release did and did not do, and why; the earliest first. */
export function listReleases({ writer }: ReleaseContext) {
  return implement(routes.listReleases, async ({ params: { eventId }, query, caller }) => {
    const from = placeIn(query.cursor)
    const page = await writer.read(streamOf('release', eventId), (state) =>
      mayActOn(caller, state.waitlist) ? accountsFrom(state, from, query.limit ?? DEFAULT_LIMIT) : undefined,
    )
    if (!page) throw notFound()
    return { status: 200 as const, body: { releases: page.releases, ...cursorTo(page.next) } }
  })
}
