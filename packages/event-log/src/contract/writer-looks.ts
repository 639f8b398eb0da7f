import { expect, test } from '@jest/globals'
import { commit, until } from './harness.ts'
import { add, fate, rest, type WriterRig } from './writer-rig.ts'

/** What a look at a stream shows. */
export function looksContract(rig: () => WriterRig): void {
  test('a look shows what is committed only', async () => {
    const { writer, faults } = rig()
    const tallies = writer()
    await add(tallies, 'ann')
    const letGo = faults().hold('append')
    const joining = add(tallies, 'bob')
    await until(() => faults().calls('append') === 2)
    const early = tallies.read('waitlist:a', ({ names }) => [...names])
    await rest()
    letGo()
    await joining
    expect(await early).toEqual(['ann', 'bob'])
    expect(await tallies.read('waitlist:a', ({ names }) => names.length)).toBe(2)
    await tallies.close()
  })

  test('a look together with commands is served before them', async () => {
    const { writer } = rig()
    const tallies = writer()
    await add(tallies, 'ann')
    const joining = add(tallies, 'bob')
    expect(await tallies.read('waitlist:a', ({ names }) => names.length)).toBe(1)
    await joining
    await tallies.close()
  })

  test('a look that throws fails alone', async () => {
    const { writer } = rig()
    const tallies = writer()
    const looks = [
      tallies.read('waitlist:a', () => {
        throw new Error('looked wrong')
      }),
      tallies.read('waitlist:a', ({ names }) => names.length),
    ]
    expect(await Promise.all(looks.map(fate))).toEqual(['failed: looked wrong', 'answered'])
    await tallies.close()
  })

  test('a look sees what another process has written, and what the followed stream has new', async () => {
    const { writer, log } = rig()
    const tallies = writer()
    await add(tallies, 'ann')
    await log().append([commit('waitlist:a', 2, ['bob']), commit('release:a', 1, ['r1'])])
    expect(await tallies.read('waitlist:a', ({ names, followed }) => ({ names: [...names], followed }))).toEqual({
      names: ['ann', 'bob'],
      followed: 1,
    })
    await tallies.close()
  })
}
