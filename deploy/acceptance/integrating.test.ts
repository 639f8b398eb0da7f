import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { expect, test } from '@jest/globals'
import { createStage } from './harness/stage.ts'
import { signedToken } from './harness/tokens.ts'

const stage = createStage()

/** The commands of a page, one after the other, as a reader would paste them into one shell. */
async function commandsOf(page: string): Promise<string> {
  const markdown = await readFile(new URL(`../../docs/${page}`, import.meta.url), 'utf8')
  const blocks = [...markdown.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block]) => block)
  expect(blocks.length).toBeGreaterThan(8)
  return ['set -euo pipefail', ...blocks].join('\n')
}

test('what the page for integrators says can be done as it stands there', async () => {
  const tokens = {
    SERVICE: await signedToken({ sub: 'box-office', role: 'service' }),
    CUSTOMER: await signedToken({ sub: 'reader', role: 'customer' }),
    ORGANIZER: await signedToken({ sub: 'olga', role: 'organizer', org: 'org-1' }),
  }
  const env = { PATH: process.env.PATH, WAITLIST: stage.product().origin, ...tokens }
  const shell = spawn('bash', ['--norc', '-c', await commandsOf('integrating.md')], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [stdout, stderr, [code]] = await Promise.all([text(shell.stdout), text(shell.stderr), once(shell, 'close')])
  expect({ code, stderr, stdout }).toEqual({ code: 0, stderr: '', stdout: expect.stringContaining('"duplicate"') })
  // Joined, offered, bought; then what the feed and the figures say of it.
  expect(stdout).toMatch(/WaitlistJoined\nOfferMade\nOfferFulfilled\n\d+\n1\nentryId,/)
  expect(stdout).toMatch(/ann@example\.com/)
})
