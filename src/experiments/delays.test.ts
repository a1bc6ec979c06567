/** Networks with delays: which lags they find where only delays help, and that delays are learned, drawn or fixed as the experiment says. */
import { describe, expect, onTestFinished, test } from 'vitest'
import { watchedStep } from '../headless/watched-step'
import { readSafetensors } from '../interop/safetensors'
import { layerSchema } from '../layers/schema'
import { layersOf } from '../networks/description'
import { readDelays } from '../networks/over-time'
import { madeData, small, syntheticImages } from '../testing/data'
import { testGpu } from '../testing/gpu'
import { lossesOf, openFor, readWeights, weightsOf } from '../testing/open'
import { check } from './check'
import { withEdit } from './edit'

const gpu = await testGpu()
const data = madeData(40, 10)

type Setting = Parameters<typeof small>[0]

/** Delays of the first layer without padding, and the run, after some steps with weight decay. */
async function trained(delays: object, steps: number) {
  const optimizer = { kind: 'adamw', rate: 0.01, weightDecay: 0.5 } as const
  const network = { kind: 'mlp', hidden: [6, 5], delays } as NonNullable<Setting>['network']
  const run = await openFor(gpu, small({ network, optimizer, encoder: { kind: 'poisson', steps: 8 } }), data)
  onTestFinished(run.destroy)
  run.submit(steps)
  const { value } = run.built.networks[0]!.network.parameters.get('linear1.delay')!
  const [rows, columns] = value.shape.length > 1 ? (value.shape as readonly [number, number]) : [1, value.shape[0]!]
  const all = new Float32Array((await weightsOf(run)).buffer, 4 * value.offset!, rows * columns)
  return { run, delays: [...all].filter((_, i) => (columns < 784 ? i % columns < 6 : true)) }
}

/** The same of a convolution over images of three channels, in a list of layers. */
async function trainedChannels(delays: object, steps: number) {
  const layers = [
    { kind: 'conv', outputs: 5, stride: 2 },
    { kind: 'conv', outputs: 6, stride: 2 },
  ].map((layer) => layerSchema.parse(layer))
  const network = { kind: 'layers', layers, bias: true, normalization: { kind: 'none' }, delays } as NonNullable<Setting>['network']
  const setting = {
    network,
    optimizer: { kind: 'adamw', rate: 0.01, weightDecay: 0.5 } as const,
    encoder: { kind: 'poisson', steps: 8 } as const,
  }
  const images = { kind: 'own', batch: 20, height: 12, width: 12, channels: 3, train: 640, test: 100 } as const
  const run = await openFor(gpu, small({ ...setting, data: images }), syntheticImages(12, 3))
  onTestFinished(run.destroy)
  run.submit(steps)
  const { tensors } = readSafetensors(await readWeights(run))
  return { run, delays: tensors.filter(({ name }) => name.endsWith('.delay')).map(({ data }) => [...data]) }
}

const ends = (values: readonly number[]) => ({ min: Math.min(...values), max: Math.max(...values) })
const SPREADS = { gaussian: { kind: 'learned', max: 5, sigma: 2 }, linear: { kind: 'learned', interpolation: 'linear', max: 5 } }

test.each([
  ['Gaussian delays of synapses', SPREADS.gaussian],
  ['linear delays of synapses', SPREADS.linear],
  ['Gaussian delays of axons', { ...SPREADS.gaussian, per: 'axon' }],
  ['Gaussian delays of neurons', { ...SPREADS.gaussian, per: 'neuron' }],
])('%s move, stay between 0 and the longest, and are read with their ends', async (_, delays) => {
  const before = await trained(delays, 0)
  const after = await trained(delays, 12)
  expect(after.delays).not.toEqual(before.delays)
  expect(Math.min(...after.delays)).toBeGreaterThanOrEqual(0)
  expect(Math.max(...after.delays)).toBeLessThanOrEqual(5)
  const losses = await lossesOf(after.run)
  expect(losses.at(-1)).toBeLessThan(losses[0]!)
  expect(layersOf([after.run.built.networks[0]!.graph], [28, 28]).map(({ learned }) => learned)).toEqual([
    undefined,
    ['synaptic delay'],
    ['synaptic delay'],
    undefined,
  ])
  const [reading] = await watchedStep(gpu, after.run)
  const { name, mean, ...read } = reading!.learned![0]!
  expect(name).toBe('synaptic delay')
  expect(read).toEqual(ends(after.delays))
  expect(mean).toBeCloseTo(after.delays.reduce((sum, d) => sum + d, 0) / after.delays.length, 4)
})

test.each([
  ['drawn', { kind: 'random', max: 5 }],
  ['fixed', { kind: 'fixed', steps: 2 }],
])('%s delays stay what they are while the weights learn', async (kind, delays) => {
  const before = await trained(delays, 0)
  const after = await trained(delays, 12)
  expect(after.delays).toEqual(before.delays)
  expect(ends(after.delays)).toEqual(kind === 'fixed' ? { min: 2, max: 2 } : expect.objectContaining({ max: expect.closeTo(5, 1) }))
  const losses = await lossesOf(after.run)
  expect(losses.at(-1)).toBeLessThan(losses[0]!)
})

test('a layer counts the delays of its synapses for the view of weights, whole numbers of steps in the middle of bins', async () => {
  const { run, delays } = await trained(SPREADS.gaussian, 3)
  const encoder = gpu.device.createCommandEncoder()
  run.compiled.programs.weights!.encode(encoder)
  gpu.device.queue.submit([encoder.finish()])
  const probe = run.built.weightProbes.get('lif1.synaptic delay')!
  expect(probe).toMatchObject({ low: -0.5, high: 5.5, spare: 0 })
  const counts = new Uint32Array(await run.read(probe.counts))
  expect(counts.reduce((sum, count) => sum + count)).toBe(784 * 6)
  const cells = new Set(delays.map((d) => Math.floor((64 * (d + 0.5)) / 6)))
  for (const cell of cells) expect(counts[cell]).toBeGreaterThan(0)
})

test.each(['synapse', 'axon', 'neuron'] as const)(
  'the view gets the delay and the weight of every synapse, one for each %s',
  async (per) => {
    const { run } = await trained({ ...SPREADS.gaussian, per }, 2)
    const { networks } = run.built
    const [first, second] = await Promise.all(['lif1', 'lif2'].map((name) => readDelays(run.compiled, networks, name)))
    const { tensors } = readSafetensors(await readWeights(run))
    for (const [number, reading] of [first!, second!].entries()) {
      const of = (what: string) => tensors.find(({ name }) => name === `linear${number + 1}.${what}`)!.data
      const { inputs } = reading
      expect(Array.from(reading.weight)).toEqual(Array.from(of('weight')))
      const one = { synapse: (k: number) => k, axon: (k: number) => k % inputs, neuron: (k: number) => Math.floor(k / inputs) }[per]
      expect(Array.from(reading.delay)).toEqual(Array.from(reading.weight, (_, k) => of('delay')[one(k)]!))
    }
    expect(await readDelays(run.compiled, networks, 'input')).toBeNull()
  },
)

describe('delays of channels', () => {
  test.each([
    ['Gaussian', SPREADS.gaussian],
    ['linear', SPREADS.linear],
  ])('%s: move, stay between 0 and the longest, and are read with their ends', async (_, delays) => {
    const before = await trainedChannels(delays, 0)
    const after = await trainedChannels(delays, 12)
    expect(after.delays.map(({ length }) => length)).toEqual([3, 5])
    for (const [i, own] of after.delays.entries()) {
      expect(own).not.toEqual(before.delays[i])
      expect(ends(own).min).toBeGreaterThanOrEqual(0)
      expect(ends(own).max).toBeLessThanOrEqual(5)
    }
    const readings = await watchedStep(gpu, after.run)
    for (const [i, { learned }] of readings.entries()) {
      expect(learned![0]).toMatchObject({ name: 'synaptic delay', ...ends(after.delays[i]!) })
    }
  })

  test.each([
    ['drawn', { kind: 'random', max: 5 }],
    ['fixed', { kind: 'fixed', steps: 2 }],
  ])('%s ones stay what they are while the weights learn', async (kind, delays) => {
    const before = await trainedChannels(delays, 0)
    const after = await trainedChannels(delays, 12)
    expect(after.delays).toEqual(before.delays)
    if (kind === 'fixed') expect(after.delays).toEqual([Array(3).fill(2), Array(5).fill(2)])
    expect(await weightsOf(after.run)).not.toEqual(await weightsOf(before.run))
  })

  test('come to the view by channel, with the sum of each window as weight', async () => {
    const { run, delays } = await trainedChannels(SPREADS.gaussian, 2)
    const { tensors } = readSafetensors(await readWeights(run))
    const kernels = tensors.filter(({ shape }) => shape.length === 4)
    for (const [i, { shape, data }] of kernels.entries()) {
      const [outputs, inputs] = shape as [number, number]
      const reading = await readDelays(run.compiled, run.built.networks, `lif${i + 1}`)
      expect(reading).toMatchObject({ inputs, outputs, of: outputs, max: 5, channels: true })
      for (let k = 0; k < outputs * inputs; k++) {
        expect(reading!.delay[k]).toBe(delays[i]![k % inputs])
        expect(reading!.weight[k]).toBeCloseTo(
          data.subarray(9 * k, 9 * k + 9).reduce((sum, w) => sum + w, 0),
          5,
        )
      }
    }
  })

  const conv = layerSchema.parse({ kind: 'conv', outputs: 4 })
  const learned = { kind: 'learned', per: 'axon' }
  test.each<[string, object, [path: string, sentence: RegExp]]>([
    ['of synapses', { layers: [conv], delays: { kind: 'learned', per: 'synapse' } }, ['network.delays.per', /one delay for each channel/]],
    ['of neurons', { layers: [conv], delays: { kind: 'random', per: 'neuron' } }, ['network.delays.per', /one delay for each channel/]],
    [
      'with residual blocks',
      { layers: [conv, layerSchema.parse({ kind: 'residual' })], delays: learned },
      ['network.delays.kind', /Residual blocks have no delays/],
    ],
    [
      'with a recurrence',
      { layers: [layerSchema.parse({ kind: 'linear' })], recurrence: { kind: 'vanilla' }, delays: learned },
      ['network.delays.kind', /receive their own spikes have no delays/],
    ],
    ['of two streams', { layers: [conv, conv], fusion: { kind: 'cmaV1' }, delays: learned }, ['network.delays.kind', /two streams/]],
  ])('that are impossible are refused at their field: %s', (_, network, [path, sentence]) => {
    const e = small({ network: { kind: 'layers', ...network } as NonNullable<Setting>['network'] })
    const problem = check(e).find((one) => one.path === path)!
    expect(problem.message).toMatch(sentence)
    const edited = withEdit(e, problem.remedy!.path, problem.remedy!.value)
    expect(edited.ok && check(edited.experiment).map((one) => one.path)).not.toContain(path)
  })

  test('of axons, or the same everywhere, are no problem', () => {
    for (const delays of [learned, { kind: 'fixed', steps: 3 }])
      expect(check(small({ network: { kind: 'layers', layers: [conv], delays } as NonNullable<Setting>['network'] }))).toEqual([])
  })
})
