/** Axes below each other share the height. */
import { expect, it } from 'vitest'
import { axisKey, stackedAxes, stackedHeight } from './stacked-axes'

it('lie below each other, the first on top, the time axis at the last', () => {
  const axes = [
    { title: 'loss', log: true },
    { title: 'accuracy (%)', log: false },
  ]
  expect(stackedAxes(axes, { color: 'c' }, 12, 'epochs')).toEqual({
    xaxis: { color: 'c', title: { text: 'training time (epochs)' }, anchor: 'y2' },
    yaxis: { color: 'c', title: { text: 'loss' }, type: 'log', domain: [expect.closeTo(0.54), 1] },
    yaxis2: { color: 'c', title: { text: 'accuracy (%)' }, type: 'linear', domain: [0, expect.closeTo(0.46)] },
  })
  expect(stackedAxes(axes.slice(0, 1), {}, 12, 'epochs')).toMatchObject({ xaxis: { anchor: 'y' }, yaxis: { domain: [0, 1] } })
  expect([0, 1, 2].map(axisKey)).toEqual(['y', 'y2', 'y3'])
})

it('have their titles above them if they are many', () => {
  const titles = [
    'loss',
    'correlation CC',
    'bits per spike (bits)',
    'ISI distance KS',
    'error of the Fano factor',
    'error of the autocorrelogram',
  ]
  const layout = stackedAxes(
    titles.map((title) => ({ title, log: false })),
    {},
    12,
    'epochs',
  ) as { annotations: { text: string; y: number }[]; yaxis6: { domain: [number, number]; title?: object } }
  expect(layout.annotations.map(({ text }) => text)).toEqual(titles)
  const heights = layout.annotations.map(({ y }) => y)
  for (const [index, y] of heights.entries()) expect((heights[index - 1] ?? 1.127) - y).toBeCloseTo(1 / 6, 2)
  expect(layout.yaxis6).not.toHaveProperty('title')
  expect(layout.yaxis6.domain).toEqual([expect.closeTo(0, 10), heights[5]])
  expect(stackedHeight(titles)).toBe('42rem')
})
