/** Loss terms in whole networks: the gradient of the weighted sum, what a weight of 0 leaves alone, and changes while a run trains. */
import { describe, expect, test } from 'vitest'
import { withChange } from '../../experiments/changes'
import { check } from '../../experiments/check'
import { layerSchema } from '../../layers/schema'
import { recurrenceSchema } from '../../neurons/recurrent-lif/schema'
import { equalBits } from '../../testing/close'
import { madeData, small } from '../../testing/data'
import { testGpu } from '../../testing/gpu'
import { lossesOf, openFor, weightsOf } from '../../testing/open'
import { slopesOf } from '../../testing/slope'

const gpu = await testGpu()
const data = madeData(60, 20)
type Change = Parameters<typeof small>[0]

const plain = { surrogate: { kind: 'sigmoid', scale: 4 }, neuron: { kind: 'lif', decay: 0.6, threshold: 0.5 } } as const
const none = { normalization: { kind: 'none' }, bias: true } as const
const layers = [
  layerSchema.parse({ kind: 'conv', outputs: 5, stride: 3 }),
  layerSchema.parse({ kind: 'residual', outputs: 6, stride: 2 }),
  layerSchema.parse({ kind: 'linear', outputs: 9 }),
]
const NETWORKS: Readonly<Record<string, Change>> = {
  'two dense layers': { ...plain, network: { kind: 'mlp', hidden: [13, 24], ...none } },
  'a normalization': { ...plain, network: { kind: 'mlp', hidden: [13, 24], normalization: { kind: 'tdBatchNorm' }, bias: false } },
  'convolutions and a residual block': { ...plain, network: { kind: 'layers', layers, ...none } },
  recurrence: { ...plain, network: { kind: 'recurrent', hidden: [12], recurrence: recurrenceSchema.parse({ kind: 'vanilla' }), ...none } },
  'micro-batches': { ...plain, network: { kind: 'mlp', hidden: [13], ...none }, run: { microBatches: 2 } },
  'a spiking readout': { ...plain, network: { kind: 'mlp', hidden: [13], ...none }, readout: { kind: 'spiking' } },
}
const terms = {
  rateTarget: { kind: 'population' as const, weight: 2, rates: [0.3, 0.5] },
  rateLower: { kind: 'neurons' as const, weight: 3, rates: [0.9] },
  rateUpper: { kind: 'neurons' as const, weight: 4, rates: [0.05, 0.1] },
  layerDecay: { kind: 'squares' as const, weight: 0.02, layers: [1, 3] },
}

describe('the gradient is that of the loss and its weighted terms', () => {
  test.each(Object.entries(NETWORKS))('%s', async (_, network) => {
    const e = small({ ...network, ...terms })
    expect(check(e).filter(({ severity }) => severity === 'error')).toEqual([])
    const { numeric, analytic } = await slopesOf(gpu, e, data, 0.008, [1, 0, 2, 3, 4, 0.02])
    const alone = await slopesOf(gpu, small(network), data)
    expect(Math.abs(analytic - numeric)).toBeLessThan(0.004 * Math.abs(analytic))
    expect(Math.abs(analytic - alone.analytic)).toBeGreaterThan(0.05 * Math.abs(analytic))
  })
})

test('a weight of 0 measures a term and leaves the bits of training alone', async () => {
  const network = NETWORKS['convolutions and a residual block']!
  const zero = { synapticOperations: { kind: 'share' as const, weight: 0 }, rateTarget: { ...terms.rateTarget, weight: 0 } }
  const [run, measured] = [await openFor(gpu, small(network), data), await openFor(gpu, small({ ...network, ...zero }), data)]
  for (const one of [run, measured]) one.submit(3)
  expect(equalBits(await weightsOf(run), await weightsOf(measured))).toBe(true)
  const operations = await lossesOf(measured, 'trainSynapticOperations')
  for (const share of operations) {
    expect(share).toBeGreaterThan(0)
    expect(share).toBeLessThan(1)
  }
  for (const one of [run, measured]) one.destroy()
})

test('a penalty on synaptic operations makes them rarer', async () => {
  const network: Change = { ...plain, network: { kind: 'mlp', hidden: [24], ...none }, optimizer: { kind: 'adam', rate: 0.02 } }
  const last = async (weight: number) => {
    using run = await openFor(gpu, small({ ...network, synapticOperations: { kind: 'share', weight } }), data)
    run.submit(30)
    return (await lossesOf(run, 'trainSynapticOperations')).at(-1)!
  }
  expect(await last(30)).toBeLessThan((await last(0)) / 2)
})

test('a layer of equations without a spike has no firing rate, and no place in a list of them', async () => {
  const analog = { kind: 'equations', text: 'm = 0.5*m[t-1] + x\ns = m' } as const
  const list = [{ kind: 'linear', outputs: 9, neuron: analog } as const, { kind: 'linear', outputs: 7 } as const].map((layer) =>
    layerSchema.parse(layer),
  )
  const first = async (rates: number[]) => {
    const rateTarget = { kind: 'population' as const, weight: 1, rates }
    using run = await openFor(gpu, small({ ...plain, network: { kind: 'layers', layers: list, ...none }, rateTarget }), data)
    run.submit(1)
    const [value] = await lossesOf(run, 'trainRateTarget')
    return value!
  }
  expect(await first([0.9, 0.1])).toBe(await first([0.9]))
  expect(await first([0.8])).not.toBe(await first([0.9]))
})

test('a weight that changes during a run is part of the experiment', () => {
  const e = small({ ...NETWORKS['two dense layers']!, ...terms })
  const changed = withChange(e, 3, { rateTarget: { ...terms.rateTarget, weight: 5, rates: [0.3, 0.5] } })
  expect(check(changed)).toEqual([])
  expect(changed.changes).toEqual([{ step: 3, rateTarget: { kind: 'population', weight: 5, rates: [0.3, 0.5] } }])
})

test('a term that a network cannot take is refused at its field', () => {
  const analog = {
    neuron: { kind: 'relu' },
    network: { kind: 'mlp', hidden: [13], ...none },
    synapticOperations: { kind: 'share' },
  } as const
  const problems = check(small({ ...analog, network: { ...analog.network, hidden: [13] }, rateUpper: { kind: 'population' } }))
  expect(problems.map(({ path, severity }) => [path, severity])).toEqual([
    ['rateUpper.kind', 'error'],
    ['synapticOperations.kind', 'error'],
  ])
  expect(problems[0]!.remedy).toEqual({ label: 'Leave the term out', path: 'rateUpper', value: undefined })
})
