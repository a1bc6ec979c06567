/** Actions against float64, drawn alike; what cannot be taken; how often what is drawn; what an action hangs on. */
import { describe, expect, test } from 'vitest'
import { activation } from '../../engine/graph'
import { type PhiloxKey, units } from '../../engine/philox'
import { streamOf } from '../../engine/random'
import { scan } from '../../engine/scan'
import { padded, persistent } from '../../engine/tensor'
import { inspect } from '../../headless/readable-tensors'
import { expectClose, noise } from '../../testing/close'
import { kernelGpu } from '../../testing/gpu'
import { type ActSpec, chooseAction } from './act'
import { chosenOf, numberOf } from './reference'
import { CHOICES, type ChoiceKind } from './schema'

const gpu = await kernelGpu()
const STEPS = 6
const NOISE = { start: 0.8, end: 0.2, over: 8 }

interface Setting {
  readonly rows: number
  readonly size: number
  readonly masked?: boolean
  readonly seed?: number
  readonly split?: number
  readonly clock?: number
  /** The standard deviation differs between rows. */
  readonly perRow?: boolean
}

const isDiscrete = (kind: ChoiceKind) => kind === 'categorical' || kind === 'epsilonGreedy'
const needsStd = (kind: ChoiceKind) => kind === 'gaussian' || kind === 'tanhGaussian'

async function run(spec: ActSpec, given: Setting) {
  const { rows, size, masked = false, seed = 5, split = 0, clock = 0, perRow = false } = given
  const random = noise(9)
  const actions = isDiscrete(spec.kind) ? 1 : size
  const words = { action: 1, reward: 1 + actions, end: 2 + actions, available: masked ? 3 + actions : null }
  const recordWords = padded(3 + actions + (masked ? size : 0))
  const policy = activation('policy', [1, rows, size], 'dense', false)
  const width = padded(size)
  const values = Float32Array.from({ length: rows * width }, () => 3 * random() - 1.5)
  const deviations = Float32Array.from({ length: (perRow ? rows : 1) * width }, () => random() - 1)
  const records = Float32Array.from({ length: (STEPS + 1) * rows * recordWords }, () => 0.5)
  for (let i = 0; masked && i < (STEPS + 1) * rows; i++)
    for (let a = 0; a < size; a++) records[i * recordWords + words.available! + a] = Number(a === i % size || random() > 0.5)
  const t = {
    clock: persistent('clock', 'u32', [1], Uint32Array.of(clock)),
    records: persistent('records', 'f32', [STEPS + 1, rows, recordWords]),
    logStd: persistent('logDeviation', 'f32', perRow ? [1, rows, width] : [width]),
  }
  const { logStd, ...always } = t
  const tensors = { policy, ...always, ...(needsStd(spec.kind) && { logStd }) }
  using bench = await inspect(gpu, [scan(STEPS, [chooseAction(tensors, words, spec, { seed, split })])])
  bench.write(policy.value, values)
  bench.write(t.records, records)
  if (needsStd(spec.kind)) bench.write(logStd, deviations)
  bench.run()
  const got = await bench.f32(t.records)
  return { got, records, values, deviations, words, recordWords, actions }
}

type Ran = Awaited<ReturnType<typeof run>>

/** The same in float64: of each step and row, its actions. */
function wanted(spec: ActSpec, given: Setting, { records, values, deviations, words, recordWords }: Ran) {
  const { rows, size, masked, seed = 5, split = 0, clock = 0, perRow } = given
  const { start, end, over } = spec.noise ?? { start: 0, end: 0, over: 0 }
  const level = start + (end - start) * (over === 0 ? 1 : Math.min(1, clock / over))
  const warming = clock < (spec.warmUp ?? 0)
  const key: PhiloxKey = [seed, (streamOf('action') + split) >>> 0]
  const width = padded(size)
  return Array.from({ length: STEPS * rows }, (_, i) => {
    const [step, row] = [Math.floor(i / rows), i % rows]
    const own = values.subarray(row * width, row * width + size)
    const available = Array.from({ length: size }, (_, a) => !masked || records[i * recordWords + words.available! + a] === 1)
    if (isDiscrete(spec.kind)) return [chosenOf(own, available, spec, level, warming, units(key, clock, row, step, 0))]
    return Array.from({ length: size }, (_, d) => {
      const u = units(key, clock, row, step, d)
      const n = spec.greedy ? 0 : Math.sqrt(-2 * Math.log(u[0])) * Math.cos(Math.PI * (2 * u[1] - 1))
      if (warming && !spec.greedy) return 2 * u[2] - 1
      return numberOf(own[d]!, deviations[(perRow ? row * width : 0) + d]!, spec, level, n)
    })
  })
}

const actionsOf = ({ got, words, recordWords, actions }: Ran, rows: number) =>
  Array.from({ length: STEPS * rows }, (_, i) => {
    const at = (i + rows) * recordWords + words.action
    return [...got.subarray(at, at + actions)]
  })

const SPECS = CHOICES.flatMap((kind) =>
  [
    { kind, greedy: false, noise: NOISE },
    { kind, greedy: true, noise: NOISE },
    { kind, greedy: false, noise: NOISE, warmUp: 4 },
  ].map((spec) => [kind, spec.greedy ? 'greedy' : spec.warmUp ? 'warming up' : 'drawn', spec] as const),
)

describe.each(SPECS)('%s, %s', (kind, _, spec: ActSpec) => {
  test.each([
    { rows: 1, size: 2 },
    { rows: 67, size: 5, clock: 3 },
    { rows: 67, size: 5, clock: 3, masked: isDiscrete(kind), perRow: needsStd(kind) },
    { rows: 9, size: 4, clock: 12, split: 1 },
  ])('%o: as in float64, and nothing else of a record is written', async (given) => {
    const ran = await run(spec, given)
    const [got, want] = [actionsOf(ran, given.rows), wanted(spec, given, ran)]
    // A probability within rounding of its draw may fall on the other side.
    if (isDiscrete(kind)) expect(got.filter((one, i) => one[0] !== want[i]![0]).length).toBeLessThanOrEqual(given.rows > 9 ? 1 : 0)
    else expectClose(got.flat(), want.flat(), { relative: 1e-5, absolute: 2e-5, reason: 'log, cos, exp and tanh of numbers below 6' })
    const others = ran.got.filter((v, i) => {
      const word = (i % ran.recordWords) - ran.words.action
      const isAction = word >= 0 && word < ran.actions && i >= given.rows * ran.recordWords
      return !isAction && v !== ran.records[i]
    })
    expect(others.length).toBe(0)
  })
})

test('what cannot be taken never is', async () => {
  for (const kind of ['categorical', 'epsilonGreedy'] as const)
    for (const warmUp of [0, 9]) {
      const given = { rows: 200, size: 6, masked: true, clock: 2 }
      const ran = await run({ kind, greedy: false, noise: NOISE, warmUp }, given)
      actionsOf(ran, 200).forEach(([a], i) => void expect(ran.records[i * ran.recordWords + ran.words.available! + a!]).toBe(1))
    }
})

test('a choice is as frequent as its probability', async () => {
  const ran = await run({ kind: 'categorical', greedy: false }, { rows: 1, size: 3 })
  const [z, n] = [[...ran.values.subarray(0, 3)], 4000]
  const probabilities = z.map((v) => Math.exp(v) / z.reduce((sum, w) => sum + Math.exp(w), 0))
  const drawn = Array.from({ length: n }, (_, i) =>
    chosenOf(z, [true, true, true], { kind: 'categorical', greedy: false }, 0, false, units([5, streamOf('action')], 0, i, 0, 0)),
  )
  probabilities.forEach((p, a) => {
    const count = drawn.filter((one) => one === a).length
    expect(Math.abs(count - n * p)).toBeLessThan(4 * Math.sqrt(n * p * (1 - p)))
  })
})

test('an action hangs on seed, split and clock, and not on how many rows there are', async () => {
  const spec = { kind: 'gaussian', greedy: false } as const
  const first = async (given: Partial<Setting>) => {
    const ran = await run(spec, { rows: 5, size: 3, ...given })
    return actionsOf(ran, given.rows ?? 5)[0]!
  }
  const own = await first({})
  expect(await first({})).toEqual(own)
  for (const other of [{ seed: 6 }, { split: 1 }, { clock: 1 }]) expect(await first(other)).not.toEqual(own)
})

test('refuses a standard deviation that is missing', () => {
  const policy = activation('policy', [1, 2, 3], 'dense', false)
  const t = { policy, clock: persistent('clock', 'u32', [1]), records: persistent('records', 'f32', [2, 2, 8]) }
  const words = { action: 0, reward: 3, end: 4, available: null }
  expect(() => chooseAction(t, words, { kind: 'gaussian', greedy: false }, { seed: 1, split: 0 })).toThrow('no standard deviations')
})
