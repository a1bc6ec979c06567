/** The equations of the single neuron without a page: parameters in the text, words, plots, and the time of the largest text. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { equationsGradient, simulateEquations } from '../../../networks/single/equations'
import { surrogateCurve } from '../../../networks/single/equations-curves'
import { type SingleNeuron, singleNeuronSchema } from '../../../networks/single/schema'
import { faultText, read } from '../../../neurons/equations/check'
import { formulaIn } from '../../../neurons/equations/formula'
import { withParameter } from '../../../neurons/equations/parameters'
import { SHELF } from '../../../neurons/equations/shelf'
import type { Model } from '../../../neurons/equations/tree'
import { penOf } from '../../base/draw'
import type { Colors } from '../../base/paint'
import { createSvgContext } from '../../base/svg-context'
import { formulaCurves } from '../../shared/formula-field'
import { withinRange } from '../../shared/schema-row'
import { faultSentences } from '../../shared/text-faults'
import { equationsPlots, otherStates } from './equations-chart'
import { drawnSentence, parameterRow } from './equations-text'
import { equationsColumns, equationsSentence, readingsAt } from './equations-words'
import { asEquations } from './exchange'
import { equationsFigure } from './neuron-figure'
import { neuronRows } from './neuron-rows'
import { planeOf } from './phase-plane'
import { paddedSpan } from './plane-chart'
import { currentsOf } from './rate-curve'
import { answerOf, DRAWN, shelved } from './shelf-answers'
import { drawStacked, frameOf } from './stacked-plots'
import { reachOf } from './trace-chart'
import { traceRows } from './trace-table'
import { zeroLines } from './zero-lines'

const spec = (change: object = {}): SingleNeuron => singleNeuronSchema.parse(change)
const modelOf = (text: string): Model => {
  const answer = read(text)
  if (!answer.ok) throw new Error(faultText(answer.faults[0]!))
  return answer.model
}
const shownOf = (text: string, one: SingleNeuron) => {
  const model = modelOf(text)
  return { model, trace: simulateEquations(model, one), gradient: equationsGradient(model, one) }
}
const ALIF = `# Adaptive threshold
param beta = 1.8 in 0..10  # how much
param k = -0.5
b = 0.97*b[t-1] + s[t-1]
v = 0.9*v[t-1] + x - s[t-1]
s = spike(v - 1 - beta*b)`

describe('a parameter is changed in the text', () => {
  const [beta, k] = modelOf(ALIF).parameters as [Model['parameters'][0], Model['parameters'][0]]

  test('and nothing else of the text is', () => {
    expect(withParameter(ALIF, beta, 2.25)).toBe(ALIF.replace('1.8', '2.25'))
    expect(withParameter(ALIF, k, 1e-7)).toBe(ALIF.replace('-0.5', '1e-7'))
    expect(withParameter('  param  a=.5in 0..1\r\ns = a', { at: { line: 1, column: 3 } }, -1)).toBe('  param  a=-1in 0..1\r\ns = a')
  })

  test('so that it reads as that number', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, min: -1e9, max: 1e9 }), (value) => {
        expect(modelOf(withParameter(ALIF, k, value)).parameters[1]!.start).toEqual({ kind: 'number', value: value + 0 })
      }),
    )
  })

  test('by a slider over its range, or a field where it has none', () => {
    expect(parameterRow(beta)).toMatchObject({ label: 'beta', control: 'slider', min: 0, max: 10, step: 0.1, value: 1.8 })
    expect(parameterRow(k)).toMatchObject({ control: 'number', value: -0.5 })
    expect(withinRange(11, parameterRow(beta)).message).toBe('beta is at most 10: 11 became 10.')
    const [wide, narrow] = modelOf('param tau = 2 in 1..1000\nparam a = 0.9 in 0.8187..0.9608\ns = x*tau*a').parameters
    expect(parameterRow(wide!)).toMatchObject({ scale: 'log' })
    expect(parameterRow(narrow!)).toMatchObject({ step: 0.001 })
  })

  test('but one that is drawn is shown at its mean', () => {
    const model = modelOf('param a = uniform(-1, -0.5) learned per neuron\nparam c = 1\ns = a + c')
    expect(drawnSentence(model)).toBe('Drawn when a network is made, here at the mean: a −0.75.')
    expect(drawnSentence(modelOf(ALIF))).toBe(null)
  })
})

test('faults are sentences with line and column, the first few of them', () => {
  const faultsOf = (text: string) => {
    const answer = read(text)
    return answer.ok ? [] : answer.faults
  }
  expect(faultSentences(faultsOf('v = u\ns = spike(v)'))).toEqual([
    'Line 1, column 5: u is not known; assign it in a line above, or write param u = 1.',
  ])
  expect(faultSentences(faultsOf('a = (\nb = (\nc = (\nd = (\ne = (\nf = ('))).toHaveLength(5)
  expect(faultSentences(faultsOf('a = (\nb = (\nc = (\nd = (\ne = (\nf = (')).at(-1)).toBe('2 more below.')
})

describe('a step', () => {
  const one = spec({ current: { kind: 'drawn', values: [1, 0.25] }, steps: 2, gradient: 'spikes' })
  const shown = shownOf(ALIF, one)

  test('has every line in words, with the threshold that moves', () => {
    expect(equationsSentence(one, shown, 0)).toBe(
      't = 1 of 2, fires; input current 1; b 0; v 1; s 1; threshold 1; surrogate derivative 1; gradient of the number of spikes to x[1]: 1',
    )
    expect(equationsSentence(one, shown, 1)).toMatch(/^t = 2 of 2, no spike; input current 0\.25; b 1; v 0\.15; s 0; threshold 2\.8;/)
  })

  test('has its numbers under the formulas', () => {
    expect(readingsAt(shown, 1).map(({ value }) => value)).toEqual(['b[2] = 1', 'v[2] = 0.15', 's[2] = 0'])
    const own = shownOf('surrogate(z) = 3\ninit v = 1\nv = v[t-1] + x\ns = spike(v - 4)', one)
    expect(readingsAt(own, 0).map(({ value }) => value)).toEqual(['v[1] = 2', 's[1] = 0', '∂s/∂z ≈ 3', null])
  })

  test('is a row of the table', () => {
    const [heads, first] = traceRows(equationsColumns(one, shown))
    expect(heads).toEqual(['t', 'current x', 'b', 'v', 's', 'threshold', 'surrogate ∂s/∂v', 'gradient ∂Σs/∂x'])
    expect(first).toEqual([1, 1, 0, 1, 1, 1, 1, 1])
  })
})

describe('the plots', () => {
  const colors = new Proxy({}, { get: () => '#123456' }) as Colors
  const titlesOf = (text: string, one = spec({ gradient: 'spikes' })) => {
    const shown = shownOf(text, one)
    const plots = equationsPlots({ spec: one, ...shown, reach: reachOf(one, shown.trace.input) })
    const { context, elements } = createSvgContext({ measure: (_, words) => 6 * words.length, image: () => '' })
    const pen = penOf(context, { width: 400, height: 600, unit: 1, dark: false, figure: { family: 'Arial' } }, colors)
    drawStacked(pen, frameOf(400, 600, 1, plots), plots, one.steps, 0)
    expect(elements()).not.toMatch(/NaN|Infinity|undefined/)
    return plots.map(({ title }) => title)
  }

  test('are the current, the potential, the spikes, the other states, the surrogate and the gradient', () => {
    expect(titlesOf(ALIF)).toEqual([
      'input current x',
      'potential v',
      'spikes s',
      'state b',
      'surrogate derivative ∂s/∂v',
      'gradient of the number of spikes, ∂Σs/∂x',
    ])
  })

  test('of an analog output have no potential', () => {
    expect(titlesOf('s = relu(x)')).toEqual(['input current x', 'output s', 'gradient of the sum of outputs, ∂Σs/∂x'])
  })

  test('end where a value is not finite', () => {
    expect(titlesOf('v = exp(exp(v[t-1] + 5))\ns = spike(v - 1)')).toContain('potential v')
    expect(titlesOf('w = exp(exp(w[t-1] + 5))\nv = w/w\ns = spike(v - 1)')).toContain('state w')
  })

  test.each(SHELF.map(({ name, text }) => [name, text]))('are drawn of %s', (_, text) => {
    expect(titlesOf(text).length).toBeGreaterThan(4)
  })

  test('the figure has the lines of the text in its caption', () => {
    const one = spec({ equations: ALIF })
    const shown = shownOf(ALIF, one)
    expect(equationsFigure({ spec: one, ...shown, reach: [0, 1] }).scope).toContain('b = 0.97*b[t-1] + s[t-1]; v = ')
  })
})

describe('the shelf', () => {
  test('draws each model firing now and then, from edge to edge', () => {
    expect(shelved()).toHaveLength(SHELF.length)
    for (const { name, spikes, paths } of shelved()) {
      expect(spikes, name).toBeGreaterThanOrEqual(4)
      expect(spikes, name).toBeLessThanOrEqual(25)
      expect(paths.spikes.match(/M/g), name).toHaveLength(spikes)
      for (const path of [paths.potential, paths.threshold]) {
        const points = path.slice(1).split('L')
        expect(points, name).toHaveLength(60)
        for (const point of points) {
          const [x, y] = point.split(' ').map(Number)
          expect(x! > 0 && x! < DRAWN.width && y! >= 0 && y! <= DRAWN.height, `${name} at ${point}`).toBe(true)
        }
      }
    }
  })
  test('draws of a potential that explodes what is finite, and nothing of a text without a spike', () => {
    expect(answerOf('v = exp(exp(v[t-1] + 5))\ns = spike(v - 1)', 0.25)!.paths.potential).toMatch(/^M\d+\.\d \d+\.\d$/)
    expect(answerOf('s = relu(x)', 0.25)).toBe(null)
    expect(answerOf('s = spike(', 0.25)).toBe(null)
  })
})

describe('the plane', () => {
  test('is that of the two states besides s', () => {
    expect(planeOf(shownOf(ALIF, spec()).trace)).toEqual(['b', 'v'])
    expect(planeOf(shownOf('v = v[t-1] + x\ns = spike(v - 1)', spec()).trace)).toBe(null)
    expect(otherStates(shownOf(ALIF, spec()).trace)).toEqual(['b'])
  })
  test('has room around what it shows, also where nothing moves', () => {
    const [low, high] = paddedSpan([2, 2])
    expect(low).toBeLessThan(2)
    expect(high).toBeGreaterThan(2)
    expect(paddedSpan([Number.NaN])).toEqual([-1, 1])
  })
})

describe('the lines where a quantity is 0', () => {
  const along = [0, 1, 2]
  const valuesOf = (f: (x: number, y: number) => number) => along.flatMap((y) => along.map((x) => f(x, y)))
  test('cross the edges of cells in proportion', () => {
    expect(
      zeroLines(
        along,
        along,
        valuesOf((x) => x - 0.25),
      ),
    ).toEqual([
      [0.25, 0, 0.25, 1],
      [0.25, 1, 0.25, 2],
    ])
    const circle = zeroLines(
      along,
      along,
      valuesOf((x, y) => (x - 1) ** 2 + (y - 1) ** 2 - 0.25),
    )
    expect(circle).toHaveLength(4)
  })
  test('are none where nothing crosses, or a value is not finite', () => {
    expect(
      zeroLines(
        along,
        along,
        valuesOf(() => 1),
      ),
    ).toEqual([])
    expect(
      zeroLines(
        along,
        along,
        valuesOf((x) => (x === 0 ? -1 : Number.NaN)),
      ),
    ).toEqual([])
  })
})

test('the currents of the f–I curve go from 0 to twice the highest', () => {
  const positive = currentsOf([0, 1.5])
  expect(positive.at(0)).toBe(0)
  expect(positive.at(-1)).toBe(3)
  const negative = currentsOf([-1])
  expect(negative.at(0)).toBe(-1)
  expect(negative.at(-1)).toBe(1)
})

test('the surrogate over its argument is the text’s own, or the one that is set', () => {
  const own = modelOf('param k = 2\nsurrogate(a) = k*a + std + T\ns = spike(x - 1)')
  expect(surrogateCurve(own, spec({ steps: 10 }), [0, 3])).toEqual([11, 17])
  expect(surrogateCurve(modelOf('s = spike(x - 1)'), spec(), [0, 3])).toEqual([1, 0])
  const typed = spec({ surrogate: { kind: 'formula', text: 'surrogate(z) = 2 + z' } })
  expect(surrogateCurve(modelOf('s = spike(x - 1)'), typed, [0, 3])).toEqual([2, 5])
})

test('a formula is drawn over its window and beyond, with its integral', () => {
  const { z, slope, integral } = formulaCurves(formulaIn('param w = 4\nsurrogate(z) = (abs(z) < w/2)/w'))
  expect([z[0], z.at(-1)]).toEqual([expect.closeTo(-4, 3), expect.closeTo(4, 3)])
  expect(slope[120]).toBe(0.25)
  // The edge of the window lies between two points.
  expect(integral[120]).toBeCloseTo(0.5, 1)
  expect(integral.at(-1)).toBeCloseTo(1, 1)
})

test('equations replace the settings of the built-in neuron, and noise cannot be written', () => {
  expect(neuronRows(spec({ equations: ALIF })).map(({ title }) => title)).toEqual(['Input', 'Surrogate and gradient'])
  expect(asEquations(spec().neuron)).toContain('spike(u - theta)')
  expect(asEquations(spec({ neuron: { kind: 'noisyLif' } }).neuron)).toBe(null)
})
