/** The layout of a figure: no text is lost at any width. */
import { describe, expect, it } from 'vitest'
import type { Pen } from './draw'
import { type Figure, wide } from './figure'
import { drawFigureFrame, figureFrame } from './figure-frame'
import { createSvgContext } from './svg-context'
import { wrapped } from './wrapped'

const COLORS = { ground: '#ffffff', ink: '#000000', ink2: '#222222' } as Pen['colors']

function sheet(width: number) {
  const { context, elements } = createSvgContext({ measure: (_, content) => 6 * content.length, image: () => '' })
  const pen: Pen = { context, area: { width, height: 0, unit: 1, dark: false }, colors: COLORS, r: 1, family: 'Arial' }
  return { pen, elements }
}

const FIGURE: Figure = {
  name: 'one',
  title: 'A title of several words',
  scope: '',
  drawing: { paint: () => {} },
  keys: () => [
    { mark: { line: { color: '#00f' } }, label: 'a line' },
    { mark: { area: '#0f0' }, label: 'an area whose words are longer than a line has room for' },
    { mark: { colors: () => '#f00', low: '0', high: '4.6' }, label: 'share, %' },
  ],
  height: wide(0.5, 100),
}
const WORDS = {
  title: FIGURE.title,
  legend: true,
  caption: ['What it shows.', 'http://example.org/#window.1&network.hidden=16,16,16,16,16'],
}

describe('a figure', () => {
  it.each([120, 300, 800])('of %i px contains all text, none wider than the figure', (width) => {
    const { pen, elements } = sheet(width)
    const frame = figureFrame(pen, FIGURE, WORDS)
    drawFigureFrame(pen, frame)
    const texts = Array.from(elements().matchAll(/<text x="([\d.]+)"[^>]*>([^<]*)</g), ([, x, content]) => ({
      x: Number(x),
      words: content!,
    }))
    const said = texts
      .map(({ words: content }) => content.replaceAll('&amp;', '&'))
      .join('')
      .replaceAll(' ', '')
    for (const content of [WORDS.title, ...WORDS.caption, 'an area whose words are longer than a line has room for', '4.6'])
      expect(said).toContain(content.replaceAll(' ', ''))
    for (const { x, words: content } of texts) expect(x + 6 * content.replaceAll('&amp;', '&').length).toBeLessThanOrEqual(width + 6)
    expect(frame.plot.y + frame.plot.height).toBeLessThan(frame.height)
  })

  it('leaves out parts that are not requested', () => {
    const { pen } = sheet(300)
    const bare = figureFrame(pen, FIGURE, { title: null, legend: false, caption: [] })
    expect({ title: bare.title, rows: bare.rows, caption: bare.caption }).toEqual({ title: [], rows: [], caption: [] })
    expect(bare.height).toBeLessThan(figureFrame(pen, FIGURE, WORDS).height)
  })

  it('is as high as a narrow column needs', () => {
    expect([wide(0.5, 100)(100), wide(0.5, 100)(400)]).toEqual([100, 200])
  })
})

it('text is broken between words, and within a word that is longer than a line', () => {
  expect(wrapped('ab cd efghijk', (content) => content.length <= 5)).toEqual(['ab cd', 'efghi', 'jk'])
  expect(wrapped('', () => true)).toEqual([])
})
