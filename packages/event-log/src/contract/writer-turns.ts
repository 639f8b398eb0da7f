import { expect, test } from '@jest/globals'
import { commit, until } from './harness.ts'
import { type Answer, add, cause, rest, type WriterRig } from './writer-rig.ts'

async function commitSizes(rig: WriterRig, stream: string): Promise<number[]> {
  const pending = await rig.log().pending(1000)
  return pending.filter(({ events }) => events[0]?.stream === stream).map(({ events }) => events.length)
}

const followedEvents = (count: number) => Array.from({ length: count }, (_, at) => `r${at}`)

/** What is decided in a turn, and in which order. */
export function turnsContract(rig: () => WriterRig): void {
  test('urgent commands, then what is owed, then the others by urgency', async () => {
    const { writer, log, stored } = rig()
    const tallies = writer()
    await tallies.poke('waitlist:a')
    await log().append([commit('release:a', 1, ['r1'])])
    await Promise.all([
      add(tallies, 'last', { urgency: 2 }),
      add(tallies, 'first', { urgency: -2 }),
      add(tallies, 'other-1'),
      add(tallies, 'second', { urgency: -1 }),
      add(tallies, 'other-2'),
    ])
    expect(await stored('waitlist:a')).toEqual(['1:first', '2:second', '3:paid0', '4:other-1', '5:other-2', '6:last'])
    await tallies.close()
  })

  test('what a command owes is done in its commit, and its answer shows it', async () => {
    const writerRig = rig()
    const tallies = writerRig.writer()
    const answer = await tallies.execute('waitlist:a', { do: 'owe', payments: 2, each: 2 }, { cause })
    expect(answer).toEqual({ receipt: { owing: 2 }, names: 0, debts: 0 })
    expect(await writerRig.stored('waitlist:a')).toEqual(['1:', '2:paid0', '3:paid1', '4:paid0', '5:paid1'])
    expect(await commitSizes(writerRig, 'waitlist:a')).toEqual([5])
    await tallies.close()
  })

  test('what does not fit into 500 events follows in the next commits, and the answer waits for all of it', async () => {
    const writerRig = rig()
    const tallies = writerRig.writer()
    const letGo = writerRig.faults().hold('append')
    const owing = tallies.execute<Answer>('waitlist:a', { do: 'owe', payments: 1200 }, { cause })
    let answered = false
    const watching = owing.then(() => {
      answered = true
    })
    await until(() => writerRig.faults().calls('append') === 1)
    letGo()
    await until(() => writerRig.faults().calls('append') === 2)
    expect(answered).toBe(false)
    await watching
    expect((await owing).debts).toBe(0)
    expect(await commitSizes(writerRig, 'waitlist:a')).toEqual([500, 500, 201])
    await tallies.close()
  })

  test('a process that dies between two such commits leaves a note that more is owed', async () => {
    const writerRig = rig()
    const tallies = writerRig.writer()
    await tallies.poke('waitlist:a')
    const { log } = writerRig.faults()
    let appends = 0
    const dying = writerRig.writer({
      log: { ...log, append: (commits) => (++appends === 1 ? log.append(commits) : new Promise(() => {})) },
    })
    void dying.execute('waitlist:a', { do: 'owe', payments: 700 }, { cause })
    await until(() => appends === 2)
    expect(await log.nextWake('waitlist:')).toBe(writerRig.clock.now())
    await writerRig.reopen()
    const next = writerRig.writer()
    await next.start()
    expect(await next.read('waitlist:a', ({ debts }) => debts.length)).toBe(0)
    expect(await commitSizes(writerRig, 'waitlist:a')).toEqual([500, 201])
    expect(await writerRig.log().nextWake('waitlist:')).toBeUndefined()
    await next.close()
    await tallies.close()
  })

  test('while commands wait, what is owed takes at most half of a commit', async () => {
    const writerRig = rig()
    const { writer, log, stored } = writerRig
    const tallies = writer()
    await tallies.poke('waitlist:a')
    await log().append([commit('release:a', 1, followedEvents(600))])
    await add(tallies, 'ann')
    expect((await stored('waitlist:a')).indexOf('251:ann')).toBe(250)
    expect(await commitSizes(writerRig, 'waitlist:a')).toEqual([500, 101])
    await tallies.close()
  })

  test('without commands, what is owed takes whole commits', async () => {
    const writerRig = rig()
    const tallies = writerRig.writer()
    await writerRig.log().append([commit('release:a', 1, followedEvents(600))])
    await tallies.poke('waitlist:a')
    expect(await commitSizes(writerRig, 'waitlist:a')).toEqual([500, 100])
    await tallies.close()
  })

  test('commands that do not fit follow in the next turn, in their order', async () => {
    const writerRig = rig()
    const tallies = writerRig.writer()
    const answers = await Promise.all(['ann', 'bob', 'cid'].map((name) => add(tallies, name, { events: 200 })))
    expect(answers.map(({ receipt }) => receipt.place)).toEqual([1, 2, 3])
    expect(await commitSizes(writerRig, 'waitlist:a')).toEqual([400, 200])
    await tallies.close()
  })

  test('one command is never cut', async () => {
    const writerRig = rig()
    const tallies = writerRig.writer()
    await add(tallies, 'ann', { events: 700 })
    expect(await commitSizes(writerRig, 'waitlist:a')).toEqual([700])
    await tallies.close()
  })

  test('more commands than a turn takes are answered all the same', async () => {
    const writerRig = rig()
    const tallies = writerRig.writer()
    const names = Array.from({ length: 2500 }, (_, at) => `n${at}`)
    const answers = await Promise.all(names.map((name) => add(tallies, name)))
    expect(answers.map(({ receipt }) => receipt.place)).toEqual(names.map((_, at) => at + 1))
    expect(await commitSizes(writerRig, 'waitlist:a')).toEqual([500, 500, 500, 500, 500])
    await tallies.close()
  })

  test('what a command owes names the command’s last event and its request as the cause', async () => {
    const { writer, events } = rig()
    const tallies = writer()
    await tallies.execute(
      'waitlist:a',
      { do: 'owe', payments: 1 },
      { cause: { correlationId: 'req-9', causationId: 'x' } },
    )
    expect((await events('waitlist:a')).map(({ causationId, correlationId }) => [causationId, correlationId])).toEqual([
      ['x', 'req-9'],
      ['waitlist:a@1', 'req-9'],
    ])
    await tallies.close()
  })

  test('what a followed event makes it owe names that event, in a loaded stream and in one that is not', async () => {
    const { writer, log, events } = rig()
    const origin = {
      ...commit('release:a', 1, ['r1']).events[0],
      correlationId: 'req-5',
      traceparent: '00-1-2-01',
    } as never
    for (const loaded of [false, true]) {
      const stream = loaded ? 'a' : 'b'
      const tallies = writer()
      if (loaded) await tallies.poke(`waitlist:${stream}`)
      await log().append([commit(`release:${stream}`, 1, [], { events: [origin] })])
      await tallies.poke(`waitlist:${stream}`)
      expect(await events(`waitlist:${stream}`)).toMatchObject([
        { causationId: `release:${stream}@1`, correlationId: 'req-5', traceparent: '00-1-2-01' },
      ])
      await tallies.close()
    }
  })

  test('pokes that wait together share a turn, and one of a stream that owes nothing writes nothing', async () => {
    const { writer, log, faults } = rig()
    const tallies = writer()
    await tallies.poke('waitlist:a')
    expect(faults().calls('append')).toBe(0)
    await log().append([commit('release:a', 1, ['r1', 'r2'])])
    const before = faults().calls('append')
    await Promise.all([tallies.poke('waitlist:a'), tallies.poke('waitlist:a'), tallies.poke('waitlist:a')])
    expect(faults().calls('append') - before).toBe(1)
    expect(await tallies.read('waitlist:a', ({ debts }) => debts.length)).toBe(0)
    await tallies.close()
  })

  test('a poke that comes during a turn gets a turn of its own', async () => {
    const { writer, log, faults, stored } = rig()
    const tallies = writer()
    await tallies.poke('waitlist:a')
    const letGo = faults().hold('append')
    const joining = add(tallies, 'ann')
    await until(() => faults().calls('append') === 1)
    letGo()
    await log().replicate([
      { ...(commit('release:a', 1, ['r1']).events[0] as object), id: 'r', stream: 'release:a', version: 1 } as never,
    ])
    await tallies.poke('waitlist:a')
    await joining
    expect(await stored('waitlist:a')).toEqual(['1:ann', '2:paid0'])
    await tallies.close()
  })

  test('owed work that comes to nothing is reported once per turn, is tried again after a minute, and does not stop the stream', async () => {
    const { writer, errors, stored, clock, log } = rig()
    const tallies = writer()
    await tallies.start()
    await tallies.execute('waitlist:a', { do: 'jam' }, { cause })
    await rest()
    expect(errors).toEqual(['owed work came to nothing'])
    expect(await log().nextWake('waitlist:')).toBe(clock.now() + 60_000)
    await tallies.execute('waitlist:a', { do: 'nothing' }, { cause })
    expect(errors).toHaveLength(2)
    clock.advance(60_000)
    await until(() => errors.length === 3)
    await add(tallies, 'ann')
    expect(await stored('waitlist:a')).toEqual(['1:', '2:ann'])
    expect(await log().nextWake('waitlist:')).toBeUndefined()
    await tallies.close()
  })
}
