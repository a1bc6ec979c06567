/** Both gradients of a linear layer in one op have the bits of two, at every size of workgroups. */
import { expect, test } from 'vitest'
import type { Dispatch } from '../../engine/kernel'
import { tensor } from '../../engine/tensor'
import { noise } from '../../testing/close'
import { kernelGpu, runOps } from '../../testing/gpu'
import { linearBackward, linearBackwardInput, linearBackwardWeight } from './kernels'
import { paired } from './pairs'

const gpu = await kernelGpu()

interface Size {
  readonly rows: number
  readonly inputs: number
  readonly outputs: number
  readonly rowsPerSplit: number
  /** Whether the one partial is added to the gradient. */
  readonly add?: true
  readonly bias?: true
}

function layerOf({ rows, inputs, outputs, rowsPerSplit, add, bias }: Size) {
  const splits = Math.ceil(rows / rowsPerSplit)
  const t = {
    input: tensor('input', 'f32', [rows, inputs]),
    outputGrad: tensor('outputGrad', 'f32', [rows, outputs]),
    weight: tensor('weight', 'f32', [inputs, outputs]),
    inputGrad: tensor('inputGrad', 'f32', [rows, inputs]),
    partial: tensor('partial', 'f32', [splits, inputs, outputs]),
    biasPartial: tensor('biasPartial', 'f32', bias ? [Math.ceil(rows / 64), outputs] : [1, 4]),
  }
  const { input, outputGrad, weight, inputGrad, partial, biasPartial } = t
  const how = { ADD: Number(add ?? false), BIAS: Number(bias ?? false) }
  const ops = [
    linearBackwardInput({ outputGrad, weight, inputGrad }, {}),
    linearBackwardWeight({ input, outputGrad, partial, biasPartial }, { rowsPerSplit }, how),
  ] as const
  const random = noise(rows + inputs + outputs)
  const writes = [input, outputGrad, weight, partial].map(
    (one) => [one, Float32Array.from({ length: one.shape.reduce((a, b) => a * b, 1) }, () => random() - 0.5)] as const,
  )
  return { t, ops, writes, results: [inputGrad, partial, ...(bias ? [biasPartial] : [])] }
}

const SIZES: Size[] = [
  { rows: 1, inputs: 4, outputs: 4, rowsPerSplit: 32 },
  { rows: 7, inputs: 12, outputs: 20, rowsPerSplit: 32, add: true, bias: true },
  { rows: 130, inputs: 36, outputs: 12, rowsPerSplit: 64, bias: true },
  { rows: 70, inputs: 264, outputs: 260, rowsPerSplit: 32 },
]

test.each(SIZES)('$rows rows, $inputs inputs, $outputs outputs', async (size) => {
  const { ops, writes, results } = layerOf(size)
  const apart = await runOps(gpu, ops, writes, results)
  const [one, ...others] = paired(ops) as Dispatch[]
  expect({ shader: one!.kernel.shader, others }).toEqual({ shader: linearBackward.shader, others: [] })
  expect(apart.every((values) => values.some((value) => value !== 0))).toBe(true)
  for (const candidate of [{}, ...linearBackward.candidates]) {
    const { ADD, BIAS } = one!.constants
    const { input, outputGrad, weight, inputGrad, partial, biasPartial } = layerOf(size).t
    const tensors = { input, outputGrad, weight, inputGrad, partial, biasPartial }
    const made = linearBackward(tensors, { rowsPerSplit: size.rowsPerSplit }, { ADD: ADD!, BIAS: BIAS!, ...candidate })
    const same = { ...made, tensors: one!.tensors }
    expect(await runOps(gpu, [same], writes, results)).toEqual(apart)
  }
})

test('products of other gradients, or with an op between them, are left apart', () => {
  const [first, second] = [layerOf(SIZES[1]!), layerOf(SIZES[1]!)]
  expect(paired([first.ops[0], second.ops[1]])).toHaveLength(2)
  expect(paired([first.ops[0], second.ops[0], first.ops[1]])).toHaveLength(3)
  expect(paired([first.ops[1], first.ops[0]])).toHaveLength(2)
})
