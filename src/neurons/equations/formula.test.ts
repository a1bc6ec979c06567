/** A surrogate as a formula: what is said of one without a meaning, its printed shaders against float64, its window, and what it reads. */
import { describe, expect, it, test } from 'vitest'
import { activation } from '../../engine/graph'
import { createNetwork } from '../../engine/network'
import { constant, persistent, tensor, view } from '../../engine/tensor'
import { contextFor } from '../../headless/conformance/neurons'
import { expectClose, noise } from '../../testing/close'
import { kernelGpu, runOps } from '../../testing/gpu'
import { leaky } from '../leaky/layer'
import { halfWidth, slope } from '../surrogate/reference'
import { faultText } from './check'
import { describeEquations } from './describe'
import { formulaIn, formulaText, isMoving, readFormula } from './formula'
import { formulaWindows, withFormula } from './formula-shader'
import { printedKernel } from './kernels'
import { createMeasured } from './measured'
import { formulaAt, formulaHalfWidth, type Reading, UNMEASURED } from './peak'

const gpu = await kernelGpu()

describe('a text', () => {
  it.each([
    ['', 'line 1, column 1: no line gives the surrogate; write surrogate(z) = 1/(10*abs(z) + 1)^2, say'],
    ['surrogate(z) = s', 'line 1, column 16: s is not known in a surrogate; z, parameters, t, T, mean, std, gain, leak are'],
    ['surrogate(z) = expp(z)', 'line 1, column 16: expp is not a function; exp is'],
    [
      'w = 2*std\nsurrogate(z) = (abs(z) < w)/w',
      'line 1, column 1: a surrogate by itself has no other lines; write what w is inside surrogate(z) = …, or as param w = 1',
    ],
    ['param a = 1 learned\nsurrogate(z) = a', 'line 1, column 1: nothing of a surrogate is learned; write param a = 1'],
    ['surrogate(z) = spike(z)', 'line 1, column 16: a surrogate holds no spike(…), since it is the derivative of one'],
  ])('%s is refused in a sentence', (text, want) => {
    const found = readFormula(text)
    expect(found.ok ? '' : faultText(found.faults[0]!)).toBe(want)
  })

  it('is read with numbers in place of its parameters', () => {
    const found = readFormula('param a = 2 in 0..4\nparam z = 9\nsurrogate(z) = a*z + mean # a line')
    if (!found.ok) throw new Error('it has a fault')
    expect(formulaText(found.model)).toBe('surrogate(z) = 2*z + mean')
    expect(isMoving(formulaIn('surrogate(z) = mean + z'))).toBe(true)
    expect(isMoving(formulaIn('surrogate(t1) = t1*pi/T'))).toBe(false)
  })
})

const FORMULAS = [
  'param scale = 2\nsurrogate(u) = scale/2/(1 + (pi/2*scale*u)^2)',
  'surrogate(z) = (abs(z - mean) < std)/(2*std)',
  'surrogate(z) = exp(-0.5*(z/std)^2)/(std*sqrt(2*pi))',
  'surrogate(z) = gain*max(0, 1 - abs(z)/(std*(1 + leak)))',
  'surrogate(z) = where(z > 0, 1 - tanh(z)^2, clamp(1 + z, 0, 1))*(t + 1)/T',
  'surrogate(z) = 1/(10*abs(z) + 1)^2 + sigmoid(mean*z)*0.1 + softplus(-abs(z))',
] as const
const STEPS = 3
const readings = [
  { mean: -0.25, std: 0.75, gain: 1.25, leak: 0.5 },
  { mean: 0.5, std: 1.5, gain: 1.25, leak: 0.5 },
  { mean: -3, std: 0.125, gain: 1.25, leak: 0.5 },
].map((reading, t): Reading => ({ ...reading, t, T: STEPS }))
/** The words that the kernels read, in the layout of `MeasuredRow.table`. */
const tableWords = Float32Array.of(
  ...readings.map(({ t }) => t),
  ...readings.flatMap(({ mean, std, gain, leak }) => [mean, std, gain, leak]),
)

test.each(FORMULAS)('the printed slope is that of the reference: %s', async (text) => {
  const formula = formulaIn(text)
  const random = noise(3)
  const [batch, neurons] = [2, 12]
  const x = Float32Array.from({ length: STEPS * batch * neurons }, () => 6 * random() - 3)
  const input = activation('x', [STEPS, batch, neurons], 'dense', true)
  // Without decay and reset, the gradient of the input is the slope at x minus the threshold.
  const rule = { threshold: 0.5, inputGain: 1, reset: 'none', resetTo: 0, detachReset: false } as const
  const made = withFormula(
    leaky(contextFor('train', STEPS, batch), 'layer', input, rule, {
      decay: constant('decay', [0]),
      surrogate: 'rect',
      surrogateScale: persistent('table', 'f32', [tableWords.length], tableWords),
    }),
    formula,
  )
  const writes = [
    [input.value, x],
    [made.outputs[0]!.grad!, new Float32Array(x.length).fill(1)],
  ] as const
  const [got] = await runOps(gpu, [...made.forward, ...made.backwardInput], writes, [input.grad!])
  const want = Array.from(x, (value, i) => formulaAt(formula, value - 0.5, readings[Math.floor(i / (batch * neurons))]))
  expect(new Set(want).size).toBeGreaterThan(1)
  expectClose(got!, want, { relative: 2e-5, absolute: 2e-6, reason: 'a few functions of single precision' })
})

describe('the window', () => {
  it.each([
    ['param scale = 2\nsurrogate(u) = scale/2/(1 + (pi/2*scale*u)^2)', halfWidth('atan', 2)],
    ['surrogate(z) = 1/(25*abs(z) + 1)^2', halfWidth('fastSigmoid', 25)],
    ['surrogate(z) = (abs(z) < 0.4)/0.8', 0.4],
    ['surrogate(z) = (abs(z + 2) < 0.01)', 2.01],
    ['surrogate(z) = 0*z', 0],
  ])('of %s ends where the slope falls below a tenth of its peak', (text, want) => {
    expect(formulaHalfWidth(formulaIn(text), { ...UNMEASURED, mean: -2, std: 0.04 })).toBeCloseTo(want, 3)
  })

  it.each(FORMULAS)('is found on the GPU as in float64: %s', async (text) => {
    const formula = formulaIn(text)
    const tables = persistent('tables', 'f32', [1, tableWords.length], tableWords)
    const widths = tensor('widths', 'f32', [1, 64])
    const op = printedKernel('window', formulaWindows(formula), () => STEPS)({ tables, widths }, { steps: STEPS })
    const [got] = await runOps(gpu, [op], [], [view(widths, [STEPS])])
    const want = readings.map((reading) => formulaHalfWidth(formula, reading))
    expectClose(got!, want, { relative: 1e-4, absolute: 1e-4, reason: 'a tenth of a peak that is found in single precision' })
  })
})

test('next to a text with several spikes, it counts for each of them', () => {
  const { problems } = describeEquations({ kind: 'equations', text: 's = spike(x) + spike(x - 1) + spike(x - 2)' })
  const besides = (terms: number) =>
    problems({ surrogate: { kind: 'formula', text: `surrogate(z) = ${Array(terms).fill('z').join('*')}` } })
  expect(besides(300)).toEqual([])
  expect(besides(400).map(({ path, message }) => [path, message])).toEqual([
    ['surrogate.text', 'With this formula, which is computed for each spike(…), the equations have 1204 operations; 1000 are the most.'],
  ])
})

test('the reference of a formula is the built-in surrogate', () => {
  const atan = formulaIn(FORMULAS[0])
  for (const z of [-2, -0.3, 0, 0.7]) expect(formulaAt(atan, z)).toBeCloseTo(slope('atan', 2, z), 14)
})

test.each([0, 300])(
  'mean, std, gain and leak are those of the layer, by step, and are read in the step after: potentials around %d',
  async (far) => {
    const [batch, features, neurons] = [700, 30, 32]
    const network = createNetwork('test')
    const context = { ...contextFor('train', STEPS, batch), network }
    const measured = createMeasured(context, 2)
    const formula = formulaIn('surrogate(z) = (abs(z - mean) < std)*gain')
    const parameter = (name: string, values: readonly number[]) =>
      network.parameter(name, [values.length], 'norm', () => Float32Array.from(values))
    const gamma = parameter(
      'gamma',
      Array.from({ length: neurons }, (_, c) => (c < features ? (c % 2 ? -1.5 : 0.5) : 77)),
    )
    measured.row(formula, { name: 'other', features: 4 }).sums(tensor('other', 'f32', [STEPS, 1, 4]), 0)
    const row = measured.row(formula, { name: 'layer', features, gamma })
    const membrane = tensor('membrane', 'f32', [STEPS, batch, neurons])
    const random = noise(5)
    const u = Float32Array.from({ length: STEPS * batch * neurons }, (_, i) => (i % neurons < features ? far + 2 * random() - 0.25 : 1e6))
    const summing = row.sums(membrane, 0.5)
    const [table, observed] = await runOps(
      gpu,
      [...measured.before(network, 0.25), ...summing, ...measured.after(network)],
      [
        [membrane, u],
        [network.values, network.initialValues()],
        [network.statistics, network.initialStatistics()],
      ],
      [row.table, network.observed],
    )
    const unmeasured = Array.from({ length: STEPS }, () => [0, 1, 1, 0.25]).flat()
    expectClose(table!, [0, 1, 2, ...unmeasured], { relative: 1e-6, reason: 'numbers of one digit' })
    for (let t = 0; t < STEPS; t++) {
      const z = Array.from(u.subarray(t * batch * neurons, (t + 1) * batch * neurons)).flatMap((value, i) =>
        i % neurons < features ? [value - 0.5] : [],
      )
      const mean = z.reduce((a, b) => a + b) / z.length
      const std = Math.sqrt(z.reduce((sum, value) => sum + (value - mean) ** 2, 0) / z.length)
      // Statistics begin at multiples of 64: those of the other layer come first.
      expectClose([observed![128 + t]!, observed![192 + t]!], [mean, std], { relative: 1e-5, reason: 'sums of some thousand numbers' })
    }
    expect([...network.momenta()]).toEqual([1, 1, 1, 1])
  },
)
