/** Networks of neurons as equations: LIF as a text is LIF, learned parameters stay in their ranges, and what a text learns is kept in files. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Gpu } from '../engine/device'
import { descriptionOf } from '../neurons/descriptions'
import { leakyText } from '../neurons/equations/leaky'
import { neuronSchema } from '../neurons/schema'
import { madeData, small } from '../testing/data'
import { testGpu } from '../testing/gpu'
import { lossesOf, openFor, readWeights, weightsOf, writeWeights } from '../testing/open'
import { check } from './check'
import { withEdit } from './edit'

let gpu: Gpu
const data = madeData()
beforeAll(async () => {
  gpu = await testGpu()
})
afterAll(() => gpu.device.destroy())

const networks = [
  ['dense', { kind: 'mlp', hidden: [13, 20] }],
  ['tdBN and dropout', { kind: 'mlp', hidden: [13, 20], normalization: { kind: 'tdBatchNorm' }, bias: false, dropout: 0.2 }],
  [
    'feature maps',
    {
      kind: 'layers',
      layers: [{ kind: 'conv', outputs: 5, stride: 2 }, { kind: 'residual', outputs: 8, stride: 2 }, { kind: 'globalPool' }],
    },
  ],
] as const
const surrogate = { kind: 'atan', scale: 2 } as const

test.each(networks.flatMap(([name, network]) => (['zero', 'subtract'] as const).map((reset) => [name, reset, network] as const)))(
  'LIF as a text has the losses of LIF: %s, reset %s',
  async (_, reset, network) => {
    const lif = neuronSchema.parse({ kind: 'lif', decay: 0.75, reset })
    const losses = []
    for (const neuron of [lif, { kind: 'equations', text: leakyText(descriptionOf(lif).rule) } as const]) {
      const run = await openFor(gpu, small({ network: network as never, neuron, surrogate }), data)
      run.submit(8)
      losses.push(await lossesOf(run))
      run.destroy()
    }
    expect(losses[1]).toHaveLength(8)
    for (const [step, loss] of losses[0]!.entries()) expect(Math.abs(losses[1]![step]! - loss)).toBeLessThan(1e-5)
  },
)

const LEARNED = `param alpha = 0.9 in 0.89..0.91 learned per neuron
param theta = normal(1, 0.1) learned per neuron
v = alpha*v[t-1] + x - theta*s[t-1]
s = spike(v - theta)`

test('learned parameters move, stay in their ranges, and are part of a file of weights', async () => {
  const e = small({
    network: { kind: 'mlp', hidden: [13] },
    neuron: { kind: 'equations', text: LEARNED },
    surrogate,
    optimizer: { kind: 'adam', rate: 0.05 },
  })
  const run = await openFor(gpu, e, data)
  const { network } = run.built.networks[0]!
  const valuesOf = async (name: string) => {
    const { value, count } = [...network.parameters.values()].find((parameter) => parameter.name.endsWith(name))!
    return new Float32Array((await weightsOf(run)).buffer).slice(value.offset!, value.offset! + count)
  }
  const before = await valuesOf('.theta')
  expect(new Set(before).size).toBe(13)
  run.submit(12)
  const [alpha, theta] = [await valuesOf('.alpha'), await valuesOf('.theta')]
  expect(Math.min(...alpha)).toBeGreaterThanOrEqual(Math.fround(0.89))
  expect(Math.max(...alpha)).toBeLessThanOrEqual(Math.fround(0.91))
  expect([...alpha].some((value) => value === Math.fround(0.89) || value === Math.fround(0.91))).toBe(true)
  expect(theta).not.toEqual(before)
  const file = await readWeights(run)
  run.reset()
  expect(await valuesOf('.theta')).toEqual(before)
  writeWeights(run, file)
  expect(await valuesOf('.theta')).toEqual(theta)
  expect(await valuesOf('.alpha')).toEqual(alpha)
  run.destroy()
})

test.each([
  ['a fault', 's = expp(x)', {}, 'The equations have no meaning yet: line 1, column 5: expp is not a function; exp is.'],
  [
    'a value for each pixel',
    LEARNED,
    { network: { kind: 'layers', layers: [{ kind: 'conv', outputs: 5 }] } },
    /^In a network of feature maps, alpha has a value for each channel/,
  ],
  [
    'a surrogate that follows potentials',
    'surrogate(z) = (abs(z) < std)/(2*std)\ns = spike(x - 1)',
    {},
    /^A network does not measure std yet/,
  ],
  ['recurrence', 's = spike(x - 1)', { network: { kind: 'recurrent', hidden: [9] } }, /^A recurrent network sends spikes back/],
] as const)('%s is said at the field', (_, text, change, want) => {
  const e = small(change as never)
  const edited = withEdit(e, 'neuron', { kind: 'equations', text })
  if (!edited.ok) throw new Error('the schema refuses it')
  const [problem] = check(edited.experiment).filter(({ path, severity }) => severity === 'error' && path.startsWith('neuron'))
  if (typeof want === 'string') expect(problem?.message).toBe(want)
  else expect(problem?.message).toMatch(want)
})
