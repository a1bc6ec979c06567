/** What a detector says at each cell is in its row, and its gradient comes back to every step; against float64 and differences. */
import { describe, expect, test } from 'vitest'
import { type Activation, activation } from '../../engine/graph'
import { padded } from '../../engine/tensor'
import { contextFor } from '../../headless/conformance/neurons'
import { expectClose, noise } from '../../testing/close'
import { kernelGpu, runOps } from '../../testing/gpu'
import { cells } from './layer'
import * as reference from './reference'

const gpu = await kernelGpu()
const padRows = (values: ArrayLike<number>, columns: number) =>
  Float32Array.from({ length: (values.length / columns) * padded(columns) }, (_, i) =>
    i % padded(columns) < columns ? values[Math.floor(i / padded(columns)) * columns + (i % padded(columns))]! : 0,
  )

describe('cells of several levels', () => {
  test.each([
    [1, 1, [[1, 1]], 5, 1],
    [
      1,
      3,
      [
        [8, 8],
        [4, 4],
      ],
      5,
      3,
    ],
    [
      3,
      2,
      [
        [5, 7],
        [2, 3],
        [1, 1],
      ],
      5,
      4,
    ],
    [
      2,
      1,
      [
        [13, 1],
        [3, 3],
      ],
      1,
      11,
    ],
  ] as const)('%i steps, %i samples, %j, %i and %i columns', async (steps, batch, sizes, firsts, seconds) => {
    const random = noise(seconds)
    const map = (height: number, width: number, features: number): Activation => ({
      ...activation('map', [steps, batch * height * width, features], 'dense', true),
      space: { height, width, channels: padded(features) },
    })
    const levels = sizes.map(([height, width]) => ({ first: map(height, width, firsts), second: map(height, width, seconds) }))
    const made = cells(contextFor('train', steps, batch), 'raw', levels)
    const output = made.outputs[0]!
    const count = sizes.reduce((sum, [height, width]) => sum + height * width, 0)
    expect(output.value.shape).toEqual([1, batch * count, padded(firsts + seconds)])
    expect({ features: output.features, forwardLength: made.forward.length, backwardInputLength: made.backwardInput.length }).toEqual({
      features: firsts + seconds,
      forwardLength: sizes.length,
      backwardInputLength: sizes.length,
    })
    const draw = (length: number) => Float32Array.from({ length }, () => random() - 0.5)
    const drawn = sizes.map(([height, width]) => ({
      first: draw(steps * batch * height * width * firsts),
      second: draw(steps * batch * height * width * seconds),
    }))
    const grads = draw(batch * count * (firsts + seconds))
    const inputs = levels.flatMap(({ first, second }) => [first, second])
    const values = drawn.flatMap(({ first, second }) => [first, second])
    const [raw, ...back] = await runOps(
      gpu,
      [...made.forward, ...made.backwardInput],
      [...inputs.map((x, i) => [x.value, padRows(values[i]!, x.features)] as const), [output.grad!, padRows(grads, firsts + seconds)]],
      [output.value, ...inputs.map(({ grad }) => grad!)],
    )
    const p = { steps, batch, firsts, seconds }
    const close = { absolute: 2 ** -23, reason: 'a mean of at most three numbers below 1/2' }
    expectClose(raw!, padRows(reference.cells(p, drawn), firsts + seconds), close)
    // The loss is linear: its gradient is what it grows by where one value does.
    const loss = (of: typeof drawn) => reference.cells(p, of).reduce((sum, y, i) => sum + y * grads[i]!, 0)
    const none = drawn.map(({ first, second }) => ({ first: first.map(() => 0), second: second.map(() => 0) }))
    inputs.forEach(({ features }, i) => {
      const which = i % 2 === 0 ? 'first' : 'second'
      const level = Math.floor(i / 2)
      const length = values[i]!.length
      for (const at of [0, 1, Math.floor(length / 2), length - 1].filter((place) => place < length)) {
        const one = none.map((both, l) => (l === level ? { ...both, [which]: both[which].with(at, 1) } : both))
        const place = Math.floor(at / features) * padded(features) + (at % features)
        expectClose([back[i]![place]!], [loss(one)], close)
      }
      expect(back[i]!.every((g, k) => k % padded(features) < features || g === 0)).toBe(true)
    })
  })
})
