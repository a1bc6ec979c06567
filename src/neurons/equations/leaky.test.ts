/** LIF and PLIF as equations against their reference: the same spikes, potentials and gradients. */
import { describe, expect, test } from 'vitest'
import { expectClose } from '../../testing/close'
import type { LeakyRule } from '../description'
import { lifBackward, lifForward } from '../lif/reference'
import { RESETS } from '../lif/schema'
import { wOfDecay } from '../plif/reference'
import { SURROGATES } from '../surrogate/describe'
import { sigmoid, stepFunction } from '../surrogate/reference'
import { surrogateSchema } from '../surrogate/schema'
import { read } from './check'
import { describeEquations } from './describe'
import { inBlocks, leakyText } from './leaky'
import { programOf } from './program'
import { backward, simulate } from './reference'
import { equationsSpec } from './schema'

const STEPS = 40
const CURRENT = Array.from({ length: STEPS }, (_, t) => 0.7 + 0.9 * Math.sin(1.7 * t))
const SURROGATE = stepFunction('atan', Array<number>(STEPS).fill(2))
const CASES = RESETS.flatMap((reset) =>
  [false, true].flatMap((detachReset) => [false, true].map((learnsDecay) => ({ reset, detachReset, learnsDecay }))),
)

describe.each(CASES)('reset $reset, detached $detachReset, learned decay $learnsDecay', (kind) => {
  test.each([
    { inputGain: 1, resetTo: 0, initialMembrane: 0 },
    { inputGain: 0.35, resetTo: -0.25, initialMembrane: 0.6 },
  ])('input gain $inputGain, reset to $resetTo, begins at $initialMembrane', ({ initialMembrane, ...values }) => {
    const rule: LeakyRule = { ...kind, ...values, decay: 0.83, threshold: 0.9 }
    const answer = read(leakyText(rule, initialMembrane))
    if (!answer.ok) throw new Error(answer.faults[0]!.message)
    const starts = Object.fromEntries(answer.model.parameters.map(({ name, start }) => [name, start.kind === 'number' ? start.value : NaN]))
    const conditions = { parameter: (name: string) => starts[name]!, surrogate: SURROGATE }
    const program = programOf(answer.model)
    const trace = simulate(program, CURRENT, conditions)

    const p = { ...rule, decay: kind.learnsDecay ? sigmoid(wOfDecay(rule.decay)) : rule.decay, initialMembrane }
    const expected = lifForward(CURRENT, p, SURROGATE)
    expect(trace.of('s')).toEqual(expected.spikes)
    expect(expected.spikes).toContain(1)
    expectClose(trace.of('u'), expected.membrane, { absolute: 1e-12, reason: 'the same equations in float64' })

    const ones = CURRENT.map(() => 1)
    const { x } = backward(program, CURRENT, conditions, { s: ones })
    const { currentGrad } = lifBackward(expected, ones, p, SURROGATE)
    expectClose(x, currentGrad, { absolute: 1e-12, reason: 'the same equations in float64' })
  })
})

test('leaves out what has no effect', () => {
  const rule = { decay: 0.9, learnsDecay: false, threshold: 1, inputGain: 1, reset: 'zero', resetTo: 0, detachReset: false } as const
  expect(leakyText(rule).split('\n')).toEqual([
    '# LIF',
    'param beta = 0.9 in 0..1',
    'param theta = 1 in 0.05..20',
    'u = beta*v[t-1] + x',
    's = spike(u - theta)',
    'v = u*(1 - s)',
  ])
})

describe.each(RESETS)('truncated backpropagation through time, reset %s', (reset) => {
  test.each([1, 3, 7, STEPS])('in blocks of %i steps, the gradient of a current is that of the rest of its block', (block) => {
    const rule: LeakyRule = { reset, detachReset: false, learnsDecay: false, inputGain: 1, resetTo: -0.25, decay: 0.83, threshold: 0.9 }
    const answer = read(inBlocks(leakyText(rule), block).text)
    if (!answer.ok) throw new Error(answer.faults[0]!.message)
    const starts = Object.fromEntries(answer.model.parameters.map(({ name, start }) => [name, start.kind === 'number' ? start.value : NaN]))
    const conditions = { parameter: (name: string) => starts[name]!, surrogate: SURROGATE }
    const program = programOf(answer.model)
    const course = lifForward(CURRENT, rule, SURROGATE)
    expect(simulate(program, CURRENT, conditions).of('s')).toEqual(course.spikes)
    const weights = CURRENT.map((_, t) => Math.cos(t))
    const inBlock = (t: number, of: number) => Math.floor(t / block) === Math.floor(of / block)
    const expected = CURRENT.map((_, at) => {
      const rest = weights.map((weight, t) => (inBlock(t, at) ? weight : 0))
      return lifBackward(course, rest, rule, SURROGATE).currentGrad[at]!
    })
    const found = backward(program, CURRENT, conditions, { s: weights })
    expectClose(found.x, expected, { absolute: 1e-12, reason: 'the same products in float64' })
  })
})

test('a text has its surrogate written of the argument of the spike, whatever its potential is called', () => {
  const { slope } = describeEquations(equationsSpec('v = 0.5*v[t-1] + x\ns = spike(v - 1)'))
  const equationsOf = (surrogate: object) => slope(surrogateSchema.parse(surrogate)).equations
  expect(equationsOf({ kind: 'rect' })[0]).toEqual(['∂s/∂z', '≈', '1/κ where |z| < κ/2, else 0'])
  expect(equationsOf({ kind: 'atan' })).toEqual([['∂s/∂z', '≈', '({scale}/2) / (1 + (π/2 · {scale} z)²)']])
  for (const kind of Object.keys(SURROGATES)) expect(JSON.stringify(equationsOf({ kind }))).not.toMatch(/[uθ]/)
  // Legends and the help of the views show the same window.
  const windowOf = (surrogate: object) => slope(surrogateSchema.parse(surrogate)).window
  expect(windowOf({ kind: 'rect' })).toEqual({
    short: 'gradient window κ[t]',
    long: '|z| < κ[t]/2, z being the argument of the spike: where the surrogate lets a gradient through.',
    above: 'spiking, z ≥ 0',
  })
  expect(windowOf({ kind: 'triangle' }).short).toBe('gradient window, |z| < 1/α')
  for (const kind of Object.keys(SURROGATES)) expect(JSON.stringify(windowOf({ kind }))).not.toMatch(/\bu\b|θ/)
})
