/** A gradient norm that is taken with the last sums has their bits and its own, and stays apart where it could not. */
import { expect, test } from 'vitest'
import { type Dispatch, type Op, watched } from '../../engine/kernel'
import { createNetwork } from '../../engine/network'
import { persistent, tensor, view } from '../../engine/tensor'
import { gradientNorm } from '../../optimizers/kernels'
import { noise } from '../../testing/close'
import { kernelGpu, runOps } from '../../testing/gpu'
import { carry, sumSplits } from '../kernels'
import { joined } from './joined'
import { normed, normedAfter } from './norm'

const gpu = await kernelGpu()
const shaders = (ops: readonly Op[]) => ops.map((op) => (op as Dispatch).kernel.shader.replace('layers/', ''))

/** Parameters of these sizes, every other one of which has splits, and the ops that add them and take the norm. */
function setUp(sizes: readonly number[], threads: number) {
  const random = noise(11)
  const numbers = (count: number) => Float32Array.from({ length: count }, () => 2 * random() - 1)
  const network = createNetwork('n')
  const parameters = sizes.map((count, i) => network.parameter(`p${i}`, [count], 'weight', () => new Float32Array(count)))
  const partials = sizes.map((count, i) => tensor(`partial${i}`, 'f32', [2 + i, count]))
  const splits = sizes.flatMap((_, i) => (i % 2 === 0 ? [i] : []))
  // Sums move their partials into one tensor, so that these are written by an op.
  const sources = splits.map((i) => persistent(`source${i}`, 'f32', [1, 1, (2 + i) * sizes[i]!]))
  const filled = splits.map((i, k) =>
    carry({ source: sources[k]!, begins: tensor('begins', 'u32', [1]), carried: view(partials[i]!, [1, 1, (2 + i) * sizes[i]!]) }, {}),
  )
  const norm = persistent('norm', 'f32', [threads])
  const sums = splits.map((i) => sumSplits({ partial: partials[i]!, total: parameters[i]!.grad }, {}))
  const before: Op[] = joined([...filled, ...sums])
  const after = [gradientNorm({ grad: network.grads, partial: norm }, {})]
  const writes = [
    ...sources.map((source) => [source, numbers(source.shape[2]!)] as const),
    [network.grads, numbers(network.grads.shape[0]!)] as const,
  ]
  return { network, before, after, norm, writes }
}

test.each([
  ['fewer than sixteen vec4s a sum', [64, 132, 4, 68, 200], 64],
  ['more than sixteen', [64, 2052, 4, 900, 6000], 64],
  ['a gradient that ends within a workgroup', [4, 64, 64, 8, 12], 128],
])('the same bits, %s', async (_, sizes, threads) => {
  const { network, before, after, norm, writes } = setUp(sizes, threads)
  const results = [network.grads, norm]
  const apart = await runOps(gpu, [...before, ...after], writes, results)
  const one = normed([...before, ...after])
  expect(shaders(one)).toEqual([...Array(3).fill('carry'), 'joined-sums-norm'])
  expect(await runOps(gpu, one, writes, results)).toEqual(apart)
  expect(apart[0]).not.toEqual(writes.at(-1)![1])
  expect(apart[1]!.some((sum) => sum > 0)).toBe(true)
})

test('across two programs, past what only watches', () => {
  const { network, before, after } = setUp([64, 64, 64], 64)
  const looks = watched([
    carry(
      { source: view(network.grads, [1, 1, 64]), begins: tensor('begins', 'u32', [1]), carried: tensor('seen', 'f32', [1, 1, 64]) },
      {},
    ),
  ])
  const [first, second] = normedAfter([...before, ...looks], after)
  expect(shaders(first)).toEqual(['carry', 'carry', 'joined-sums-norm', 'carry'])
  expect(second).toEqual([])
})

test('stays apart of another gradient, and where a block would be added to twice', () => {
  const { network, before, after } = setUp([64, 64, 64], 64)
  const other = gradientNorm({ grad: persistent('other', 'f32', [192]), partial: persistent('norm', 'f32', [64]) }, {})
  expect(normed([...before, other])).toHaveLength(before.length + 1)
  const halves = [0, 32].map((at) =>
    sumSplits({ partial: tensor(`half${at}`, 'f32', [2, 32]), total: { ...view(network.grads, [32], at), offset: at } }, {}),
  )
  expect(shaders(normed([...joined(halves), ...after]))).toEqual(['joined-sums', 'optimizers/gradient-norm'])
})
