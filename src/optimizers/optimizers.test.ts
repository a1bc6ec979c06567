/** The end of a step against float64: optimizers, schedules, clipping, and what happens when a number is not finite. */
import { describe, expect, onTestFinished, test } from 'vitest'
import { createNetwork } from '../engine/network'
import { persistent } from '../engine/tensor'
import { inspect } from '../headless/readable-tensors'
import { equalBits, expectClose, noise } from '../testing/close'
import { kernelGpu } from '../testing/gpu'
import { oneCycle } from './cycle'
import { type Control, type OptimizerOptions, optimizer } from './optimizer'
import { optimizerStart, optimizerStep, scheduleFactor, warmUpFactor } from './reference'
import type { OptimizerSpec, ScheduleSpec } from './schema'

const gpu = await kernelGpu()
const COUNT = 130
const BATCH = 5
/** Words from one metric of the batch to the next. */
const STRIDE = 64
const adamOf = { rate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 }
const GROUPS = ['weight', 'neuron', 'norm', 'skip'] as const
const PLAIN = { rateFactor: 1, decayFactor: 1 }
const plain: OptimizerOptions = {
  optimizer: { kind: 'sgd', rate: 0.1, momentum: 0.9, weightDecay: 0 },
  schedule: { kind: 'constant' },
  warmUpSteps: 0,
  clipNorm: 0,
  totalSteps: 20,
  samples: 20 * BATCH,
  epochs: 1,
  groups: { neuron: PLAIN, norm: PLAIN, skip: PLAIN },
}

/** A network of a parameter in each group and one statistic. */
async function setUp(options: Partial<OptimizerOptions>) {
  const network = createNetwork('n')
  const random = noise(17)
  const values = GROUPS.map((group) => {
    const first = Float32Array.from({ length: COUNT }, () => random() - 0.5)
    return { first, parameter: network.parameter(group, [COUNT], group, () => first) }
  })
  const statistic = network.statistic('mean', 6, 0.25, 1)
  const control: Control = {
    clock: persistent('clock', 'u32', [1]),
    micro: persistent('micro', 'u32', [1]),
    halted: persistent('halted', 'u32', [4]),
    metrics: persistent('figures', 'f32', [2, STRIDE]),
    batch: BATCH,
    report: persistent('report', 'f32', [8, 4]),
  }
  const made = optimizer(network, control, { ...plain, ...options })
  const bench = await inspect(gpu, made.ops)
  onTestFinished(() => bench[Symbol.dispose]())
  bench.write(network.values, network.initialValues())
  bench.write(network.statistics, network.initialStatistics())
  const step = (grads: readonly Float32Array<ArrayBuffer>[], loss = 0.5, observed = 3) => {
    grads.forEach((g, i) => void bench.write(values[i]!.parameter.grad, g))
    const metrics = new Float32Array(2 * STRIDE)
    metrics.fill(loss, 0, BATCH)
    metrics.set([1, 0, 1, 1, 0], STRIDE)
    bench.write(control.metrics, metrics)
    bench.write(control.micro, Uint32Array.of(3))
    bench.write(statistic.observed, new Float32Array(8).fill(observed))
    bench.run()
  }
  const row = async (i: number) => [...(await bench.f32(control.report)).slice(i * 4, i * 4 + 4)]
  const draw = () => values.map(() => Float32Array.from({ length: COUNT }, () => random() - 0.5))
  return { network, values, statistic, control, bench, step, row, draw, state: made.state }
}

const SPECS: readonly OptimizerSpec[] = [
  { kind: 'sgd', rate: 0.1, momentum: 0, weightDecay: 0 },
  { kind: 'sgd', rate: 0.05, momentum: 0.9, weightDecay: 0.01 },
  { kind: 'adam', weightDecay: 0, ...adamOf },
  { kind: 'adam', weightDecay: 0.01, ...adamOf },
  { kind: 'adamw', weightDecay: 0.01, ...adamOf },
]

describe.each(SPECS)('$kind, weight decay $weightDecay', (spec) => {
  test('follows the reference for 30 steps, each group at its own rate and decay', async () => {
    const groups = {
      neuron: { rateFactor: 0.5, decayFactor: 0 },
      norm: { rateFactor: 2, decayFactor: 3 },
      skip: { rateFactor: 1.5, decayFactor: 2 },
    }
    const factors = GROUPS.map((group) => (group === 'weight' ? PLAIN : groups[group]))
    const { values, bench, step, draw } = await setUp({ optimizer: spec, groups })
    let states = values.map(({ first }) => optimizerStart(first))
    for (let i = 0; i < 30; i++) {
      const grads = draw()
      step(grads)
      states = states.map((state, k) =>
        optimizerStep(state, grads[k]!, { ...spec, weightDecay: spec.weightDecay * factors[k]!.decayFactor }, factors[k]!.rateFactor),
      )
    }
    for (const [k, { parameter }] of values.entries()) {
      // Each of 30 steps rounds a value below 4 and moves it by at most about 0.2, which is accurate to a dozen ulp.
      expectClose(await bench.f32(parameter.value), states[k]!.value, { absolute: 30 * 2 ** -23 * 8, reason: '30 steps of rounding' })
      expect((await bench.f32(parameter.grad)).every((g) => g === 0)).toBe(true)
    }
  })
})

/** An epoch is three steps and a fifth. */
const SAMPLES = 16
const epochOf = (step: number) => Math.floor((step * BATCH) / SAMPLES)

describe.each(SPECS)('$kind, weight decay $weightDecay, one cycle by epoch', (spec) => {
  const options = { optimizer: spec, samples: SAMPLES, epochs: 7.5, warmUpSteps: 4 }
  const cycle = { kind: 'oneCycleByEpoch', riseFraction: 0.3, divide: 25, finalDivide: 1e4 } as const

  test.each([true, false])('follows the reference beyond its end, momentum in the cycle: %s', async (cycleMomentum) => {
    const schedule = { ...cycle, cycleMomentum }
    const { values, bench, step, draw, row } = await setUp({ ...options, schedule })
    let states = values.map(({ first }) => optimizerStart(first))
    for (let i = 0; i < 27; i++) {
      const grads = draw()
      step(grads)
      const { factor, momentum } = oneCycle(cycle, epochOf(i), 8)
      const now = cycleMomentum ? { ...spec, momentum, beta1: momentum } : spec
      states = states.map((state, k) => optimizerStep(state, grads[k]!, now, factor * warmUpFactor(4, i)))
      const rate = spec.rate * scheduleFactor(schedule, epochOf(i), 8) * warmUpFactor(4, i)
      expectClose([(await row(i % 8))[3]!], [rate], { relative: 4 * 2 ** -23, reason: 'a row of the table, rounded, and three products' })
    }
    for (const [k, { parameter }] of values.entries())
      expectClose(await bench.f32(parameter.value), states[k]!.value, { absolute: 27 * 2 ** -23 * 8, reason: '27 steps of rounding' })
  })

  test('continues from values, moments and clock to the same bits', async () => {
    const schedule = { ...cycle, cycleMomentum: true }
    const [whole, resumed] = [await setUp({ ...options, schedule }), await setUp({ ...options, schedule })]
    for (let i = 0; i < 8; i++) whole.step(whole.draw())
    for (const [from, to] of [
      [whole.network.values, resumed.network.values],
      ...whole.state.map((t, i) => [t, resumed.state[i]!] as const),
    ] as const)
      resumed.bench.write(to, await whole.bench.f32(from))
    resumed.bench.write(resumed.control.clock, await whole.bench.u32(whole.control.clock))
    for (let i = 0; i < 8; i++) {
      const grads = whole.draw()
      whole.step(grads)
      resumed.step(grads)
    }
    expect(equalBits(await resumed.bench.f32(resumed.network.values), await whole.bench.f32(whole.network.values))).toBe(true)
  })
})

describe('the rate', () => {
  const SCHEDULES: readonly ScheduleSpec[] = [
    { kind: 'constant' },
    { kind: 'cosine' },
    { kind: 'step', every: 4, factor: 0.5 },
    { kind: 'step', every: 1, factor: 0.999 },
    { kind: 'oneCycle', riseFraction: 0.3, divide: 25, finalDivide: 1e4 },
    { kind: 'oneCycle', riseFraction: 0.001, divide: 25, finalDivide: 1e4 },
  ]
  test.each(SCHEDULES)('$kind $factor $riseFraction', async (schedule) => {
    const { step, draw, row } = await setUp({ schedule, warmUpSteps: 3 })
    for (let i = 0; i < 20; i++) {
      step(draw())
      const want = 0.1 * scheduleFactor(schedule, i, 20) * warmUpFactor(3, i)
      expectClose([(await row(i % 8))[3]!], [want], {
        relative: 1e-4,
        absolute: 1e-7,
        reason: 'cos and pow of an adapter are good to some 1e-5',
      })
    }
  })
})

test('a rise that ends at step 0 starts at the top or at the bottom, and nowhere else', async () => {
  const schedule: ScheduleSpec = { kind: 'oneCycle', riseFraction: 0.25, divide: 25, finalDivide: 1e4 }
  const { step, draw, row } = await setUp({ schedule, totalSteps: 4 })
  step(draw())
  const rate = (await row(0))[3]!
  expect([0.1, 0.1 / 25].some((end) => Math.abs(rate - end) < 1e-5 * end)).toBe(true)
  step(draw())
  expectClose([(await row(1))[3]!], [0.1 * scheduleFactor(schedule, 1, 4)], { relative: 1e-5, reason: 'one cosine' })
})

describe('a step', () => {
  test('counts itself, starts the micro-batches anew and writes its row', async () => {
    const { bench, control, step, draw, row } = await setUp({})
    for (let i = 0; i < 9; i++) {
      const grads = draw()
      step(grads, i)
      const norm = Math.hypot(...grads.flatMap((g) => [...g]))
      expectClose(await row(i % 8), [i, 0.6, norm, 0.1], { relative: 1e-6, reason: 'sums of 5 and of 520 numbers' })
    }
    expect({ clock: (await bench.u32(control.clock))[0], micro: (await bench.u32(control.micro))[0] }).toEqual({ clock: 9, micro: 0 })
  })

  test('clips a gradient that is too long, and no other', async () => {
    for (const [length, factor] of [
      [10, 0.1],
      [0.5, 1],
    ] as const) {
      const { values, bench, step, row } = await setUp({ clipNorm: 1, optimizer: { kind: 'sgd', rate: 1, momentum: 0, weightDecay: 0 } })
      const g = Float32Array.from({ length: COUNT }, (_, i) => (i === 77 ? length : 0))
      const zero = new Float32Array(COUNT)
      step([zero, g, zero, zero])
      const { first, parameter } = values[1]!
      expect((await bench.f32(parameter.value))[77]).toBeCloseTo(first[77]! - length * factor, 6)
      expect((await row(0))[2]).toBe(length)
    }
  })

  test('moves the running statistics', async () => {
    const { statistic, bench, step, draw } = await setUp({})
    step(draw())
    expect([...(await bench.f32(statistic.value))]).toEqual(new Array(8).fill(1.5))
    step(draw())
    expect((await bench.f32(statistic.value))[0]).toBe(1.875)
    for (const overflow of [Number.POSITIVE_INFINITY, Number.NaN]) step(draw(), 0.5, overflow)
    expect((await bench.f32(statistic.value))[0]).toBe(1.875)
  })
})

describe('what is not finite', () => {
  const BAD = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  test.each(BAD.flatMap((bad) => [['gradient', bad, 2] as const, ['loss', bad, 1] as const]))(
    'a %s of %f stops the run for good and changes nothing',
    async (where, bad, bit) => {
      const { values, statistic, control, bench, step, draw, state } = await setUp({ optimizer: SPECS[3]! })
      step(draw())
      const snapshot = async () =>
        (await Promise.all([...values.map((v) => v.parameter.value), statistic.value, ...state].map(bench.f32))).map((a) => [...a])
      const before = await snapshot()
      const grads = draw()
      if (where === 'gradient') grads[3]![COUNT - 1] = bad
      step(grads, where === 'loss' ? bad : 0.5)
      expect([...(await bench.u32(control.halted))].slice(0, 3)).toEqual([1, 1, bit])
      step(draw())
      expect(await snapshot()).toEqual(before)
      expect((await bench.u32(control.clock))[0]).toBe(1)
      expect([...(await bench.u32(control.halted))].slice(0, 3)).toEqual([1, 1, bit])
    },
  )

  test('a gradient whose square overflows counts as well', async () => {
    const { control, bench, step, draw } = await setUp({})
    const grads = draw()
    grads[0]![3] = 1e30
    step(grads)
    expect((await bench.u32(control.halted))[0]).toBe(1)
  })
})
