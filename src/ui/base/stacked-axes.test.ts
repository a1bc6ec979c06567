/** Axes below each other share the height. */
import { expect, it } from 'vitest'
import { axisKey, stackedAxes } from './stacked-axes'

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
  expect(stackedAxes([...axes, { title: 'error', log: false }], {}, 12, 'epochs')).toMatchObject({
    yaxis3: { title: { text: 'error', font: { size: 12 } } },
  })
  expect([0, 1, 2].map(axisKey)).toEqual(['y', 'y2', 'y3'])
})
