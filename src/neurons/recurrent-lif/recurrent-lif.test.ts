/**
 * Layers of recurrent neurons against float64. Spikes are discontinuous, so the reference is fed the shader's own spikes,
 * potentials and recurrent input of the steps before, and its own trajectory on the way back.
 */
import { describe, expect, test } from 'vitest'
import { type Activation, activation, type Context } from '../../engine/graph'
import type { Dispatch, Op } from '../../engine/kernel'
import { createNetwork } from '../../engine/network'
import { constant, padded, persistent, type Tensor, tensor } from '../../engine/tensor'
import { contextFor } from '../../headless/conformance/neurons'
import { inspect } from '../../headless/readable-tensors'
import { weightGradient } from '../../layers/linear/layer'
import { equalBits, expectClose, expectWithin, noise, sumBound } from '../../testing/close'
import { kernelGpu, runOps } from '../../testing/gpu'
import { SQUARES_SCALE } from '../leaky/layer'
import { afterReset, driveForward, type LeakyParams } from '../lif/reference'
import { RESETS } from '../lif/schema'
import { type SurrogateKind, sigmoid, smoothFunction, stepFunction } from '../surrogate/reference'
import { recurrentLif } from './layer'
import { mixAt, recurrentBackward, recurrentInputOf, softmaxBackward, softmaxSkipWeights } from './reference'
import type { RecurrenceSpec } from './schema'
import { createSkipWeights, skipWeightsOf as skipWeightsTogether } from './skip'
import { chunksFor, recurrentKey } from './variants'

const gpu = await kernelGpu()
const ULP = 2 ** -23

interface Setting {
  readonly params: LeakyParams
  readonly surrogate: SurrogateKind
  /** One scale, or one per step. */
  readonly scales: readonly number[]
  readonly size: readonly [steps: number, batch: number, neurons: number]
  readonly recurrence: Exclude<RecurrenceSpec, { kind: 'none' }>
  readonly mode?: Context['mode']
  readonly soft?: boolean
  readonly epoch?: number
  readonly inputSteps?: number
  readonly masked?: boolean
  readonly affine?: boolean
  readonly smooth?: boolean
  /** Spikes are drawn, by the uniforms of the inputs. */
  readonly noisy?: boolean
  /** The decay is learned, so params.decay must be sigmoid(logit). */
  readonly logit?: number
  readonly profile?: Context['profile']
  readonly variants?: readonly [forward: string, backward: string]
}

const adaptive = (spans: number): Setting['recurrence'] => ({
  kind: 'adaptive',
  spans,
  temperatureFactor: 0.5,
  leastTemperature: 1e-3,
  sharedBy: 'layer',
  rateFactor: 100,
  decayFactor: 0,
})
const base = { decay: 0.75, threshold: 0.5, inputGain: 0.75, resetTo: -0.125, detachReset: false, initialMembrane: 0.25 } as const
const plain: Setting = {
  params: { ...base, reset: 'subtract' },
  surrogate: 'triangle',
  scales: [1.25],
  size: [19, 3, 12],
  recurrence: adaptive(5),
}
const STEPS_PER_EPOCH = 10

/** Inputs that a setting is run with, with zeros in the padding. */
function drawInputs(s: Setting) {
  const [steps, batch, neurons] = s.size
  const width = padded(neurons)
  const random = noise(steps * 100 + neurons)
  const draw = (n: number, from: number, to: number) =>
    Float32Array.from({ length: n }, (_, i) => (i % width < neurons ? from + (to - from) * random() : 0 * random()))
  const rows = (s.inputSteps ?? steps) * batch
  const reach = 1.5 / Math.sqrt(neurons)
  return {
    product: draw(rows * width, -0.4, 1.2),
    spikesGrad: draw(steps * batch * width, -0.5, 0.5),
    recurrent: draw(width * width, -reach, reach).map((w, i) => (i < neurons * width ? w : 0)),
    mask: draw(batch * width, 0, 1).map((m) => (m < 0.3 ? 0 : 1.25)),
    map: draw(3 * width, 0.5, 1.1),
    coefficients: draw(6 * width, -1, 1),
    logits: Float32Array.from({ length: 256 }, () => random() - 0.5),
    uniforms: Float32Array.from({ length: steps * batch * width }, random),
  }
}
type Inputs = ReturnType<typeof drawInputs>

/** Results of a layer by name, which must have the same bits in all variants. */
type Results = Readonly<Record<string, Float32Array<ArrayBuffer>>>

async function run(s: Setting, x: Inputs, change: (ops: readonly Op[]) => readonly Op[] = (ops) => ops): Promise<Results> {
  const [steps, batch, neurons] = s.size
  const width = padded(neurons)
  const key = (direction: 'forward' | 'backward') => recurrentKey(direction, batch, width)
  const clock = persistent('clock', 'u32', [1])
  const context: Context = {
    mode: s.mode ?? 'train',
    network: createNetwork('test'),
    steps,
    batch,
    random: { seed: 0, clock },
    profile: s.profile ?? 'gpu',
    tunedVariants: s.variants ? { [key('forward')]: s.variants[0], [key('backward')]: s.variants[1] } : {},
  }
  const recurrent = context.network.parameter('r', [width, width], 'weight', () => x.recurrent)
  const learned = s.logit === undefined ? undefined : context.network.parameter('w', [1], 'neuron', () => Float32Array.of(s.logit!))
  const soft = persistent('soft', 'u32', [1])
  const skipWeights = createSkipWeights(context, 'skip', s.recurrence, { batch: 1, samples: STEPS_PER_EPOCH, clock, soft })
  const map = tensor('map', 'f32', [3, width])
  const partial = tensor('partial', 'f32', [Math.min(2, batch), 3, width])
  const coefficients = tensor('coefficients', 'f32', [6, width])
  const mask = tensor('mask', 'f32', [batch, width])
  const input: Activation = {
    ...activation('x', [s.inputSteps ?? steps, batch, neurons], 'dense', true),
    ...(s.masked && { mask }),
    ...(s.affine && {
      affine: {
        map,
        partial,
        coefficients,
        reduce: () => [],
        forward: [],
        reduction: () => expect.fail('these neurons leave their sums to the normalization'),
      },
    }),
  }
  let mixedGrad: Tensor<'f32'> | undefined
  const made = recurrentLif(context, 'layer', input, s.params, {
    decay: learned?.value ?? constant('decay', [s.params.decay]),
    ...(learned && { learned }),
    surrogate: s.surrogate,
    surrogateScale: constant('surrogateScale', s.scales),
    ...(s.smooth && { smooth: true }),
    ...(s.noisy && { noise: { uniforms: persistent('uniforms', 'f32', [steps, batch, width], x.uniforms) } }),
    recurrent,
    skipWeights,
    weightGrad: (name, spikes, outputGrad, weight) => {
      mixedGrad = outputGrad
      return weightGradient(context, name, spikes, outputGrad, weight)
    },
  })
  const squares = tensor('squares', 'f32', [64, padded(steps)])
  const ops = [...skipWeights.forward, ...made.forward, ...made.backwardInput, ...made.gradientSquares(squares), ...made.backwardParameters]
  using bench = await inspect(gpu, change(ops))
  bench.write(context.network.values, context.network.initialValues())
  if (skipWeights.logits) bench.write(skipWeights.logits.value, x.logits.slice(0, skipWeights.logits.value.shape[0]))
  if (skipWeights.forward.length > 0) {
    bench.write(clock, Uint32Array.of(STEPS_PER_EPOCH * (s.epoch ?? 0) + 3))
    bench.write(soft, Uint32Array.of(Number(s.soft ?? false)))
  }
  bench.write(input.value, x.product)
  bench.write(made.outputs[0]!.grad!, x.spikesGrad)
  if (s.masked) bench.write(mask, x.mask)
  if (s.affine) {
    bench.write(map, x.map)
    bench.write(coefficients, x.coefficients)
  }
  bench.run()
  const asked: Record<string, Tensor> = {
    ...made.visible,
    skipWeights: skipWeights.values,
    productGrad: input.grad!,
    mixedGrad: mixedGrad!,
    squares,
    recurrentGrad: recurrent.grad,
    ...(skipWeights.logits && { logitsGrad: skipWeights.logits.grad }),
    ...(learned && { decayGrad: learned.grad }),
    ...(s.affine && { partial }),
  }
  const results: Record<string, Float32Array<ArrayBuffer>> = {}
  for (const [name, t] of Object.entries(asked)) results[name] = await bench.f32(t)
  return results
}

/** The temperature and the weights of spans that a setting should have. */
function skipWeightsOf(s: Setting, x: Inputs): { temperature: number; skipWeights: Float64Array } {
  const { recurrence: r } = s
  if (r.kind !== 'adaptive') {
    const span = r.kind === 'skip' ? r.span : 1
    return { temperature: 0, skipWeights: Float64Array.from({ length: span }, (_, k) => Number(k === span - 1)) }
  }
  const temperature = Math.max(r.leastTemperature, r.temperatureFactor ** (s.epoch ?? 0))
  const logits = x.logits.slice(0, r.spans)
  const best = logits.indexOf(Math.max(...logits))
  const hard = s.mode === 'evaluate' && !s.soft
  return {
    temperature,
    skipWeights: hard ? Float64Array.from(logits, (_, k) => Number(k === best)) : softmaxSkipWeights(logits, temperature),
  }
}

/** Forward step by step from the shader's own state, and backward from its own trajectory. */
async function check(s: Setting): Promise<Results> {
  const x = drawInputs(s)
  const r = await run(s, x)
  const [steps, batch, neurons] = s.size
  const width = padded(neurons)
  const p = s.logit === undefined ? s.params : { ...s.params, decay: sigmoid(s.logit) }
  const f = (s.smooth || s.noisy ? smoothFunction : stepFunction)(s.surrogate, s.scales.length > 1 ? s.scales : s.scales[0]!)
  const { temperature, skipWeights } = skipWeightsOf(s, x)
  expectClose(r.skipWeights!.slice(2, 2 + skipWeights.length), skipWeights, {
    relative: 1e-5 / Math.max(temperature, 1e-2),
    absolute: 1e-30,
    reason: 'exp of (w - top) / T',
  })
  const shaderSkipWeights = r.skipWeights!.slice(2, 2 + skipWeights.length)
  const recurrent = Float64Array.from({ length: neurons ** 2 }, (_, i) => x.recurrent[Math.floor(i / neurons) * width + (i % neurons)]!)
  /** One sample out of [steps, batch, padded neurons], without the padding. */
  const of = (data: ArrayLike<number>, b: number) =>
    Float64Array.from(
      { length: (data.length / batch / width) * neurons },
      (_, i) => data[(Math.floor(i / neurons) * batch + b) * width + (i % neurons)]!,
    )
  const wants = Array.from({ length: batch }, (_, b) => {
    const [membrane, spikes, recurrentInput, product] = [r.membrane!, r.spikes!, r.recurrentInput!, x.product].map((data) =>
      of(data, b),
    ) as [Float64Array, Float64Array, Float64Array, Float64Array]
    const drive = (n: number) => ({
      ...(s.affine && { scale: x.map[n]!, shift: x.map[width + n]! }),
      ...(s.masked && { mask: x.mask[b * width + n]! }),
    })
    const series = Array.from({ length: neurons }, (_, n) => product.filter((_, i) => i % neurons === n))
    const current = series.map((own, n) => driveForward(own, steps, drive(n)))
    const forward = Array.from({ length: steps * neurons }, (_, i) => {
      const [t, n] = [Math.floor(i / neurons), i % neurons]
      const before = t > 0 ? afterReset(membrane[i - neurons]!, spikes[i - neurons]!, p) : base.initialMembrane
      const delayed = t > 0 && p.reset === 'subtractDelayed' ? p.threshold * spikes[i - neurons]! : 0
      const mix = mixAt(recurrentInput, shaderSkipWeights, t, n, neurons)
      const size = mixAt(recurrentInput.map(Math.abs), shaderSkipWeights, t, n, neurons)
      const input = current[n]![t]!
      return {
        want: p.decay * before + p.inputGain * (input + mix) - delayed,
        bound: 8 * ULP * (Math.abs(before) + Math.abs(input) + delayed + 0.5) + sumBound(skipWeights.length, size),
      }
    })
    const reason = 'five roundings and a sum over spans'
    expectWithin(
      membrane,
      forward.map(({ want }) => want),
      forward.map(({ bound }) => bound),
      reason,
    )
    const uniforms = of(x.uniforms, b)
    const fired = Array.from(membrane, (u, i) => {
      const spike = f.spike(u - p.threshold, Math.floor(i / neurons))
      if (!s.noisy) return spike
      // A spike is undetermined if its probability is within rounding of the random number.
      return Math.abs(spike - uniforms[i]!) < 2e-6 ? spikes[i]! : Number(uniforms[i]! < spike)
    })
    expectClose(spikes, fired, { absolute: s.smooth ? 2e-6 : 0, reason: 'a spike is exact, a smooth one has exp or atan' })
    for (let t = 0; t < steps; t++) {
      const size = recurrentInputOf(spikes, recurrent.map(Math.abs), t)
      expectWithin(
        recurrentInput.slice(t * neurons, (t + 1) * neurons),
        recurrentInputOf(spikes, recurrent, t),
        size.map((e) => sumBound(neurons, e)),
        'a sum',
      )
    }
    return {
      series,
      drive,
      spikes,
      grads: recurrentBackward({ membrane, spikes }, of(x.spikesGrad, b), recurrent, shaderSkipWeights, p, f),
    }
  })
  const rate = wants.reduce((sum, { spikes }) => sum + spikes.reduce((a, z) => a + Number(z > 0.5), 0), 0) / (steps * batch * neurons)
  expect(rate).toBeGreaterThan(0.02)
  expect(rate).toBeLessThan(0.95)

  const largest = Math.max(...wants.flatMap(({ grads }) => Array.from(grads.membraneGrad, Math.abs)))
  // Each step back adds some 24 roundings and a sum over all neurons; errors propagate through weights whose norm is about 1.
  const absolute = ULP * (24 + Math.sqrt(neurons)) * steps * largest
  const reason = 'ulp * (24 and a sum a step) * the largest gradient'
  const sum = (list: readonly ArrayLike<number>[]) => Array.from(list[0]!, (_, i) => list.reduce((total, own) => total + own[i]!, 0))
  wants.forEach(({ grads, series, drive }, b) => {
    expectClose(of(r.mixedGrad!, b), grads.mixedGrad, { absolute, reason })
    const productGrad = of(r.productGrad!, b)
    series.forEach((product, n) => {
      const { mask = 1 } = drive(n)
      const own = Array.from({ length: steps }, (_, t) => mask * grads.currentGrad[t * neurons + n]!)
      const summed = product.length === steps ? own : [own.reduce((a, g) => a + g, 0)]
      const [a, m, o, mean] = [0, 1, 2, 3].map((k) => x.coefficients[k * width + n]!) as [number, number, number, number]
      const want = s.affine ? summed.map((g, t) => a * g + m * (product[t]! - mean) + o) : summed
      expectClose(
        want.map((_, t) => productGrad[t * neurons + n]!),
        want,
        { absolute: absolute * (product.length === steps ? 1 : steps) * 1.25 + 8 * ULP, reason },
      )
    })
  })
  if (s.affine) {
    const partials = Math.min(2, batch)
    for (let n = 0; n < neurons; n++) {
      const rows = [0, 1].map((row) =>
        Array.from({ length: partials }, (_, i) => r.partial![(i * 3 + row) * width + n]!).reduce((a, b) => a + b),
      )
      const grads = wants.flatMap(({ grads, series, drive }) =>
        Array.from({ length: steps }, (_, t) => {
          const g = (drive(n).mask ?? 1) * grads.currentGrad[t * neurons + n]!
          return [g, g * (series[n]![Math.min(t, series[n]!.length - 1)]! - x.map[2 * width + n]!)] as const
        }),
      )
      const want = [0, 1].map((k) => grads.reduce((total, g) => total + g[k as 0 | 1], 0))
      expectClose(rows, want, { absolute: absolute * steps * batch * 2, reason })
    }
  }
  const recurrentGrad = sum(wants.map(({ grads }) => grads.recurrentGrad))
  const ofPadded = Array.from(recurrentGrad, (_, i) => r.recurrentGrad![Math.floor(i / neurons) * width + (i % neurons)]!)
  expectClose(ofPadded, recurrentGrad, { absolute: absolute * steps * batch, reason })
  const squares = Array.from({ length: padded(steps) }, (_, t) =>
    Array.from({ length: 64 }, (_, lane) => r.squares![lane * padded(steps) + t]! / SQUARES_SCALE ** 2).reduce((a, b) => a + b, 0),
  )
  const energy = squares.map((_, t) =>
    sum(wants.map(({ grads }) => grads.membraneGrad.map((g, i) => (Math.floor(i / neurons) === t ? g * g : 0)))).reduce((a, b) => a + b, 0),
  )
  expectClose(squares, energy, { absolute: 2 * largest * absolute * neurons * batch, reason })
  if (s.logit !== undefined) {
    const want = p.decay * (1 - p.decay) * wants.reduce((total, { grads }) => total + grads.decayGrad, 0)
    expectClose(r.decayGrad!, [want], { absolute: absolute * steps * batch * neurons, reason })
  }
  if (r.logitsGrad && s.mode !== 'evaluate') {
    const skipWeightsGrad = sum(wants.map(({ grads }) => grads.skipWeightsGrad))
    const want = softmaxBackward(shaderSkipWeights, skipWeightsGrad, temperature)
    const scale = (absolute * steps * batch * neurons + 1e-5 * Math.max(...skipWeightsGrad.map(Math.abs))) / temperature
    expectClose(r.logitsGrad.slice(0, want.length), want, { absolute: scale, reason })
    expect([...r.logitsGrad.slice(want.length)].every((g) => g === 0)).toBe(true)
  }
  return r
}

const RECURRENCES: readonly Setting['recurrence'][] = [{ kind: 'vanilla' }, { kind: 'skip', span: 4 }, adaptive(5)]

describe.each(RESETS)('reset %s', (reset) => {
  test.each(RECURRENCES)('%o', async (recurrence) => {
    for (const detachReset of [false, true]) await check({ ...plain, params: { ...base, reset, detachReset }, recurrence })
  })
  test('smooth spikes', async () => {
    await check({ ...plain, params: { ...base, reset }, smooth: true, surrogate: 'sigmoid', scales: [4] })
  })
  test('spikes that are drawn', async () => {
    await check({ ...plain, params: { ...base, reset }, noisy: true, surrogate: 'gaussian', scales: [0.3] })
  })
  test('a learned decay', async () => {
    await check({ ...plain, params: { ...base, reset, decay: sigmoid(-1) }, logit: -1 })
  })
})

describe('spans', () => {
  test.each([1, 2, 7, 8, 9, 16, 30])('one of %i steps', (span) => check({ ...plain, recurrence: { kind: 'skip', span } }).then(() => {}))
  test.each([1, 2, 8, 16, 17, 51])('%i that are learned', (spans) => check({ ...plain, recurrence: adaptive(spans) }).then(() => {}))
  test('cool from epoch to epoch', async () => {
    for (const epoch of [1, 3, 5]) await check({ ...plain, epoch })
  })
  test('stay finite when cold', async () => {
    const s = { ...plain, epoch: 400 }
    const r = await run(s, drawInputs(s))
    expect(r.skipWeights!.at(-1)).toBeCloseTo(1e-3, 8)
    expect([...r.logitsGrad!].every(Number.isFinite)).toBe(true)
  })
  test('in evaluation are the most probable one, or mixed where that is asked for', async () => {
    const s = { ...plain, mode: 'evaluate', recurrence: adaptive(9) } as const
    const r = await check(s)
    const best = drawInputs(s).logits.slice(0, 9)
    const span = 1 + best.indexOf(Math.max(...best))
    expect([...r.skipWeights!.slice(0, 2), r.skipWeights!.at(-2)]).toEqual([span, span, span])
    const soft = await check({ ...s, soft: true })
    expect([...soft.skipWeights!.slice(0, 2), soft.skipWeights!.at(-2)]).toEqual([1, 9, span])
  })
  test('the first of equals is taken', async () => {
    const s = { ...plain, mode: 'evaluate', recurrence: adaptive(4) } as const
    const x = drawInputs(s)
    x.logits.set([0.25, 0.5, 0.5, -1])
    expect((await run(s, x)).skipWeights!.slice(0, 6)).toEqual(Float32Array.of(2, 2, 0, 1, 0, 0))
  })
})

test('the weights of five layers are those of each by itself, by two ops', async () => {
  const context = contextFor('train', 1, 1)
  const options = { batch: 1, samples: 1, clock: persistent('clock', 'u32', [1], Uint32Array.of(2)) }
  const names = ['a', 'b', 'c', 'd', 'e']
  const make = skipWeightsTogether(context, names.length, adaptive(61), options)
  const together = names.map(make)
  expect(together.map(({ forward }) => forward.length)).toEqual([0, 0, 0, 0, 2])
  const apart = names.map((name) => createSkipWeights(context, name, adaptive(61), options))
  const random = noise(61)
  const writes = apart.map(({ logits }) => [logits!.value, Float32Array.from({ length: 64 }, () => random())] as const)
  const read = (some: typeof apart) =>
    runOps(
      gpu,
      some.flatMap(({ forward }) => forward),
      writes,
      some.map(({ values }) => values),
    )
  const all = await read(together)
  expect(all).toEqual(await read(apart))
  expect(new Set(all.map((values) => values[2])).size).toBe(names.length)
})

describe('variants', () => {
  test('a mask', () => check({ ...plain, masked: true }).then(() => {}))
  test('an affine and a mask', () => check({ ...plain, affine: true, masked: true }).then(() => {}))
  test('a product that is the same at every step', () => check({ ...plain, inputSteps: 1, affine: true, masked: true }).then(() => {}))
  test('an input gain of one writes the gradient of the product itself', () =>
    check({ ...plain, params: { ...plain.params, inputGain: 1 } }).then(() => {}))
  test('a width a step', () =>
    check({ ...plain, surrogate: 'rect', scales: Array.from({ length: 19 }, (_, t) => 0.5 + t / 4) }).then(() => {}))
})

const SIZES: readonly Setting['size'][] = [
  [1, 4, 12],
  [9, 6, 1],
  [5, 1, 4],
  [8, 2, 13],
  [17, 5, 36],
  [11, 9, 132],
  [6, 3, 260],
  [3, 2, 1020],
  [3, 2, 1028],
]
describe.each(SIZES)('%i steps, %i samples, %i neurons', (...size) => {
  const s: Setting = { ...plain, size, recurrence: adaptive(7) }
  const x = drawInputs(s)
  test('agree with the reference', async () => {
    await check({ ...s, profile: 'llvmpipe' })
  })
  test('all forms, devices and chunks have the same bits', async () => {
    const want = await run(s, x)
    const variants = [
      ['dense', 'walk'],
      ['events', 'steps'],
      ['steps', 'walk'],
    ] as const
    const others = [
      ...(['llvmpipe', 'swiftshader'] as const).map((profile) => run({ ...s, profile }, x)),
      ...variants.map((variant) => run({ ...s, variants: variant }, x)),
      ...[1, 3, 8].map((count) => run(s, x, (ops) => ops.flatMap((op) => cut(op, count)))),
    ]
    for (const got of await Promise.all(others))
      for (const name of Object.keys(want)) expect(equalBits(got[name]!, want[name]!), name).toBe(true)
  })
})

test('spikes that are drawn are the same in all forms', async () => {
  const s = { ...plain, noisy: true, surrogate: 'gaussian', scales: [0.3] } as const
  const x = drawInputs(s)
  const want = await run(s, x)
  for (const forward of ['dense', 'steps']) {
    const got = await run({ ...s, variants: [forward, 'steps'] }, x)
    for (const name of Object.keys(want)) expect(equalBits(got[name]!, want[name]!), name).toBe(true)
  }
})

test('slow devices take a long sequence in chunks that hold every step once', () => {
  const chunks = (profile: Context['profile'], steps: number) => {
    const context = { profile, steps } as Context
    return (['forward', 'backward'] as const).map((direction) => chunksFor(context, direction, 32, 128))
  }
  expect(chunks('gpu', 784)).toEqual([[{ firstStep: 0, count: 784 }], [{ firstStep: 0, count: 784 }]])
  for (const profile of ['llvmpipe', 'swiftshader'] as const)
    for (const list of chunks(profile, 3001)) {
      expect(list.length).toBeGreaterThan(1)
      expect(list.flatMap(({ firstStep, count }) => Array.from({ length: count }, (_, i) => firstStep + i))).toEqual(
        Array.from({ length: 3001 }, (_, t) => t),
      )
    }
})

/** A dispatch over all steps as several, of `count` steps each. */
function cut(op: Op, count: number): Op[] {
  if (op.kind === 'scan') return [op]
  const word = (name: string) => op.kernel.params.findIndex((p) => p.name === name)
  if (word('firstStep') < 0) return [op]
  const steps = new Uint32Array(op.params.buffer)[word('steps')]!
  const partials = Array.from({ length: Math.ceil(steps / count) }, (_, i): Dispatch => {
    const params = new Uint32Array(op.params.slice().buffer)
    params[word('firstStep')] = i * count
    params[word('count')] = Math.min(count, steps - i * count)
    return { ...op, params: new Uint8Array(params.buffer) }
  })
  return op.kernel.shader.includes('backward') ? partials.reverse() : partials
}
