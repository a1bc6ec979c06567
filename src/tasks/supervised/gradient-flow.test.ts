/** The gradient over time in open runs: its parts are all of it in every recurrent preset, and looking at it changes no bit. */
import { describe, expect, test } from 'vitest'
import { countsOf, firstSamples } from '../../data/streams'
import { compile } from '../../engine/plan'
import { buildExperiment } from '../../experiments/build'
import { PRESETS } from '../../experiments/presets'
import type { Run } from '../../experiments/run'
import type { Experiment } from '../../experiments/schema'
import { bitsData } from '../../headless/bits/data'
import { disposable } from '../../headless/disposable'
import { layerSchema } from '../../layers/schema'
import { flowOf } from '../../networks/gradient-flow'
import { lifBackward } from '../../neurons/lif/reference'
import { recurrenceSchema } from '../../neurons/recurrent-lif/schema'
import { stepFunction } from '../../neurons/surrogate/reference'
import type { GradientFlow } from '../../readings/gradient-flow'
import { noise } from '../../testing/close'
import { madeData, small } from '../../testing/data'
import { kernelGpu } from '../../testing/gpu'
import { openFor, weightsOf } from '../../testing/open'

const gpu = await kernelGpu()
const data = madeData(60, 20)

const lookAt = ({ built, compiled }: Run, layer: string, sample = 0, of = data): Promise<GradientFlow> =>
  built.gradientFlow!({ gpu, compiled, data: of }, layer, sample)

/** Presets for whose data random bytes stand here, which may leave a network silent. */
const RANDOM: readonly string[] = ['gsc-small', 'ssc-small', 'gsc', 'ssc', 'shd']

const isRecurrent = ({ experiment: { task, ...e } }: (typeof PRESETS)[number]) =>
  'network' in e && e.network.kind === 'recurrent' && e.network.recurrence.kind !== 'none'

describe('in every recurrent preset that learns through time the parts are the whole gradient', () => {
  const throughTime = PRESETS.filter(({ experiment: e }) => !('learning' in e && e.learning))
  const names = throughTime.filter(isRecurrent).map(({ name }) => name)
  test('there are vanilla, skip and adaptive ones', () =>
    expect(names).toEqual(expect.arrayContaining(['shd', 's-mnist-wide', 'ps-mnist'])))
  test.each(names)('%s', async (name) => {
    const preset = PRESETS.find((one) => one.name === name)!.experiment
    const experiment = { ...preset, data: { ...preset.data, batch: 4 } } as Experiment
    const samples = firstSamples(await bitsData(preset), 40)
    const built = buildExperiment(experiment, { profile: gpu.info.profile, counts: countsOf(samples) })
    const { network } = built.networks[0]!
    // The smallest program of a run is enough for its weights.
    using weights = disposable(await compile(gpu, { pinned: built.programs.pinned! }, { readBack: built.readBack }))
    weights.write(network.values, network.initialValues())
    const layer = built.pinned.graph.spiking.at(-1)!.name
    const flow = await built.gradientFlow!({ gpu, compiled: weights, data: samples }, layer, 1)
    expect(flow.difference).toBeLessThan(1e-4)
    if (RANDOM.includes(name)) return
    expect(Math.max(...flow.norm)).toBeGreaterThan(0)
    expect(Math.max(...flow.hops.flatMap(({ norm }) => [...norm]))).toBeGreaterThan(0)
  })
})

const sequence = { encoder: { kind: 'rows' }, surrogate: { kind: 'atan', scale: 2 } } as const
const vanilla = recurrenceSchema.parse({ kind: 'vanilla' })

test('looking at it changes no bit of the weights', async () => {
  const experiment = small({ ...sequence, network: { kind: 'recurrent', hidden: [12, 9], recurrence: vanilla } })
  const trained = async (look: boolean) => {
    using run = await openFor(gpu, experiment, data)
    for (let step = 0; step < 3; step++) {
      run.submit(1)
      if (look) await lookAt(run, 'lif2', step)
    }
    return await weightsOf(run)
  }
  expect(await trained(true)).toEqual(await trained(false))
})

test('a layer without recurrence, behind a normalization or a convolution, has two parts and a diagonal J', async () => {
  const conv = layerSchema.parse({ kind: 'conv', outputs: 5, stride: 3 })
  for (const network of [undefined, { kind: 'layers' as const, layers: [conv], normalization: { kind: 'tdBatchNorm' as const } }]) {
    using run = await openFor(gpu, small({ surrogate: sequence.surrogate, ...(network && { network }) }), data)
    run.submit(2)
    const { name } = run.built.pinned.graph.spiking[0]!
    const flow = await lookAt(run, name)
    expect(flow).toMatchObject({ layer: name, steps: 3, difference: null, probes: null, hops: [] })
    expect(flow.neurons).toBe(network ? 5 * 10 * 10 : 13)
    expect(flow.norm[2]).toBe(flow.above[2])
    expect(flow.neuron[2]).toBe(0)
    expect(flow.neuron[0]).toBeGreaterThan(0)
    for (const gain of flow.largest) expect(gain).toBeGreaterThan(0)
  }
})

test('through depth it is the derivative of the next potentials, with weights and the scale of a normalization', async () => {
  for (const normalization of [{ kind: 'none' }, { kind: 'tdBatchNorm' }] as const) {
    using run = await openFor(
      gpu,
      small({ surrogate: sequence.surrogate, network: { kind: 'mlp', hidden: [13, 24], normalization } }),
      data,
    )
    run.submit(2)
    const [first, second] = run.built.pinned.graph.spiking.map(({ name }) => name) as [string, string]
    const { depth, neurons, norm } = await lookAt(run, first)
    expect(depth!.from).toBe(second)
    // The gradient at the last step came through this derivative alone, whose gain bounds it.
    const above = (await lookAt(run, second)).norm.at(-1)!
    expect(norm.at(-1)!).toBeGreaterThan(0)
    expect(norm.at(-1)!).toBeLessThan(above * depth!.gain.at(-1)! * Math.sqrt(neurons))
    expect(norm.at(-1)!).toBeGreaterThan((above * depth!.gain.at(-1)!) / 10)
    for (const share of depth!.passing) expect(share).toBe(1)
    for (const directions of depth!.rank) {
      expect(directions).toBeGreaterThan(1)
      expect(directions).toBeLessThanOrEqual(neurons)
    }
    expect((await lookAt(run, second)).depth).toBeNull()
  }
})

test('without recurrence the gradient is that of the reference', () => {
  const [steps, random] = [12, noise(3)]
  const p = { decay: 0.8, threshold: 1, inputGain: 1, reset: 'subtract', resetTo: 0, detachReset: false } as const
  const f = stepFunction('atan', 2)
  const membrane = Array.from({ length: steps }, () => 2 * random())
  const spikes = membrane.map((u) => Number(u >= 1))
  const spikesGrad = membrane.map(() => random() - 0.5)
  const slope = membrane.map((u) => f.slope(u - 1, 0))
  const neuronPart = slope.map((g) => p.decay * (1 - g))
  const want = lifBackward({ membrane, spikes }, spikesGrad, p, f).membraneGrad
  const { norm } = flowOf({ steps, neurons: 1, slope, neuronPart, recurrent: null, spans: [] }, spikesGrad, null)
  for (let t = 0; t < steps; t++) expect(norm[t]).toBeCloseTo(Math.abs(want[t]!), 6)
})

test('refuses a sample, a layer and a run that are not there, and neurons with further states', async () => {
  const run = await openFor(gpu, small({ neuron: { kind: 'equations', text: 'v = 0.5*v[t-1] + x\ns = spike(v - 1)' } as never }), data)
  const { name } = run.built.pinned.graph.spiking[0]!
  await expect(lookAt(run, name)).rejects.toThrow('states besides their potential')
  await expect(lookAt(run, 'lif9')).rejects.toThrow('lif9 has no neurons. These layers have:')
  await expect(lookAt(run, name, 99)).rejects.toThrow('A sample is a number from 0 to')
  run.destroy()
  await expect(lookAt(run, name)).rejects.toThrow('The run has ended.')
})
