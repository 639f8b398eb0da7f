import { expect, test } from '@jest/globals'
import { sized } from './harness/mode.ts'
import { commandsOf, paste } from './harness/page-commands.ts'
import { startProduct } from './harness/product.ts'
import { AUTH_SECRET, signedToken } from './harness/tokens.ts'

test('the tour of the README leads from sell-out to purchase', async () => {
  // One of its own: the reader takes the first offer there is.
  await using product = await startProduct()
  const { origin, dataDir } = product
  const commands = await commandsOf('README.md', 'Five minutes, from sell-out to purchase')
  expect(commands.length).toBeGreaterThan(12)
  // Where this product is and who speaks; all else is what a reader would paste.
  const here = commands
    .slice(1)
    .map((command) =>
      command
        .replaceAll('localhost:3000', origin.slice('http://'.length))
        .replaceAll('data/outbox', `${dataDir}/outbox`),
    )
  // Several processes tell each other what happened while a reader reads the answer.
  const slowly = here.flatMap((command) => [`sleep ${sized(0, 2)}`, command])
  const { code, stdout, stderr } = await paste(slowly, {
    SERVICE: await signedToken({ sub: 'box-office', role: 'service' }),
    AUTH_SECRET,
    WAITLIST_URL: origin,
  })
  expect({ code, stderr, stdout }).toEqual({ code: 0, stderr: '', stdout: expect.stringContaining('concert: agrees') })
  const told = ['"position":2', '"status":"offered"', 'claimUrl', '"status":"claimed"', '"status":"purchased"']
  for (const part of [...told, '"scheduled":2', 'OfferFulfilled']) expect(stdout).toContain(part)
}, 180_000)
