import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { createPools, type Pools } from './pools.ts'

let pools: Pools
beforeEach(() => {
  pools = createPools()
})
afterEach(() => pools.close())

const address = (at: number) => `http://127.0.0.1:${10_000 + at}`

describe('the connections to processes', () => {
  test('are the same for the same address', () => {
    expect(pools.at(address(1))).toBe(pools.at(address(1)))
    expect(pools.at(address(1))).not.toBe(pools.at(address(2)))
  })

  test('are let go of when there are too many and nobody uses them, and made anew for who does', () => {
    const first = pools.at(address(3))
    for (let at = 10; at < 200; at++) pools.at(address(at))
    expect(first).toMatchObject({ closed: true })
    expect(pools.at(address(3))).not.toBe(first)
    expect(pools.at(address(199))).toMatchObject({ closed: false })
  })

  test('are none once they are closed', async () => {
    const open = pools.at(address(1))
    await pools.close()
    expect(open).toMatchObject({ destroyed: true })
    expect(() => pools.at(address(1))).toThrow('closed')
  })

  test.each(['', 'nonsense', 'http://'])('cannot be made to %j', (nowhere) => {
    expect(() => pools.at(nowhere)).toThrow()
  })
})
