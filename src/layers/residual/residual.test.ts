/** A fork's gradients add up; a sum gives its gradient to both terms. */
import { describe, expect, test } from 'vitest'
import { type Activation, activation, type Context } from '../../engine/graph'
import { createNetwork } from '../../engine/network'
import { compile } from '../../engine/plan'
import { persistent, sizeOf, type Tensor } from '../../engine/tensor'
import { disposable } from '../../headless/disposable'
import { inspect } from '../../headless/readable-tensors'
import { equalBits, noise } from '../../testing/close'
import { kernelGpu, runOps } from '../../testing/gpu'
import { add, fork } from './layer'

const gpu = await kernelGpu()
const context: Context = {
  mode: 'train',
  network: createNetwork('n'),
  steps: 2,
  batch: 3,
  random: { seed: 1, clock: persistent('clock', 'u32', [1]) },
  profile: 'gpu',
  tunedVariants: {},
}
const space = { height: 5, width: 7, channels: 4 }
const map = (name: string, form: Activation['form'], wantsGrad = true): Activation => ({
  ...activation(name, [2, 3 * 35, 3], form, wantsGrad),
  space,
})
const draw = (t: Tensor, seed: number) => Float32Array.from({ length: sizeOf(t.shape) }, noise(seed))

describe('a fork', () => {
  test.each([2, 3, 4])('into %i adds their gradients, in order', async (count) => {
    const x = map('x', 'binary')
    const { outputs, forward, backwardInput } = fork(context, 'fork', x, count)
    expect(forward).toEqual([])
    expect(outputs.map((o) => o.value)).toEqual(Array.from({ length: count }, () => x.value))
    expect(outputs[0]).toMatchObject({ form: 'binary', features: 3, space })
    const grads = outputs.map((o, i) => draw(o.grad!, i))
    const [got] = await runOps(
      gpu,
      backwardInput,
      outputs.map((o, i) => [o.grad!, grads[i]!] as const),
      [x.grad!],
    )
    const want = grads.reduce((sum, g) => sum.map((s, i) => s + g[i]!))
    expect(equalBits(got!, want)).toBe(true)
  })

  test('into one, or of an input without a gradient, is the input itself', () => {
    const x = map('x', 'binary')
    expect(fork(context, 'fork', x, 1)).toMatchObject({ outputs: [x], backwardInput: [] })
    const still = map('x', 'binary', false)
    expect(fork(context, 'fork', still, 2)).toMatchObject({ outputs: [still, still], backwardInput: [] })
  })
})

describe('a sum', () => {
  test('adds, and both terms get its gradient', async () => {
    const [a, b] = [map('a', 'binary'), map('b', 'sparse')]
    const made = add(context, 'add', a, b)
    const output = made.outputs[0]!
    expect(output).toMatchObject({ form: 'sparse', features: 3, space })
    using bench = await inspect(gpu, [...made.forward, ...made.backwardInput])
    const [left, right, grad] = [draw(a.value, 1), draw(b.value, 2), draw(output.grad!, 3)]
    bench.write(a.value, left)
    bench.write(b.value, right)
    bench.write(output.grad!, grad)
    bench.run()
    const [sum, leftGrad, rightGrad] = await Promise.all([output.value, a.grad!, b.grad!].map(bench.f32))
    const want = left.map((x, i) => x + right[i]!)
    expect(equalBits(sum!, want)).toBe(true)
    expect(equalBits(leftGrad!, grad)).toBe(true)
    expect(equalBits(rightGrad!, grad)).toBe(true)
  })

  test('of one term that learns has its gradient for nothing; of none it has none', () => {
    const [learns, still] = [map('a', 'binary'), map('b', 'dense', false)]
    for (const made of [add(context, 'add', learns, still), add(context, 'add', still, learns)]) {
      expect(made.outputs[0]).toMatchObject({ grad: learns.grad, form: 'dense' })
      expect(made.backwardInput).toEqual([])
    }
    expect(add(context, 'add', still, still).outputs[0]!.grad).toBeUndefined()
  })

  test('refuses terms of two shapes', () => {
    expect(() => add(context, 'add', map('a', 'binary'), activation('b', [1, 3 * 35, 3], 'binary', true))).toThrow('cannot be added')
  })
})

test('an identity shortcut doubles the gradient, in pooled memory too', async () => {
  const x: Activation = { ...map('x', 'binary'), value: persistent('x', 'f32', [2, 105, 4]), grad: persistent('xGrad', 'f32', [2, 105, 4]) }
  const parted = fork(context, 'fork', x, 2)
  const sum = add(context, 'add', parted.outputs[0]!, parted.outputs[1]!)
  const grad = sum.outputs[0]!.grad!
  const ops = [...sum.forward, ...sum.backwardInput, ...parted.backwardInput]
  using compiled = disposable(await compile(gpu, { all: ops }, { readBack: new Set([grad]) }))
  const values = draw(grad, 6)
  compiled.write(grad, values)
  const encoder = gpu.device.createCommandEncoder()
  compiled.programs.all.encode(encoder)
  gpu.device.queue.submit([encoder.finish()])
  const got = new Float32Array(await compiled.read(x.grad!))
  const twice = values.map((g) => 2 * g)
  expect(equalBits(got, twice)).toBe(true)
})
