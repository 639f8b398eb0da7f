import { expect, test } from '@jest/globals'
import { commandsOf, paste } from './harness/page-commands.ts'
import { createStage } from './harness/stage.ts'
import { signedToken } from './harness/tokens.ts'

const stage = createStage()

test('what the page for integrators says can be done as it stands there', async () => {
  const commands = await commandsOf('docs/integrating.md')
  expect(commands.length).toBeGreaterThan(8)
  const said = await paste(commands, {
    WAITLIST: stage.product().origin,
    SERVICE: await signedToken({ sub: 'box-office', role: 'service' }),
    CUSTOMER: await signedToken({ sub: 'reader', role: 'customer' }),
    ORGANIZER: await signedToken({ sub: 'olga', role: 'organizer', org: 'org-1' }),
  })
  expect(said).toEqual({ code: 0, stderr: '', stdout: expect.stringContaining('"duplicate"') })
  // Joined, offered, bought; then what the feed and the figures say of it.
  expect(said.stdout).toMatch(/WaitlistJoined\nOfferMade\nOfferFulfilled\n\d+\n1\nentryId,/)
  expect(said.stdout).toMatch(/ann@example\.com/)
})
