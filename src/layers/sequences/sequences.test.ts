/** A ring of time steps: what is stored, which sequences are drawn from it, and that none extends over the steps that are written next. */
import { describe, expect, test } from 'vitest'
import { constant, persistent, type Tensor } from '../../engine/tensor'
import { inspect } from '../../headless/readable-tensors'
import { kernelGpu } from '../../testing/gpu'
import { drawn, ringOf, taken } from './replay'
import { minTimeSteps } from './schema'

const gpu = await kernelGpu()
const RESET = 4
const END = 1
const [STEPS, GROUPS, MEMBERS, LENGTH, CAPACITY, SEQUENCES] = [7, 5, 2, 4, 23, 40] as const
const ROWS = GROUPS * MEMBERS

/** Time step n of a row: when it was, how it ended, which row. Episodes of a group have as many steps as `episode` says, one after the other. */
async function replay(episode: (group: number) => number, rollouts: number) {
  const source = persistent('source', 'f32', [STEPS + 1, ROWS, 3])
  const [rolloutClock, clock]: Tensor<'u32'>[] = ['rollouts', 'updates'].map((name) => persistent(name, 'u32', [1]))
  const records = ringOf('ring', { source, clock: rolloutClock! }, { capacity: CAPACITY })
  const tails = ringOf('tails', { source, clock: rolloutClock! }, { capacity: CAPACITY, first: 2 })
  const from = { records, rolloutClock: rolloutClock!, clock: clock! }
  const options = { sequences: SEQUENCES, steps: STEPS, length: LENGTH, members: MEMBERS, end: END, seed: 9 }
  const whole = drawn('whole', from, options)
  const alone = taken('alone', { ring: tails, places: whole.places, scales: constant('scales', [2]) }, { length: LENGTH, members: MEMBERS })
  using bench = await inspect(gpu, [records.keep, tails.keep, whole.op, alone.op])
  const endOf = (n: number, group: number) => (n % (episode(group) + 1) === 0 ? RESET : 0)
  for (let rollout = 0; rollout < rollouts; rollout++) {
    const values = Array.from({ length: STEPS + 1 }, (_, t) =>
      Array.from({ length: ROWS }, (__, row) => {
        const n = rollout * STEPS + t - 1
        return [n, n < 0 ? 2 : endOf(n, Math.floor(row / MEMBERS)), row]
      }),
    )
    bench.write(source, Float32Array.from(values.flat(2)))
    bench.write(rolloutClock!, Uint32Array.of(rollout))
    bench.write(clock!, Uint32Array.of(rollout + 100))
    bench.run()
  }
  const got = { ring: await bench.f32(records.values), whole: await bench.f32(whole.taken), alone: await bench.f32(alone.taken) }
  const at = (t: number, sequence: number, member: number) => {
    const i = (t * SEQUENCES + sequence) * MEMBERS + member
    return { timeStep: got.whole[4 * i]!, end: got.whole[4 * i + 1]!, row: got.whole[4 * i + 2]!, alone: got.alone[4 * i]! }
  }
  return { ...got, at, newest: rollouts * STEPS - 1, endOf }
}

describe.each([
  ['whole episodes', (group: number) => 1 + (group % LENGTH)],
  ['parts of long episodes', () => 11],
] as const)('%s', (_, episode) => {
  test.each([2, 3, 4, 9, 10])('are drawn after %i rollouts, and none reaches over what is written next', async (rollouts) => {
    const { at, newest, endOf } = await replay(episode, rollouts)
    const oldest = Math.max(0, newest + 1 - CAPACITY)
    const groups = new Set<number>()
    for (let s = 0; s < SEQUENCES; s++) {
      const first = at(0, s, 0)
      const group = first.row / MEMBERS
      groups.add(group)
      expect(first.timeStep).toBeGreaterThanOrEqual(oldest)
      let counts = true
      for (let t = 0; t <= LENGTH; t++) {
        const { timeStep, end, row, alone } = at(t, s, 0)
        expect({ timeStep, row, alone }).toEqual({ timeStep: first.timeStep + t, row: first.row, alone: 2 * first.row })
        expect(at(t, s, 1)).toEqual({ timeStep, end, row: row + 1, alone: 2 * (row + 1) })
        expect(timeStep).toBeLessThanOrEqual(newest)
        // Nothing after the first reset inside the sequence counts.
        if (t > 0 && endOf(timeStep, group) === RESET) counts = false
        expect(end).toBe(counts ? endOf(timeStep, group) : RESET)
      }
      // A sequence starts with an episode unless none starts within its length.
      if (first.end !== RESET) expect(Array.from({ length: LENGTH + 1 }, (__, t) => endOf(first.timeStep + t, group))).not.toContain(RESET)
    }
    expect(groups.size).toBeGreaterThan(2)
  })
})

test('every start is drawn, and others at another clock', async () => {
  const starts = new Set<number>()
  for (const rollouts of [9, 10, 11]) {
    const { at, newest } = await replay(() => 2, rollouts)
    for (let s = 0; s < SEQUENCES; s++) starts.add(newest - at(0, s, 0).timeStep)
  }
  expect(starts.size).toBeGreaterThan(5)
})

test('as long as there is no room for a sequence, nothing counts', async () => {
  expect(minTimeSteps(LENGTH)).toBeGreaterThan(STEPS)
  const { whole } = await replay(() => 2, 1)
  for (let i = 0; i < (LENGTH + 1) * SEQUENCES * MEMBERS; i++) expect(whole[4 * i + 1]).toBe(RESET)
})

test('a ring that is shorter than a rollout is refused', () => {
  const source = persistent('source', 'f32', [STEPS + 1, ROWS, 3])
  expect(() => ringOf('ring', { source, clock: persistent('clock', 'u32', [1]) }, { capacity: STEPS - 1 })).toThrow('7 time steps')
})
