/** A program with joined ops computes what it computes without, to the bit, and an op that reads or writes what they do keeps its place. */
import { describe, expect, test } from 'vitest'
import type { Dispatch, Op } from '../../engine/kernel'
import { createNetwork } from '../../engine/network'
import { persistent, type Tensor, tensor, view } from '../../engine/tensor'
import { nextMicroBatch } from '../../losses/kernels'
import { recurrentTranspose } from '../../neurons/recurrent-lif/kernels'
import { noise } from '../../testing/close'
import { kernelGpu, runOps } from '../../testing/gpu'
import { conv2dFlipWeight } from '../conv2d/kernels'
import { carry, columnSum, sumSplits } from '../kernels'
import { joined } from './joined'

const gpu = await kernelGpu()
const random = noise(7)
const numbers = (count: number) => Float32Array.from({ length: count }, () => 2 * random() - 1)
const zeros = (size: number) => () => new Float32Array(size)
const shaders = (ops: readonly Op[]) => ops.map((op) => (op as Dispatch).kernel.shader.replace('layers/', ''))

/** Bias gradients of layers with these columns: a column sum over some rows, then the sum of its splits. */
function biases(columns: readonly number[]) {
  const network = createNetwork('n')
  const made = columns.map((count, i) => {
    const input = tensor(`input${i}`, 'f32', [64 + 70 * i, count])
    const { grad } = network.parameter(`bias${i}`, [count], 'weight', zeros(count))
    const partial = tensor(`partial${i}`, 'f32', [Math.ceil(input.shape[0]! / 64), count])
    return { input, grad, ops: [columnSum({ input, partial }, { rowsPerSplit: 64 }), sumSplits({ partial, total: grad }, {})] }
  })
  const writes = made.map(({ input }) => [input, numbers(input.shape[0]! * input.shape[1]!)] as const)
  return {
    network,
    made,
    ops: made.flatMap(({ ops }) => ops),
    writes: [...writes, [network.grads, numbers(network.grads.shape[0]!)] as const],
  }
}

describe('sums over splits', () => {
  test('are one op with the same sums, whatever their sizes', async () => {
    const { network, ops, writes } = biases([4, 64, 68, 132, 200])
    const one = joined(ops)
    expect(shaders(one)).toEqual([...Array(5).fill('column-sum'), 'joined-sums'])
    const [apart] = await runOps(gpu, ops, writes, [network.grads])
    const [together] = await runOps(gpu, one, writes, [network.grads])
    expect(together).toEqual(apart)
    expect(apart).not.toEqual(writes.at(-1)![1])
  })

  test('come before an op that reads a gradient, and in two groups where one gradient is added to twice', () => {
    const { network, made, ops } = biases([8, 8, 8])
    const read = carry(
      { source: view(network.grads, [1, 1, 8]), begins: tensor('begins', 'u32', [1]), carried: tensor('carried', 'f32', [1, 1, 8]) },
      {},
    )
    expect(shaders(joined([...ops.slice(0, 4), read, ...ops.slice(4)]))).toEqual([
      'column-sum',
      'column-sum',
      'joined-sums',
      'carry',
      'column-sum',
      'sum-splits',
    ])
    const again = columnSum({ input: made[0]!.input, partial: tensor('again', 'f32', [1, 8]) }, { rowsPerSplit: 64 })
    const twice = [...ops, again, sumSplits({ partial: again.tensors[1] as Tensor<'f32'>, total: made[0]!.grad }, {})]
    expect(shaders(joined(twice))).toEqual(['column-sum', 'column-sum', 'column-sum', 'column-sum', 'joined-sums', 'sum-splits'])
  })
})

test('a micro-batch is counted as done by the sums behind the count', async () => {
  const { network, ops, writes } = biases([4, 64])
  const micro = persistent('micro', 'u32', [1])
  const counted = [...ops, nextMicroBatch({ micro }, {})]
  expect(shaders(joined(counted))).toEqual(['column-sum', 'column-sum', 'joined-sums'])
  expect(shaders(joined([ops[0]!, ops[1]!, counted.at(-1)!]))).toEqual(['column-sum', 'losses/next-micro-batch', 'sum-splits'])
  const all = [...writes, [micro, Uint32Array.of(6)]] as const
  const apart = await runOps(gpu, counted, all, [network.grads, micro])
  expect(await runOps(gpu, joined(counted), all, [network.grads, micro])).toEqual(apart)
  expect(new Uint32Array(apart[1]!.buffer)).toEqual(Uint32Array.of(7))
})

test('no tensor is larger than a binding may be', () => {
  const network = createNetwork('n')
  const large = [0, 1, 2].map((i) => {
    const { grad } = network.parameter(`weight${i}`, [2 ** 20], 'weight', zeros(2 ** 20))
    return sumSplits({ partial: tensor(`partial${i}`, 'f32', [4, 2 ** 20]), total: grad }, {})
  })
  expect(shaders(joined(large))).toEqual(['joined-sums', 'sum-splits'])
})

describe('flipped weights', () => {
  const SHAPES = [
    [3, 3, 4, 8],
    [1, 1, 8, 4],
    [5, 5, 4, 4],
  ] as const

  function convolutions() {
    const network = createNetwork('n')
    const made = SHAPES.map(([height, width, inputs, outputs], i) => {
      const size = height * width * inputs * outputs
      const { value } = network.parameter(`weight${i}`, [height, width, inputs, outputs], 'weight', zeros(size))
      const flipped = tensor(`flipped${i}`, 'f32', [height, width, outputs, inputs])
      const kept = network.parameter(`kept${i}`, [1, 1, size], 'weight', zeros(size)).grad
      const begins = tensor('begins', 'u32', [1])
      return {
        flip: conv2dFlipWeight({ weight: value, flipped }, {}),
        read: carry({ source: view(flipped, [1, 1, size]), begins, carried: kept }, {}),
      }
    })
    return { network, ops: made.flatMap(({ flip, read }) => [flip, read]) }
  }

  test('are one op in front of the first that reads one', async () => {
    const { network, ops } = convolutions()
    const one = joined(ops)
    expect(shaders(one)).toEqual(['joined-flips', 'carry', 'carry', 'carry'])
    const writes = [[network.values, numbers(network.values.shape[0]!)] as const]
    const [apart] = await runOps(gpu, ops, writes, [network.grads])
    const [together] = await runOps(gpu, one, writes, [network.grads])
    expect(together).toEqual(apart)
    expect(apart!.some((value) => value !== 0)).toBe(true)
  })

  test('are made anew behind an op that changes a weight', () => {
    const { network, ops } = convolutions()
    const count = network.values.shape[0]!
    const change = sumSplits({ partial: tensor('change', 'f32', [2, count]), total: view(network.values, [count]) }, {})
    expect(shaders(joined([...ops.slice(0, 4), change, ...ops.slice(4)]))).toEqual([
      'joined-flips',
      'carry',
      'carry',
      'sum-splits',
      'conv2d-flip-weight',
      'carry',
    ])
  })
})

describe('transposed recurrent weights', () => {
  test('are flipped ones of one position', async () => {
    const network = createNetwork('n')
    const made = [8, 12].map((size, i) => {
      const recurrent = network.parameter(`weight${i}`, [size, size], 'weight', zeros(size * size)).value
      const transposed = tensor(`transposed${i}`, 'f32', [size, size])
      const kept = network.parameter(`kept${i}`, [1, 1, size * size], 'weight', zeros(size * size)).grad
      const read = carry({ source: view(transposed, [1, 1, size * size]), begins: tensor('begins', 'u32', [1]), carried: kept }, {})
      return [recurrentTranspose({ recurrent, transposed }, {}), read]
    })
    const one = joined(made.flat())
    expect(shaders(one)).toEqual(['joined-flips', 'carry', 'carry'])
    const writes = [[network.values, numbers(network.values.shape[0]!)] as const]
    const [apart] = await runOps(gpu, made.flat(), writes, [network.grads])
    const [together] = await runOps(gpu, one, writes, [network.grads])
    expect(together).toEqual(apart)
    expect(apart!.some((value) => value !== 0)).toBe(true)
  })
})
