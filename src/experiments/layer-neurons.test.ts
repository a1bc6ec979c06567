/** Networks whose layers have different neurons: a layer's own neuron changes no bit where it is the network's, and all of them train. */
import { expect, test } from 'vitest'
import type * as z from 'zod'
import { watchedStep } from '../headless/watched-step'
import { layerSchema } from '../layers/schema'
import { layersOf } from '../networks/description'
import { asLayer, neuronsOf, slopeOf } from '../networks/neurons'
import { decodeLink, encodeLink } from '../share/link'
import { madeData, small } from '../testing/data'
import { testGpu } from '../testing/gpu'
import { lossesOf, openFor, readWeights, weightsOf, writeWeights } from '../testing/open'
import { check } from './check'
import { readDraft, withEdit } from './edit'
import type { Run } from './run'

const gpu = await testGpu()
const data = madeData()

type Change = Parameters<typeof small>[0]
type Layer = z.input<typeof layerSchema>
const list = (layers: readonly Layer[], normalization: 'tdBatchNorm' | 'none' = 'tdBatchNorm') =>
  ({
    kind: 'layers',
    layers: layers.map((layer) => layerSchema.parse(layer)),
    normalization: { kind: normalization },
    bias: normalization === 'none',
  }) as const

const lif = { kind: 'lif', decay: 0.6, threshold: 0.8 } as const
const plif = { kind: 'plif', initialDecay: 0.4, threshold: 0.8 } as const
const relu = { kind: 'relu' } as const
const ALIF = `param alpha = 0.7 in 0..1 learned per channel
b = 0.9*b[t-1] + s[t-1]
v = alpha*v[t-1] + x - s[t-1]
s = spike(v - 0.5 - 0.3*b)`
const alif = { kind: 'equations', text: ALIF } as const
const psn = { kind: 'psn', form: 'masked', order: 2 } as const
const atan = { kind: 'atan', scale: 2 } as const
const adaptive = { kind: 'rect', window: 'adaptive', width: 1 } as const
const follows = { kind: 'formula', text: 'surrogate(z) = (abs(z) < std)/(2*std)' } as const

/** Layers with optional neurons of their own: a convolution, a residual block with a shortcut, and a linear layer. */
const mixed = (conv?: object, residual?: object, linear?: object) =>
  list([
    { kind: 'conv', outputs: 5, stride: 2, ...(conv && { neuron: conv }) } as Layer,
    { kind: 'residual', outputs: 8, stride: 2, ...(residual && { neuron: residual }) } as Layer,
    { kind: 'linear', outputs: 9, ...(linear && { neuron: linear }) } as Layer,
  ])

async function trained(change: Change, steps: number) {
  using run = await openFor(gpu, small(change), data)
  run.submit(steps)
  return { losses: await lossesOf(run), weights: await weightsOf(run) }
}

test.each<[string, NonNullable<Change>['surrogate'], object]>([
  ['a fixed window', atan, lif],
  ['an adaptive window', adaptive, plif],
  ['a window that follows the potentials', follows, lif],
  ['equations', atan, alif],
  ['parallel neurons', atan, psn],
])('a layer whose own neuron is that of the network computes the same bits: %s', async (_, surrogate, neuron) => {
  const alike = await trained({ network: mixed(), neuron: neuron as never, surrogate }, 4)
  const own = await trained({ network: mixed(neuron, undefined, neuron), neuron: neuron as never, surrogate }, 4)
  expect(own.losses).toHaveLength(4)
  expect(own).toEqual(alike)
})

test.each<[string, NonNullable<Change>['surrogate']]>([
  ['a fixed window', atan],
  ['an adaptive window', adaptive],
  ['a window that follows the potentials', follows],
])('LIF, equations and ReLU train together, each with its own states and window: %s', async (_, surrogate) => {
  const e = small({ network: mixed(undefined, alif, relu), neuron: lif, surrogate, optimizer: { kind: 'adam', rate: 0.01 } })
  expect(check(e).filter(({ severity }) => severity === 'error')).toEqual([])
  using run = await openFor(gpu, e, data, { pooled: false })
  const infos = layersOf([run.built.networks[0]!.graph], [28, 28, 1])
  expect(infos.map(({ name }) => name)).toEqual(['input', 'lif1', 'equations2', 'equations3', 'equations4', 'relu5', 'output'])
  expect(infos.map(({ item }) => item)).toEqual([undefined, undefined, 1, 1, 1, 2, undefined])
  expect(infos[2]!.learned).toEqual(['alpha'])
  expect(infos.slice(1, -1).map((info) => asLayer(e, info).neuron.kind)).toEqual(['lif', 'equations', 'equations', 'equations', 'relu'])
  const readings = await watchedStep(gpu, run)
  expect(readings.map(({ layer, item }) => [layer, item])).toEqual([
    ['lif1', undefined],
    ['equations2', 1],
    ['equations3', 1],
    ['equations4', 1],
    ['relu5', 2],
  ])
  expect(readings[1]!.states!.map(({ name }) => name)).toEqual(['b', 'v'])
  expect(readings[0]!.windowHigh[0]).toBeLessThan(Number.POSITIVE_INFINITY)
  expect(readings[4]!.windowHigh[0]).toBe(Number.POSITIVE_INFINITY)
  const file = await readWeights(run)
  run.submit(39)
  const losses = await lossesOf(run)
  const mean = (some: ArrayLike<number>) => Array.from(some).reduce((a, b) => a + b) / some.length
  expect(mean(losses.slice(-5))).toBeLessThan(0.8 * mean(losses.slice(0, 5)))
  // Learned parameters of equations are in the file under the name of their layer.
  const after = await weightsOf(run)
  writeWeights(run, file)
  expect(await weightsOf(run)).not.toEqual(after)
})

test('the neurons of an experiment are those that its layers have', () => {
  const of = (network: ReturnType<typeof mixed>, neuron: object = lif) => small({ network, neuron: neuron as never, surrogate: atan })
  expect(neuronsOf(of(mixed())).map(({ kind }) => kind)).toEqual(['lif'])
  expect(neuronsOf(of(mixed(lif, relu, relu))).map(({ kind }) => kind)).toEqual(['lif', 'relu'])
  expect(neuronsOf(of(mixed(plif, relu, relu))).map(({ kind }) => kind)).toEqual(['plif', 'relu'])
  expect(neuronsOf({ ...of(mixed(plif, relu, relu)), readout: { kind: 'spiking' } }).map(({ kind }) => kind)).toEqual([
    'lif',
    'plif',
    'relu',
  ])
  // The surrogate is in use where some layer spikes.
  expect(slopeOf(of(mixed(), relu))).toBeNull()
  expect(slopeOf(of(mixed(undefined, lif), relu))).toEqual(atan)
})

test('problems are said at the layer that has them', () => {
  const wrong = { kind: 'equations', text: 's = expp(x)' }
  const e = small({ network: mixed({ ...lif, resetTo: 2 }, wrong, relu), neuron: lif, surrogate: atan })
  const errors = check(e).filter(({ severity }) => severity === 'error')
  expect(errors.map(({ path }) => path)).toEqual(['network.layers.0.neuron.resetTo', 'network.layers.1.neuron.text'])
  expect(errors[0]!.remedy?.path).toBe('network.layers.0.neuron.resetTo')
  const each = `param alpha = 0.7 learned per neuron\n${ALIF.split('\n').slice(1).join('\n')}`
  const at = (network: ReturnType<typeof mixed>) => check(small({ network, neuron: lif, surrogate: atan })).map(({ path }) => path)
  expect(at(mixed(undefined, { ...alif, text: each }))).toEqual(['network.layers.1.neuron.text'])
  expect(at(mixed(undefined, undefined, { ...alif, text: each }))).toEqual([])
  // A rejected number names the setting of the layer.
  const draft = withEdit(e, 'network.layers.0.neuron.threshold', 100)
  if (draft.ok) throw new Error('a threshold of 100 is accepted')
  expect(draft.problems.map(({ path }) => path)).toEqual(['network.layers.0.neuron.threshold'])
})

test('a layer is given a neuron, and takes that of the network again, by edits', () => {
  const e = small({ network: mixed(), neuron: lif, surrogate: atan })
  const given = withEdit(e, 'network.layers.1.neuron.kind', 'plif')
  if (!given.ok) throw new Error('refused')
  expect(neuronsOf(given.experiment).map(({ kind }) => kind)).toEqual(['lif', 'plif'])
  expect(withEdit(given.experiment, 'network.layers.1.neuron.kind', 'as the network')).toEqual({ ok: true, experiment: e })
})

test('a list of linear layers is a dense network, for sequences too', () => {
  const dense = list(
    [
      { kind: 'linear', outputs: 12, neuron: alif },
      { kind: 'linear', outputs: 12 },
    ],
    'none',
  )
  const e = small({ network: dense, neuron: lif, surrogate: atan, encoder: { kind: 'rows' } })
  expect(check(e).filter(({ severity }) => severity === 'error')).toEqual([])
  const image = small({ network: mixed(), neuron: lif, surrogate: atan, encoder: { kind: 'rows' } })
  expect(check(image).map(({ path }) => path)).toContain('network.kind')
})

/** Linear layers that receive their own spikes, each with a neuron of its own where one is given. */
const recurrentList = (
  recurrence: { readonly kind: 'vanilla' } | { readonly kind: 'skip'; readonly span: number },
  ...own: (object | null)[]
) =>
  ({
    ...list(
      own.map((neuron) => ({ kind: 'linear', outputs: 12, ...(neuron && { neuron }) }) as Layer),
      'none',
    ),
    recurrence,
  }) as const
const rows = { kind: 'rows' } as const
const ownWeightsOf = ({ built }: Run) => built.networks[0]!.graph.spiking.flatMap(({ recurrence }) => recurrence?.recurrent.name ?? [])
const skip = { kind: 'skip', span: 3 } as const

test.each<[string, 'vanilla' | 'skip', object]>([
  ['LIF', 'vanilla', lif],
  ['PLIF over a skip', 'skip', plif],
  ['equations over a skip', 'skip', alif],
])('linear layers of a list that receive their own spikes compute the bits of a recurrent network: %s', async (_, kind, neuron) => {
  const recurrence = kind === 'skip' ? skip : { kind }
  const shared = { neuron: neuron as never, surrogate: atan, encoder: rows }
  const network = { kind: 'recurrent' as const, hidden: [12, 12], recurrence, initialization: 'kaiming' as const }
  const recurrent = await trained({ ...shared, network }, 3)
  const listed = await trained({ ...shared, network: { ...recurrentList(recurrence, null, neuron), initialization: 'kaiming' } }, 3)
  expect(listed.losses).toEqual(recurrent.losses)
  expect(recurrent.losses).toHaveLength(3)
})

test('recurrent layers with different neurons train together', async () => {
  const e = small({
    network: { ...recurrentList(skip, alif, null, plif), initialization: 'kaiming' },
    neuron: lif,
    surrogate: atan,
    encoder: rows,
    optimizer: { kind: 'adam', rate: 0.02 },
  })
  expect(check(e).filter(({ severity }) => severity === 'error')).toEqual([])
  using run = await openFor(gpu, e, data, { pooled: false })
  const infos = layersOf([run.built.networks[0]!.graph], [28, 28, 1]).slice(1, -1)
  expect(infos.map(({ name, recurrent }) => [name, recurrent])).toEqual([
    ['equations1', true],
    ['lif2', true],
    ['plif3', true],
  ])
  expect(ownWeightsOf(run)).toEqual(['equations1.recurrent', 'lif2.recurrent', 'plif3.recurrent'])
  run.submit(150)
  const losses = await lossesOf(run)
  const mean = (some: ArrayLike<number>) => Array.from(some).reduce((a, b) => a + b) / some.length
  expect(mean(losses.slice(-5))).toBeLessThan(0.8 * mean(losses.slice(0, 5)))
})

test('of a list that receives its own spikes, convolutions receive none, and may have any neuron', async () => {
  const network = (conv: object, linear: object) => ({
    ...list([{ kind: 'conv', outputs: 5, stride: 2, neuron: conv } as Layer, { kind: 'linear', outputs: 9, neuron: linear } as Layer]),
    recurrence: skip,
  })
  const problemsOf = (conv: object, linear: object) =>
    check(small({ network: network(conv, linear), neuron: lif, surrogate: atan })).filter(({ severity }) => severity === 'error')
  expect(problemsOf(relu, alif)).toEqual([])
  expect(problemsOf(psn, lif)).toEqual([])
  expect(problemsOf(lif, relu).map(({ path }) => path)).toEqual(['network.layers.1.neuron.kind'])
  using run = await openFor(gpu, small({ network: network(relu, plif), neuron: lif, surrogate: atan }), data)
  expect(ownWeightsOf(run)).toEqual(['plif2.recurrent'])
})

test('learned skips are for built-in neurons in a list too, and the text says so', () => {
  const network = { ...recurrentList(skip, alif, lif), recurrence: { kind: 'adaptive', spans: 5 } } as const
  const errors = check(small({ network: network as never, neuron: lif, surrogate: atan, encoder: rows })).filter(
    ({ severity }) => severity === 'error',
  )
  expect(errors.map(({ path, remedy }) => [path, remedy?.path])).toEqual([['network.recurrence.kind', 'network.recurrence.kind']])
})

test('a recurrence is added to a list and removed again by edits, and links hold it', async () => {
  const e = small({ network: recurrentList(skip, alif, null), neuron: lif, surrogate: atan, encoder: rows })
  const without = withEdit(e, 'network.recurrence.kind', 'none')
  if (!without.ok) throw new Error('refused')
  expect('recurrence' in without.experiment.network).toBe(false)
  const again = withEdit(without.experiment, 'network.recurrence.kind', 'skip')
  if (!again.ok) throw new Error('refused')
  expect(withEdit(again.experiment, 'network.recurrence.span', 3)).toEqual({ ok: true, experiment: e })
  const decoded = await decodeLink(await encodeLink(e))
  if (!decoded.ok) throw new Error(decoded.message)
  expect(readDraft(decoded.experiment)).toEqual({ ok: true, experiment: e })
})

test('a link opens the same neurons in every layer', async () => {
  const e = small({ network: mixed(undefined, alif, { ...plif, threshold: 1.5 }), neuron: lif, surrogate: atan })
  const decoded = await decodeLink(await encodeLink(e))
  if (!decoded.ok) throw new Error(decoded.message)
  expect(readDraft(decoded.experiment)).toEqual({ ok: true, experiment: e })
})
