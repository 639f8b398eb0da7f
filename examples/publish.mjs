// Publishes a CloudEvent, or a batch of them (a JSON array), with Node 20 or newer and nothing else.
//   WAITLIST_TOKEN=ey… node examples/publish.mjs examples/events/tickets-sold-out.json
import { readFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'

const { WAITLIST_URL = 'http://localhost:3000', WAITLIST_TOKEN } = process.env
const body = await readFile(process.argv[2], 'utf8')
const type = body.startsWith('[') ? 'application/cloudevents-batch+json' : 'application/cloudevents+json'
const headers = { authorization: `Bearer ${WAITLIST_TOKEN}`, 'content-type': type }

/** Too much at once (429) or not ready (503): the answer says when to come back. The same id twice is one event. */
async function publish() {
  for (;;) {
    const answer = await fetch(`${WAITLIST_URL}/api/events`, { method: 'POST', headers, body })
    if (answer.status !== 429 && answer.status !== 503) return answer
    await pause(1000 * Number(answer.headers.get('retry-after') ?? 1))
  }
}

const answer = await publish()
process.stdout.write(`${await answer.text()}\n`)
if (answer.status !== 202) process.exitCode = 1
