/** The reference of equations: against the published models' own code, and its gradients against central differences. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Case, caseFiles, readCase } from '../../headless/conformance/read'
import { surrogateScale } from '../surrogate/describe'
import { type SpikeFunction, slope, smoothSpike, stepFunction } from '../surrogate/reference'
import type { SurrogateSpec } from '../surrogate/schema'
import { read } from './check'
import { centralDifference } from './check-gradient'
import { programOf } from './program'
import { backward, type Conditions, integral, simulate } from './reference'

const CASES = caseFiles('src/testing/cases/neuron-equations').map(readCase)

function modelOf(text: string) {
  const found = read(text)
  if (!found.ok) throw new Error(found.faults.map(({ message }) => message).join(' '))
  return found.model
}

/** The neurons of a case, one by one: the input of each and its parameters. */
function cellsOf(c: Case) {
  const { equations, surrogate, values } = c.attrs as { equations: string; surrogate: SurrogateSpec | null; values: Record<string, number> }
  const [steps, batch, neurons] = c.inputs.x!.shape as [number, number, number]
  const program = programOf(modelOf(equations))
  const f: SpikeFunction = surrogate ? stepFunction(surrogate.kind, surrogateScale(surrogate)) : stepFunction('rect', 1)
  const series = (data: readonly number[], b: number, n: number) =>
    Array.from({ length: steps }, (_, t) => data[(t * batch + b) * neurons + n]!)
  const parameter = (n: number) => (name: string) => {
    const given = c.inputs[name]
    return given ? given.data[given.data.length > 1 ? n : 0]! : values[name]!
  }
  return { program, f, series, parameter, batch, neurons }
}

const norm = (values: readonly number[]) => Math.hypot(...values)
const error = (got: readonly number[], want: readonly number[]) => norm(got.map((value, i) => value - want[i]!)) / (norm(want) || 1)

describe('the shelf', () => {
  it.each(CASES.map((c) => [c.name, c] as const))('%s has the spikes, states and gradients of its own code', (_, c) => {
    const { program, f, series, parameter, batch, neurons } = cellsOf(c)
    const learned = Object.keys(c.gradients).filter((name) => name !== 'x')
    const sums = Object.fromEntries(learned.map((name) => [name, c.gradients[name]!.data.map(() => 0)]))
    for (let b = 0; b < batch; b++)
      for (let n = 0; n < neurons; n++) {
        const conditions: Conditions = { parameter: parameter(n), surrogate: f }
        const x = series(c.inputs.x!.data, b, n)
        const simulated = simulate(program, x, conditions)
        for (const [name, { data }] of Object.entries(c.outputs))
          if (name === 's') expect(simulated.of(name)).toEqual(series(data, b, n))
          else expect(error(simulated.of(name), series(data, b, n))).toBeLessThan(1e-6)
        const given = Object.fromEntries(Object.entries(c.cotangents).map(([name, { data }]) => [name, series(data, b, n)]))
        const found = backward(program, x, conditions, given)
        expect(error(found.x, series(c.gradients.x!.data, b, n))).toBeLessThan(1e-6)
        for (const name of learned) {
          const at = sums[name]!.length > 1 ? n : 0
          sums[name]![at] = sums[name]![at]! + found.parameters[name]!.reduce((a, g) => a + g, 0)
        }
      }
    for (const name of learned) expect(error(sums[name]!, c.gradients[name]!.data)).toBeLessThan(1e-6)
  })
})

/** The smooth spike of any slope: 1/2 at 0, and its integral on short pieces. */
function smoothed(z: number, _: number, slopeAt: (z: number) => number): number {
  const pieces = 40
  let sum = 0.5
  for (let piece = 0; piece < pieces; piece++) sum += integral(slopeAt, (z / pieces) * piece, (z / pieces) * (piece + 1))
  return sum
}

const STEPS = 6

/** Numeric and analytic derivatives of the sum of s and z over time, weighted, by one input and by one parameter. */
function derivatives(text: string, x: readonly number[], weights: readonly number[], surrogate: SpikeFunction) {
  const model = modelOf(text)
  const program = programOf(model)
  const learned = model.parameters.filter((parameter) => parameter.learned !== null).map(({ name }) => name)
  const start = Object.fromEntries(model.parameters.map(({ name, start }) => [name, start.kind === 'number' ? start.value : 0]))
  const smooth: Conditions['smooth'] = model.surrogate ? smoothed : (z) => smoothSpike('atan', 2, z)
  const conditions = (values: Readonly<Record<string, number>>): Conditions => ({ parameter: (name) => values[name]!, surrogate, smooth })
  const loss = (input: readonly number[], values: Readonly<Record<string, number>>) =>
    simulate(program, input, conditions(values))
      .of('s')
      .reduce((sum, s, t) => sum + s * weights[t]!, 0)
  const found = backward(program, x, conditions(start), { s: weights })
  const pair = (analytic: number, f: (d: number) => number) => {
    const { numeric, kink } = centralDifference(f, 2e-4, 1e-5)
    return { error: Math.abs(analytic - numeric) / (1 + Math.abs(numeric)), kink }
  }
  return [
    ...x.map((_, at) =>
      pair(found.x[at]!, (d) =>
        loss(
          x.map((value, i) => (i === at ? value + d : value)),
          start,
        ),
      ),
    ),
    ...learned.map((name) =>
      pair(
        found.parameters[name]!.reduce((a, g) => a + g, 0),
        (d) => loss(x, { ...start, [name]: start[name]! + d }),
      ),
    ),
  ]
}

/** Inputs that are never exactly at a kink. */
const inputs = fc.array(
  fc.integer({ min: -1000, max: 1000 }).map((value) => value / 667 + 0.000317),
  { minLength: STEPS, maxLength: STEPS },
)
const atan: SpikeFunction = { spike: () => Number.NaN, slope: (z) => slope('atan', 2, z) }

describe('gradients are central differences of the smooth model', () => {
  const TEXTS = [
    ['a leak', 'param a = 0.8 in 0..1 learned\nv = a*v[t-1] + x\ns = spike(v - 1)'],
    [
      'a state that begins at parameters',
      'param a = 0.8 learned\nparam b = 0.5 learned\ninit w = b*a\nw = a*w[t-1] + b*s[t-1] + sin(x)\nu = tanh(x)*w + sqrt(x*x + 1) - exp(-w)\ns = spike(u - b)',
    ],
    [
      'powers and logarithms',
      'param a = 1.3 learned\nv = 0.2*v[t-1] + 0.1*log(softplus(a*x)) + 0.02*(v[t-1] + 4)^a\ns = spike(v^3 - cos(a))',
    ],
    ['an analog output', 'param a = 0.6 learned\nv = a*v[t-1] + x/(a + 1) + sigmoid(a*x)^1.5\ns = spike(v - 0.3) + 0.1*v'],
    [
      'its own surrogate',
      'param k = 2\nparam a = 0.7 learned\nsurrogate(z) = k/(1 + (k*z)^2)\nv = a*v[t-1] + x - a*s[t-1]\ns = spike(v - 1)',
    ],
    ['several spikes', 'param a = 0.7 learned\nr = spike(x - 0.2)\nv = a*v[t-1] + r - s[t-1]\ns = spike(v - a)'],
    ['steps that are not passed', 'param a = 0.7 learned\nv = a*v[t-1] + x*(1 + t/T)\ns = spike(v - 1 + detach(0*v))'],
  ] as const
  it.each(TEXTS)('%s', (_, text) => {
    fc.assert(
      fc.property(inputs, inputs, (x, weights) => {
        for (const { error } of derivatives(text, x, weights, atan)) expect(error).toBeLessThan(1e-6)
      }),
      { numRuns: 10 },
    )
  })

  it('of random texts', () => {
    const leaf = fc.oneof(
      fc.constantFrom('x', 'a', 'b', 'v[t-1]', 's[t-1]', 'w[t-1]', 't/T'),
      fc.double({ min: -2, max: 2, noNaN: true }).map((value) => `(${value.toFixed(3)})`),
    )
    const { node } = fc.letrec<{ node: string }>((tie) => ({
      node: fc.oneof(
        { maxDepth: 4, withCrossShrink: true },
        leaf,
        fc.tuple(tie('node'), fc.constantFrom('+', '-', '*'), tie('node')).map(([l, op, r]) => `(${l} ${op} ${r})`),
        fc
          .tuple(fc.constantFrom('sin', 'cos', 'tanh', 'sigmoid', 'softplus', 'relu', 'abs', 'detach', '-'), tie('node'))
          .map(([f, arg]) => `${f}(${arg})`),
        fc.tuple(fc.constantFrom('min', 'max'), tie('node'), tie('node')).map(([f, l, r]) => `${f}(${l}, ${r})`),
        fc.tuple(tie('node'), tie('node'), tie('node')).map(([c, l, r]) => `where(${c} > 0.1, ${l}, ${r})`),
        tie('node').map((arg) => `(${arg})/(1.5 + x*x)`),
        tie('node').map((arg) => `log(1 + exp(-(${arg})^2))`),
      ),
    }))
    let compared = 0
    fc.assert(
      fc.property(node, node, node, inputs, inputs, (v, w, z, x, weights) => {
        const text = `param a = 0.6 learned\nparam b = -0.4 learned\nv = 0.5*v[t-1] + 0.3*tanh(${v})\nw = 0.5*tanh(${w})\ns = spike(${z} - b + 0*w + 0*v)`
        if (/detach/.test(text)) return void modelOf(text)
        for (const { error, kink } of derivatives(text, x, weights, atan)) {
          if (kink) continue
          compared++
          expect(error).toBeLessThan(1e-6)
        }
      }),
      { numRuns: 40 },
    )
    expect(compared).toBeGreaterThan(200)
  })
})
