/** A layer of noisy neurons: how often they fire, what their draws depend on, and that the way back has the spikes that were drawn. */
import { describe, expect, test } from 'vitest'
import { activation, type Context } from '../../engine/graph'
import { createNetwork } from '../../engine/network'
import { units } from '../../engine/philox'
import { streamOf } from '../../engine/random'
import { constant, persistent } from '../../engine/tensor'
import { equalBits, expectClose, noise } from '../../testing/close'
import { kernelGpu, runOps } from '../../testing/gpu'
import { type LeakySpec, leaky } from '../leaky/layer'
import { noiseOps } from '../leaky/noise'
import { lifBackward } from '../lif/reference'
import { type SurrogateKind, smoothFunction, smoothSpike } from '../surrogate/reference'

const gpu = await kernelGpu()
const spec: LeakySpec = { threshold: 1, inputGain: 1, reset: 'zero', resetTo: 0, detachReset: false }
const NOISES: readonly (readonly [string, SurrogateKind, number])[] = [
  ['normal', 'gaussian', 0.4],
  ['logistic', 'sigmoid', 2.5],
  ['uniform', 'rect', 0.8],
]

interface Run {
  readonly seed?: number
  readonly mode?: Context['mode']
  readonly name?: string
  readonly clock?: number
  readonly micro?: number
}

const at = ({ seed = 1, mode = 'train' }: Run, steps: number, batch: number): Context => ({
  mode,
  network: createNetwork('test'),
  steps,
  batch,
  random: { seed, clock: persistent('clock', 'u32', [1]) },
  profile: 'gpu',
  tunedVariants: {},
})

/** The numbers that a layer draws by. */
async function draws(run: Run, [steps, batch, neurons]: readonly [number, number, number]) {
  const context = at(run, steps, batch)
  const spikes = activation('spikes', [steps, batch, neurons], 'binary', false)
  const micro = persistent('micro', 'u32', [1])
  const nothing = persistent('nothing', 'f32', [1, 4])
  const ops = noiseOps(context, run.name ?? 'layer', { noise: { micro } }, spikes, nothing)
  const writes = [
    [context.random.clock, Uint32Array.of(run.clock ?? 0)],
    [micro, Uint32Array.of(run.micro ?? 0)],
  ] as const
  return (await runOps(gpu, ops, writes, [spikes.value]))[0]!
}

describe('the numbers that spikes are drawn by', () => {
  const size = [3, 2, 8] as const

  test('are those of Philox, block by block', async () => {
    const got = await draws({ seed: 7, clock: 5, micro: 2 }, size)
    const want = Array.from({ length: 3 * 4 }, (_, block) =>
      units([7, streamOf('noise train layer')], 2 * 4 + (block % 4), Math.floor(block / 4), 5, 0),
    )
    expect([...got]).toEqual(want.flat())
  })

  test('are the same for the same run, and others for another seed, step, layer, micro-batch or mode', async () => {
    const runs: readonly Run[] = [{}, { seed: 2 }, { clock: 1 }, { name: 'other' }, { micro: 1 }, { mode: 'evaluate' }]
    const seen = await Promise.all(runs.map((run) => draws(run, size)))
    expect(equalBits(await draws({}, size), seen[0]!)).toBe(true)
    const all = seen.flatMap((numbers) => [...numbers])
    expect(new Set(all).size).toBe(all.length)
  })

  test('are ones in the padding, which so never fires', async () => {
    const got = await draws({}, [3, 2, 7])
    expect([...got].flatMap((number, i) => (number === 1 ? [i] : []))).toEqual([7, 15, 23, 31, 39, 47])
  })

  test('of micro-batches are those of the whole batch', async () => {
    const whole = await draws({}, [3, 4, 8])
    const parts = await Promise.all([0, 1].map((micro) => draws({ micro }, [3, 2, 8])))
    for (const [micro, part] of parts.entries())
      for (let t = 0; t < 3; t++)
        expect(equalBits(part.slice(16 * t, 16 * (t + 1)), whole.slice(32 * t + 16 * micro, 32 * t + 16 * (micro + 1)))).toBe(true)
  })
})

/** Neurons without leak that receive `currents[n]` at every step. */
async function fire(kind: SurrogateKind, scale: number, currents: readonly number[], steps: number, batch: number) {
  const context = at({}, steps, batch)
  const input = activation('x', [1, batch, currents.length], 'dense', true)
  const made = leaky(context, 'layer', input, spec, {
    decay: constant('decay', [0]),
    surrogate: kind,
    surrogateScale: constant('scale', [scale]),
    noise: { micro: persistent('micro', 'u32', [1]) },
  })
  const product = Float32Array.from({ length: batch * currents.length }, (_, i) => currents[i % currents.length]!)
  const [spikes] = await runOps(gpu, made.forward, [[input.value, product]], [made.outputs[0]!.value])
  return currents.map((_, n) => spikes!.reduce((sum, s, i) => (i % currents.length === n ? sum + s : sum), 0) / (steps * batch))
}

describe('the share of spikes', () => {
  const currents = [-0.5, 0.2, 0.55, 0.7, 0.85, 1, 1.1, 1.25, 1.5, 2, 2.5, 5]
  test.each(NOISES)('is the probability that %s noise exceeds what the potential lacks', async (_, kind, scale) => {
    const [steps, batch] = [100, 200]
    const shares = await fire(kind, scale, currents, steps, batch)
    currents.forEach((u, n) => {
      const p = smoothSpike(kind, scale, u - 1)
      // Five standard deviations of a fraction of 20,000 draws.
      expect(Math.abs(shares[n]! - p)).toBeLessThanOrEqual(5 * Math.sqrt((p * (1 - p)) / (steps * batch)) + 1e-6)
    })
    expect(shares[5]).toBeGreaterThan(0.45)
  })
})

test.each(['zero', 'subtract', 'subtractDelayed', 'none'] as const)(
  'goes back by the spikes that were drawn, also at 0, reset %s',
  async (reset) => {
    const [steps, batch, neurons] = [6, 3, 8]
    const p = { ...spec, reset, resetTo: 0.25, decay: 0.5 }
    const random = noise(3)
    const context = at({}, steps, batch)
    const input = activation('x', [steps, batch, neurons], 'dense', true)
    const numbers = Float32Array.from({ length: steps * batch * neurons }, random)
    const made = leaky(context, 'layer', input, p, {
      decay: constant('decay', [p.decay]),
      surrogate: 'gaussian',
      surrogateScale: constant('scale', [0.8]),
      noise: { uniforms: persistent('numbers', 'f32', [steps, batch, neurons], numbers) },
    })
    const output = made.outputs[0]!
    // Half of the neurons receive no input: their potential is 0 or -0 until they are drawn to fire.
    const product = numbers.map((_, i) => (i % neurons < 2 ? 0 : i % neurons < 4 ? -0 : 2 * random() - 0.3))
    const spikesGrad = numbers.map(() => random() - 0.5)
    const [membrane, spikes, back] = await runOps(
      gpu,
      [...made.forward, ...made.backwardInput],
      [
        [input.value, product],
        [output.grad!, spikesGrad],
      ],
      [made.visible.membrane!, output.value, input.grad!],
    )
    const bits = new Uint32Array(membrane!.buffer)
    expect([...bits].map((word) => word & 1)).toEqual([...spikes!])
    const idle = [...membrane!].flatMap((u, i) => (i % neurons < 4 && Math.abs(u) < 1e-30 ? [spikes![i]!] : []))
    expect([...new Set(idle)].sort()).toEqual([0, 1])
    for (let i = 0; i < batch * neurons; i++) {
      const series = (data: ArrayLike<number>) => Array.from({ length: steps }, (_, t) => data[t * batch * neurons + i]!)
      const trace = { membrane: series(membrane!), spikes: series(spikes!) }
      const { currentGrad } = lifBackward(trace, series(spikesGrad), p, smoothFunction('gaussian', 0.8))
      expectClose(series(back!), currentGrad, { absolute: 2e-6, reason: 'some ten roundings a step of numbers below 1' })
    }
  },
)
