import { expect, test } from '@jest/globals'
import { commit, until } from './harness.ts'
import { type Answer, add, cause, fate, keyed, type WriterRig } from './writer-rig.ts'

/** What becomes of commands with an Idempotency-Key. */
export function keysContract(rig: () => WriterRig): void {
  test('a retry gets the first answer, also after a restart, and changes nothing', async () => {
    const { writer, reopen, stored } = rig()
    const tallies = writer()
    const command = { do: 'add', name: 'ann' } as const
    const first = await tallies.execute<Answer>('waitlist:a', command, keyed('key-1'))
    const { receipt } = await tallies.execute<Answer>('waitlist:a', command, keyed('key-1'))
    expect(receipt).toEqual(first.receipt)
    await tallies.close()
    await reopen()
    const next = writer()
    expect((await next.execute<Answer>('waitlist:a', command, keyed('key-1'))).receipt).toEqual(first.receipt)
    expect(await fate(next.execute('waitlist:a', command, { cause }))).toBe('WL_ERR_ALREADY_JOINED')
    expect(await stored('waitlist:a')).toEqual(['1:ann'])
    await next.close()
  })

  test('the same key with another request is refused', async () => {
    const { writer, stored } = rig()
    const tallies = writer()
    await tallies.execute('waitlist:a', { do: 'add', name: 'ann' }, keyed('key-1', 'h1'))
    const reused = tallies.execute('waitlist:a', { do: 'add', name: 'bob' }, keyed('key-1', 'h2'))
    expect(await fate(reused)).toBe('WL_ERR_KEY_REUSED')
    expect(await stored('waitlist:a')).toEqual(['1:ann'])
    await tallies.close()
  })

  test('twins in one turn: the second gets the first one’s receipt, or is told that the key is used', async () => {
    const { writer, stored } = rig()
    const tallies = writer()
    const command = { do: 'add', name: 'ann' } as const
    const all = [
      tallies.execute<Answer>('waitlist:a', command, keyed('key-1', 'h1')),
      tallies.execute<Answer>('waitlist:a', command, keyed('key-1', 'h1')),
      tallies.execute<Answer>('waitlist:a', { do: 'add', name: 'bob' }, keyed('key-1', 'h2')),
    ] as const
    expect(await Promise.all(all.map(fate))).toEqual(['answered', 'answered', 'WL_ERR_KEY_REUSED'])
    expect((await all[1]).receipt).toEqual((await all[0]).receipt)
    expect(await stored('waitlist:a')).toEqual(['1:ann'])
    await tallies.close()
  })

  test('a refusal and a command that changed nothing are not kept: they are decided anew', async () => {
    const { writer, log } = rig()
    const tallies = writer()
    await add(tallies, 'ann')
    const refused = () => tallies.execute('waitlist:a', { do: 'add', name: 'ann' }, keyed('key-1', 'h1'))
    expect(await Promise.all([refused(), refused()].map(fate))).toEqual([
      'WL_ERR_ALREADY_JOINED',
      'WL_ERR_ALREADY_JOINED',
    ])
    await tallies.execute('waitlist:a', { do: 'nothing' }, keyed('key-2', 'h1'))
    expect(await log().command('key-1')).toBeUndefined()
    expect(await log().command('key-2')).toBeUndefined()
    expect(await fate(tallies.execute('waitlist:a', { do: 'add', name: 'bob' }, keyed('key-2', 'h2')))).toBe('answered')
    await tallies.close()
  })

  test('one key on two streams at once is answered once, whoever comes second is told', async () => {
    const { writer, stored } = rig()
    const tallies = writer()
    await Promise.all([tallies.poke('waitlist:a'), tallies.poke('waitlist:b')])
    const fates = await Promise.all([
      fate(tallies.execute('waitlist:a', { do: 'add', name: 'ann' }, keyed('key-1', 'h1'))),
      fate(add(tallies, 'bob', { stream: 'waitlist:b' })),
      fate(tallies.execute('waitlist:b', { do: 'add', name: 'ann' }, keyed('key-1', 'h2'))),
    ])
    expect(fates).toEqual(['answered', 'answered', 'WL_ERR_KEY_REUSED'])
    expect(await stored('waitlist:a')).toEqual(['1:ann'])
    expect(await stored('waitlist:b')).toEqual(['1:bob'])
    await tallies.close()
  })

  test('a key that another process answers meanwhile is a duplicate, and its neighbours are decided again', async () => {
    const { writer, faults, stored } = rig()
    const [ours, theirs] = [writer(), writer()]
    await Promise.all([ours.poke('waitlist:a'), theirs.poke('waitlist:b')])
    const letGo = faults().hold('command')
    const late = ours.execute<Answer>('waitlist:a', { do: 'add', name: 'ann' }, keyed('key-1', 'h1'))
    const neighbour = add(ours, 'bob')
    await until(() => faults().calls('command') === 1)
    await faults().log.append([
      commit('waitlist:b', 1, ['ann'], { commands: [{ id: 'key-1', hash: 'h1', receipt: 'theirs' }] }),
    ])
    letGo()
    expect((await late).receipt).toBe('theirs')
    expect(await fate(neighbour)).toBe('answered')
    expect(await stored('waitlist:a')).toEqual(['1:bob'])
    await ours.close()
    await theirs.close()
  })
}
