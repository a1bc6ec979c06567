/** Networks whose surrogate is a formula: the built-in surrogates written so, in built-in neurons and texts, with what is measured. */
import { describe, expect, test } from 'vitest'
import { watchedStep } from '../headless/watched-step'
import { descriptionOf } from '../neurons/descriptions'
import { leakyText } from '../neurons/equations/leaky'
import { neuronSchema } from '../neurons/schema'
import { madeData, small } from '../testing/data'
import { testGpu } from '../testing/gpu'
import { lossesOf, openFor, weightsOf } from '../testing/open'
import { check } from './check'
import { withEdit } from './edit'

const gpu = await testGpu()
const data = madeData()

const formula = (text: string) => ({ kind: 'formula', text }) as const

async function trained(change: object, steps = 8): Promise<number[]> {
  using run = await openFor(gpu, small(change as never), data)
  run.submit(steps)
  return await lossesOf(run)
}

function expectSame(got: readonly number[], want: readonly number[]): void {
  expect(got).toHaveLength(want.length)
  expect(new Set(want).size).toBeGreaterThan(1)
  for (const [step, loss] of want.entries()) expect(Math.abs(got[step]! - loss), `step ${step + 1}`).toBeLessThan(1e-5)
}

const dense = { kind: 'mlp', hidden: [13, 20] } as const
const normed = { ...dense, normalization: { kind: 'tdBatchNorm' }, bias: false, dropout: 0.2 } as const
const maps = {
  kind: 'layers',
  layers: [{ kind: 'conv', outputs: 5, stride: 2 }, { kind: 'residual', outputs: 8, stride: 2 }, { kind: 'globalPool' }],
} as const
const recurrent = { kind: 'recurrent', hidden: [13, 20], recurrence: { kind: 'skip', span: 2 } } as const
/** Its threshold is low enough for every layer to fire. */
const lif = neuronSchema.parse({ kind: 'lif', decay: 0.75, threshold: 0.25 })
const plif = neuronSchema.parse({ kind: 'plif', initialDecay: 0.6, threshold: 0.8 })
const asText = { kind: 'equations', text: leakyText(descriptionOf(lif).rule) } as const

const ATAN = 'param scale = 2\nsurrogate(u) = scale/2/(1 + (pi/2*scale*u)^2)'
const RECT = 'surrogate(z) = abs(z) < 0.5'

test.each([
  ['dense', dense, lif],
  ['tdBN and dropout', normed, lif],
  ['feature maps', maps, plif],
  ['recurrent', recurrent, lif],
  ['a text', normed, asText],
  ['a recurrent text', recurrent, asText],
] as const)('the arctangent as a formula has the losses of the built-in one: %s', async (_, network, neuron) => {
  const built = await trained({ network, neuron, surrogate: { kind: 'atan', scale: 2 } })
  expectSame(await trained({ network, neuron, surrogate: formula(ATAN) }), built)
})

test('the rectangle as a formula has the losses of the built-in one', async () => {
  const built = await trained({ network: dense, neuron: lif, surrogate: { kind: 'rect', width: 1 } })
  expectSame(await trained({ network: dense, neuron: lif, surrogate: formula(RECT) }), built)
})

const MPD_AGL = `param theta = 0.8
surrogate(z) = (abs(z) < gain*theta*where(t > 0, sqrt(1 + leak^2), 1))/(2*gain*theta*where(t > 0, sqrt(1 + leak^2), 1))`

describe('the adaptive window of MPD-AGL as a formula', () => {
  test.each([
    ['LIF', neuronSchema.parse({ kind: 'lif', decay: 0.5, threshold: 0.8 })],
    ['PLIF', plif],
  ])('has the losses of the built-in one over 100 steps: %s', async (_, neuron) => {
    const change = { network: normed, neuron, encoder: { kind: 'poisson', steps: 4 } }
    const built = await trained({ ...change, surrogate: { kind: 'rect', window: 'adaptive' } }, 100)
    expectSame(await trained({ ...change, surrogate: formula(MPD_AGL) }, 100), built)
  })
})

const FOLLOWS = 'surrogate(z) = (abs(z) < std)/(2*std)'

test.each([
  ['LIF', lif, formula(FOLLOWS)],
  ['a text with the surrogate of the experiment', asText, formula(FOLLOWS)],
  ['a text with its own', { kind: 'equations', text: `${asText.text}\n${FOLLOWS}` }, formula('surrogate(z) = 1')],
] as const)('a window that follows std is a fixed one in the first step, and follows from the second: %s', async (_, neuron, surrogate) => {
  const fixed = await trained({ network: dense, neuron: lif, surrogate: { kind: 'rect', width: 2 } }, 4)
  const follows = await trained({ network: dense, neuron, surrogate }, 4)
  expectSame(follows.slice(0, 2), fixed.slice(0, 2))
  expect(Math.abs(follows[2]! - fixed[2]!)).toBeGreaterThan(1e-5)
})

test('the window is counted with the std that the training step before measured, which is part of a checkpoint', async () => {
  const e = small({ network: normed, neuron: lif, surrogate: formula(FOLLOWS), encoder: { kind: 'poisson', steps: 3 } } as never)
  using run = await openFor(gpu, e, data)
  const [first] = await watchedStep(gpu, run)
  const [second] = await watchedStep(gpu, run)
  for (let t = 0; t < 3; t++) {
    const half = (edge: 'windowLow' | 'windowHigh', of: typeof first) => Math.abs(of![edge][t]! - of!.threshold)
    expect(half('windowHigh', first)).toBeCloseTo(1, 4)
    expect(half('windowHigh', second)).toBeCloseTo(first!.standardDeviation[t]!, 4)
    expect(half('windowLow', second)).toBeCloseTo(first!.standardDeviation[t]!, 4)
    expect(second!.available[t]).toBeGreaterThan(0)
    expect(second!.available[t]).not.toBe(second!.availableFixed[t])
  }
  const checkpoint = await run.checkpoint()
  run.submit(3)
  const weights = await weightsOf(run)
  run.reset()
  run.restore(checkpoint)
  run.submit(3)
  expect(await weightsOf(run)).toEqual(weights)
})

test.each([
  ['a fault', formula('surrogate(z) = expp(z)'), 'The surrogate has no meaning yet: line 1, column 16: expp is not a function; exp is.'],
  ['no surrogate', formula('# nothing yet'), /^The surrogate has no meaning yet: line 1, column 1: no line gives the surrogate/],
] as const)('%s is said at the field', (_, surrogate, want) => {
  const edited = withEdit(small({}), 'surrogate', surrogate)
  if (!edited.ok) throw new Error('the schema refuses it')
  const [problem] = check(edited.experiment).filter(({ path }) => path === 'surrogate.text')
  if (typeof want === 'string') expect(problem?.message).toBe(want)
  else expect(problem?.message).toMatch(want)
})

test('a surrogate in the text of the neuron is said at the surrogate, which has no effect then', () => {
  const of = (text: string) => {
    const edited = withEdit(small({}), 'neuron', { kind: 'equations', text })
    if (!edited.ok) throw new Error('the schema refuses it')
    return check(edited.experiment).filter(({ path }) => path === 'surrogate.kind')
  }
  expect(of(asText.text)).toEqual([])
  expect(of(`${asText.text}\n${FOLLOWS}`)).toMatchObject([{ severity: 'warning', message: expect.stringContaining('has no effect') }])
})
