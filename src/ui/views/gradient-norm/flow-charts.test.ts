/** The gradient over time as charts, tables and sentences. */
import { describe, expect, test } from 'vitest'
import type { GradientFlow } from '../../../readings/gradient-flow'
import type { Colors } from '../../base/paint'
import { flowSentence, held, linesOf, methodText, partsOf, tableOf } from './flow-charts'

const colors = new Proxy({}, { get: (_, name) => name }) as Colors
const flow: GradientFlow = {
  layer: 'lif2',
  steps: 4,
  neurons: 8,
  norm: Float32Array.of(1, 2, 4, 8),
  above: Float32Array.of(0, 0, 0, 8),
  neuron: Float32Array.of(1, 1, 3, 0),
  hops: [1, 2, 3, 5, 8].map((span) => ({ span, norm: Float32Array.of(span, 1, 1, 0) })),
  difference: 1e-7,
  typical: Float32Array.of(0.5, 0.25, 0.5),
  largest: Float32Array.of(2, Number.NaN, 4),
  reach: Float32Array.of(-3, -2.5, -0.5),
  probes: 16,
  depth: { from: 'lif3', passing: Float32Array.of(1, 0.5, 0.5, 0), gain: Float32Array.of(2, 1, 0.5, 0), rank: Float32Array.of(8, 4, 2, 0) },
  exponents: [-0.5, -1],
}

test('parts are the neuron, the three largest skips, the others together, and the layer above', () => {
  const parts = partsOf(flow)
  expect(parts.map(({ name }) => name)).toEqual(['neuron', 'skip 8', 'skip 5', 'skip 3', 'other skips', 'above'])
  expect(Array.from(parts[4]!.norm)).toEqual([3, 2, 2, 0])
})

describe('what is drawn', () => {
  test('shares are stacked up to 1', () => {
    const { bands = [] } = linesOf('parts', flow, colors, 4)
    expect(Array.from(bands[0]!.low)).toEqual([0, 0, 0, 0])
    for (const [i, band] of bands.slice(1).entries()) expect(band.low).toEqual(bands[i]!.high)
    for (const share of Array.from(bands.at(-1)!.high)) expect(share).toBeCloseTo(1, 12)
    expect(bands[0]!.high[0]).toBeCloseTo(1 / 20, 12)
  })
  test('the largest gain is held between the steps at which it is known, and 1 is marked', () => {
    expect(held(flow.largest)).toEqual([2, 2, 4])
    const { lines, place, ticks } = linesOf('gain', flow, colors, 4)
    expect(ticks.map(({ text }) => text)).toEqual(['0.1', '1', '10'])
    expect(lines.map(({ name }) => name)).toEqual(['1', 'largest', 'typical'])
    expect(place(1)).toBeGreaterThan(place(0.25))
  })
  test('through depth, the rank is a share of the neurons', () => {
    const { lines } = linesOf('depth', flow, colors, 4)
    expect(lines.map(({ name }) => name)).toEqual(['1', 'passing', 'rank / N', 'gain'])
    expect(lines[2]!.values).toEqual([1, 0.5, 0.25, 0])
  })
  test('the reach ends in 1 at the last step, far below the smallest number too', () => {
    const { lines, ticks, place } = linesOf('reach', { ...flow, reach: Float32Array.of(-900, -400, Number.NEGATIVE_INFINITY) }, colors, 4)
    expect(place(lines[1]!.values[3]!)).toBe(1)
    expect(place(-900)).toBe(0)
    expect(place(Number.NEGATIVE_INFINITY)).toBeNaN()
    expect(ticks.map(({ text }) => text)).toContain('1e−500')
  })
})

test('tables have the norms of all parts, gains and powers of ten', () => {
  expect(tableOf('parts', flow).heads).toEqual(['step', 'norm', 'neuron', 'skip 8', 'skip 5', 'skip 3', 'other skips', 'above'])
  expect(tableOf('parts', flow).rows[3]).toEqual({ name: '4', values: [8, 0, 0, 0, 0, 0, 8] })
  expect(tableOf('gain', flow).rows).toHaveLength(3)
  expect(tableOf('depth', flow).rows[1]).toEqual({ name: '2', values: [0.5, 1, 4] })
  expect(tableOf('reach', flow).rows[0]).toEqual({ name: '1', values: [-3] })
})

test('sentences say the factor of a step, how far it reaches, and how it was found', () => {
  expect(flowSentence(flow)).toBe(
    'From step to step a gradient changes by a factor of 0.100. Less than 1 % is left 2 steps back. Largest exponent −0.50 a step.',
  )
  expect(flowSentence({ ...flow, reach: Float32Array.of(-1, 0, 0) })).toContain('It reaches the first step with more than 1 %.')
  expect(flowSentence({ ...flow, steps: 1 })).toBe('One time step: no gradient passes from step to step.')
  expect(flowSentence({ ...flow, norm: new Float32Array(4) })).toBe('No gradient reaches this layer, at no step.')
  expect(methodText(flow)).toContain('from 16 random vectors (Hutchinson); the largest singular values are found at some steps')
  expect(methodText({ ...flow, probes: null })).toContain('Norms of products are exact;')
})
