/** Steps as rows of places: every value in its place, and its gradient back. */
import { expect, test } from 'vitest'
import { type Activation, activation, type Context } from '../../engine/graph'
import { createNetwork } from '../../engine/network'
import { persistent } from '../../engine/tensor'
import { kernelGpu, runOps } from '../../testing/gpu'
import { unroll } from './over-time'

const gpu = await kernelGpu()

test.each([
  ['a feature map', 3, 2, { height: 2, width: 3, channels: 8 }],
  ['features', 5, 3, undefined],
  ['one step', 1, 2, { height: 1, width: 2, channels: 8 }],
] as const)('%s: a sample has its steps below each other', async (_, steps, batch, space) => {
  const places = space ? space.height * space.width : 1
  const input: Activation = { ...activation('x', [steps, batch * places, 7], 'dense', true), ...(space && { space }) }
  const context: Context = {
    mode: 'train',
    network: createNetwork('n'),
    steps,
    batch,
    profile: 'gpu',
    tunedVariants: {},
    random: { seed: 1, clock: persistent('clock', 'u32', [1]) },
  }
  const made = unroll(context, 'steps', input)
  const [output] = made.outputs as readonly [Activation]
  expect(output.space).toEqual({ height: steps * (space?.height ?? 1), width: space?.width ?? 1, channels: 8 })
  expect(output.value.shape).toEqual([1, steps * batch * places, 8])
  const size = steps * batch * places * 8
  const values = Float32Array.from({ length: size }, (_, i) => i)
  const grads = Float32Array.from({ length: size }, (_, i) => -i)
  const given = [
    [input.value, values],
    [output.grad!, grads],
  ] as const
  const [got, back] = await runOps(gpu, [...made.forward, ...made.backwardInput], given, [output.value, input.grad!])
  const row = places * 8
  for (let t = 0; t < steps; t++)
    for (let b = 0; b < batch; b++)
      for (let i = 0; i < row; i++) {
        expect(got![(b * steps + t) * row + i]).toBe(values[(t * batch + b) * row + i])
        expect(back![(t * batch + b) * row + i]).toBe(grads[(b * steps + t) * row + i])
      }
})
