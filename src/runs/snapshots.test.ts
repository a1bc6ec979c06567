/** Moments stay spread over the whole of training, in bounded memory, the newest among them; it is known where none was watched. */
import { describe, expect, it } from 'vitest'
import { membraneOf } from '../testing/runs'
import { bytesOfFrame } from './compact'
import { createSnapshotHistory, joinPasts, type SnapshotHistory } from './snapshots'

const stepsOf = (moments: SnapshotHistory) => moments.past(0).frames.map(({ step }) => step)
const takeAll = (moments: SnapshotHistory, steps: readonly number[]) => {
  for (const step of steps) moments.take({ step, layers: [membraneOf('lif1', 4)] })
}

it('keeps every moment while there is room, and the newest at once', () => {
  const moments = createSnapshotHistory()
  expect(moments.past(0)).toEqual({ frames: [], gaps: [] })
  for (const step of [0, 3, 4, 9]) moments.take({ step, layers: [membraneOf('lif1', 4)] })
  expect(stepsOf(moments)).toEqual([0, 3, 4, 9])
})

it('spreads them over a long run', () => {
  const moments = createSnapshotHistory()
  const layers = [membraneOf('lif1', 2)]
  for (let step = 1; step <= 10_000; step += 7) moments.take({ step, layers })
  const steps = stepsOf(moments)
  expect(steps.length).toBeGreaterThan(50)
  expect(steps.length).toBeLessThanOrEqual(128)
  expect(steps.at(-1)).toBe(9997)
  const gaps = steps.slice(1, -1).map((step, at) => step - steps[at]!)
  expect(Math.max(...gaps)).toBeLessThanOrEqual(4 * Math.min(...gaps))
})

it('stays within its bytes, even where few moments fit', () => {
  const layers = [membraneOf('lif1', 100, 10, 12, 64)]
  const moments = createSnapshotHistory(100_000)
  for (let step = 1; step <= 3000; step++) moments.take({ step, layers })
  const all = moments.past(3000).frames
  expect(all.reduce((sum, frame) => sum + bytesOfFrame(frame), 0)).toBeLessThanOrEqual(100_000)
  const steps = all.map(({ step }) => step)
  expect(steps.length).toBeGreaterThanOrEqual(3)
  expect(steps.at(-1)).toBe(3000)
  expect(steps[0]).toBeLessThan(1600)
})

it('puts those that were kept in front, as far as it goes on from them', () => {
  const first = createSnapshotHistory()
  takeAll(first, [10, 20, 30, 40])
  const second = createSnapshotHistory()
  takeAll(second, [31, 33])
  second.join(first.past(40), 31)
  expect(stepsOf(second)).toEqual([10, 20, 30, 31, 33])
  for (let step = 34; step <= 60; step++) takeAll(second, [step])
  expect(stepsOf(second).slice(0, 4)).toEqual([10, 20, 30, 31])
  expect(stepsOf(second).at(-1)).toBe(60)
  expect(second.past(60).gaps).toEqual([{ from: 0, to: 10 }])
})

describe('where nothing was watched', () => {
  it('is told from the moment before to the one after, and up to now; what is near is no gap', () => {
    const moments = createSnapshotHistory()
    takeAll(moments, [0, 1, 2, 5, 8])
    moments.stop()
    takeAll(moments, [10])
    expect(moments.past(40).gaps).toEqual([])
    moments.stop()
    expect(moments.past(40).gaps).toEqual([{ from: 10, to: 40 }])
    takeAll(moments, [55, 56])
    expect(moments.past(90).gaps).toEqual([{ from: 10, to: 55 }])
  })

  it('is not told of what did not happen, and of what was lost of a run that went back', () => {
    const moments = createSnapshotHistory()
    takeAll(moments, [0, 1, 2, 3])
    moments.stop()
    takeAll(moments, [55, 56, 40])
    expect(stepsOf(moments)).toEqual([0, 1, 2, 3, 40])
    expect(moments.past(40).gaps).toEqual([{ from: 3, to: 40 }])
  })

  it('outlives a run that is gone on with, and is told of what lies in between', () => {
    const first = createSnapshotHistory()
    takeAll(first, [0, 1, 2, 3])
    first.stop()
    takeAll(first, [50, 51])
    first.stop()
    const second = createSnapshotHistory()
    takeAll(second, [90, 91])
    second.join(first.past(95), 90)
    expect(second.past(91).gaps).toEqual([
      { from: 3, to: 50 },
      { from: 51, to: 90 },
    ])
    const third = createSnapshotHistory()
    third.join(first.past(95), 60)
    takeAll(third, [60])
    expect(third.past(60).gaps).toEqual([
      { from: 3, to: 50 },
      { from: 51, to: 60 },
    ])
    const fourth = createSnapshotHistory()
    fourth.join(first.past(95), 30)
    takeAll(fourth, [30])
    expect(fourth.past(30).gaps).toEqual([{ from: 3, to: 30 }])
  })

  it('is the same of a run that is gone on with from its last moment, which is watched again', () => {
    const first = createSnapshotHistory()
    takeAll(first, [0, 1, 7, 15, 25, 40])
    expect(first.past(40).gaps).toEqual([])
    for (const order of ['joined first', 'watched first']) {
      const second = createSnapshotHistory()
      if (order === 'watched first') takeAll(second, [40])
      second.join(first.past(40), 40)
      if (order === 'joined first') takeAll(second, [40])
      expect(second.past(40).gaps).toEqual([])
      expect(stepsOf(second)).toEqual([0, 1, 7, 15, 25, 40])
    }
    // Going back to an earlier step keeps what is known up to it.
    const back = joinPasts(first.past(40), { frames: [{ ...first.past(40).frames[0]!, step: 38 }], gaps: [{ from: 0, to: 38 }] }, 38)
    expect(back.gaps).toEqual([])
  })

  it('is one gap where a run is resumed at its only snapshot', () => {
    const only = createSnapshotHistory()
    takeAll(only, [12])
    const { frames } = only.past(12)
    expect(only.past(12).gaps).toEqual([{ from: 0, to: 12 }])
    expect(joinPasts(only.past(12), only.past(12), 12)).toEqual({ frames, gaps: [{ from: 0, to: 12 }] })
  })

  it('is told of at most 128 times, the longest', () => {
    const first = createSnapshotHistory()
    takeAll(first, [0, 100_000])
    const gaps = Array.from({ length: 140 }, (_, k) => ({ from: 500 * k, to: 500 * k + 200 - k }))
    const second = createSnapshotHistory()
    takeAll(second, [100_001])
    second.join({ ...first.past(100_000), gaps }, 100_001)
    expect(second.past(100_001).gaps).toEqual(gaps.slice(0, 128))
  })
})
