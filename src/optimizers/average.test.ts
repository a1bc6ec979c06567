/** The average of weights against float64: how much it keeps, over steps, of statistics too, and that a halted run leaves it alone. */
import { expect, onTestFinished, test } from 'vitest'
import { copyOf, createNetwork } from '../engine/network'
import { persistent } from '../engine/tensor'
import { inspect } from '../headless/readable-tensors'
import { expectClose, noise } from '../testing/close'
import { kernelGpu } from '../testing/gpu'
import { averageOps } from './average'
import { averageDecay } from './reference'

const gpu = await kernelGpu()
const DECAY = 0.9999
const COUNT = 130

async function setUp(decay = DECAY) {
  const network = createNetwork('n')
  const average = copyOf(network, 'average')
  const weight = network.parameter('weight', [COUNT], 'weight', () => new Float32Array(COUNT))
  const bias = network.parameter('bias', [6], 'weight', () => new Float32Array(6))
  const mean = network.statistic('mean', 6, 0.25, 1)
  const control = { clock: persistent('clock', 'u32', [1]), halted: persistent('halted', 'u32', [4]) }
  const bench = await inspect(gpu, averageOps(network, average, control, { kind: 'exponential', decay }))
  onTestFinished(() => bench[Symbol.dispose]())
  const step = (n: number) => {
    bench.write(control.clock, Uint32Array.of(n))
    bench.run()
  }
  return { network, average, parameters: [weight, bias], mean, control, bench, step }
}

test('what it keeps is known at steps 1 to 10,000', async () => {
  const known = { 1: 0.000499825, 10: 0.004987022, 100: 0.048765698, 1000: 0.393429993, 10000: 0.993162727 }
  const { network, average, bench, step } = await setUp()
  for (const [n, d] of Object.entries(known)) {
    expect(averageDecay(DECAY, Number(n))).toBeCloseTo(d, 9)
    bench.write(network.values, new Float32Array(network.values.shape[0]!).fill(1))
    bench.write(average.values, new Float32Array(network.values.shape[0]!))
    step(Number(n))
    // An average from 0 towards 1 is 1 - d. The exponential is accurate to 3 + 2 |x| units in the last place, for x down to -5.
    const [weight] = await bench.f32(average.values)
    expect(Math.abs(weight! - (1 - averageDecay(DECAY, Number(n))))).toBeLessThan(16 * 2 ** -24 * (1 - d) + 2 ** -24 * 1e-4)
  }
})

test.each([0.9, DECAY])('follows the reference with D = %s: every parameter and statistic', async (decay) => {
  const { network, average, parameters, mean, bench, step } = await setUp(decay)
  const random = noise(3)
  const arenas = [network.values, network.statistics] as const
  const expected = arenas.map(({ shape }) => new Float64Array(shape[0]!))
  for (let n = 1; n <= 200; n++) {
    arenas.forEach((arena, k) => {
      const now = Float32Array.from({ length: arena.shape[0]! }, () => 2 * random() - 1)
      bench.write(arena, now)
      const d = averageDecay(decay, n)
      for (const [i, w] of now.entries()) expected[k]![i] = d * expected[k]![i]! + (1 - d) * w
    })
    step(n)
  }
  // An error of a step fades with the average: at worst (1 - d) times that of the weight 1 - d, a rounding of a value below 1, over and over.
  const close = { absolute: 64 * 2 ** -24, reason: 'roundings that fade as the average does' }
  expectClose(await bench.f32(average.values), expected[0]!, close)
  expectClose(await bench.f32(average.statistics), expected[1]!, close)
  // The average has each parameter at the same offset as the network.
  for (const { value } of parameters)
    expectClose(await bench.f32(average.tensorFor(value)), expected[0]!.slice(value.offset, value.offset! + value.shape[0]!), close)
  expectClose(await bench.f32(average.tensorFor(mean.value)), expected[1]!.slice(0, 8), close)
})

test('does nothing while the run is halted', async () => {
  const { network, average, control, bench, step } = await setUp()
  bench.write(network.values, new Float32Array(network.values.shape[0]!).fill(1))
  step(1)
  const before = await bench.f32(average.values)
  expect(before[0]).toBeGreaterThan(0.9)
  bench.write(network.values, new Float32Array(network.values.shape[0]!).fill(Number.NaN))
  bench.write(control.halted, Uint32Array.of(1, 1, 1, 0))
  step(2)
  expect(await bench.f32(average.values)).toEqual(before)
})
