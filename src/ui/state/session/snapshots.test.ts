/** Snapshots are bounded in bytes and number and evenly spread, and have the same counts as when they were taken. */
import { describe, expect, it } from 'vitest'
import { membraneFrame, membraneFrames, type SyntheticRun } from '../../../testing/frames'
import { bytesOf, createSnapshots } from './snapshots'

const world: SyntheticRun = { layers: 2, steps: 4, neurons: 64, threshold: 1, decay: 0.2, batch: 100 }
const base = membraneFrames(world, 1, 0)
const frameAt = (step: number) => ({ ...base, step })

describe('snapshots', () => {
  it('never exceed their limits of bytes and frames, and stay spread evenly', () => {
    const one = bytesOf(frameAt(1))
    const snapshots = createSnapshots(20 * one, 64)
    let largest = 0
    for (let step = 1; step <= 3000; step++) {
      snapshots.take(frameAt(step))
      largest = Math.max(largest, snapshots.bytes)
    }
    expect(largest).toBeLessThanOrEqual(20 * one)
    expect(snapshots.count).toBeLessThanOrEqual(64)
    const gaps = snapshots.steps.slice(1).map((step, index) => step - snapshots.steps[index]!)
    expect(snapshots.steps[0]).toBe(1)
    expect(3000 - snapshots.steps.at(-1)!).toBeLessThanOrEqual(Math.max(...gaps) + 1)
    expect(Math.max(...gaps)).toBeLessThanOrEqual(2 * Math.min(...gaps))
    expect(snapshots.count).toBeGreaterThan(16)
  })
  it('keep two frames that are each too large', () => {
    const snapshots = createSnapshots(1, 64)
    for (let step = 1; step <= 50; step++) snapshots.take(frameAt(step))
    expect(snapshots.count).toBe(2)
  })
  it('return every count, stored in half the bytes if none is above 65,535', () => {
    const small = frameAt(7)
    const large = { ...small, step: 8, layers: [{ ...membraneFrame(world, 0, 1), total: 70_000, counts: Uint32Array.from([70_000, 3]) }] }
    const snapshots = createSnapshots(1e9, 64)
    snapshots.take(small)
    const bytes = small.layers.reduce((sum, { counts }) => sum + counts.byteLength, 0)
    expect(snapshots.bytes).toBe(bytesOf(small) - bytes / 2)
    snapshots.take(large)
    expect(snapshots.at(7)).toEqual(small)
    expect(snapshots.at(9)).toEqual(large)
    expect(snapshots.at(0)).toEqual(small)
    // Views compare snapshots by identity.
    expect(snapshots.at(7)).toBe(snapshots.at(7))
    snapshots.clear()
    expect(snapshots.at(7)).toBeUndefined()
  })
})
