/** Products that read the same list of spikes compute what they compute with one each, to the bit. */
import { expect, test } from 'vitest'
import type { Dispatch, Op } from '../../engine/kernel'
import { createNetwork } from '../../engine/network'
import { persistent, type Tensor, tensor } from '../../engine/tensor'
import { noise } from '../../testing/close'
import { kernelGpu, runOps } from '../../testing/gpu'
import { bitsFromValues, eventsFromBits, noBias, sumOfEvents } from './kernels'
import { listedOnce, listedTogether } from './lists'

const gpu = await kernelGpu()
const random = noise(7)
const numbers = (count: number) => Float32Array.from({ length: count }, () => 2 * random() - 1)
const zeros = (size: number) => () => new Float32Array(size)
const shaders = (ops: readonly Op[]) => ops.map((op) => (op as Dispatch).kernel.shader.replace('layers/', ''))

const [rows, inputs, outputs] = [64, 8, 4]
const bits = tensor('bits', 'u32', [(rows / 32) * inputs])
const pack = bitsFromValues({ values: tensor('values', 'f32', [rows, inputs]), byRow: tensor('byRow', 'u32', [rows]), byInput: bits }, {})
const stride = { things: inputs, words: rows / 32, lastWord: rows / 32, thingStride: 1, wordStride: inputs }
const bias = persistent('zeros', 'f32', [outputs])
const sums = (network: ReturnType<typeof createNetwork>, name: string, last = stride.lastWord) => {
  const lists = { events: tensor(`${name}Events`, 'u32', [inputs, rows]), counts: tensor(`${name}Counts`, 'u32', [inputs]) }
  const output = network.parameter(name, [inputs, outputs], 'weight', zeros(inputs * outputs)).grad
  const values = tensor(`${name}Values`, 'f32', [rows, outputs])
  return {
    values,
    ops: [
      eventsFromBits({ bits, ...lists }, { ...stride, lastWord: last }),
      sumOfEvents({ ...lists, values, bias, output, biasPartial: noBias() }, {}),
    ],
  }
}

test('are made once for all that read them', async () => {
  const network = createNetwork('n')
  const [first, second] = [sums(network, 'first'), sums(network, 'second')]
  const ops = [pack, ...first.ops, ...second.ops]
  const once = listedOnce(ops)
  expect(shaders(once)).toEqual(['bits-from-values', 'events-from-bits', 'sum-of-events', 'sum-of-events'])
  const spikes = Float32Array.from({ length: rows * inputs }, () => Number(random() > 0.6))
  const writes = [
    [pack.tensors[0] as Tensor<'f32'>, spikes],
    [first.values, numbers(rows * outputs)],
    [second.values, numbers(rows * outputs)],
  ] as const
  const [apart] = await runOps(gpu, ops, writes, [network.grads])
  const [together] = await runOps(gpu, once, writes, [network.grads])
  expect(together).toEqual(apart)
  expect(apart!.filter((value) => value !== 0).length).toBe(2 * inputs * outputs)
})

test('are made again of other spikes, or of fewer', () => {
  const network = createNetwork('n')
  const [first, second, short] = [sums(network, 'first'), sums(network, 'second'), sums(network, 'short', 1)]
  expect(listedOnce([pack, ...first.ops, pack, ...second.ops])).toHaveLength(6)
  expect(listedOnce([pack, ...first.ops, ...short.ops])).toHaveLength(5)
})

test('are made in both directions at once, as those of the same bits', async () => {
  const network = createNetwork('n')
  const byRow = pack.tensors[1] as Tensor<'u32'>
  const lists = { events: tensor('rowEvents', 'u32', [rows, 32]), counts: tensor('rowCounts', 'u32', [rows]) }
  const ofRows = eventsFromBits({ bits: byRow, ...lists }, { things: rows, words: 1, lastWord: 1, thingStride: 1, wordStride: 1 })
  const weight = persistent('weight', 'f32', [inputs, outputs])
  const output = persistent('output', 'f32', [rows, outputs])
  const forward = sumOfEvents({ ...lists, values: weight, bias, output, biasPartial: noBias() }, {})
  // Each list in two pieces of a word.
  const pieces = { events: tensor('events', 'u32', [2 * inputs, 32]), counts: tensor('counts', 'u32', [2 * inputs]) }
  const grad = tensor('grad', 'f32', [rows, outputs])
  const partial = persistent('partial', 'f32', [2 * inputs, outputs])
  const backward = [
    eventsFromBits({ bits, ...pieces }, { ...stride, words: 1 }),
    sumOfEvents({ ...pieces, values: grad, bias, output: partial, biasPartial: noBias() }, {}),
  ]
  const ops = [pack, ofRows, forward, ...backward]
  const together = listedTogether(ops)
  expect(shaders(together)).toEqual(['bits-from-values', 'events-from-both', 'sum-of-events', 'sum-of-events'])
  const spikes = Float32Array.from({ length: rows * inputs }, () => Number(random() > 0.6))
  const writes = [
    [pack.tensors[0] as Tensor<'f32'>, spikes],
    [weight, numbers(inputs * outputs)],
    [grad, numbers(rows * outputs)],
  ] as const
  const apart = await runOps(gpu, ops, writes, [output, partial])
  expect(await runOps(gpu, together, writes, [output, partial])).toEqual(apart)
  for (const values of apart) expect(values.some((value) => value !== 0)).toBe(true)
  // Not those of bits that were written anew in between, nor of a second product.
  expect(listedTogether([pack, ofRows, forward, pack, ...backward])).toHaveLength(6)
  expect(listedTogether([...ops, ...sums(network, 'another').ops])).toHaveLength(6)
})
