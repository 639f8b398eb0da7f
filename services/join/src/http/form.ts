import { routes, streamOf } from '@waitlist/contracts'
import { settingsOf, type Waitlist } from '@waitlist/line'
import { implement, notFound } from '@waitlist/service-kit'
import type { JoinContext } from '../context.ts'
import { statusOf } from '../domain/reply.ts'

/** GET /api/waitlist/form/{eventId}: what a join form needs to know; public. */
export function getForm({ writer, config }: JoinContext) {
  return implement(routes.getForm, async ({ params: { eventId } }) => {
    const form = await writer.read(streamOf('waitlist', eventId), ({ waitlist }) => {
      if (waitlist.version === 0) return undefined
      const { maxQuantity, form, consent } = settingsOf(waitlist, config.defaults)
      return {
        eventId,
        status: statusOf(waitlist),
        ticketTypes: knownTypes(waitlist),
        maxQuantity,
        fields: form.map((field) => ({ ...field, required: field.required ?? false })),
        ...(consent === null ? {} : { consent }),
      }
    })
    if (!form) throw notFound()
    return { status: 200 as const, body: form }
  })
}

/** The ticket types anybody told us of, each once; the organizer's name for one wins. */
function knownTypes(waitlist: Waitlist): { readonly id: string; readonly name: string }[] {
  const names = new Map<string, string>()
  for (const id of [...waitlist.openedAt.keys(), ...waitlist.noted.keys()]) names.set(id, id)
  for (const { id, name } of waitlist.configuration?.schedule?.ticketTypes ?? []) names.set(id, name)
  for (const { id, name } of waitlist.configuration?.ticketTypes ?? []) names.set(id, name)
  return [...names].map(([id, name]) => ({ id, name }))
}
