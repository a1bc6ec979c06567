/** The growth of what was measured. */
import { expect, test } from 'vitest'
import { growthOf, type Sample } from './meter'

const sample = (minute: number, heap: number): Sample => ({ minute, heap, workerHeap: 0, gpu: 0, nodes: 0, listeners: 0 })

test('a straight line grows by its slope; the warm-up does not count', () => {
  const samples = [sample(0, 1e9), ...Array.from({ length: 10 }, (_, i) => sample(5 + i, 100 + 2 * i))]
  const { perHour, grown } = growthOf(samples, 'heap', 5)
  expect(perHour).toBeCloseTo(120, 9)
  expect(grown).toBeCloseTo(18, 9)
  expect(growthOf(samples, 'nodes', 5)).toEqual({ perHour: 0, grown: 0 })
})

test('one sample tells nothing', () => {
  expect(growthOf([sample(9, 4)], 'heap', 5)).toEqual({ perHour: 0, grown: 0 })
})
