/** Networks whose neurons fire at random: the same run draws the same spikes, micro-batches draw those of the whole batch, and an evaluation draws its own. */
import { expect, test } from 'vitest'
import { dispatchesOf } from '../engine/memory'
import { watchedStep } from '../headless/watched-step'
import { madeData, small } from '../testing/data'
import { testGpu } from '../testing/gpu'
import { lossesOf, openFor, weightsOf } from '../testing/open'
import type { Experiment } from './schema'

const gpu = await testGpu()
const data = madeData()

type Change = Parameters<typeof small>[0]
const noisy = (change: Change = {}): Experiment =>
  small({ neuron: { kind: 'noisyLif', decay: 0.5, noise: { kind: 'gaussian', sigma: 0.4 } }, ...change })

/** 13 neurons: three of a row of 16 are padding. */
const NETWORKS: readonly (readonly [string, Change])[] = [
  ['fully connected', { network: { kind: 'mlp', hidden: [13, 20] } }],
  ['tdBN and dropout', { network: { kind: 'mlp', hidden: [13, 20], normalization: { kind: 'tdBatchNorm' }, bias: false, dropout: 0.2 } }],
  [
    'convolutions, a spiking readout',
    {
      network: {
        kind: 'layers',
        layers: [{ kind: 'conv', outputs: 5, stride: 2 }, { kind: 'residual', outputs: 8, stride: 2 }, { kind: 'globalPool' }],
      },
      readout: { kind: 'spiking' },
    },
  ],
  [
    'hearing its own spikes',
    { network: { kind: 'recurrent', hidden: [13], recurrence: { kind: 'skip', span: 2 } }, encoder: { kind: 'rows' } },
  ],
]

test.each(NETWORKS)('the same run has the same bits, again after a reset, and another seed has others: %s', async (_, change) => {
  using run = await openFor(gpu, noisy(change), data)
  run.submit(6)
  const first = [await lossesOf(run), await weightsOf(run)]
  const evaluations = [await run.evaluate(), await run.evaluate()]
  expect(evaluations[1]!.values).toEqual(evaluations[0]!.values)
  run.reset()
  run.submit(6, { watched: true })
  expect([await lossesOf(run), await weightsOf(run)]).toEqual(first)
  using other = await openFor(gpu, noisy({ ...change, run: { epochs: 1, seed: 7 } }), data)
  other.submit(6)
  expect(await lossesOf(other)).not.toEqual(first[0])
})

test('every spike is one that was drawn, none is of padding, and the probe counts them', async () => {
  const neuron = { kind: 'noisyLif', threshold: 0.25, noise: { kind: 'gaussian', sigma: 0.4 } } as const
  using run = await openFor(gpu, small({ neuron, network: { kind: 'mlp', hidden: [13] } }), data, { pooled: false })
  const [reading] = await watchedStep(gpu, run)
  const [layer] = run.built.networks[0]!.graph.spiking
  const membrane = new Uint32Array(await run.read(layer!.membrane))
  const spikes = new Float32Array(await run.read(layer!.spikes))
  const [steps, rows, width] = layer!.spikes.shape as readonly [number, number, number]
  expect(Array.from(membrane, (word) => word & 1)).toEqual([...spikes])
  expect(spikes.some((spike, i) => spike === 1 && i % width >= 13)).toBe(false)
  const perStep = Array.from({ length: steps }, (_, t) =>
    spikes.subarray(t * rows * width, (t + 1) * rows * width).reduce((a, b) => a + b, 0),
  )
  expect([...reading!.fired]).toEqual(perStep)
  // Some fire below the threshold, and some do not above it.
  const potentials = new Float32Array(membrane.buffer)
  const fires = (spike: number, above: boolean) => potentials.some((u, i) => i % width < 13 && u >= 0.25 === above && spikes[i] === spike)
  expect({ belowThreshold: fires(1, false), silentAbove: fires(0, true) }).toEqual({ belowThreshold: true, silentAbove: true })
  // The window of normal noise: where its density is at least a tenth of the peak.
  expect(reading!.windowHigh[0]! - 0.25).toBeCloseTo(0.4 * Math.sqrt(2 * Math.log(10)), 5)
})

test('micro-batches draw what the whole batch would', async () => {
  const firstLoss = async (microBatches: number) => {
    using run = await openFor(gpu, noisy({ network: { kind: 'mlp', hidden: [13] }, run: { epochs: 1, microBatches } }), data)
    run.submit(1)
    const [loss] = await lossesOf(run)
    return loss
  }
  expect(await firstLoss(2)).toBe(await firstLoss(1))
})

test('the batches of an evaluation draw other spikes', async () => {
  // Every sample is the first one, so only the noise differs.
  const { images, labels } = data.test.streams
  const size = images!.values.length / data.test.count
  const values = Uint8Array.from({ length: images!.values.length }, (_, i) => images!.values[i % size]!)
  const set = { ...data, test: { ...data.test, streams: { images: { ...images!, values }, labels: labels! } } }
  using run = await openFor(gpu, noisy({ network: { kind: 'mlp', hidden: [16] } }), set, { pooled: false })
  const forward = run.built.programs.evaluate!.flatMap(dispatchesOf).find(({ kernel }) => kernel.shader === 'neurons/lif-forward')!
  const spikes = forward.tensors[forward.kernel.bindings.findIndex(({ name }) => name === 'spikes')]!
  const batches: number[][] = []
  // The second batch has 30 samples.
  await run.evaluate(async () => {
    batches.push([...new Float32Array(await run.read(spikes)).subarray(0, 30 * 16)])
  })
  expect(batches).toHaveLength(2)
  expect(batches[1]).not.toEqual(batches[0])
})
