import { describe, expect, test } from 'vitest'
import { expectClose, noise } from '../testing/close'
import { lossOf } from './reference'

const size = { steps: 3, batch: 4, classes: 5 }
const random = noise(9)
const logits = Array.from({ length: 60 }, () => 4 * random() - 2)
const labels = [0, 4, 2, 2]
const KINDS = ['crossEntropyOfMean', 'meanOfCrossEntropy', 'mseOfRate'] as const

describe.each(KINDS)('%s', (kind) => {
  test('the gradient is the derivative', () => {
    const h = 1e-5
    const numeric = logits.map((_, i) => {
      const moved = (d: number) =>
        lossOf(
          kind,
          size,
          logits.map((x, j) => (i === j ? x + d : x)),
          labels,
        ).loss
      return (moved(h) - moved(-h)) / (2 * h)
    })
    expectClose(lossOf(kind, size, logits, labels).logitsGrad, numeric, { absolute: 1e-9, reason: 'h squared and rounding over h' })
  })
  test('the loss is the mean over the samples', () => {
    const { loss, perSample } = lossOf(kind, size, logits, labels)
    expect(loss).toBeCloseTo(perSample.reduce((a, b) => a + b) / 4, 14)
    const alone = lossOf(
      kind,
      { ...size, batch: 1 },
      [0, 1, 2].flatMap((t) => logits.slice(t * 20 + 5, t * 20 + 10)),
      [4],
    )
    expect(alone.loss).toBeCloseTo(perSample[1]!, 14)
  })
})

test('by hand', () => {
  const two = { steps: 2, batch: 1, classes: 2 }
  expect(lossOf('crossEntropyOfMean', two, [1, 3, 3, 1], [0]).loss).toBeCloseTo(Math.log(2), 14)
  expect(lossOf('meanOfCrossEntropy', two, [0, 2, 2, 0], [0]).loss).toBeCloseTo(
    (Math.log(1 + Math.exp(2)) + Math.log(1 + Math.exp(-2))) / 2,
    14,
  )
  expect(lossOf('mseOfRate', two, [1, 0, 0, 1], [0]).loss).toBeCloseTo(0.25, 14)
})

test('huge logits do not overflow', () => {
  const { loss, logitsGrad } = lossOf('crossEntropyOfMean', { steps: 1, batch: 1, classes: 2 }, [1e4, -1e4], [1])
  expect(loss).toBeCloseTo(2e4, 8)
  expect([...logitsGrad]).toEqual([1, -1])
})
