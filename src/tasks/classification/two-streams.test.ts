/** Networks of two streams: every fusion learns by its own gradient, and says what its layers, scores and groups are. */
import { describe, expect, test } from 'vitest'
import { dataShape } from '../../data/datasets/schema'
import type { DataSet, SampleSet } from '../../data/streams'
import { openRunOf } from '../../headless/open-run'
import { readSafetensors } from '../../interop/safetensors'
import { layersOf } from '../../networks/description'
import type { FusionSpec } from '../../networks/fusion/schema'
import { readPinned, readSample, sampleRanges } from '../../networks/pinned'
import { readFilters, readWeights, writeWeights } from '../../networks/weights'
import { noise } from '../../testing/close'
import { testGpu } from '../../testing/gpu'
import { slopesOf } from '../../testing/slope'
import type { ClassificationDetail } from './detail'
import { problemsOf } from './problems'
import { type ClassificationSpec, classificationSchema } from './schema'

const gpu = await testGpu()
const KINDS: readonly FusionSpec['kind'][] = ['cmaV1', 'cmaV2', 'self', 'concat', 'add', 'early', 'late', 'eventOnly', 'frameOnly']

const conv = (outputs: number) => ({ kind: 'conv' as const, outputs, kernel: 3, stride: 4, padding: 1 })
const spec = (kind: FusionSpec['kind'], { after, ...change }: { after?: number; [field: string]: unknown } = {}): ClassificationSpec =>
  classificationSchema.parse({
    version: 2,
    task: 'classification',
    data: { kind: 'twoStreamSigns', batch: 4 },
    encoder: { kind: 'frames', values: 'log' },
    network: { kind: 'layers', layers: [conv(3), conv(5), conv(4)], fusion: { kind, ...(after !== undefined && { after }) } },
    neuron: { kind: 'lif', decay: 0.5, inputGain: 0.5, threshold: 0.5 },
    surrogate: { kind: 'sigmoid', scale: 3 },
    readout: { kind: 'perStep' },
    optimizer: { kind: 'adam', rate: 3e-3 },
    ...change,
  })

const shape = dataShape(spec('concat').data)
function half(count: number, seed: number): SampleSet {
  const random = noise(seed)
  const bytes = (length: number, value: () => number) => Uint8Array.from({ length }, value)
  const words = (below: number) => ({ shape: [1], type: 'u32' as const, values: Uint32Array.from({ length: count }, (_, i) => i % below) })
  return {
    count,
    streams: {
      images: { shape: [16, 2048, 1], type: 'u8', values: bytes(count * 16 * 2048, () => (random() < 0.1 ? 1 : 0)) },
      frames: { shape: [16, 32, 32, 1], type: 'u8', values: bytes(count * 16 * 1024, () => 255 * random()) },
      labels: words(8),
      light: words(3),
      position: words(2),
      subject: words(2),
    },
  }
}
const data: DataSet = { train: half(8, 1), test: half(12, 2) }

describe.each(KINDS)('%s', (kind) => {
  test('the gradient of the smooth network is its slope', async () => {
    const { numeric, analytic } = await slopesOf(gpu, spec(kind), data)
    expect(Math.abs(analytic - numeric)).toBeLessThan(2e-3 * Math.abs(numeric))
    expect(Math.abs(numeric)).toBeGreaterThan(1e-3)
  })

  test('the gradient of its analog network is its slope', async () => {
    const { numeric, analytic } = await slopesOf(gpu, spec(kind, { neuron: { kind: 'relu' } }), data, 0.0005)
    expect(Math.abs(analytic - numeric)).toBeLessThan(2e-3 * Math.abs(numeric))
    expect(Math.abs(numeric)).toBeGreaterThan(1e-3)
  })

  test('twice the same, to the last bit', async () => {
    const losses = async () => {
      using run = await openRunOf(gpu, spec(kind), data)
      run.submit(3)
      const { rows, halted } = await run.readMetrics(0)
      expect(halted).toBeUndefined()
      return rows.columns.trainLoss
    }
    expect(await losses()).toEqual(await losses())
  })
})

test('streams have names and sizes of their own until they meet', async () => {
  using run = await openRunOf(gpu, spec('cmaV1'), data)
  const layers = layersOf([run.built.networks[0]!.graph], run.built.inputShape)
  expect(layers.map(({ name, branch, shape }) => [name, branch, shape])).toEqual([
    ['input', undefined, [32, 32, 2]],
    ['event.lif1', 'event', [8, 8, 3]],
    ['event.lif2', 'event', [2, 2, 5]],
    ['frame.lif1', 'frame', [8, 8, 3]],
    ['frame.lif2', 'frame', [2, 2, 5]],
    ['lif3', undefined, [1, 1, 4]],
    ['output', undefined, [8]],
  ])
})

test.each(KINDS)('the weights of %s go to a file, all of them, and come back', async (kind) => {
  using run = await openRunOf(gpu, spec(kind), data)
  const { compiled, built } = run
  const file = await readWeights(compiled, built.networks, {})
  const { tensors } = readSafetensors(file)
  const learned = tensors.filter(({ name }) => !name.includes('running')).reduce((sum, { data: values }) => sum + values.length, 0)
  const { parameters } = built.networks[0]!.network
  expect(learned).toBe([...parameters.values()].reduce((sum, { count }) => sum + count, 0))
  const names = tensors.map(({ name }) => name)
  if (kind === 'cmaV1') {
    expect(tensors.filter(({ name }) => name.startsWith('fusion.')).map(({ name, shape: size }) => [name, size])).toEqual([
      ['fusion.eventTemporal1', [4, 16]],
      ['fusion.eventTemporal2', [16, 4]],
      ['fusion.frameSpatial', [1, 2, 3, 3]],
    ])
    expect(names.slice(0, 1)).toEqual(['event.encode.0.layer.weight'])
    expect(names).toEqual(expect.arrayContaining(['frame.features.0.layer.weight', 'features.2.layer.weight', 'classifier.0.layer.bias']))
    const { data: window } = tensors.find(({ name }) => name === 'fusion.frameSpatial')!
    const { value } = parameters.get('fusion.frameSpatial')!
    const ours = new Float32Array(await compiled.read(value))
    // Row 1, column 2 of the second channel.
    expect(window[9 + 3 + 2]).toBe(ours[(3 + 2) * 2 + 1])
  }
  const seen = async (layer: string) => (await readFilters(compiled, built.networks, layer))?.channels
  if (built.networks[0]!.graph.spiking.some(({ branch }) => branch))
    expect([await seen('event.lif1'), await seen('frame.lif1'), await seen('event.lif2'), await seen('lif3')]).toEqual([
      2,
      1,
      undefined,
      undefined,
    ])
  else expect(await seen('lif1')).toBe({ early: 3, eventOnly: 2, frameOnly: 1 }[kind as string])
  run.submit(2)
  expect(new Uint8Array(await readWeights(compiled, built.networks, {}))).not.toEqual(new Uint8Array(file))
  writeWeights(compiled, built.networks, file)
  expect(new Uint8Array(await readWeights(compiled, built.networks, {}))).toEqual(new Uint8Array(file))
})

test('the scores of a pinned sample are read with it', async () => {
  using run = await openRunOf(gpu, spec('cmaV1'), data)
  const { pinned } = run.built
  const reading = readSample(pinned, await readPinned(gpu, run.compiled, sampleRanges(run.compiled, pinned, 1)))
  expect(reading.scores!.map(({ stream, of, weighs, shape: size }) => [stream, of, weighs, size])).toEqual([
    ['event', 'temporal', ['frame'], [16, 1]],
    ['frame', 'spatial', ['event'], [2, 2]],
  ])
  for (const { data: values, shape: size } of reading.scores!) {
    expect(values).toHaveLength(size[0] * size[1])
    for (const value of values) expect(value > 0 && value < 1).toBe(true)
  }
  expect(reading.readout).toHaveLength(8)
})

test('an evaluation is grouped by light, position, subject and the parts of a sign', async () => {
  using run = await openRunOf(gpu, spec('concat'), data)
  const { values, detail } = await run.evaluate()
  const { groups } = detail as ClassificationDetail
  expect(groups!.map(({ title, rows }) => [title, rows.map(({ name, count }) => `${name} ${count}`)])).toEqual([
    ['Light', ['bright 4', 'dim 4', 'natural 4']],
    ['Position', ['front 6', 'back 6']],
    ['Subject', [`${shape.conditions![2]!.values[0]} 6`, `${shape.conditions![2]!.values[1]} 6`]],
    ['Part of the class', ['order 12', 'shape 12', 'trill 12']],
  ])
  const light = groups![0]!.rows
  expect(values['testAccuracy.light.1']).toBe(light[1]!.correct / 4)
  expect(light.reduce((sum, { correct }) => sum + correct, 0) / 12).toBeCloseTo(values.testAccuracy!, 12)
})

test('says what does not fit', () => {
  const messages = (e: ClassificationSpec) => problemsOf(e).map(({ message }) => message)
  expect(messages(spec('cmaV1', { data: { kind: 'mnist' }, encoder: { kind: 'direct' } }))).toEqual([
    'A fusion needs two streams, and this data set has one.',
  ])
  expect(messages(spec('concat', { after: 9 }))).toEqual(['There are only 3 layers to fuse after.'])
  expect(messages(spec('concat', { network: { kind: 'layers' } }))).toContain(
    'Nothing says how the two streams meet: only the events are seen.',
  )
  const own = {
    kind: 'ownEvents',
    batch: 4,
    fingerprint: 'a'.repeat(32),
    pictures: 1,
    frames: 16,
    height: 32,
    width: 32,
    flip: true,
    roll: 2,
    dropEvents: 0.1,
  }
  expect(messages(spec('concat', { data: own }))).toEqual(
    ['Flip', 'Roll'].map((what) => `${what} moves the events of a sample, but not the images taken with them.`),
  )
  expect(messages(spec('concat', { data: { ...own, flip: false, roll: 0 } }))).toEqual([])
  const flat = { kind: 'layers', layers: [conv(4), { kind: 'linear', outputs: 8 }], fusion: { kind: 'self', after: 2 } }
  expect(messages(spec('self', { network: flat }))).toContain('Attention needs places, and layer 2, linear, has none. Fuse before it.')
})
