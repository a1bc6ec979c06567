/** Samplers on the GPU against float64: every kind, training, readout, depth and kernel, smooth and not; prime sizes over several tiles. */
import { describe, expect, test } from 'vitest'
import { type Activation, activation, type Context, type Layer } from '../../engine/graph'
import { createNetwork, type Parameter } from '../../engine/network'
import { padded, persistent } from '../../engine/tensor'
import { padRows, trimRows } from '../../headless/conformance/layout'
import { type Inspection, inspect } from '../../headless/readable-tensors'
import { equalBits, expectClose } from '../../testing/close'
import { kernelGpu } from '../../testing/gpu'
import { type MadeSampler, madeSampler, marginOf } from '../../testing/sampler'
import { sampler } from './layer'
import { type SamplerSize, sample } from './reference'
import { type BinSamplerSpec, type FiringSpec, samplerSchema, slicesOf } from './schema'

const gpu = await kernelGpu()
type Numbers = ArrayLike<number>

const specOf = (fields: Readonly<Record<string, unknown>>): FiringSpec =>
  samplerSchema.parse({ bins: 4, kernel: 3, depth: 1, ...fields }) as FiringSpec
const contextOf = ({ batch }: SamplerSize, mode: Context['mode'] = 'train'): Context => ({
  mode,
  network: createNetwork('n'),
  steps: 1,
  batch,
  profile: 'gpu',
  tunedVariants: {},
  random: { seed: 1, clock: persistent('clock', 'u32', [1]) },
})
const binsOf = ({ batch, height, width }: SamplerSize, { bins }: BinSamplerSpec): Activation => ({
  ...activation('bins', [bins, batch, 2 * height * width], 'sparse', false),
  space: { height, width, channels: 2 },
})

/** sampler.input1.weight as inputWeight1, sampler.decayLogit as decayLogit. */
const nameOf = ({ name }: Parameter) =>
  name.replace(/^sampler\./, '').replace(/(\w+)(\d)\.(\w)(\w+)/, (_, stack, d, first, rest) => `${stack}${first.toUpperCase()}${rest}${d}`)

/** Real outputs and inputs of a weight, which are padded where a sampler has no gates. */
function eachWeight(spec: FiringSpec, { name, value: { shape } }: Parameter, visit: (memory: number, file: number) => void): void {
  const columns = shape.at(-1)!
  const outputs = name.endsWith('decayLogit') ? 1 : spec.kind === 'snn' ? 2 : 4
  const inputs = shape.length < 4 ? 1 : name.endsWith('1.weight') ? 2 : outputs
  const stored = shape.length < 4 ? 1 : shape[2]!
  const places = shape.length < 4 ? 1 : shape[0]! * shape[1]!
  for (let p = 0; p < places; p++)
    for (let i = 0; i < inputs; i++) for (let o = 0; o < outputs; o++) visit((p * stored + i) * columns + o, (p * inputs + i) * outputs + o)
}

async function written(bench: Inspection, made: Layer, bins: Activation, spec: FiringSpec, given: MadeSampler) {
  const columns = bins.features
  bench.write(bins.value, padRows(given.bins, columns))
  for (const parameter of made.parameters) {
    const data = new Float32Array(parameter.value.shape.reduce((a, b) => a * b))
    eachWeight(spec, parameter, (memory, file) => {
      data[memory] = given.weights[nameOf(parameter)]![file]!
    })
    bench.write(parameter.value, data)
    bench.write(parameter.grad, new Float32Array(data.length).fill(0.5))
  }
  bench.write(made.outputs[0]!.grad!, padRows(given.grad, 2))
}

async function run(spec: FiringSpec, size: SamplerSize, given: MadeSampler, smooth: boolean) {
  const bins = binsOf(size, spec)
  const made = sampler(contextOf(size), 'sampler', bins, spec, { seed: 1, smooth })
  using bench = await inspect(gpu, [...made.forward, ...made.backwardParameters])
  await written(bench, made, bins, spec, given)
  bench.run()
  const read = async () => [
    await bench.f32(made.outputs[0]!.value),
    ...(await Promise.all(made.parameters.map(({ grad }) => bench.f32(grad)))),
  ]
  const first = await read()
  const columns = padded(bins.features)
  const time: Record<string, Numbers> = {}
  for (const [name, t] of Object.entries(made.visible))
    if (t.shape.at(-1) === columns) time[name] = trimRows(t.dtype === 'u32' ? await bench.u32(t) : await bench.f32(t), bins.features)
  await written(bench, made, bins, spec, given)
  bench.run()
  const second = await read()
  expect(first.every((values, i) => equalBits(values, second[i]!))).toBe(true)
  return { made, representation: first[0]!, grads: first.slice(1), time }
}

/** The first seed for which no decision lies within rounding of its boundary. */
function clearOf(spec: FiringSpec, size: SamplerSize, smooth: boolean) {
  for (let seed = 1; ; seed++) {
    const given = madeSampler(spec, size, seed)
    const want = sample(spec, size, given.bins, given.weights, smooth ? { closes: given.bins } : undefined)
    if (marginOf(want, spec) > 1e-5) return { given, want }
  }
}

const near = (got: Numbers, want: Numbers, what: string) => {
  const size = Array.from(want).reduce((max, x) => Math.max(max, Math.abs(x)), 1e-3)
  expectClose(got, want, { absolute: 2 ** -16 * size, reason: `${what}: sums of some hundred terms, over some steps` })
}

async function compare(spec: FiringSpec, size: SamplerSize, smooth = false) {
  const { given, want } = clearOf(spec, size, smooth)
  const { made, representation, grads, time } = await run(spec, size, given, smooth)
  near(trimRows(representation, 2), want.representation, 'representation')
  expect(representation.every((x, i) => i % 4 < 2 || x === 0)).toBe(true)
  near(time.potential!, want.potential, 'potential')
  if (smooth) near(time.spikes!, want.spikes, 'spikes')
  else expect([...Array.from(time.spikes!)]).toEqual([...want.spikes])
  if (spec.kind === 'snn') expect(time.leak).toBeUndefined()
  else near(time.leak!, want.leak, 'leak')
  if (spec.kind === 'arsnn') {
    expect([...Array.from(time.counts!)]).toEqual([...want.counts])
    expect([...Array.from(time.closed!)]).toEqual([...want.closed])
    near(time.residual!, want.residual, 'residual')
  } else expect(time.counts).toBeUndefined()
  const back = want.backward(given.grad)
  expect(made.parameters.map(nameOf).sort()).toEqual(Object.keys(back).sort())
  for (const [at, parameter] of made.parameters.entries()) {
    const name = nameOf(parameter)
    const expected = new Float64Array(grads[at]!.length).fill(0.5)
    eachWeight(spec, parameter, (memory, file) => {
      expected[memory]! += back[name]![file]!
    })
    near(grads[at]!, expected, `d ${name}`)
  }
  return want
}

const LARGE: SamplerSize = { batch: 2, height: 11, width: 19 }
const SMALL: SamplerSize = { batch: 3, height: 5, width: 7 }

describe('ARSNN', () => {
  test.each([
    [true, true],
    [true, false],
    [false, true],
    [false, false],
  ])('SAT %s, RPD %s, over several tiles', async (spikeAwareTraining, residualPotentialDropout) => {
    const want = await compare(specOf({ kind: 'arsnn', slices: 3, spikeAwareTraining, residualPotentialDropout }), LARGE)
    for (const count of [0, 1, 2, 3]) expect(want.counts).toContain(count)
  })
  test('one slice, kernel 5, depth 2, over several tiles', async () => {
    await compare(specOf({ kind: 'arsnn', kernel: 5, depth: 2 }), LARGE)
  })
  test('kernel 7, depth 2, a mean, a reset to less than 0, another threshold and slope', async () => {
    const more = { readout: 'avg', resetTo: -0.25, threshold: 0.75, alpha: 1.25, residualPotentialDropout: false }
    await compare(specOf({ kind: 'arsnn', kernel: 7, depth: 2, slices: 2, bins: 3, ...more }), SMALL)
  })
  test('kernel 7 of one convolution, one bin, one pixel', async () => {
    await compare(specOf({ kind: 'arsnn', kernel: 7 }), SMALL)
    await compare(specOf({ kind: 'arsnn', bins: 1 }), { batch: 1, height: 1, width: 1 })
  })
  test('smooth spikes, whose windows events close', async () => {
    await compare(specOf({ kind: 'arsnn', slices: 3, residualPotentialDropout: false, depth: 2 }), SMALL, true)
  })

  test('a sampler that never fires gives zeros, and learns nothing through them; without dropout it does', async () => {
    for (const residualPotentialDropout of [true, false]) {
      const spec = specOf({ kind: 'arsnn', residualPotentialDropout, threshold: 20 })
      const given = madeSampler(spec, SMALL, 1)
      const { representation, grads, time } = await run(spec, SMALL, given, false)
      expect(Array.from(time.spikes!).every((s) => s === 0)).toBe(true)
      expect(Array.from(time.residual!).every((r) => r !== 0)).toBe(true)
      expect(representation.some((x) => x !== 0)).toBe(!residualPotentialDropout)
      expect(grads.some((g) => g.some((x) => x !== 0.5))).toBe(!residualPotentialDropout)
    }
  })

  test('fires above the threshold, not at it, and walks from the newest bin', async () => {
    // Gates of 1/2, a current of the bin's own count: 1 at first, in the newest bin, then 1/2 + 1, and 1 again after the reset.
    const spec = specOf({ kind: 'arsnn', slices: 2, residualPotentialDropout: false, bins: 3 })
    const size = { batch: 1, height: 1, width: 1 }
    const weight = new Float64Array(72)
    for (const c of [0, 1]) weight[(4 * 2 + c) * 4 + 2 + c] = 1
    const zeros = { gateWeight1: new Float64Array(72), inputBias1: new Float64Array(4), gateBias1: new Float64Array(4) }
    const given = { bins: Float64Array.of(1, 4, 1, 2, 1, 0), weights: { ...zeros, inputWeight1: weight }, grad: new Float64Array(4) }
    const { representation, time } = await run(spec, size, given, false)
    expect(Array.from(time.potential!)).toEqual([1, 4, 1.5, 2, 1, 0])
    expect(Array.from(time.spikes!)).toEqual([0, 1, 1, 1, 0, 0])
    expect([...representation]).toEqual([2.5, 2, 0, 0, 1, 4, 0, 0])
    expect([Array.from(time.counts!), Array.from(time.closed!)]).toEqual([
      [1, 2],
      [2, 1],
    ])
  })
})

describe('without windows', () => {
  test('RSNN', async () => {
    await compare(specOf({ kind: 'rsnn', resetTo: 0.25 }), LARGE)
  })
  test.each([1, 2])('SNN of depth %i, with a leak that is learned', async (depth) => {
    await compare(specOf({ kind: 'snn', depth }), LARGE)
  })
  test('smooth SNN', async () => {
    await compare(specOf({ kind: 'snn' }), SMALL, true)
  })
  test('the event count is the sum of the bins', async () => {
    const spec: BinSamplerSpec = { kind: 'count', bins: 5 }
    const bins = binsOf(SMALL, spec)
    const made = sampler(contextOf(SMALL), 'sampler', bins, spec, { seed: 1 })
    expect({ parameters: made.parameters, backwardParameters: made.backwardParameters, grad: made.outputs[0]!.grad }).toEqual({
      parameters: [],
      backwardParameters: [],
      grad: undefined,
    })
    const values = Float64Array.from({ length: 5 * 3 * 70 }, (_, i) => (i * 7) % 5)
    using bench = await inspect(gpu, made.forward)
    bench.write(bins.value, padRows(values, 70))
    bench.run()
    const got = trimRows(await bench.f32(made.outputs[0]!.value), 2)
    expect([...got]).toEqual(Array.from({ length: 210 }, (_, i) => [0, 1, 2, 3, 4].reduce((sum, t) => sum + values[t * 210 + i]!, 0)))
  })
})

describe('as a layer', () => {
  const build = (fields: Readonly<Record<string, unknown>>, mode: Context['mode'] = 'train') => {
    const spec = specOf(fields)
    return { spec, made: sampler(contextOf(LARGE, mode), 'sampler', binsOf(LARGE, spec), spec, { seed: 1 }) }
  }

  test('says what its output is, and learns nothing in evaluation', () => {
    const { spec, made } = build({ kind: 'arsnn', slices: 3 })
    expect(made.outputs[0]).toMatchObject({ form: 'dense', features: 2, space: { height: 11, width: 19, channels: 4 } })
    expect(made.outputs[0]!.value.shape).toEqual([slicesOf(spec), 2 * 11 * 19, 4])
    expect(made.backwardInput).toEqual([])
    expect(build({ kind: 'arsnn' }, 'evaluate').made.backwardParameters).toEqual([])
  })

  test.each([
    [{ kind: 'arsnn', kernel: 5, depth: 2 }, 1216],
    [{ kind: 'rsnn', kernel: 7, depth: 1 }, 792],
    [{ kind: 'snn', kernel: 3, depth: 2 }, 77],
  ])('%j has %i weights', (fields, count) => {
    const { made } = build(fields)
    expect(made.parameters.reduce((sum, parameter) => sum + parameter.count, 0)).toBe(count)
  })

  test('one convolution has a dispatch a bin each way', () => {
    const { made } = build({ kind: 'arsnn' })
    expect(made.forward.map(({ kind }) => kind)).toEqual(['dispatch', 'scan', 'dispatch'])
    expect(made.backwardParameters.filter(({ kind }) => kind === 'scan')).toHaveLength(1)
  })

  test('refuses bins that do not fit', () => {
    const spec = specOf({ kind: 'arsnn' })
    const bins = binsOf(SMALL, { ...spec, bins: 3 })
    expect(() => sampler(contextOf(SMALL), 'sampler', bins, spec, { seed: 1 })).toThrow('3 bins, expected 4')
    const flat = activation('bins', [4, 3, 70], 'sparse', false)
    expect(() => sampler(contextOf(SMALL), 'sampler', flat, spec, { seed: 1 })).toThrow('images of two channels')
  })
})
