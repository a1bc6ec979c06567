/** ON and OFF have two colors: whatever draws events in them has their legend, on the page and in its figure. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { diverging } from '../base/diverging'
import { polarityColor, polarityKeys } from '../base/polarity'

const UI = join(import.meta.dirname, '..')
const files = readdirSync(UI, { recursive: true, encoding: 'utf8' }).filter((path) => /\.tsx?$/.test(path) && !path.includes('.test.'))
const textOf = (path: string) => readFileSync(join(UI, path), 'utf8')
/** Functions that draw events of both polarities in one image. */
const DRAWS = /\b(?:polarityPixels|drawScene|drawSampled|drawPair|drawEvents)\(/
/** Painters and small images, whose view has the legend. */
const WITHOUT = [
  // Painters.
  'detection/events-image.ts',
  'detection/scene-chart.ts',
  'detection/sampler-charts.ts',
  'classification/streams-chart.ts',
  // In the network strip, the input's cell has the words OFF and ON in their colors.
  'detection/input.tsx',
  'detection/output.tsx',
  // Scenes of an agent, which are no events.
  'control/scene-chart.ts',
  'control/environment-view.tsx',
  'control/episode-view.tsx',
  'control/play-view.tsx',
].map((path) => `tasks/${path}`)

it('has a legend wherever both colors are drawn', () => {
  const drawing = files.filter((path) => DRAWS.test(textOf(path)) && !WITHOUT.includes(path))
  expect(drawing.length).toBeGreaterThan(4)
  expect(drawing.filter((path) => !/PolarityLegend|polarityKeys/.test(textOf(path)))).toEqual([])
})

it('has the colors of the events', () => {
  for (const dark of [true, false]) {
    expect(polarityColor(1, dark)).toBe(`rgb(${diverging(0.6, dark).join(' ')})`)
    expect(polarityKeys(dark).map(({ mark, label }) => [label, mark])).toEqual([
      ['ON, brighter', { area: polarityColor(1, dark) }],
      ['OFF, darker', { area: polarityColor(0, dark) }],
    ])
  }
})
