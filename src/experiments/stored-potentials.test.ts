/**
 * Potentials stored in half precision, in whole networks: spikes are those of single precision, gradients are near them, a step binds
 * fewer bytes, and a run has the same bits however it is driven.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { countsOf } from '../data/streams'
import type { Gpu } from '../engine/device'
import { opsOfStep } from '../engine/memory'
import { predictBytes } from '../engine/plan'
import { watchedStep } from '../headless/watched-step'
import { relativeError } from '../testing/close'
import { madeData, small } from '../testing/data'
import { kernelGpu } from '../testing/gpu'
import { lossesOf, openFor, weightsOf } from '../testing/open'
import { buildExperiment } from './build'
import { check } from './check'
import { bytesOf } from './profile'
import type { Experiment } from './schema'

let gpu: Gpu
const data = madeData()
beforeAll(async () => {
  gpu = await kernelGpu()
})
afterAll(() => gpu.device.destroy())

type Change = Parameters<typeof small>[0]
type Stored = { readonly storedPotentials?: { readonly kind: 'half' } }
const HALF: Stored = { storedPotentials: { kind: 'half' } }
const lif = { kind: 'lif', decay: 0.8, threshold: 0.9, reset: 'subtract' } as const
const surrogate = { kind: 'atan', scale: 2 } as const
const sgd = { kind: 'sgd', rate: 0.05, momentum: 0 } as const
const normalization = { kind: 'tdBatchNorm' } as const

/** Networks whose neurons store their potentials; 13 neurons are three of padding. */
const NETWORKS: Readonly<Record<string, (stored: Stored) => Change>> = {
  'fully connected, 7 steps': (stored) => ({
    network: { kind: 'mlp', hidden: [13, 24], dropout: 0.2 },
    encoder: { kind: 'poisson', steps: 7 },
    neuron: { ...lif, ...stored },
  }),
  'a spiking readout': (stored) => ({
    network: { kind: 'mlp', hidden: [13] },
    encoder: { kind: 'direct', steps: 8 },
    neuron: { ...lif, ...stored },
    readout: { kind: 'spiking' },
  }),
  'PLIF behind tdBN, 18 steps of few rows': (stored) => ({
    network: { kind: 'mlp', hidden: [13, 24], normalization, bias: false },
    encoder: { kind: 'poisson', steps: 18 },
    neuron: { kind: 'plif', initialDecay: 0.7, ...stored },
  }),
  'convolutions behind tdBN, 17 steps, pooled by the neurons': (stored) => ({
    network: {
      kind: 'layers',
      layers: [
        { kind: 'conv', outputs: 8, stride: 2 },
        { kind: 'pool', how: 'average', size: 2 },
        { kind: 'conv', outputs: 6 },
      ],
      normalization,
    },
    encoder: { kind: 'direct', steps: 17 },
    neuron: { ...lif, ...stored },
  }),
}
const CASES = Object.entries(NETWORKS)
const experiment = (of: (stored: Stored) => Change, stored: Stored): Experiment => small({ surrogate, optimizer: sgd, ...of(stored) })

describe.each(CASES)('%s', (_, of) => {
  const [full, half] = [experiment(of, {}), experiment(of, HALF)]

  test('the first loss is that of single precision, to the last bit, and the gradient is near it', async () => {
    const trained = async (e: Experiment) => {
      using run = await openFor(gpu, e, data)
      const before = new Float32Array((await weightsOf(run)).buffer)
      run.submit(1)
      const change = new Float32Array((await weightsOf(run)).buffer).map((w, i) => w - before[i]!)
      const losses = await lossesOf(run)
      return { losses, change }
    }
    const [want, got] = [await trained(full), await trained(half)]
    expect(got.losses).toEqual(want.losses)
    const error = relativeError(got.change, want.change)
    expect(error).toBeGreaterThan(0)
    // The slope of a distance that is off by 2^-12 of itself: at most half of that, and through as many layers and steps as there are.
    expect(error).toBeLessThan(2 ** -10)
  })

  test('a step binds fewer bytes, and a run takes less memory', () => {
    const built = [full, half].map((e) => buildExperiment(e, { counts: countsOf(data) }))
    const [bound, halved] = built.map(({ stages, programs }) => bytesOf(opsOfStep(stages, programs)))
    const stored = built[0]!.networks[0]!.graph.spiking.reduce((sum, { membrane: { shape } }) => sum + 4 * shape.reduce((a, b) => a * b), 0)
    expect(bound! - halved!).toBeGreaterThan(0.8 * stored)
    const [memory, less] = built.map(({ programs, readBack }) => predictBytes(programs, true, readBack))
    expect(less!).toBeLessThan(memory!)
  })

  test('a run has the same bits however it is driven: watched, again after a reset, and from a checkpoint', async () => {
    using run = await openFor(gpu, half, data)
    run.submit(5)
    const first = [await lossesOf(run), await weightsOf(run)]
    run.reset()
    run.submit(2, { watched: true })
    const checkpoint = await run.checkpoint()
    run.submit(3)
    expect([await lossesOf(run), await weightsOf(run)]).toEqual(first)
    run.reset()
    run.restore(checkpoint)
    run.submit(3, { watched: true })
    expect(await weightsOf(run)).toEqual(first[1])
  })

  test('what is watched of the first step is that of single precision, up to the rounding', async () => {
    const seen = async (e: Experiment) => {
      using run = await openFor(gpu, e, data)
      return await watchedStep(gpu, run)
    }
    const [want, got] = [await seen(full), await seen(half)]
    want.forEach((layer, i) => {
      expect(got[i]!.fired).toEqual(layer.fired)
      const distance = ({ mean, threshold }: typeof layer) => mean.map((u) => u - threshold)
      expect(relativeError(distance(got[i]!), distance(layer))).toBeLessThan(2 ** -11)
      expect(relativeError(got[i]!.gradientNorm, layer.gradientNorm)).toBeLessThan(2 ** -10)
    })
  })
})

test('every variant of the products gives the same bits', async () => {
  const e = experiment(NETWORKS['fully connected, 7 steps']!, HALF)
  const { tuningSpace } = buildExperiment(e, { counts: countsOf(data) })
  const trained = async (variant?: string) => {
    const tunedVariants = Object.fromEntries(Object.keys(tuningSpace).map((key) => [key, variant ?? tuningSpace[key]![0]!]))
    using run = await openFor(gpu, e, data, { tunedVariants })
    run.submit(4)
    return [await lossesOf(run), await weightsOf(run)]
  }
  const want = await trained()
  for (const variant of new Set(Object.values(tuningSpace).flat())) expect(await trained(variant)).toEqual(want)
})

test('behind tdBN, up to 16 steps store no potentials: nothing changes, and a warning says so', () => {
  const of = (stored: Stored) => small({ neuron: { ...lif, ...stored }, encoder: { kind: 'direct', steps: 16 } })
  const bytes = (e: Experiment) => predictBytes(buildExperiment(e, { counts: countsOf(data) }).programs)
  expect(bytes(of(HALF))).toBe(bytes(of({})))
  expect(check(of(HALF))).toEqual([
    expect.objectContaining({
      severity: 'warning',
      path: 'neuron.storedPotentials.kind',
      message: expect.stringMatching(/computed again/),
    }),
  ])
})

describe('what cannot store them in half precision says so at the field', () => {
  const plain: NonNullable<Change>['network'] = { kind: 'mlp', hidden: [13] }
  const LEFT_OUT: Readonly<Record<string, readonly [Change, RegExp]>> = {
    recurrence: [
      { network: { kind: 'recurrent', hidden: [13], recurrence: { kind: 'vanilla' } }, encoder: { kind: 'rows' } },
      /own spikes/,
    ],
    'a formula': [{ network: plain, surrogate: { kind: 'formula', text: 'surrogate(z) = 1 / (1 + z^2)' } }, /may measure/],
  }
  test.each(Object.entries(LEFT_OUT))('%s', (_, [change, message]) => {
    const problems = check(small({ surrogate, neuron: { ...lif, ...HALF }, ...change }))
    expect(problems).toEqual([
      expect.objectContaining({ severity: 'error', path: 'neuron.storedPotentials.kind', message: expect.stringMatching(message) }),
    ])
  })

  test('a scan over time', () => {
    const neuron = { ...lif, reset: 'none', overTime: { kind: 'scan' }, ...HALF } as const
    const problems = check(small({ network: plain, surrogate, neuron }))
    expect(problems).toEqual([
      expect.objectContaining({ severity: 'error', path: 'neuron.overTime.kind', message: expect.stringMatching(/single precision/) }),
    ])
  })

  test('a layer with neurons of its own, at that layer', () => {
    const layers = [{ kind: 'linear', outputs: 9, neuron: { ...lif, ...HALF } }] as const
    const problems = check(small({ surrogate, network: { kind: 'layers', layers: [...layers], recurrence: { kind: 'vanilla' } } }))
    expect(problems.map(({ path }) => path)).toContain('network.layers.0.neuron.storedPotentials.kind')
  })
})
