/** The distribution of weights: its numbers do not overlap, and its axis has a title. */
import { expect, it } from 'vitest'
import type { Pen } from '../../base/draw'
import type { Colors } from '../../base/paint'
import { createSvgContext } from '../../base/svg-context'
import { drawWeights } from './weights-chart'
import type { Counts } from './weights-counts'

const LETTER = 6.5
const COLORS = new Proxy({}, { get: () => '#123456' }) as Colors

/** The texts with their positions, from left to right. */
function drawn(width: number, low: number, high: number, figure: boolean, what = 'a weight') {
  const { context } = createSvgContext({ measure: (_, words) => LETTER * words.length, image: () => '' })
  const texts: { words: string; x: number; y: number }[] = []
  context.fillText = (words: string, x: number, y: number) => void texts.push({ words, x, y })
  const area = { width, height: 120, unit: 1, dark: false, ...(figure && { figure: { family: 'Arial' } }) }
  const counts = Uint32Array.from({ length: 43 }, (_, bin) => (bin < 40 ? bin : 0))
  const pen: Pen = { context, area, colors: COLORS, r: 1, family: 'Arial' }
  drawWeights(pen, { kind: 'weights', layer: 'lif1', low, high, counts } as unknown as Counts, what)
  return texts
}

it.each([
  [660, -0.141, 0.143],
  [660, -0.1404, 0.15],
  [290, -0.201, 0.2],
  [240, -1.52, 1.5],
])('has numbers along its axis that touch neither each other nor the edge, %i px wide', (width, low, high) => {
  const numbers = drawn(width, low, high, false).filter(({ words }) => !words.startsWith('value'))
  expect(numbers.length).toBeGreaterThan(2)
  const ends = numbers.map(({ words, x }) => [x - (LETTER * words.length) / 2, x + (LETTER * words.length) / 2] as const)
  ends.forEach(([from, to], index) => {
    expect(from).toBeGreaterThanOrEqual(index > 0 ? ends[index - 1]![1] + 5 : -1e-9)
    expect(to).toBeLessThanOrEqual(width + 1e-9)
  })
})

it('says what is along the axis and, where it fits, how much a bar is', () => {
  const title = 'value of a weight; the highest bar: 39 per 0.0071'
  expect(drawn(660, -0.141, 0.143, true).map(({ words }) => words)).toContain(title)
  expect(drawn(660, -0.141, 0.143, false).map(({ words }) => words)).toContain(title)
  expect(drawn(240, -0.141, 0.143, false).map(({ words }) => words)).toContain('value of a weight')
  expect(drawn(240, 0.5, 0.9, false, 'beta').map(({ words }) => words)).toContain('value of beta')
})
