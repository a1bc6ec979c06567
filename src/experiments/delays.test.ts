/** Networks with delays: which lags they find where only delays help, and that delays are learned, drawn or fixed as the experiment says. */
import { expect, test } from 'vitest'
import { watchedStep } from '../headless/watched-step'
import { readSafetensors } from '../interop/safetensors'
import { layersOf } from '../networks/description'
import { readDelays } from '../networks/over-time'
import { madeData, small } from '../testing/data'
import { testGpu } from '../testing/gpu'
import { lossesOf, openFor, readWeights, weightsOf } from '../testing/open'

const gpu = await testGpu()
const data = madeData(40, 10)

/** Delays of the first layer without padding, and the run, after some steps with weight decay. */
async function trained(delays: object, steps: number) {
  const optimizer = { kind: 'adamw', rate: 0.01, weightDecay: 0.5 } as const
  const network = { kind: 'mlp', hidden: [6, 5], delays } as NonNullable<Parameters<typeof small>[0]>['network']
  const run = await openFor(gpu, small({ network, optimizer, encoder: { kind: 'poisson', steps: 8 } }), data)
  run.submit(steps)
  const { value } = run.built.networks[0]!.network.parameters.get('linear1.delay')!
  const [rows, columns] = value.shape.length > 1 ? (value.shape as readonly [number, number]) : [1, value.shape[0]!]
  const all = new Float32Array((await weightsOf(run)).buffer, 4 * value.offset!, rows * columns)
  return { run, delays: [...all].filter((_, i) => (columns < 784 ? i % columns < 6 : true)) }
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
  before.run.destroy()
  after.run.destroy()
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
  before.run.destroy()
  after.run.destroy()
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
  run.destroy()
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
    run.destroy()
  },
)
