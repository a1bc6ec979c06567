/** Detection: gradients of whole models, scenes that never repeat, reproducible bits, the views' data, and settings that do not fit. */
import { describe, expect, test } from 'vitest'
import { compile } from '../../engine/plan'
import { randomKey, uniform } from '../../engine/random'
import { rootOf } from '../../engine/tensor'
import { disposable } from '../../headless/disposable'
import { readPinned, readSample, samplePartsOf, sampleRanges } from '../../networks/pinned'
import { readOperations } from '../../networks/products'
import { descriptionOf } from '../../neurons/descriptions'
import { leakyText } from '../../neurons/equations/leaky'
import { anyNeuronSchema } from '../../neurons/schema'
import { errorsOf } from '../../problem'
import { energyOf } from '../../readings/energy'
import { testGpu } from '../../testing/gpu'
import { lossesOf, openFor, readWeights, weightsOf, writeWeights } from '../../testing/open'
import { build } from './build'
import { detection } from './builder'
import type { DetectionDetail, Scene } from './detail'
import { problemsOf } from './problems'
import { type DetectionSpec, detectionSchema } from './schema'

const gpu = await testGpu()
const NETWORK = {
  kind: 'detector',
  spiking: 'none',
  strides: [8, 16],
  stem: 8,
  stages: [8, 12, 16],
  head: 8,
  width: 1,
  pools: [3],
} as const
/** Its threshold rises with each spike. */
const ADAPTIVE = `param alpha = 0.7 in 0..1 learned per channel
param beta = 0.3 in 0..1 learned
b = 0.9*b[t-1] + s[t-1]
v = alpha*v[t-1] + x - s[t-1]
s = spike(v - 1 - beta*b)`
const spec = (change: object = {}, data: object = {}): DetectionSpec =>
  detectionSchema.parse({
    version: 2,
    task: 'detection',
    data: { kind: 'movingShapes', batch: 4, train: 40, test: 10, ...data },
    network: NETWORK,
    sampler: { kind: 'arsnn', kernel: 3 },
    ...change,
  })
const load = (e: DetectionSpec) => detection.load(e, {} as never, () => undefined)
const open = async (e: DetectionSpec) => openFor(gpu, e, await load(e))

/**
 * Along one direction of all weights: the gradient that training computes, and the difference of the detector's output, weighted by the
 * gradient of the loss there. The loss itself jumps where a cell changes its owner, and is checked by itself (losses/detection).
 */
async function slopesOfRaw(e: DetectionSpec): Promise<{ numeric: number; analytic: number }> {
  const built = build(e, { smooth: true })
  const { network, control, graph } = built.networks[0]!
  const { value, grad } = graph.outputs
  using compiled = disposable(
    await compile(gpu, { accumulate: built.programs.accumulate! }, { readBack: new Set([...built.readBack, value, grad!]) }),
  )
  const values = network.initialValues()
  const run = async (weights: Float32Array<ArrayBuffer>) => {
    compiled.write(network.values, weights)
    compiled.write(network.grads, new Float32Array(weights.length))
    compiled.write(control.micro, new Uint32Array(1))
    const encoder = gpu.device.createCommandEncoder()
    compiled.programs.accumulate.encode(encoder)
    gpu.device.queue.submit([encoder.finish()])
    return new Float32Array(await compiled.read(value))
  }
  await run(values)
  const [grads, of] = [new Float32Array(await compiled.read(network.grads)), new Float32Array(await compiled.read(grad!))]
  const key = randomKey(9, 9)
  const noise = Float32Array.from(values, (v, i) => (grads[i] === 0 && v === 0 ? 0 : 2 * uniform(key, i) - 1))
  const norm = (a: Float32Array) => Math.sqrt(a.reduce((sum, x) => sum + x * x, 0))
  const [gradNorm, noiseNorm] = [norm(grads), norm(noise)]
  const direction = Float32Array.from(values, (_, i) => grads[i]! / gradNorm + noise[i]! / noiseNorm)
  const slope = async (h: number) => {
    const at = async (sign: number) => run(Float32Array.from(values, (v, i) => v + sign * h * direction[i]!))
    const [up, down] = [await at(1), await at(-1)]
    return of.reduce((sum, g, i) => sum + (g * (up[i]! - down[i]!)) / (2 * h), 0)
  }
  // Where gradients are large, the output soon curves.
  const [coarse, fine] = [await slope(0.03 / gradNorm), await slope(0.015 / gradNorm)]
  return { numeric: (4 * fine - coarse) / 3, analytic: grads.reduce((sum, g, i) => sum + g * direction[i]!, 0) }
}

describe('the gradient of a whole model is the directional derivative', () => {
  test.each<[string, object]>([
    ['ARSNN with SAT and RPD, SiLUs', {}],
    [
      'ARSNN without either, generalized IoU',
      { sampler: { kind: 'arsnn', kernel: 3, spikeAwareTraining: false, residualPotentialDropout: false }, loss: { iouLoss: 'giou' } },
    ],
    [
      'RSNN, a backbone that spikes at two steps',
      { sampler: { kind: 'rsnn', kernel: 3 }, network: { ...NETWORK, spiking: 'backbone' }, encoder: { kind: 'direct', steps: 2 } },
    ],
    [
      'two slices, one a step',
      {
        sampler: { kind: 'arsnn', kernel: 3, slices: 2 },
        network: { ...NETWORK, spiking: 'all' },
        surrogate: { kind: 'atan', scale: 0.5 },
        encoder: { kind: 'direct', steps: 2 },
      },
    ],
    [
      'neurons as equations with learned parameters',
      {
        sampler: { kind: 'count' },
        network: { ...NETWORK, spiking: 'all' },
        neuron: { kind: 'equations', text: ADAPTIVE },
        surrogate: { kind: 'atan', scale: 0.25 },
        encoder: { kind: 'direct', steps: 2 },
      },
    ],
    ['event count, no L1', { sampler: { kind: 'count' }, loss: { l1: false } }],
    ['voxel grid', { sampler: { kind: 'voxelGrid' } }],
  ])('%s', async (_, change) => {
    const e = spec(change)
    expect(errorsOf(problemsOf(e))).toEqual([])
    const { numeric, analytic } = await slopesOfRaw(e)
    expect(Math.abs(numeric)).toBeGreaterThan(1e-2)
    expect(Math.abs(analytic - numeric)).toBeLessThan(5e-3 * Math.abs(numeric))
  })
})

test('LIF as a text has the losses of LIF, and a surrogate that follows the potentials trains', async () => {
  const parts = { sampler: { kind: 'count' }, network: { ...NETWORK, spiking: 'all' }, encoder: { kind: 'direct', steps: 2 } }
  const lif = anyNeuronSchema.parse({ kind: 'lif', decay: 0.5 })
  const lossesWith = async (text: string | null) => {
    const e = spec({ ...parts, neuron: text === null ? lif : { kind: 'equations', text } })
    expect(errorsOf(problemsOf(e))).toEqual([])
    using run = await open(e)
    run.submit(3)
    return await lossesOf(run)
  }
  const text = leakyText(descriptionOf(lif).rule)
  const [hand, typed, moving] = [
    await lossesWith(null),
    await lossesWith(text),
    await lossesWith(`${text}\nsurrogate(z) = (abs(z) < std)/(2*std)`),
  ]
  for (const [step, loss] of hand.entries()) expect(Math.abs(typed[step]! - loss)).toBeLessThan(1e-4 * loss)
  expect(moving[0]).toBe(typed[0])
  expect(moving[2]).not.toBe(typed[2])
  expect(moving.every(Number.isFinite)).toBe(true)
})

test('what maps of features cannot learn is said at the field', () => {
  const e = spec({
    network: { ...NETWORK, spiking: 'backbone' },
    neuron: { kind: 'equations', text: ADAPTIVE.replace('per channel', 'per neuron') },
  })
  expect(errorsOf(problemsOf(e)).map(({ path }) => path)).toEqual(['neuron.text'])
  expect(errorsOf(problemsOf(e))[0]!.message).toMatch(/^In a network of feature maps, alpha has a value for each channel/)
})

test('learns the same bits twice, from the first step and from a checkpoint, whatever is looked at', async () => {
  using run = await open(spec())
  run.submit(4)
  const checkpoint = await run.checkpoint()
  run.submit(3)
  const [losses, weights] = [await lossesOf(run), await weightsOf(run)]
  expect(new Set(losses).size).toBe(losses.length)
  run.reset()
  run.submit(4)
  await run.evaluate()
  await run.inspect({ ask: 'scene', sample: 3 }, undefined)
  run.submitPreview(() => undefined)
  run.submit(3)
  expect(await lossesOf(run)).toEqual(losses)
  expect(await weightsOf(run)).toEqual(weights)
  run.restore(checkpoint)
  run.submit(3)
  expect(await weightsOf(run)).toEqual(weights)
})

test('an evaluation is of the average of weights, where there is one, and of nothing else', () => {
  const { networks, programs } = build(spec({ average: { kind: 'exponential', decay: 0.9 } }))
  const { network, average } = networks[0]!
  const touched = (name: string) =>
    new Set(programs[name]!.flatMap((op) => ('ops' in op ? op.ops : [op])).flatMap((op) => ('tensors' in op ? op.tensors.map(rootOf) : [])))
  const [tested, shown] = [touched('evaluate'), touched('scene')]
  expect({ values: tested.has(average!.values), statistics: tested.has(average!.statistics) }).toEqual({ values: true, statistics: true })
  expect({ values: tested.has(network.values), statistics: tested.has(network.statistics) }).toEqual({ values: false, statistics: false })
  // Live views show the weights that are trained.
  expect({ trained: shown.has(network.values), average: shown.has(average!.values) }).toEqual({ trained: true, average: false })
})

test.each(['arsnn', 'snn'])('a file of weights has all that was learned: %s', async (kind) => {
  const e = spec({ sampler: { kind, kernel: 3, depth: 2 } })
  const [learned, other] = [await open(e), await open({ ...e, run: { ...e.run, seed: e.run.seed + 1 } })]
  learned.submit(2)
  expect(await weightsOf(other)).not.toEqual(await weightsOf(learned))
  writeWeights(other, await readWeights(learned))
  expect(await weightsOf(other)).toEqual(await weightsOf(learned))
  learned.destroy()
  other.destroy()
})

describe('operations of the sampler', () => {
  const counted = async (e: DetectionSpec) => {
    const run = await open(e)
    run.submit(2)
    const { pinned } = run.built
    const read = (ranges: Parameters<typeof readPinned>[2]) => readPinned(gpu, run.compiled, ranges, true)
    const reading = await readOperations(read, run.compiled, pinned.products, { step: 2, count: pinned.count })
    return { run, reading, own: reading.products.filter(({ layer }) => layer === 'sampler') }
  }
  // Three taps along each side of 64 x 64 positions, without those beyond the border.
  const TAPS = (64 * 3 - 2) ** 2

  test('events and what is hidden are numbers, and spikes meet the windows that they lie in, one bin later', async () => {
    const { run, reading, own } = await counted(spec({ sampler: { kind: 'arsnn', kernel: 3, depth: 2, threshold: 0.3 } }, { test: 3 }))
    const conv = { layer: 'sampler', kind: 'conv', steps: 4 } as const
    expect(own).toMatchObject([
      { ...conv, name: 'sampler.input1', input: 'numbers', lag: 0, inputs: 2 * 64 * 64, connections: TAPS * 2 * 4, met: null },
      { ...conv, name: 'sampler.input2', input: 'numbers', lag: 0, inputs: 4 * 64 * 64, connections: TAPS * 4 * 4, met: null },
      { ...conv, name: 'sampler.gate1', input: 'spikes', lag: 1, inputs: 2 * 64 * 64, connections: TAPS * 2 * 4 },
      { ...conv, name: 'sampler.gate2', input: 'numbers', lag: 1, inputs: 4 * 64 * 64, connections: TAPS * 4 * 4, met: null },
    ])
    let [spikes, met] = [0, 0]
    for (let sample = 0; sample < 3; sample++) {
      const { steps } = (await run.inspect({ ask: 'scene', sample }, undefined)) as Scene
      // The scan starts with the newest bin; no neuron receives the spikes of its last step.
      for (let i = 0; i < 3 * 2 * 64 * 64; i++) {
        if (steps!.spikes[i] === 0) continue
        const place = Math.floor(i / 2) % (64 * 64)
        const along = (at: number) => (at === 0 || at === 63 ? 2 : 3)
        spikes++
        met += 4 * along(Math.floor(place / 64)) * along(place % 64)
      }
    }
    expect(spikes).toBeGreaterThan(100)
    expect(own[2]!.spikes).toBeCloseTo(spikes / 3, 9)
    expect(own[2]!.met).toBeCloseTo(met / 3, 9)
    expect(reading.neurons[0]).toEqual({ layer: 'sampler', neurons: 2 * 64 * 64, steps: 4 })
    const { rows } = energyOf(reading)
    const row = rows.find(({ name }) => name === 'sampler.gate1')!
    expect(row.rate).toBeCloseTo(spikes / 3 / (3 * 2 * 64 * 64), 12)
    expect({
      analog: row.analog,
      analogOverSteps: row.analogOverSteps,
      multiplyAccumulates: rows.find(({ name }) => name === 'sampler.gate2')!.multiplyAccumulates,
    }).toEqual({ analog: 0, analogOverSteps: 3 * TAPS * 8, multiplyAccumulates: 3 * TAPS * 16 })
    run.destroy()
  })

  test.each([
    ['snn', ['sampler.input1', 'sampler.input2'], [TAPS * 4, TAPS * 4]],
    ['count', [], []],
    ['timeSurface', [], []],
  ])('%s', async (kind, names, connections) => {
    const { run, own } = await counted(spec({ sampler: kind === 'snn' ? { kind, kernel: 3 } : { kind } }, { test: 2 }))
    expect({ names: own.map(({ name }) => name), connections: own.map((product) => product.connections) }).toEqual({ names, connections })
    run.destroy()
  })

  test('are in those of a training step', () => {
    const [learned, made] = [{ kind: 'rsnn', kernel: 3, depth: 1 }, { kind: 'count' }].map((sampler) => build(spec({ sampler })))
    const first = learned!.networks[0]!.graph.spiking[0]!.weightLayer
    // Four scenes of four bins: events and spikes to four channels. Events have no gradient. The layer after the sampler now has one.
    const focus = 2 * 4 * first.positions * first.channels * 9 * first.outputs
    expect(learned!.operations - made!.operations).toBe(2 * 4 * 4 * 64 * 64 * 2 * 9 * 4 * (2 + 3) + focus)
  })
})

test('an evaluation counts each test scene once, and says what went wrong', async () => {
  using run = await open(spec({ scoring: { confidence: 0.0001 } }))
  const { values, detail } = await run.evaluate()
  const said = detail as DetectionDetail
  expect(said.samples).toBe(10)
  expect(said.truths).toBeGreaterThan(5)
  expect(said.classes.map(({ truths }) => truths).reduce((a, b) => a + b)).toBe(said.truths)
  expect(said.speeds.map(({ truths }) => truths).reduce((a, b) => a + b)).toBe(said.truths)
  expect(said.areas.map(({ name }) => name)).toEqual(['small', 'medium', 'large'])
  expect(said.failures.every(({ sample }) => sample < 10)).toBe(true)
  expect(values.testAp50).toBeGreaterThanOrEqual(0)
  expect((await run.evaluate()).values).toEqual(values)
})

describe('a view is told', () => {
  test('a pinned sample: the bins that it is made of, and the boxes that its scene has', async () => {
    // A few hasty steps, until something is found at all.
    using run = await open(spec({ scoring: { confidence: 0.001 }, optimizer: { kind: 'adam', rate: 0.02 } }))
    run.submit(30)
    const { pinned } = run.built
    const parts = samplePartsOf(pinned, ['input'])
    const at = 4
    const { input, ...reading } = readSample(
      pinned,
      await readPinned(gpu, run.compiled, sampleRanges(run.compiled, pinned, at, parts)),
      parts,
    )
    const scene = (await run.inspect({ ask: 'scene', sample: at }, undefined)) as Scene
    expect(input).toEqual({ steps: scene.bins, data: scene.events })
    expect({ steps: reading.steps, outputs: reading.outputs, scores: reading.scores }).toEqual({
      steps: 1,
      outputs: 800,
      scores: undefined,
    })
    expect(scene.detections.length).toBeGreaterThan(0)
    scene.detections.forEach(({ x, y, width, height, classIndex: of, score }, i) => {
      const [left, top, right, bottom, ...rest] = reading.readout.subarray(8 * i, 8 * i + 6)
      expect([left, top, right! - left!, bottom! - top!, ...rest]).toEqual([x, y, width, height, score, of])
    })
    expect(reading.readout[8 * scene.detections.length + 4]).toBe(0)
  })

  test('a scene: what is there, and what the sampler did with it', async () => {
    using run = await open(spec())
    const scene = (await run.inspect({ ask: 'scene', sample: 4 }, undefined)) as Scene
    // The fifth test scene of the first seed has a square, a triangle and another square.
    expect(scene.truths.map(({ classIndex: of }) => scene.classes[of])).toEqual(['square', 'triangle', 'square'])
    expect(scene.truths.map(({ speed }) => Math.round(speed))).toEqual([9, 327, 34])
    expect(scene.sampled.map(({ title }) => title)).toEqual(['ARSNN', 'Event count', 'RSNN'])
    const [own, count] = scene.sampled
    const events = scene.events.reduce((a, b) => a + b, 0)
    expect(count!.values.reduce((a, b) => a + b, 0)).toBe(events)
    const { steps, spikes, membrane, windows, last, residual, threshold } = scene.steps!
    expect({ steps, threshold, windowsLength: windows.length }).toEqual({ steps: 4, threshold: 1, windowsLength: 2 * 64 * 64 })
    for (let i = 0; i < windows.length; i++) {
      const fired = Array.from({ length: steps }, (_, t) => spikes[t * windows.length + i]!)
      expect(windows[i]).toBe(fired.reduce((a, b) => a + b, 0))
      expect(last[i]).toBe(fired.lastIndexOf(1))
      const before = Array.from({ length: steps }, (_, t) => membrane[t * windows.length + i]!)
      // The first window, from the newest bin to the first spike, is what the detector sees.
      const first = fired.indexOf(1)
      const seen = first < 0 ? 0 : before.slice(0, first + 1).reduce((a, b) => a + b, 0)
      expect(own!.values[i]).toBeCloseTo(seen, 4)
      expect(residual[i]).toBeCloseTo(
        before.slice(last[i]! + 1).reduce((a, b) => a + b, 0),
        4,
      )
    }
  })

  test.each([
    ['voxelGrid', 4],
    ['voxelCube', 8],
    ['timeSurface', 4],
  ])('a %s of four bins as %i slices of both polarities', async (kind, slices) => {
    using run = await open(spec({ sampler: { kind } }))
    const { sampled, events } = (await run.inspect({ ask: 'scene', sample: 4 }, undefined)) as Scene
    const [own] = sampled
    expect({ slices: own!.slices, valuesLength: own!.values.length }).toEqual({ slices, valuesLength: slices * 2 * 64 * 64 })
    expect(own!.values.every((value) => value >= 0)).toBe(true)
    const sum = (values: Float32Array) => values.reduce((a, b) => a + b, 0)
    const size = own!.values.length / slices
    for (let slice = 0; slice < slices; slice++) expect(sum(own!.values.subarray(slice * size, (slice + 1) * size))).toBeGreaterThan(0)
    // A cube has each event in one of its channels.
    if (kind === 'voxelCube') expect(sum(own!.values)).toBe(sum(events))
  })

  test('what is found in events from outside: as in the scene that they are of', async () => {
    // A few hasty steps, until something is found at all.
    using run = await open(spec({ sampler: { kind: 'rsnn', kernel: 3 }, optimizer: { kind: 'adam', rate: 0.02 } }))
    run.submit(30)
    const scene = (await run.inspect({ ask: 'scene', sample: 2 }, undefined)) as Scene
    const look = (await run.inspect({ ask: 'look', events: scene.events }, undefined)) as Scene
    expect(scene.detections.length).toBeGreaterThan(0)
    expect(look.detections).toEqual(scene.detections)
    expect([...look.sampled[0]!.values]).toEqual([...scene.sampled[0]!.values])
    await expect(run.inspect({ ask: 'look', events: new Float32Array(3) }, undefined)).rejects.toThrow('4 bins of 64 × 64 × 2')
    await expect(run.inspect({ ask: 'scene', sample: 10 }, undefined)).rejects.toThrow('There are 10 test samples')
  })
})

test('what does not fit', () => {
  const paths = (change: object, data: object = {}) => errorsOf(problemsOf(spec(change, data))).map(({ path }) => path)
  expect(paths({})).toEqual([])
  expect(paths({ sampler: { kind: 'arsnn', slices: 3 }, network: { ...NETWORK, spiking: 'backbone' } })).toEqual(['encoder.steps'])
  expect(paths({ neuron: { kind: 'relu' } })).toEqual(['neuron.kind'])
  expect(paths({ run: { microBatches: 3 } })).toEqual(['run.microBatches'])
  const own = { kind: 'ownBoxes', height: 64, width: 64, bins: 6 }
  expect(paths({ data: own })).toEqual(['sampler.bins'])
  expect(paths({ data: own, sampler: { kind: 'timeSurface' } })).toEqual(['sampler.kind'])
})
