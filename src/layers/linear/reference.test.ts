import { expect, test } from 'vitest'
import { expectClose, noise } from '../../testing/close'
import { linearBackward, linearForward } from './reference'

const size = { rows: 3, inputs: 4, outputs: 2 }
const random = noise(2)
const draw = (n: number) => Array.from({ length: n }, () => random() - 0.5)

test('by hand', () => {
  expect([...linearForward({ rows: 1, inputs: 2, outputs: 2 }, [1, 2], [1, 10, 100, 1000], [0.5, 0])]).toEqual([201.5, 2010])
})

test('backward is the derivative', () => {
  const [input, weight, bias, outputGrad] = [draw(12), draw(8), draw(2), draw(6)]
  const got = linearBackward(size, input, weight, outputGrad)
  const loss = (x: number[], w: number[], b: number[]) => linearForward(size, x, w, b).reduce((sum, y, i) => sum + y * outputGrad[i]!, 0)
  const h = 1e-4
  const derivative = (at: number[], f: (x: number[]) => number) =>
    at.map((_, i) => {
      const moved = (d: number) => f(at.map((x, j) => (i === j ? x + d : x)))
      return (moved(h) - moved(-h)) / (2 * h)
    })
  const tolerance = { absolute: 1e-10, reason: 'the loss is linear in each, so only rounding is left' }
  expectClose(
    got.inputGrad,
    derivative(input, (x) => loss(x, weight, bias)),
    tolerance,
  )
  expectClose(
    got.weightGrad,
    derivative(weight, (w) => loss(input, w, bias)),
    tolerance,
  )
  expectClose(
    got.biasGrad,
    derivative(bias, (b) => loss(input, weight, b)),
    tolerance,
  )
})
