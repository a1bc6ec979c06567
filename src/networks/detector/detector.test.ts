/** Detectors of every configuration: shapes, names and counts, the gradient of the whole network, its bits, and what evaluation looks at. */
import { afterAll, describe, expect, test } from 'vitest'
import { type Activation, activation, type Context, layer } from '../../engine/graph'
import { createNetwork } from '../../engine/network'
import { type Compiled, compile } from '../../engine/plan'
import { padded, persistent, rootOf } from '../../engine/tensor'
import { readSafetensors } from '../../interop/safetensors'
import { plifSchema } from '../../neurons/plif/schema'
import { surrogateSchema } from '../../neurons/surrogate/schema'
import { equalBits, noise } from '../../testing/close'
import { testGpu } from '../../testing/gpu'
import { slopesAlong } from '../../testing/slope'
import { layersOf } from '../description'
import { backwardOps, forwardOps, operationsOf, squaresOps } from '../graph'
import { membraneRanges, readMembrane } from '../probe-reading'
import { membraneOps, probeOf } from '../probes'
import { readWeights } from '../weights'
import { detectorProblems } from './check'
import { type DetectorGraph, detectorGraph } from './graph'
import { DETECTOR_SIZES, type DetectorSpec, detectorSchema, levelsOf } from './schema'

const gpu = await testGpu()
const SPIKING = ['none', 'backbone', 'neck', 'all'] as const
const neuron = plifSchema.parse({ kind: 'plif', initialDecay: 0.5, reset: 'subtract' })
const surrogate = surrogateSchema.parse({ kind: 'atan', scale: 2 })
type Change = Partial<DetectorSpec>
const specOf = (size: Change, change: Change = {}) => detectorSchema.parse({ kind: 'detector', ...size, ...change })
const tiny = (change: Change = {}) => specOf({ ...DETECTOR_SIZES.tiny, strides: [8, 16], stages: [16, 32, 64] }, change)

interface Setting {
  readonly spec: DetectorSpec
  readonly classes?: number
  readonly channels?: number
  readonly side?: number
  readonly batch?: number
  readonly steps?: number
  readonly slices?: number
  readonly mode?: Context['mode']
  readonly smooth?: boolean
  /** The representation is learned too. */
  readonly learned?: boolean
  readonly network?: Context['network']
}

function build({
  spec,
  classes = 3,
  channels = 2,
  side = 64,
  batch = 2,
  steps = 2,
  slices = 1,
  mode = 'train',
  smooth = false,
  learned = false,
  network = createNetwork('detector'),
}: Setting) {
  const context: Context = {
    mode,
    network,
    steps: spec.spiking === 'none' ? 1 : steps,
    batch,
    profile: 'llvmpipe',
    tunedVariants: {},
    random: { seed: 1, clock: persistent('clock', 'u32', [1]) },
  }
  const input: Activation = {
    ...activation('representation', [slices, batch * side * side, channels], 'dense', learned),
    space: { height: side, width: side, channels: padded(channels) },
  }
  const graph = detectorGraph(context, spec, {
    neuron,
    surrogate,
    seed: 3,
    micro: persistent('micro', 'u32', [1]),
    smooth,
    classes,
    input: [layer('input', { outputs: [input] })],
  })
  return { context, network, input, graph, batch }
}
type Built = ReturnType<typeof build>

/** Counts as an event representation has them, padding zero; each sample its own. */
function drawn({ input }: Built, seed = 5): Float32Array<ArrayBuffer> {
  const random = noise(seed)
  const columns = input.value.shape[2]!
  const size = input.value.shape.reduce((n, s) => n * s, 1)
  return Float32Array.from({ length: size }, (_, i) => (i % columns < input.features && random() < 0.3 ? Math.ceil(3 * random()) : 0))
}
const cotangentOf = ({ raw }: DetectorGraph) => {
  const random = noise(11)
  const [, rows, columns] = raw.value.shape as readonly [number, number, number]
  return Float32Array.from({ length: rows * columns }, (_, i) => (i % columns < raw.features ? random() - 0.5 : 0))
}

/** Variances that some training leaves: with those of the beginning next to nothing fires. */
const statisticsOf = ({ network }: Built) => network.initialStatistics().map((s) => (s === 1 ? 0.02 : s))

const open: Compiled<string>[] = []
afterAll(() => {
  for (const compiled of open) compiled.destroy()
})

/** Forward and, in training, backward of sum(raw * cotangent). */
async function bench(built: Built, values = built.network.initialValues()) {
  const { graph, network, input } = built
  const training = graph.raw.grad !== undefined && built.context.mode === 'train'
  const ops = [...forwardOps(graph, () => []), ...(training ? backwardOps(graph, () => []) : [])]
  const compiled = await compile(
    gpu,
    { all: ops },
    { pooled: false, readBack: new Set([graph.raw.value, ...(input.grad ? [input.grad] : [])]) },
  )
  open.push(compiled)
  const cotangent = cotangentOf(graph)
  compiled.write(network.statistics, statisticsOf(built))
  compiled.write(input.value, drawn(built))
  if (training) compiled.write(graph.raw.grad!, cotangent)
  const run = async (weights: Float32Array<ArrayBuffer>) => {
    compiled.write(network.values, weights)
    if (training) compiled.write(network.grads, new Float32Array(weights.length))
    const encoder = gpu.device.createCommandEncoder()
    compiled.programs.all.encode(encoder)
    gpu.device.queue.submit([encoder.finish()])
    const raw = new Float32Array(await compiled.read(graph.raw.value))
    return raw.reduce((sum, y, i) => sum + y * cotangent[i]!, 0)
  }
  await run(values)
  const f32 = async (t: Activation['value']) => new Float32Array(await compiled.read(t))
  return { compiled, run, values, raw: () => f32(graph.raw.value), f32 }
}

// ---- shapes and counts

/** Counts YOLOX by hand: convolutions have no bias, and each is followed by the two vectors of a normalization. */
function countByHand(spec: DetectorSpec, channels: number, classes: number): { weights: number; neurons: number } {
  let weights = 0
  let neurons = 0
  const conv = (from: number, to: number, side: number) => {
    weights += from * to * side ** 2 + 2 * to
    neurons++
  }
  const csp = (from: number, to: number, blocks: number) => {
    conv(from, to / 2, 1)
    conv(from, to / 2, 1)
    conv(to, to, 1)
    for (let i = 0; i < blocks; i++) {
      conv(to / 2, to / 2, 1)
      conv(to / 2, to / 2, 3)
    }
  }
  const at = (size: number) => Math.round(spec.width * size)
  const base = Math.round(3 * spec.depth)
  const stages = spec.stages.slice(0, Math.log2(spec.strides.at(-1)!) - 1).map(at)
  conv(4 * channels, at(spec.stem), 3)
  stages.forEach((to, i) => {
    const last = i === stages.length - 1
    conv(i === 0 ? at(spec.stem) : stages[i - 1]!, to, 3)
    if (last) {
      conv(to, to / 2, 1)
      conv(2 * to, to, 1)
    }
    csp(to, to, i === 0 || last ? base : 3 * base)
  })
  const levels = spec.strides.map((stride) => stages[Math.log2(stride) - 2]!)
  levels.slice(0, -1).forEach((fine, i) => {
    const coarse = levels[i + 1]!
    conv(coarse, fine, 1)
    csp(2 * fine, fine, base)
    conv(fine, fine, 3)
    csp(2 * fine, coarse, base)
  })
  const head = at(spec.head)
  for (const level of levels) {
    conv(level, head, 1)
    for (let i = 0; i < 4; i++) conv(head, head, 3)
    weights += (head + 1) * (5 + classes)
  }
  return { weights, neurons }
}
const countOf = ({ network }: Built) => [...network.parameters.values()].reduce((sum, { count }) => sum + count, 0)

describe('shapes and counts', () => {
  test.each(SPIKING)('tiny, %s: 80 cells of 64 x 64 pixels, and a name for every part', (spiking) => {
    const built = build({ spec: tiny({ spiking }) })
    const { graph } = built
    expect(graph.levels).toEqual([
      { stride: 8, height: 8, width: 8 },
      { stride: 16, height: 4, width: 4 },
    ])
    expect({ value: graph.raw.value.shape, grad: graph.raw.grad!.shape, features: graph.raw.features }).toEqual({
      value: [1, 2 * 80, 8],
      grad: [1, 2 * 80, 8],
      features: 8,
    })
    const byHand = countByHand(tiny(), 2, 3)
    const spikes = graph.spiking.filter(({ kind }) => kind === 'plif')
    expect(byHand.weights).toBe(181_296)
    expect({ weights: countOf(built), neurons: graph.spiking.length }).toEqual({
      weights: byHand.weights + spikes.length,
      neurons: byHand.neurons,
    })
    const parts = (layers: typeof graph.spiking) => [...new Set(layers.map(({ name }) => name.split('.')[0]))]
    const all = ['backbone', 'neck', 'head']
    const count = SPIKING.indexOf(spiking)
    expect(parts(spikes)).toEqual(all.slice(0, count))
    expect(parts(graph.spiking.filter(({ kind }) => kind === 'silu'))).toEqual(all.slice(count))
    expect(new Set(graph.spiking.map(({ name }) => name)).size).toBe(graph.spiking.length)
    expect(graph.spiking.map(({ membrane }) => membrane.shape[0])).toEqual(graph.spiking.map(({ kind }) => (kind === 'plif' ? 2 : 1)))
    expect(graph.spiking[0]!.weightLayer.constantInput).toBe(true)
    const listed = layersOf([graph], [64, 64, 2])
    expect(listed.slice(1).reduce((sum, { parameters }) => sum + parameters, 0)).toBe(countOf(built))
    expect(listed.at(-1)).toMatchObject({ name: 'head.stride16.class.output', kind: 'readout', shape: [4, 4, 3], product: 'conv' })
    // These outputs are not a readout's prediction, so the list says what they are.
    expect(listed.slice(-2).map(({ says }) => says)).toEqual(['boxes, objectness', 'class scores'])
  })

  test.each([
    ['small', 3, 80, 8_968_255],
    ['small', 2, 2, 8_936_917],
    ['medium', 3, 80, 25_326_495],
    ['medium', 2, 2, 25_279_605],
  ] as const)('%s, %i channels and %i classes: those of YOLOX', (size, channels, classes, count) => {
    const spec = specOf(DETECTOR_SIZES[size], { spiking: 'none' })
    const built = build({ spec, channels, classes, side: 640, batch: 1 })
    expect(countByHand(spec, channels, classes).weights).toBe(count)
    expect(countOf(built)).toBe(count)
    expect(built.graph.levels.reduce((sum, { height, width }) => sum + height * width, 0)).toBe(8400)
    // 26.8 and 73.8 billion operations of a forward pass in YOLOX, without what is no product; here forward and twice backward.
    const operations = operationsOf(built.graph, 1, 1) / 3e9
    if (classes === 80) expect(Math.abs(operations / (size === 'small' ? 26.64 : 73.5) - 1)).toBeLessThan(0.01)
  })

  test.each([[[4]], [[32]], [[4, 16]], [[8, 32]], [[4, 8, 16, 32]]])('strides %j', (strides) => {
    const spec = tiny({ strides, stages: [8, 8, 16, 16], head: 8, spiking: 'neck', pools: strides.length === 1 ? [] : [5] })
    const { graph } = build({ spec })
    expect(graph.levels.map(({ stride }) => stride)).toEqual(strides)
    expect(graph.raw.value.shape[1]).toBe(
      2 * levelsOf(spec, { height: 64, width: 64 }).reduce((sum, { height, width }) => sum + height * width, 0),
    )
  })

  test('a small probability of an object and of each class at first', () => {
    const { network } = build({ spec: tiny() })
    const values = network.initialValues()
    const biasOf = (name: string) => {
      const { value, count } = network.parameters.get(`${name}.bias`)!
      return [...values.slice(value.offset ?? 0, (value.offset ?? 0) + count)]
    }
    expect(biasOf('head.stride8.class.output')).toEqual([1, 2, 3].map(() => Math.fround(-Math.log(99))))
    const box = biasOf('head.stride16.box.output')
    expect(box[4]).toBe(Math.fround(-Math.log(99)))
    expect(box.slice(0, 4).every((b) => Math.abs(b) < 1 / Math.sqrt(32) && b !== 0)).toBe(true)
  })

  test('what does not fit', () => {
    const image = { height: 64, width: 64 }
    const asked = (change: Change, size = image) => detectorProblems(tiny(change), size).map(({ path }) => path)
    expect(asked({})).toEqual([])
    expect([asked({ strides: [16, 8] }), asked({ strides: [8, 8] }), asked({ strides: [12] })]).toEqual(
      [1, 2, 3].map(() => ['network.strides']),
    )
    expect(asked({ strides: [8, 32] })).toEqual(['network.stages'])
    expect(asked({}, { height: 64, width: 72 })).toEqual(['network.strides'])
    const remedy = (height: number, width: number) => detectorProblems(tiny({}), { height, width })[0]?.remedy?.value
    expect([remedy(64, 72), remedy(36, 36), remedy(36, 38)]).toEqual([[8], [4], undefined])
    expect(detectorProblems(tiny({ pools: [4, 9] }), image)[0]).toMatchObject({ path: 'network.pools', remedy: { value: [3, 9] } })
    expect(() => build({ spec: tiny(), side: 72 })).toThrow('does not fit 72 x 72')
    expect(() => build({ spec: tiny(), steps: 4, slices: 3 })).toThrow('3 slices is seen at one step or at 3, not at 4')
  })
})

// ---- what it computes

/** Narrow, so that a software adapter has little to do. */
const narrow = (change: Change) => tiny({ stem: 8, stages: [8, 12, 16], head: 8, pools: [3, 5], ...change })

/** Uses an epsilon with which gradients of smoothed spikes neither vanish nor explode on the way to the first layer. */
const bent = (change: Change) => narrow({ ...change, normalization: { kind: 'tdBatchNorm', alpha: 1, epsilon: 0.01, momentum: 0.03 } })
/** The width of a difference that changes the loss by a few hundredths: after many normalizations the loss soon curves. */
const widthFor = (grads: Float32Array) => 0.03 / Math.sqrt(grads.reduce((sum, g) => sum + g * g, 0))

describe('the gradient is the directional derivative', () => {
  test.each([
    ['none', [8, 16], 1],
    ['backbone', [4, 8], 2],
    ['neck', [4, 8], 1],
    ['all', [4, 8], 1],
  ] as const)('%s, strides %j, %i slices', async (spiking, [fine, coarse], slices) => {
    const built = build({ spec: bent({ spiking, strides: [fine, coarse] }), side: 2 * coarse, slices, smooth: true })
    const { run, values, compiled } = await bench(built)
    const grads = new Float32Array(await compiled.read(built.network.grads))
    const { numeric, analytic } = await slopesAlong(values, grads, run, widthFor(grads))
    expect(Math.abs(numeric)).toBeGreaterThan(1e-2)
    expect(Math.abs(analytic - numeric)).toBeLessThan(2e-3 * Math.abs(numeric))
  })

  test('on the representation too', async () => {
    const built = build({ spec: bent({ spiking: 'backbone', strides: [4, 8] }), side: 16, slices: 2, smooth: true, learned: true })
    const { run, values, compiled, f32 } = await bench(built)
    const at = drawn(built)
    const grads = await f32(built.input.grad!)
    expect(grads.every((g, i) => i % 4 < 2 || g === 0)).toBe(true)
    const lossAt = (x: Float32Array<ArrayBuffer>) => {
      compiled.write(built.input.value, x)
      return run(values)
    }
    const { numeric, analytic } = await slopesAlong(at, grads, lossAt, widthFor(grads))
    expect(Math.abs(numeric)).toBeGreaterThan(1e-2)
    expect(Math.abs(analytic - numeric)).toBeLessThan(2e-3 * Math.abs(numeric))
  })
})

test('twice the same bits, of outputs and gradients', async () => {
  const built = build({ spec: narrow({ spiking: 'all' }), side: 32 })
  const { run, values, compiled, raw } = await bench(built)
  const grads = async () => new Float32Array(await compiled.read(built.network.grads))
  const first = [await raw(), await grads()]
  await run(values)
  expect({ outputs: equalBits(await raw(), first[0]!), gradients: equalBits(await grads(), first[1]!) }).toEqual({
    outputs: true,
    gradients: true,
  })
  expect(first[1]!.some((g) => g !== 0)).toBe(true)
})

describe('evaluation', () => {
  test('looks at running statistics: what a sample gets does not depend on the others, and in training it does', async () => {
    const spec = narrow({ spiking: 'backbone' })
    const others = async (mode: Context['mode']) => {
      const built = build({ spec, side: 32, mode })
      const { run, values, compiled, raw } = await bench(built)
      const first = await raw()
      // The second sample is replaced: the first half of each step's rows belongs to the first sample.
      const mixed = drawn(built)
      mixed.set(drawn(built, 6).subarray(mixed.length / 2), mixed.length / 2)
      compiled.write(built.input.value, mixed)
      await run(values)
      const second = await raw()
      const half = first.length / 2
      return {
        firstHalf: equalBits(first.slice(0, half), second.slice(0, half)),
        secondHalf: equalBits(first.slice(half), second.slice(half)),
      }
    }
    expect(await others('evaluate')).toEqual({ firstHalf: true, secondHalf: false })
    expect(await others('train')).toEqual({ firstHalf: false, secondHalf: false })
  })

  test('follows the statistics, and has the weights of training', async () => {
    const spec = narrow({ spiking: 'none' })
    const network = createNetwork('shared')
    build({ spec, side: 32, network })
    const before = network.parameters.size
    const built = build({ spec, side: 32, network, mode: 'evaluate' })
    expect(network.parameters.size).toBe(before)
    const { run, values, compiled, raw } = await bench(built)
    const first = await raw()
    compiled.write(
      network.statistics,
      statisticsOf(built).map((s) => s + 0.25),
    )
    await run(values)
    expect(equalBits(first, await raw())).toBe(false)
  })

  test('one slice is seen at every step, as equal slices are; an analog detector sees the first', async () => {
    const seen = async (spiking: DetectorSpec['spiking'], slices: number, other = false) => {
      const built = build({ spec: narrow({ spiking }), steps: 3, side: 32, slices, mode: 'evaluate' })
      const { run, values, compiled, raw } = await bench(built)
      const one = drawn({
        ...built,
        input: { ...built.input, value: { ...built.input.value, shape: [1, ...built.input.value.shape.slice(1)] } },
      })
      const all = new Float32Array(one.length * slices)
      for (let t = 0; t < slices; t++) all.set(other && t > 0 ? one.map((x) => 2 * x) : one, t * one.length)
      compiled.write(built.input.value, all)
      await run(values)
      return raw()
    }
    const [one, three, changing] = [await seen('backbone', 1), await seen('backbone', 3), await seen('backbone', 3, true)]
    expect({ still: equalBits(one, three), changing: equalBits(one, changing) }).toEqual({ still: true, changing: false })
    expect(equalBits(await seen('none', 1), await seen('none', 3, true))).toBe(true)
  })
})

test('spikes are averaged behind the backbone, and currents behind the head', async () => {
  for (const spiking of ['backbone', 'all'] as const) {
    const built = build({ spec: narrow({ spiking }), steps: 3, side: 32, mode: 'evaluate' })
    const { graph } = built
    const { f32 } = await bench(built)
    if (spiking === 'backbone') {
      const rate = graph.layers.find(({ name }) => name === 'backbone.rate1')!.outputs[0]!
      expect((await f32(rate.value)).every((x) => Math.abs(3 * x - Math.round(3 * x)) < 1e-5)).toBe(true)
    } else {
      const currents = graph.layers.find(({ name }) => name === 'head.stride8.class.output')!.outputs[0]!
      expect(currents.value.shape[0]).toBe(3)
      const [all, raw] = [await f32(currents.value), await f32(graph.raw.value)]
      const mean = [0, 1, 2].reduce((sum, t) => sum + all[(t * all.length) / 3]! / 3, 0)
      expect(raw[5]).toBeCloseTo(mean, 5)
    }
  }
})

// ---- what is watched and written

test('potentials and gradients of every layer are watched, at as many steps as it has', async () => {
  const built = build({ spec: narrow({ spiking: 'backbone' }), steps: 3, side: 32 })
  const { graph, network } = built
  const probes = graph.spiking.map((s) => probeOf(s, 2))
  const probe = (name: string) => probes.find(({ spiking }) => spiking.name === name)!
  const ops = [
    ...forwardOps(graph, (name) => (graph.spiking.some((s) => s.name === name) ? membraneOps(probe(name)) : [])),
    ...backwardOps(graph, (s) => squaresOps(s, probe(s.name).squares)),
  ]
  const compiled = await compile(
    gpu,
    { all: ops },
    { readBack: new Set(probes.flatMap((p) => [p.counts, p.moments, p.squares, p.activity, ...(p.summary ? [rootOf(p.summary)] : [])])) },
  )
  open.push(compiled)
  compiled.write(network.values, network.initialValues())
  compiled.write(built.input.value, drawn(built))
  compiled.write(graph.raw.grad!, cotangentOf(graph))
  const encoder = gpu.device.createCommandEncoder()
  compiled.programs.all.encode(encoder, { watched: true })
  gpu.device.queue.submit([encoder.finish()])
  const some = [probes[0]!, probes.at(-1)!]
  const parts = await Promise.all(
    membraneRanges(compiled, some).map(async ({ buffer, offset, byteLength }) => {
      const to = gpu.device.createBuffer({ size: byteLength, usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ })
      const copy = gpu.device.createCommandEncoder()
      copy.copyBufferToBuffer(buffer, offset, to, 0, byteLength)
      gpu.device.queue.submit([copy.finish()])
      await to.mapAsync(GPUMapMode.READ)
      const bytes = new Uint8Array(to.getMappedRange().slice(0))
      to.destroy()
      return bytes
    }),
  )
  const bytes = Uint8Array.from(parts.flatMap((part) => [...part]))
  const [first, last] = readMembrane(some, bytes.buffer)
  expect({ steps: first!.mean.length, threshold: first!.threshold }).toEqual({ steps: 3, threshold: 1 })
  expect({ steps: last!.mean.length, threshold: last!.threshold }).toEqual({ steps: 1, threshold: 0 })
  expect(first!.fired.some((n) => n > 0)).toBe(true)
  expect(last!.fired[0]).toBeGreaterThan(0)
  expect(last!.windowHigh[0]).toBe(Number.POSITIVE_INFINITY)
  expect([...first!.gradientNorm, ...last!.gradientNorm].every((g) => g > 0 && Number.isFinite(g))).toBe(true)
  // Plain batch normalization in front: standard deviation 1, for any threshold.
  expect(first!.standardDeviation[0]).toBeCloseTo(1, 1)
})

test('a file has every weight and statistic once', async () => {
  const spec = narrow({ spiking: 'backbone' })
  const built = build({ spec, side: 32 })
  const { compiled } = await bench(built)
  const { tensors } = readSafetensors(await readWeights(compiled, [{ network: built.network, spec, graph: built.graph }], {}))
  const shapes = Object.fromEntries(tensors.map(({ name, shape }) => [name, shape.join()]))
  expect(shapes).toMatchObject({
    'backbone.stem.conv1.weight': '8,8,3,3',
    'backbone.stem.norm1.running_var': '8',
    'backbone.stem.plif1.w': '',
    'head.stride8.box.output.weight': '5,8,1,1',
    'head.stride16.class.output.bias': '3',
  })
  const numbers = tensors.filter(({ name }) => !name.includes('running_')).reduce((sum, { data }) => sum + data.length, 0)
  expect(numbers).toBe(countOf(built))
})
