/** Compressing a frame preserves its counts, or approximates large ones; long sequences fit. */
import { describe, expect, it } from 'vitest'
import { membraneOf, stateOf } from '../testing/runs'
import { bytesOfFrame, compactFrame, expandFrame, NUMBERS, WHOLE } from './compact'

const rowSums = (counts: ArrayLike<number>, cells: number): number[] =>
  Array.from({ length: counts.length / cells }, (_, row) => {
    let sum = 0
    for (let cell = 0; cell < cells; cell++) sum += counts[row * cells + cell]!
    return sum
  })

describe('a frame', () => {
  it('comes back bit for bit where its potentials are few', () => {
    const spans = { probabilities: Float32Array.of(0.25, 0.75), span: 2, temperature: 0.5 }
    const learned = [{ name: 'beta', mean: 1.5, min: 1, max: 2 }]
    const moment = {
      step: 7,
      next: true,
      layers: [
        membraneOf('lif1', 6),
        { ...membraneOf('lif2', 6), predicted: null, spans, learned, states: [stateOf('b', 6)], resetTo: null, gammaMean: null },
      ],
    }
    expect(expandFrame(compactFrame(moment))).toEqual(moment)
  })

  it('has rows that sum to the whole, and counts that sum to the potentials', () => {
    const kept = compactFrame({ step: 1, layers: [membraneOf('lif1', 5, 100, 4096)] }).layers[0]!
    expect(rowSums(kept.counts, 11)).toEqual([WHOLE, WHOLE, WHOLE, WHOLE, WHOLE])
    const back = expandFrame({ step: 1, layers: [kept] }).layers[0]!
    const before = membraneOf('lif1', 5, 100, 4096)
    expect(rowSums(back.counts, 11)).toEqual(Array.from({ length: 5 }, () => 409_600))
    for (const [cell, count] of back.counts.entries())
      expect(Math.abs(count - before.counts[cell]!)).toBeLessThanOrEqual(409_600 / WHOLE + 1)
    expect(back.available).toEqual(before.available)
  })

  it('keeps one NaN among millions', () => {
    const frame = membraneOf('lif1', 1, 1000, 4096)
    frame.counts[10] = 1
    const back = expandFrame(compactFrame({ step: 1, layers: [frame] })).layers[0]!
    expect(back.counts[10]).toBeGreaterThan(0)
    expect(rowSums(back.counts, 11)).toEqual([4_096_000])
  })

  it('of a long sequence takes steps together, and has every step again', () => {
    const frame = { ...membraneOf('lif1', 784, 20, 60, 64), states: [stateOf('b', 784, 1200, 64)] }
    const kept = compactFrame({ step: 1, layers: [frame, frame, frame] })
    expect(bytesOfFrame(kept)).toBeLessThan(33 * 1024)
    const { every, steps, counts, numbers } = kept.layers[0]!
    const rows = Math.ceil(784 / every)
    expect(every).toBeGreaterThan(1)
    expect({ steps, countsLength: counts.length, numbersLength: numbers.length }).toEqual({
      steps: 784,
      countsLength: rows * 67,
      numbersLength: rows * NUMBERS,
    })
    const back = expandFrame(kept).layers[0]!
    expect(back.windowLow.length).toBe(784)
    expect(new Set(rowSums(back.counts, 67))).toEqual(new Set([1200]))
    const [state] = back.states!
    expect(new Set(rowSums(state!.counts, 67))).toEqual(new Set([1200]))
    expect(Math.abs(state!.mean[400]! - frame.states[0]!.mean[400]!)).toBeLessThan(every / 8)
    const share = (values: ArrayLike<number>) => Array.from(values).reduce((sum, value) => sum + value, 0) / 784 / 1200
    expect(share(back.available)).toBeCloseTo(share(frame.available), 2)
  })
})
