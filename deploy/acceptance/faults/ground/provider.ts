import { present } from '../../harness/poll.ts'

/** What the stand-in for SES and SNS is to do with one of its next calls; times in seconds. */
export type PlannedFault = {
  readonly status?: number
  readonly type?: string
  readonly delay?: number
  readonly times?: number
}

type Call = {
  readonly path: string
  readonly status: number | null
  readonly body: {
    readonly EmailTags?: readonly { readonly Name: string; readonly Value: string }[]
    readonly PhoneNumber?: string
    readonly Message?: string
  }
}

/** The stand-in for SES and SNS, as a test sees it. */
export type Provider = {
  plan(...faults: readonly PlannedFault[]): Promise<void>
  /** How often it took each message, by notice id; `noticeOf` tells a text message's notice. */
  taken(noticeOf: (phone: string, text: string) => string | undefined): Promise<Map<string, number>>
}

export function createProvider(port: number): Provider {
  const origin = `http://127.0.0.1:${port}`
  return {
    async plan(...faults) {
      const init = { method: 'POST', body: JSON.stringify(faults), headers: { 'content-type': 'application/json' } }
      const { ok, status } = await fetch(`${origin}/_engines/fail`, init)
      if (!ok) throw new Error(`POST /_engines/fail answers ${status}`)
    },
    async taken(noticeOf) {
      const calls = (await (await fetch(`${origin}/_engines/requests`)).json()) as Call[]
      const counts = new Map<string, number>()
      for (const { status, body } of calls) {
        if (status !== 200) continue
        const tag = body.EmailTags?.find(({ Name }) => Name === 'notice')?.Value
        const isText = body.PhoneNumber !== undefined && body.Message !== undefined
        if (tag === undefined && !isText) continue
        const noticeId =
          tag ?? present(noticeOf(body.PhoneNumber ?? '', body.Message ?? ''), 'notice of a text message')
        counts.set(noticeId, (counts.get(noticeId) ?? 0) + 1)
      }
      return counts
    },
  }
}
