/** The check of a neuron's gradient: it agrees for every published model, at real spikes, and finds a derivative that is wrong. */
import { describe, expect, it } from 'vitest'
import { randomKey, uniform } from '../../engine/random'
import { stepFunction } from '../surrogate/reference'
import { modelOf } from './check'
import { checkGradient, type Direction, type Trace } from './check-gradient'
import { leakyText } from './leaky'
import { programOf } from './program'
import { backward } from './reference'
import { SHELF } from './shelf'

const STEPS = 12

function traceOf(text: string): { program: ReturnType<typeof programOf>; trace: Trace; directions: Direction[] } {
  const model = modelOf(text)
  const [x, weights] = [1, 2].map((seed) => Array.from({ length: STEPS }, (_, t) => uniform(randomKey(seed, 0), t)))
  const starts = Object.fromEntries(model.parameters.map(({ name, start }) => [name, start.kind === 'number' ? start.value : start.a]))
  const trace: Trace = {
    x: x!.map((value) => 2.5 * value - 0.4),
    weights: weights!.map((value) => 2 * value - 1),
    conditions: { parameter: (name) => starts[name]!, surrogate: stepFunction('atan', 2) },
  }
  const learned = model.parameters.filter((parameter) => parameter.learned !== null)
  const directions = [...(trace.weights as number[])].map((_, step): Direction => ({ parameter: null, step }))
  for (const { name } of learned) directions.push({ parameter: name, step: null }, { parameter: name, step: 3 })
  return { program: programOf(model), trace, directions }
}

/** The worst difference relative to the largest derivative, of those that have one. */
function worst(checked: ReturnType<typeof checkGradient>): number {
  const sound = checked.filter(({ kink }) => !kink)
  const largest = Math.max(...sound.map(({ numeric }) => Math.abs(numeric)))
  expect(sound.length).toBeGreaterThan(checked.length / 2)
  expect(largest).toBeGreaterThan(0)
  return Math.max(...sound.map(({ analytic, numeric }) => Math.abs(analytic - numeric))) / largest
}

const LIF = leakyText({ decay: 0.8, learnsDecay: false, threshold: 1, inputGain: 1, reset: 'zero', resetTo: 0, detachReset: true })
const ALIF = `param alpha = 0.9 in 0..1 learned
param beta = 0.4 learned per step
b = 0.97*b[t-1] + s[t-1]
v = alpha*v[t-1] + x - s[t-1]
s = spike(v - 1 - beta*b)`
const OWN = `param k = 2 learned
param a = 0.7 learned
surrogate(z) = k/(1 + (k*z)^2)
v = a*v[t-1] + x - a*s[t-1]
s = spike(v - 1)`

describe('the analytic gradient is the numeric one', () => {
  it.each<readonly [string, string]>([
    ['LIF with a detached reset', LIF],
    ['ALIF', ALIF],
    ['a surrogate of the text, with a parameter that is learned', OWN],
    ...SHELF.map(({ name, text }) => [name, text] as const),
  ])('%s', (_, text) => {
    const { program, trace, directions } = traceOf(text)
    expect(worst(checkGradient(program, trace, directions))).toBeLessThan(1e-6)
  })
})

it('finds a derivative that is wrong', () => {
  const { program, trace, directions } = traceOf(ALIF)
  // The decay of the threshold is forgotten: a gradient that leaves a path out.
  const wrong = programOf(modelOf(ALIF.replace('b = 0.97*b[t-1]', 'b = detach(0.97*b[t-1])')))
  expect(
    worst(checkGradient(program, trace, directions, backward(wrong, trace.x, trace.conditions, { s: trace.weights }))),
  ).toBeGreaterThan(0.01)
})

it('leaves out what has no derivative, close to a kink and exactly at one', () => {
  const { program, trace } = traceOf('v = 0.5*v[t-1] + x\ns = spike(v - 1) + abs(x)')
  const kinksAt = (at: number, conditions = trace.conditions) =>
    checkGradient(
      program,
      { ...trace, conditions, x: Array.from({ length: STEPS }, (_, t) => (t === 4 ? at : 0.7)) },
      [3, 4].map((step) => ({ parameter: null, step })),
    ).map(({ kink }) => kink)
  expect(kinksAt(3e-6)).toEqual([false, true])
  expect(kinksAt(0)).toEqual([false, true])
  expect(kinksAt(0.7)).toEqual([false, false])
  // A neuron at rest whose window ends there: v - 1 is -1, and the window is from -1 to 1.
  const silent = { ...trace, x: Array<number>(STEPS).fill(0), conditions: { ...trace.conditions, surrogate: stepFunction('rect', 2) } }
  expect(checkGradient(programOf(modelOf('v = 0.5*v[t-1] + x\ns = spike(v - 1)')), silent, [{ parameter: null, step: 3 }])).toMatchObject([
    { kink: true },
  ])
})
