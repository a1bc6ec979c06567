/** The check of a layer's gradient in open runs: it agrees for built-in neurons and for texts, and finds a wrong derivative. */
import { afterEach, expect, test, vi } from 'vitest'
import type { Run } from '../experiments/run'
import { layerSchema } from '../layers/schema'
import type * as derivative from '../neurons/equations/derivative'
import { leakyText, learningWidths } from '../neurons/equations/leaky'
import { recurrenceSchema } from '../neurons/recurrent-lif/schema'
import { agreementText, type GradientCheck, gradientSentence, rowsOf } from '../readings/gradient-check'
import { madeData, small } from '../testing/data'
import { kernelGpu } from '../testing/gpu'
import { openFor } from '../testing/open'
import { checkLayer } from './gradient-check'

const wrong = vi.hoisted(() => ({ before: false }))
/** A backward pass that forgets what comes from the step after, if so asked. */
vi.mock('../neurons/equations/derivative', async (original) => {
  const { differentiate } = await original<typeof derivative>()
  return {
    differentiate: (...given: Parameters<typeof differentiate>) => {
      const found = differentiate(...given)
      if (!wrong.before) return found
      const before = Object.fromEntries(Object.keys(found.gradients.before).map((name) => [name, null]))
      return { ...found, gradients: { ...found.gradients, before } }
    },
  }
})

const gpu = await kernelGpu()
afterEach(() => {
  wrong.before = false
})
const data = madeData(60, 20)

const checkable = ({ built, compiled }: Run) => ({ gpu, run: compiled, pinned: built.pinned, ops: built.programs.pinned! })

async function checksOf(change: Parameters<typeof small>[0], trained = 3): Promise<GradientCheck[]> {
  using run = await openFor(gpu, small(change), data)
  run.submit(trained)
  const found: GradientCheck[] = []
  for (const { name } of run.built.pinned.graph.spiking) found.push(await checkLayer(checkable(run), name))
  return found
}

const atan = { kind: 'atan', scale: 2 } as const
const lif = { kind: 'lif', decay: 0.6, threshold: 0.5 } as const
const ALIF = `param alpha = 0.7 in 0..1 learned per neuron
param beta = 0.3 in 0..1 learned
param bias = 0.1 learned per step
b = 0.9*b[t-1] + s[t-1]
v = alpha*v[t-1] + x + bias - 0.5*s[t-1]
s = spike(v - 0.5 - beta*b)`
const OWN = `param a = 0.7 in 0..1 learned per channel
surrogate(z) = 1/(10*abs(z) + 1)^2
v = a*v[t-1] + x - s[t-1]
s = spike(v - 0.5)`
const conv = layerSchema.parse({ kind: 'conv', outputs: 5, stride: 3 })
const convolution: NonNullable<Parameters<typeof small>[0]>['network'] = {
  kind: 'layers',
  layers: [conv, layerSchema.parse({ kind: 'linear', outputs: 9 })],
  normalization: { kind: 'tdBatchNorm' },
  bias: false,
}
const rule = { decay: 0.6, learnsDecay: false, threshold: 0.5, inputGain: 1, reset: 'zero', resetTo: 0, detachReset: false } as const
const poisson = { kind: 'poisson', steps: 6 } as const

test.each<[string, Parameters<typeof small>[0], string[]]>([
  ['LIF', { neuron: lif, surrogate: atan }, ['input current']],
  ['LIF with a detached reset and the adaptive window', { neuron: { ...lif, reset: 'subtract', detachReset: true } }, ['input current']],
  ['PLIF', { neuron: { kind: 'plif', initialDecay: 0.4, threshold: 0.5 }, surrogate: atan, encoder: poisson }, ['input current', 'w']],
  ['LIF as a text', { neuron: { kind: 'equations', text: leakyText(rule) }, surrogate: atan, encoder: poisson }, ['input current']],
  ['ALIF', { neuron: { kind: 'equations', text: ALIF }, surrogate: atan, encoder: poisson }, ['input current', 'alpha', 'beta', 'bias']],
  ['learned widths of the window', { neuron: learningWidths(rule, 0.8), encoder: poisson }, ['input current', 'kappa']],
  ['a surrogate of the text, in feature maps', { network: convolution, neuron: { kind: 'equations', text: OWN } }, ['input current', 'a']],
])('the gradient of %s is the numeric one, in float64 and on the adapter', async (_, change, directions) => {
  const checks = await checksOf(change)
  expect(checks).toHaveLength(2)
  for (const { why, traces, flipped, kinks, points } of checks) {
    expect(why).toBeNull()
    expect(traces).toBeGreaterThan(15)
    expect(flipped).toBeLessThan(4)
    expect(kinks).toBeLessThan(points.length / 4)
  }
  const rows = rowsOf(checks)
  expect(new Set(rows.map(({ parameter }) => parameter ?? 'input current'))).toEqual(new Set(directions))
  for (const row of rows) expect(row, JSON.stringify(row)).toMatchObject({ agrees: true })
  expect(Math.max(...rows.map(({ largest }) => largest))).toBeGreaterThan(0.01)
  expect(gradientSentence(checks)).toMatch(/^The gradient is right: \d+ derivatives agree/)
})

test('a backward pass that leaves a path out is found, and the sentence says where', async () => {
  wrong.before = true
  const checks = await checksOf({ neuron: { kind: 'equations', text: ALIF }, surrogate: atan, encoder: poisson })
  const [first] = rowsOf(checks)
  expect(first!.agrees).toBe(false)
  expect(first!.analytic).toBeGreaterThan(0.01)
  expect(first!.gpu).toBeGreaterThan(0.01)
  expect(gradientSentence(checks)).toMatch(
    /^The analytic gradient differs from the numeric one: by \de[+-]\d+ in equations\d, .*, and in \d more\.$/,
  )
})

test('derivatives that are all 0 do not count as agreeing', () => {
  const point = (value: number) => ({ parameter: null, numeric: value, analytic: value, gpu: value })
  const check = (layer: string, values: readonly number[]): GradientCheck => ({
    layer,
    why: null,
    traces: 1,
    points: values.map(point),
    kinks: 0,
    flipped: 0,
  })
  const checks = [check('lif1', [0.5, 0]), check('lif2', [0, 0, 0])]
  expect(rowsOf(checks).map(agreementText)).toEqual(['yes', 'all are 0'])
  expect(gradientSentence(checks)).toBe(
    'The gradient is right: 2 derivatives agree with numeric ones, to 0 in float64 and to 0 on this adapter. 3 more are 0, in every way: no gradient passes there.',
  )
})

test('a layer whose gradient is no surrogate’s, or that receives its own spikes, is not checked, and a sentence says why', async () => {
  const [relu] = await checksOf({ neuron: { kind: 'relu' } })
  expect(gradientSentence([relu!])).toMatch(/cannot be checked: the gradient of a .*\. LIF, PLIF and equations can be\.$/)
  const recurrence = recurrenceSchema.parse({ kind: 'vanilla' })
  const [recurrent] = await checksOf({
    network: { kind: 'recurrent', hidden: [9], recurrence },
    neuron: lif,
    surrogate: atan,
    encoder: poisson,
  })
  expect(gradientSentence([recurrent!])).toMatch(/receive their own spikes/)
})

test('a check changes no bit of the run', async () => {
  const run = await openFor(gpu, small({ neuron: lif, surrogate: atan }), data)
  using other = await openFor(gpu, small({ neuron: lif, surrogate: atan }), data)
  const weights = async ({ compiled, built }: Run) => new Uint32Array(await compiled.read(built.networks[0]!.network.values))
  run.submit(2)
  await checkLayer(checkable(run), 'lif2')
  run.submit(2)
  other.submit(4)
  expect(await weights(run)).toEqual(await weights(other))
  await expect(checkLayer(checkable(run), 'lif9')).rejects.toThrow('lif9 has no neurons. These layers have: lif1, lif2')
  run.destroy()
  await expect(checkLayer(checkable(run), 'lif1')).rejects.toThrow('The run has ended.')
})
