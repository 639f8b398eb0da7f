import { expect, test } from '@jest/globals'
import { commit, until } from './harness.ts'
import { type Answer, add, cause, fate, rest, type WriterRig } from './writer-rig.ts'

/** When commands are answered, and with what. */
export function answersContract(rig: () => WriterRig): void {
  test('an answer is made from the receipt, and the event is in the log by then', async () => {
    const { writer, events, clock } = rig()
    const tallies = writer()
    const origin = { correlationId: 'req-7', causationId: 'release:a@3', traceparent: '00-1-2-01' }
    const answer = await tallies.execute('waitlist:a', { do: 'add', name: 'ann' }, { cause: origin })
    expect(answer).toEqual({ receipt: { name: 'ann', place: 1, now: clock.now() }, names: 1, debts: 0 })
    expect(await events('waitlist:a')).toEqual([
      {
        ...{
          type: 'WaitlistJoined',
          data: { entryId: 'ann' },
          source: '/waitlist/tally',
          schema: 1,
          time: clock.now(),
        },
        ...{ id: 'waitlist:a@1', stream: 'waitlist:a', version: 1, ...origin },
      },
    ])
    await tallies.close()
  })

  test('commands that come together share one commit, in their order', async () => {
    const { writer, stored, faults } = rig()
    const tallies = writer()
    const names = Array.from({ length: 100 }, (_, at) => `n${at}`)
    const answers = await Promise.all(names.map((name) => add(tallies, name)))
    expect(answers.map(({ receipt }) => receipt.place)).toEqual(names.map((_, at) => at + 1))
    expect(await stored('waitlist:a')).toEqual(names.map((name, at) => `${at + 1}:${name}`))
    expect(faults().calls('append')).toBe(1)
    expect(await faults().log.commitAt('waitlist:a', 2)).toBeUndefined()
    await tallies.close()
  })

  test('streams share one append', async () => {
    const { writer, stored, faults } = rig()
    const tallies = writer()
    const streams = Array.from({ length: 20 }, (_, at) => `waitlist:s${at}`)
    await Promise.all(streams.map((stream) => tallies.poke(stream)))
    await Promise.all(streams.flatMap((stream) => [add(tallies, 'ann', { stream }), add(tallies, 'bob', { stream })]))
    expect(faults().calls('append')).toBe(1)
    for (const stream of streams) expect(await stored(stream)).toEqual(['1:ann', '2:bob'])
    await tallies.close()
  })

  test('what comes while an append runs shares the next one', async () => {
    const { writer, faults } = rig()
    const tallies = writer()
    await Promise.all([tallies.poke('waitlist:a'), tallies.poke('waitlist:b')])
    const letGo = faults().hold('append')
    const first = add(tallies, 'ann')
    await until(() => faults().calls('append') === 1)
    const later = [add(tallies, 'bob'), add(tallies, 'cid', { stream: 'waitlist:b' }), add(tallies, 'dan')]
    await rest()
    letGo()
    await Promise.all([first, ...later])
    expect(faults().calls('append')).toBe(2)
    await tallies.close()
  })

  test('a refusal waits for the commit that it rests on', async () => {
    const { writer, faults } = rig()
    const tallies = writer()
    const letGo = faults().hold('append')
    const told: string[] = []
    const joined = fate(add(tallies, 'ann')).then((code) => told.push(code))
    const refused = fate(add(tallies, 'ann')).then((code) => told.push(code))
    await until(() => faults().calls('append') === 1)
    await rest()
    expect(told).toEqual([])
    letGo()
    await Promise.all([joined, refused])
    expect(told).toEqual(['answered', 'WL_ERR_ALREADY_JOINED'])
    await tallies.close()
  })

  test('a command that changes nothing is answered without an append', async () => {
    const { writer, faults } = rig()
    const tallies = writer()
    expect(await tallies.execute<Answer>('waitlist:a', { do: 'nothing' }, { cause })).toMatchObject({
      receipt: 'nothing',
    })
    expect(faults().calls('append')).toBe(0)
    await tallies.close()
  })

  test('the time of a command is that of its arrival, but never before the last event of its stream', async () => {
    const { writer, log, clock, events } = rig()
    const ahead = clock.now() + 5000
    const theirs = commit('waitlist:a', 1, ['ann'])
    await log().append([{ ...theirs, events: theirs.events.map((event) => ({ ...event, time: ahead })) }])
    const tallies = writer()
    await add(tallies, 'bob')
    clock.advance(10_000)
    const arrived = clock.now()
    const joining = add(tallies, 'cid')
    clock.advance(3000)
    await joining
    expect((await events('waitlist:a')).map(({ time }) => time)).toEqual([ahead, ahead, arrived])
    await tallies.close()
  })

  test('a command whose decision throws fails alone, and the stream goes on', async () => {
    const { writer, stored, errors } = rig()
    const tallies = writer()
    const fates = [
      add(tallies, 'ann'),
      tallies.execute('waitlist:a', { do: 'break', where: 'decide' }, { cause }),
      add(tallies, 'bob'),
    ]
    expect(await Promise.all(fates.map(fate))).toEqual(['answered', 'failed: decide is broken', 'answered'])
    expect(await stored('waitlist:a')).toEqual(['1:ann', '2:bob'])
    expect(errors).toEqual(['a command could not be decided'])
    expect(await fate(add(tallies, 'cid'))).toBe('answered')
    await tallies.close()
  })

  test('a command whose event cannot be folded fails alone, and leaves nothing behind', async () => {
    const { writer, stored, errors } = rig()
    const tallies = writer()
    const fates = [
      add(tallies, 'ann'),
      tallies.execute('waitlist:a', { do: 'break', where: 'evolve' }, { cause }),
      add(tallies, 'bob'),
    ]
    expect(await Promise.all(fates.map(fate))).toEqual(['answered', 'failed: evolve failed', 'answered'])
    expect(await stored('waitlist:a')).toEqual(['1:ann', '2:bob'])
    expect(await tallies.read('waitlist:a', ({ names }) => [...names])).toEqual(['ann', 'bob'])
    expect(errors).toEqual(['a turn broke the state'])
    await tallies.close()
  })
}
