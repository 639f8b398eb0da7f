import { describe, expect, test } from '@jest/globals'
import { readOptions } from './options.ts'

describe('the command line', () => {
  test('needs one mode, and measures every goal by default', () => {
    const only = new Set(['P1', 'P2', 'P3', 'P4', 'P6', 'P9'])
    expect(readOptions(['--quick'])).toEqual({ mode: 'quick', only, profile: false, out: 'bench-results' })
    expect(readOptions(['--full', '--profile', '--out', 'x'])).toEqual({ mode: 'full', only, profile: true, out: 'x' })
  })

  test('names goals in any case', () => {
    expect(readOptions(['--quick', '--only', 'p1, P3']).only).toEqual(new Set(['P1', 'P3']))
  })

  test.each([
    [[], 'one of --quick and --full'],
    [['--quick', '--full'], 'one of --quick and --full'],
    [['--quick', '--only', 'P10'], 'there is no goal "P10"; there are P1, P2, P3, P4, P6, P9'],
    [['--quick', '--fast'], '--fast'],
  ])('%j is refused', (args, why) => {
    expect(() => readOptions(args)).toThrow(why)
  })
})
