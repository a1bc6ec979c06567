/** The tiny network of the page: its gradient is that of the smoothed model, it learns, and a window that is too narrow keeps it from that. */
import { expect, test } from 'vitest'
import { smoothFunction } from '../../neurons/surrogate/reference'
import { accuracyOf, gradientOf, neuronOf, pointsOf, SETTINGS, type TinySettings, trained, untrained } from './tiny'

function after(steps: number, settings: TinySettings) {
  let tiny = untrained()
  for (let step = 0; step < steps; step++) tiny = trained(tiny, settings)
  return tiny
}

test.each([
  ['sigmoid', 3],
  ['rect', 1],
] as const)('its gradient is the derivative of the model smoothed by %s, in every weight', (kind, parameter) => {
  const [points, p, f] = [pointsOf('training', 0, 6), neuronOf(SETTINGS), smoothFunction(kind, parameter)]
  const weights = untrained().weights.value
  const { gradient } = gradientOf(weights, points, p, f)
  expect(gradient).toHaveLength(weights.length)
  const h = 1e-6
  weights.forEach((value, at) => {
    const loss = (by: number) => gradientOf(weights.with(at, value + by), points, p, f).loss
    expect(Math.abs(gradient[at]! - (loss(h) - loss(-h)) / (2 * h)), `weight ${at}`).toBeLessThan(1e-7)
  })
})

test('it learns: from chance level to 19 of 20 test points in 200 steps, the same bits each time', () => {
  expect(Math.abs(accuracyOf(untrained(), SETTINGS) - 0.5)).toBeLessThan(0.05)
  const tiny = after(200, SETTINGS)
  expect(accuracyOf(tiny, SETTINGS)).toBeGreaterThan(0.95)
  expect(tiny.measured.at(-1)).toEqual({ step: 200, loss: expect.any(Number), accuracy: accuracyOf(tiny, SETTINGS) })
  expect(after(20, SETTINGS)).toEqual(after(20, SETTINGS))
})

test('where hardly a potential lies in the window it learns less', () => {
  expect(accuracyOf(after(200, { ...SETTINGS, width: 0.05 }), SETTINGS)).toBeLessThan(0.85)
})
