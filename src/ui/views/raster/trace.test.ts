/** No line of the trace crosses the value next to a dot. */
import { expect, it } from 'vitest'
import { clearBaseline } from './trace'

const struck = (baseline: number, from: number, to = from) => Math.max(from, to) > baseline - 10.5 && Math.min(from, to) < baseline + 2

it.each([
  ['a dot just under zero, the trace going back to it', 52, [50, 30], [52, 51]],
  ['a dot just over zero', 48, [50, 30], [48, 49]],
  ['a dot on the threshold', 30, [50, 30], [30, 46]],
  ['a spike over the threshold, reset to zero', 22, [50, 30], [50, 50]],
  ['a dot at the lower edge', 79, [50, 30], [78, 71]],
  ['a dot under the threshold from which the trace falls steeply', 36, [64, 30], [40, 58]],
] as const)('stands clear of lines and of the trace: %s', (_, near, lines, behind) => {
  const baseline = clearBaseline({ near, lines, behind, grey: [] }, 0, 80, 1)
  expect(lines.filter((at) => struck(baseline, at))).toEqual([])
  expect(struck(baseline, behind[0], behind[1])).toBe(false)
  expect(baseline).toBeGreaterThanOrEqual(9)
  expect(baseline).toBeLessThanOrEqual(79)
  expect(Math.abs(baseline - near)).toBeLessThan(26)
})

it('stays in the plot where no place is clear', () => {
  const lines = Array.from({ length: 20 }, (_, index) => index)
  expect(clearBaseline({ near: 10, lines, behind: [8, 12], grey: [] }, 0, 20, 1)).toBeLessThanOrEqual(19)
})

it('stands clear of the traces of others where that is near, else of its own alone', () => {
  const small = { near: 52, lines: [50, 30], behind: [52, 51] as const }
  const alone = clearBaseline({ ...small, grey: [] }, 0, 100, 1)
  const grey = [[alone - 6, alone - 5] as const]
  const baseline = clearBaseline({ ...small, grey }, 0, 100, 1)
  expect(struck(baseline, ...grey[0]!)).toBe(false)
  expect(struck(baseline, 50)).toBe(false)
  const everywhere = Array.from({ length: 50 }, (_, at) => [2 * at, 2 * at] as const)
  expect(clearBaseline({ ...small, grey: everywhere }, 0, 100, 1)).toBe(alone)
})
