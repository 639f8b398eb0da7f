import { type Cause, routes, Settings, type SettingsReply, streamOf } from '@waitlist/contracts'
import { mayActOn, ownerOf, settingsOf } from '@waitlist/line'
import { type Caller, implement, notFound } from '@waitlist/service-kit'
import type { JoinContext } from '../context.ts'
import type { Configure, ConfigureInput } from '../domain/commands.ts'
import { sourcesOf } from '../domain/configuration.ts'
import { statusOf } from '../domain/reply.ts'
import type { JoinState } from '../domain/state.ts'

/** GET /api/waitlist/settings/{eventId}: what is in force. */
export function getSettings({ writer, config }: JoinContext) {
  return implement(routes.getSettings, async ({ params, caller }) => {
    const reply = await writer.read(streamOf('waitlist', params.eventId), (state) =>
      mayActOn(caller, state.waitlist) ? settingsReply(state, config) : undefined,
    )
    if (!reply) throw notFound()
    return { status: 200 as const, body: reply }
  })
}

/** PUT /api/waitlist/settings/{eventId}: the named settings over the defaults. */
export function putSettings(context: JoinContext) {
  return implement(routes.putSettings, async ({ params, body, caller, cause }) => {
    const { status, pause, ...input } = body
    return configure(context, params.eventId, { caller, cause }, { mode: 'replace', input, reset: [], status, pause })
  })
}

/** PATCH /api/waitlist/settings/{eventId}: JSON merge patch; null puts a setting back to its default. */
export function patchSettings(context: JoinContext) {
  return implement(routes.patchSettings, async ({ params, body, caller, cause }) => {
    const { status, pause, ...settings } = body
    const named = Object.entries(settings)
    const reset = named.filter(([, value]) => value === null).map(([name]) => name)
    const input = Object.fromEntries(named.filter(([, value]) => value !== null)) as ConfigureInput
    return configure(context, params.eventId, { caller, cause }, { mode: 'merge', input, reset, status, pause })
  })
}

type Asked = Pick<Configure, 'mode' | 'input' | 'reset' | 'status' | 'pause'>
type Asker = { readonly caller: Caller; readonly cause: Cause }

async function configure({ writer, config }: JoinContext, eventId: string, { caller, cause }: Asker, asked: Asked) {
  const stream = streamOf('waitlist', eventId)
  const { defaults, defaultSources: sources } = config
  await writer.execute(stream, { type: 'Configure', actor: caller, defaults, sources, ...asked }, { cause })
  return { status: 200 as const, body: await writer.read(stream, (state) => settingsReply(state, config)) }
}

function settingsReply({ waitlist }: JoinState, { defaults, defaultSources }: JoinContext['config']): SettingsReply {
  const inForce = settingsOf(waitlist, defaults)
  const names = Object.keys(Settings.properties) as (keyof Settings)[]
  const organizerId = ownerOf(waitlist)
  const schedule = waitlist.configuration?.schedule
  return {
    eventId: waitlist.eventId,
    status: statusOf(waitlist),
    pause: waitlist.pause,
    ...(Object.fromEntries(names.map((name) => [name, inForce[name]])) as Settings),
    ...(organizerId === undefined ? {} : { organizerId }),
    ...(schedule === undefined ? {} : { schedule }),
    sources: sourcesOf(waitlist, defaultSources),
  }
}
