import { type FeedEvent, type FeedQuery, feedPath } from './feed.ts'
import type { Product } from './product.ts'
import { signedToken } from './tokens.ts'

/** The feed as it grows, event by event, until the product ends it or the caller stops asking. */
export async function* follow(product: Product, query: FeedQuery): AsyncGenerator<FeedEvent> {
  const authorization = `Bearer ${await signedToken({ sub: 'follower', role: 'service' })}`
  const headers = { authorization, accept: 'text/event-stream' }
  const response = await fetch(`${product.origin}${feedPath(query)}`, { headers })
  const type = response.headers.get('content-type')
  if (!response.body || !type?.startsWith('text/event-stream'))
    throw new Error(`not followed: ${response.status} ${type}`)
  let rest = ''
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) if (line.startsWith('data:')) yield JSON.parse(line.slice('data:'.length)) as FeedEvent
  }
}
