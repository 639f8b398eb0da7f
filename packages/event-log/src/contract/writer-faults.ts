import { expect, test } from '@jest/globals'
import { commit, newEvent, until } from './harness.ts'
import { add, cause, ended, fate, rest, type WriterRig } from './writer-rig.ts'

/** What becomes of commands when the log fails or another process writes the same stream. */
export function faultsContract(rig: () => WriterRig): void {
  for (const when of ['before', 'after'] as const) {
    test(`an append that fails ${when} writing is cleared up: answered, and there once`, async () => {
      const { writer, faults, stored } = rig()
      const tallies = writer()
      await add(tallies, 'ann')
      faults().fail('append', when)
      const all = [add(tallies, 'bob'), add(tallies, 'cid', { stream: 'waitlist:b' }), add(tallies, 'bob')]
      expect(await Promise.all(all.map(fate))).toEqual(['answered', 'answered', 'WL_ERR_ALREADY_JOINED'])
      expect(await stored('waitlist:a')).toEqual(['1:ann', '2:bob'])
      expect(await stored('waitlist:b')).toEqual(['1:cid'])
      expect(await tallies.read('waitlist:a', ({ seen }) => [...seen])).toEqual(['1', '2'])
      await tallies.close()
    })
  }

  test('while the log does not say what became of a commit it is asked again, with pauses', async () => {
    const { writer, faults, stored, clock } = rig()
    const tallies = writer()
    await add(tallies, 'ann')
    faults().fail('append', 'after')
    faults().fail('commitAt', 'before', 4)
    const start = clock.now()
    expect(await fate(ended(clock, add(tallies, 'bob')))).toBe('answered')
    expect(clock.now() - start).toBe(20 + 40 + 80 + 160)
    expect(await stored('waitlist:a')).toEqual(['1:ann', '2:bob'])
    await tallies.close()
  })

  test('other streams go on while a commit is in doubt', async () => {
    const { writer, faults, clock } = rig()
    const tallies = writer()
    await tallies.poke('waitlist:b')
    faults().fail('append', 'after')
    faults().fail('commitAt', 'before', 1)
    const doubtful = add(tallies, 'ann')
    await until(() => faults().calls('commitAt') === 1)
    expect(await fate(add(tallies, 'bob', { stream: 'waitlist:b' }))).toBe('answered')
    expect(await fate(ended(clock, doubtful))).toBe('answered')
    await tallies.close()
  })

  for (const when of ['before', 'after'] as const) {
    test(`when the log stays away, everybody is told busy; then the truth is what the log holds (failed ${when})`, async () => {
      const { writer, faults, stored, clock, log } = rig()
      const tallies = writer()
      await add(tallies, 'ann')
      faults().fail('append', when, 1)
      faults().fail('commitAt', 'before', 12)
      const all: Promise<unknown>[] = [add(tallies, 'bob'), add(tallies, 'ann'), tallies.poke('waitlist:a')]
      expect(await Promise.all(all.map((one) => fate(ended(clock, one))))).toEqual(Array(3).fill('WL_ERR_BUSY'))
      const happened = when === 'after'
      expect(await stored('waitlist:a')).toEqual(happened ? ['1:ann', '2:bob'] : ['1:ann'])
      expect(await fate(ended(clock, add(tallies, 'bob')))).toBe(happened ? 'WL_ERR_ALREADY_JOINED' : 'answered')
      expect(await log().head('waitlist:a')).toBe(2)
      await tallies.close()
    })
  }

  test.each(['read', 'append', 'commitAt'] as const)(
    'when %s fails between two commits of what a command owes, its answer still comes',
    async (operation) => {
      const { writer, faults, clock, events } = rig()
      const tallies = writer()
      await tallies.poke('waitlist:a')
      const letGo = faults().hold('append')
      const before = faults().calls('append')
      const owing = tallies.execute('waitlist:a', { do: 'owe', payments: 700 }, { cause })
      await until(() => faults().calls('append') > before)
      if (operation === 'commitAt') faults().fail('append', 'after')
      faults().fail(operation, 'before', 2)
      letGo()
      expect(await ended(clock, owing)).toMatchObject({ debts: 0 })
      expect(await events('waitlist:a')).toHaveLength(701)
      await tallies.close()
    },
  )

  test('what comes while a commit is in doubt waits for its end', async () => {
    const { writer, faults, stored, clock } = rig()
    const tallies = writer()
    await tallies.poke('waitlist:a')
    faults().fail('append', 'before')
    faults().fail('commitAt', 'before', 2)
    const first = add(tallies, 'ann')
    await until(() => faults().calls('commitAt') === 1)
    const second = add(tallies, 'ann')
    const looking = tallies.read('waitlist:a', ({ names }) => [...names])
    expect(await fate(ended(clock, first))).toBe('answered')
    expect(await fate(second)).toBe('WL_ERR_ALREADY_JOINED')
    expect(await looking).toEqual(['ann'])
    expect(await stored('waitlist:a')).toEqual(['1:ann'])
    await tallies.close()
  })

  test('a late write of the same commit is ours, not a conflict', async () => {
    const { writer, faults, stored, events } = rig()
    const { log } = faults()
    const slow: Parameters<typeof log.append>[0][] = []
    let appends = 0
    const tallies = writer({
      log: {
        ...log,
        async append(commits) {
          appends += 1
          if (appends === 1) {
            slow.push(commits)
            throw new Error('timed out')
          }
          // The first attempt arrives after all, just before the second.
          if (appends === 2) await log.append(slow[0] ?? [])
          return log.append(commits)
        },
      },
    })
    expect(await fate(add(tallies, 'ann'))).toBe('answered')
    expect(await stored('waitlist:a')).toEqual(['1:ann'])
    expect(appends).toBe(2)
    expect(await tallies.read('waitlist:a', ({ seen }) => [...seen])).toEqual(['1'])
    expect(await events('waitlist:a')).toHaveLength(1)
    await tallies.close()
  })

  test('a conflict drops the turn: all of it is decided again on what the other process wrote', async () => {
    const { writer, faults, stored, log } = rig()
    const tallies = writer()
    await add(tallies, 'ann')
    const letGo = faults().hold('read')
    const before = faults().calls('read')
    const all = [add(tallies, 'bob'), add(tallies, 'cid'), add(tallies, 'dan')]
    await until(() => faults().calls('read') > before)
    await log().append([commit('waitlist:a', 2, ['cid'])])
    const appends = faults().calls('append')
    const letAppend = faults().hold('append')
    letGo()
    await until(() => faults().calls('append') > appends)
    all.push(add(tallies, 'eve'))
    await rest()
    letAppend()
    expect(await Promise.all(all.map(fate))).toEqual(['answered', 'WL_ERR_ALREADY_JOINED', 'answered', 'answered'])
    expect(await stored('waitlist:a')).toEqual(['1:ann', '2:cid', '3:bob', '4:dan', '5:eve'])
    expect(await tallies.read('waitlist:a', ({ seen }) => [...seen])).toEqual(['1', '2', '3', '4', '5'])
    await tallies.close()
  })

  test('what another process left owing is not put down to the command that met its conflict', async () => {
    const { writer, faults, stored, events, log } = rig()
    const tallies = writer()
    await tallies.poke('waitlist:a')
    const letGo = faults().hold('read')
    const before = faults().calls('read')
    // More than a commit holds, so that the lost turn ends with work left over.
    const owing = tallies.execute('waitlist:a', { do: 'owe', payments: 700 }, { cause })
    await until(() => faults().calls('read') > before)
    const theirs = commit('waitlist:a', 1, [], {
      events: [newEvent('', { data: { entryId: '', debts: [{ each: 1 }] } })],
    })
    await log().append([theirs])
    letGo()
    await owing
    expect((await stored('waitlist:a')).slice(0, 4)).toEqual(['1:', '2:paid0', '3:', '4:paid0'])
    const causes = (await events('waitlist:a')).map(({ correlationId }) => correlationId)
    expect(causes).toEqual([undefined, 'waitlist:a@2', ...Array(701).fill('req-1')])
    await tallies.close()
  })

  test('a conflict does not touch the streams beside it', async () => {
    const { writer, faults, stored, log } = rig()
    const tallies = writer()
    await Promise.all([tallies.poke('waitlist:a'), tallies.poke('waitlist:b')])
    const letGo = faults().hold('read')
    const before = faults().calls('read')
    const all = [add(tallies, 'ann'), add(tallies, 'bob', { stream: 'waitlist:b' })]
    await until(() => faults().calls('read') > before)
    await log().append([commit('waitlist:a', 1, ['eve'])])
    const appends = faults().calls('append')
    letGo()
    expect(await Promise.all(all.map(fate))).toEqual(['answered', 'answered'])
    expect(await stored('waitlist:a')).toEqual(['1:eve', '2:ann'])
    expect(await stored('waitlist:b')).toEqual(['1:bob'])
    expect(faults().calls('append') - appends).toBeLessThanOrEqual(3)
    await tallies.close()
  })

  test('a writer that others beat each time tells busy in the end', async () => {
    const { writer, faults } = rig()
    const { log } = faults()
    let appends = 0
    const tallies = writer({
      log: {
        ...log,
        async append(commits) {
          appends += 1
          const head = await log.head('waitlist:a')
          await log.append([commit('waitlist:a', head + 1, [`theirs${appends}`])])
          return log.append(commits)
        },
      },
    })
    expect(await fate(add(tallies, 'ann'))).toBe('WL_ERR_BUSY')
    expect(appends).toBeGreaterThan(1)
    expect(await tallies.read('waitlist:a', ({ names }) => names.includes('ann'))).toBe(false)
    await tallies.close()
  })

  test('two writers of one stream: every command is answered, none is lost, and versions have no gap', async () => {
    const { writer, stored, clock } = rig()
    const writers = [writer(), writer()]
    const names = Array.from({ length: 120 }, (_, at) => `n${at}`)
    const joins = names.map(async (name, at) => {
      const one = writers[at % 2]
      if (one === undefined) throw new Error('no writer')
      const answer = await add(one, name)
      return answer.receipt.name
    })
    expect(await ended(clock, Promise.all(joins))).toEqual(names)
    const all = await stored('waitlist:a')
    expect(all.map((one) => one.split(':')[0])).toEqual(names.map((_, at) => `${at + 1}`))
    expect(all.map((one) => one.split(':')[1]).sort()).toEqual([...names].sort())
    for (const one of writers) await one.close()
  })

  test('a stream that cannot be read is tried again, with pauses, and served when it can', async () => {
    const { writer, faults, clock, warnings } = rig()
    const tallies = writer({ patience: 1000 })
    const start = clock.now()
    faults().fail('read', 'before', 3)
    expect(await fate(ended(clock, add(tallies, 'ann')))).toBe('answered')
    expect([warnings.length, clock.now() - start]).toEqual([3, 20 + 40 + 80])
    // Much later, that is over: pauses and patience begin afresh.
    clock.advance(60_000)
    const later = clock.now()
    faults().fail('read', 'before', 2)
    const looking = tallies.read('waitlist:a', ({ names }) => [...names])
    expect(await ended(clock, looking)).toEqual(['ann'])
    expect(clock.now() - later).toBe(20 + 40)
    await tallies.close()
  })

  test('who waits for a stream that stays unreadable is told busy, and the next one is served', async () => {
    const { writer, faults, clock, stored } = rig()
    const tallies = writer({ patience: 1000 })
    faults().fail('read', 'before', 1000)
    const start = clock.now()
    const all: Promise<unknown>[] = [
      add(tallies, 'ann'),
      tallies.poke('waitlist:a'),
      tallies.read('waitlist:a', () => 1),
    ]
    expect(await Promise.all(all.map((one) => fate(ended(clock, one))))).toEqual(Array(3).fill('WL_ERR_BUSY'))
    expect(clock.now() - start).toBeGreaterThanOrEqual(1000)
    faults().heal()
    clock.advance(60_000)
    faults().fail('read', 'before', 1)
    expect(await fate(ended(clock, add(tallies, 'bob')))).toBe('answered')
    expect(await stored('waitlist:a')).toEqual(['1:bob'])
    await tallies.close()
  })

  test('when keys cannot be looked up, nothing is decided until they can', async () => {
    const { writer, faults, clock, stored } = rig()
    const tallies = writer()
    const command = { do: 'add', name: 'ann' } as const
    await tallies.execute('waitlist:a', command, { cause, record: { id: 'k', hash: 'h' } })
    faults().fail('command', 'before', 2)
    const again = tallies.execute('waitlist:a', command, { cause, record: { id: 'k', hash: 'h' } })
    expect(await ended(clock, again)).toMatchObject({ receipt: { place: 1 } })
    expect(await stored('waitlist:a')).toEqual(['1:ann'])
    await tallies.close()
  })
}
