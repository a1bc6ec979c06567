/** A target network against float64: how it follows, statistics too, what copies are, and that a halted run leaves it alone. */
import { expect, onTestFinished, test } from 'vitest'
import { copyOf, createNetwork } from '../engine/network'
import { persistent } from '../engine/tensor'
import { inspect } from '../headless/readable-tensors'
import { equalBits, expectClose, noise } from '../testing/close'
import { kernelGpu } from '../testing/gpu'
import { type TargetSpec, targetSchema } from './schema'
import { targetOps, waitOp } from './target'

const gpu = await kernelGpu()

async function setUp(spec: TargetSpec, withStatistics = true) {
  const network = createNetwork('n')
  const target = copyOf(network, 'target')
  network.parameter('weight', [130], 'weight', () => new Float32Array(130))
  if (withStatistics) network.statistic('mean', 6, 0.25, 1)
  const control = { clock: persistent('clock', 'u32', [1]), halted: persistent('halted', 'u32', [4]) }
  const ops = targetOps(network, target, control, spec)
  const bench = await inspect(gpu, ops)
  onTestFinished(() => bench[Symbol.dispose]())
  const random = noise(4)
  const draw = (n: number) => Float32Array.from({ length: n }, () => 2 * random() - 1)
  const sizes = { values: network.values.shape[0]!, statistics: network.statistics.shape[0]! }
  const step = (n: number) => {
    bench.write(control.clock, Uint32Array.of(n))
    bench.run()
  }
  return { network, target, control, ops, bench, draw, sizes, step }
}

test('a soft target moves by its rate at every step, statistics too', async () => {
  const spec = targetSchema.parse({ kind: 'soft' })
  expect(spec).toEqual({ kind: 'soft', rate: 0.005 })
  const { network, target, bench, draw, sizes, step } = await setUp(spec)
  for (const role of ['values', 'statistics'] as const) {
    const [value, goal] = [draw(sizes[role]), draw(sizes[role])]
    bench.write(network[role], value)
    bench.write(target[role], goal)
    let want = Float64Array.from(goal)
    for (let n = 1; n <= 7; n++) {
      step(n)
      want = want.map((g, i) => g + 0.005 * (value[i]! - g))
    }
    expectClose(await bench.f32(target[role]), want, { absolute: 7 * 2 ** -24, reason: 'a rounding a step of numbers below 1' })
  }
})

test('a hard target has the same bits at every so many steps, and moves at no other', async () => {
  const { network, target, bench, draw, sizes, step } = await setUp({ kind: 'hard', every: 3 })
  const first = draw(sizes.values)
  bench.write(target.values, first)
  for (let n = 1; n <= 6; n++) {
    const value = draw(sizes.values)
    bench.write(network.values, value)
    const before = await bench.f32(target.values)
    step(n)
    expect(equalBits(await bench.f32(target.values), n % 3 === 0 ? value : before)).toBe(true)
  }
})

test('a halted run leaves it alone, and what has no statistics moves none', async () => {
  const { network, target, control, ops, bench, draw, sizes, step } = await setUp({ kind: 'hard', every: 1 }, false)
  expect(ops).toHaveLength(1)
  const goal = draw(sizes.values)
  bench.write(network.values, draw(sizes.values))
  bench.write(target.values, goal)
  bench.write(control.halted, Uint32Array.of(1, 0, 0, 0))
  step(1)
  expect(equalBits(await bench.f32(target.values), goal)).toBe(true)
})

test('what waits is let go again; what has come to a halt is not', async () => {
  const control = { clock: persistent('clock', 'u32', [1]), halted: persistent('halted', 'u32', [4]) }
  using wait = await inspect(gpu, [waitOp(control, 3)])
  using go = await inspect(gpu, [waitOp(control, 0)])
  const after = async (bench: typeof wait, clock: number, halted: number) => {
    bench.write(control.clock, Uint32Array.of(clock))
    bench.write(control.halted, Uint32Array.of(halted, 7, 1, 0))
    bench.run()
    return [...(await bench.u32(control.halted))]
  }
  const rest = [7, 1, 0]
  expect(await after(wait, 2, 0)).toEqual([2, ...rest])
  expect(await after(wait, 2, 2)).toEqual([2, ...rest])
  expect(await after(wait, 3, 2)).toEqual([0, ...rest])
  expect(await after(wait, 2, 1)).toEqual([1, ...rest])
  expect(await after(go, 2, 2)).toEqual([0, ...rest])
  expect(await after(go, 2, 1)).toEqual([1, ...rest])
})
