/** The kernels of a linear layer against float64, and against each other to the last bit. */
import { describe, expect, test } from 'vitest'
import type { Dispatch } from '../../engine/kernel'
import { tensor } from '../../engine/tensor'
import { equalBits, expectWithin, noise, sumBound } from '../../testing/close'
import { kernelGpu, runOps, runWords } from '../../testing/gpu'
import { columnSum, sumSplits } from '../kernels'
import * as kernels from './kernels'
import { linearBackward, linearForward } from './reference'
import { SUM_ROWS } from './variants'

const gpu = await kernelGpu()
const REASON = '2^-23 (terms + 8) sum|a b|'

/** Rows, inputs, outputs: one, prime where no vec4 is read along them, just over a tile of 64 and a group of 256. */
const SIZES = [
  [1, 4, 4],
  [7, 52, 20],
  [67, 68, 68],
  [65, 12, 260],
] as const

function data([rows, inputs, outputs]: readonly [number, number, number]) {
  const random = noise(rows + inputs)
  const draw = (n: number) => Float32Array.from({ length: n }, () => random() - 0.5)
  return {
    dense: draw(rows * inputs),
    spikes: Float32Array.from({ length: rows * inputs }, () => (random() < 0.2 ? 1 : 0)),
    weight: draw(inputs * outputs),
    bias: draw(outputs),
    outputGrad: draw(rows * outputs),
  }
}

const absolute = (a: Float32Array) => a.map(Math.abs)

/** Event lists by the slow road: row r of `events` holds the indices of what is set. */
function listsOf(spikes: Float32Array, rows: number, inputs: number, across: boolean) {
  const [count, length] = across ? [inputs, rows] : [rows, inputs]
  const capacity = Math.ceil(length / 32) * 32
  const events = new Uint32Array(count * capacity)
  const counts = new Uint32Array(count)
  for (let r = 0; r < rows; r++)
    for (let k = 0; k < inputs; k++) {
      if (spikes[r * inputs + k] === 0) continue
      const i = across ? k : r
      events[i * capacity + counts[i]!++] = across ? r : k
    }
  return { events, counts, capacity }
}

const each = (kernel: { candidates: readonly object[] }, op: (constants: object) => Dispatch) => [op({}), ...kernel.candidates.map(op)]

describe.each(SIZES)('%i rows, %i inputs, %i outputs', (...size) => {
  const [rows, inputs, outputs] = size
  const d = data(size)
  const shape = { rows, inputs, outputs }
  const t = {
    input: tensor('input', 'f32', [rows, inputs]),
    weight: tensor('weight', 'f32', [inputs, outputs]),
    bias: tensor('bias', 'f32', [outputs]),
    output: tensor('output', 'f32', [rows, outputs]),
    outputGrad: tensor('outputGrad', 'f32', [rows, outputs]),
    inputGrad: tensor('inputGrad', 'f32', [rows, inputs]),
    weightGrad: tensor('weightGrad', 'f32', [inputs, outputs]),
  }
  const packed = () => {
    const byRow = tensor('byRow', 'u32', [rows * Math.ceil(inputs / 32)])
    const byInput = tensor('byInput', 'u32', [Math.ceil(rows / 32) * inputs])
    return { byRow, byInput, pack: kernels.bitsFromValues({ values: t.input, byRow, byInput }, {}) }
  }
  const forward = { input: t.input, weight: t.weight, bias: t.bias, output: t.output }
  const givenForward = (input: Float32Array<ArrayBuffer>) =>
    [
      [t.input, input],
      [t.weight, d.weight],
      [t.bias, d.bias],
    ] as const

  test.each(['dense', 'spikes'] as const)('forward of %s', async (kind) => {
    const ops = [
      ...each(kernels.linearForward, (c) => kernels.linearForward(forward, {}, c)),
      kernels.linearForwardTiled(forward, {}),
      ...(gpu.info.features.includes('subgroups') ? [kernels.linearForwardSubgroups(forward, {})] : []),
    ]
    const results = await Promise.all(ops.map(async (op) => (await runOps(gpu, [op], givenForward(d[kind]), [t.output]))[0]!))
    const want = linearForward(shape, d[kind], d.weight, d.bias)
    const size = linearForward(shape, absolute(d[kind]), absolute(d.weight), absolute(d.bias))
    expectWithin(
      results[0]!,
      want,
      size.map((s) => sumBound(inputs, s)),
      REASON,
    )
    expect(results.map((r) => equalBits(r, results[0]!))).toEqual(results.map(() => true))
  })

  test('forward from events has the bits of the dense one', async () => {
    const { events, counts, capacity } = listsOf(d.spikes, rows, inputs, false)
    const lists = { events: tensor('events', 'u32', [rows, capacity]), counts: tensor('counts', 'u32', [rows]) }
    const [dense] = await runOps(gpu, [kernels.linearForward(forward, {})], givenForward(d.spikes), [t.output])
    const bound = { ...lists, values: t.weight, bias: t.bias, output: t.output, biasPartial: kernels.noBias() }
    for (const op of each(kernels.sumOfEvents, (c) => kernels.sumOfEvents(bound, {}, c))) {
      const [got] = await runOps(
        gpu,
        [op],
        [
          [lists.events, events],
          [lists.counts, counts],
          [t.weight, d.weight],
          [t.bias, d.bias],
        ],
        [t.output],
      )
      expect(equalBits(got!, dense!)).toBe(true)
    }
  })

  test('forward from bits has the bits of the dense one', async () => {
    const { pack, byInput: bits } = packed()
    const [dense] = await runOps(gpu, [kernels.linearForward(forward, {})], givenForward(d.spikes), [t.output])
    const bound = { bits, weight: t.weight, bias: t.bias, output: t.output }
    for (const op of each(kernels.linearForwardBits, (c) => kernels.linearForwardBits(bound, {}, c))) {
      const [got] = await runOps(gpu, [pack, op], givenForward(d.spikes), [t.output])
      expect(equalBits(got!, dense!)).toBe(true)
    }
  })

  test('bits and lists hold the spikes, in both layouts', async () => {
    for (const across of [false, true]) {
      const [count, length] = across ? [inputs, rows] : [rows, inputs]
      const wordsEach = Math.ceil(length / 32)
      const { pack, byRow, byInput } = packed()
      const bits = across ? byInput : byRow
      const { events, counts, capacity } = listsOf(d.spikes, rows, inputs, across)
      const lists = { events: tensor('events', 'u32', [count, capacity]), counts: tensor('counts', 'u32', [count]) }
      const strides = across ? { thingStride: 1, wordStride: inputs } : { thingStride: wordsEach, wordStride: 1 }
      const piece = { things: count, words: wordsEach, lastWord: wordsEach, ...strides }
      const ops = [pack, kernels.eventsFromBits({ bits, ...lists }, piece)]
      const [gotBits, gotCounts, gotEvents] = await runWords(gpu, ops, [[t.input, d.spikes]], [bits, lists.counts, lists.events])
      const want = new Uint32Array(count * wordsEach)
      for (let r = 0; r < rows; r++)
        for (let k = 0; k < inputs; k++) {
          const [i, j] = across ? [k, r] : [r, k]
          const at = across ? (j >>> 5) * inputs + i : i * wordsEach + (j >>> 5)
          if (d.spikes[r * inputs + k] !== 0) want[at] = (want[at]! | (1 << (j & 31))) >>> 0
        }
      expect(equalBits(gotBits!, want)).toBe(true)
      expect(equalBits(gotCounts!, counts)).toBe(true)
      const listed = (all: Uint32Array) => Array.from({ length: count }, (_, i) => [...all.slice(i * capacity, i * capacity + counts[i]!)])
      expect(listed(gotEvents!)).toEqual(listed(events))
    }
  })

  test('backward to the input', async () => {
    const bound = { outputGrad: t.outputGrad, weight: t.weight, inputGrad: t.inputGrad }
    const ops = each(kernels.linearBackwardInput, (c) => kernels.linearBackwardInput(bound, {}, c))
    const results = await Promise.all(
      ops.map(
        async (op) =>
          (
            await runOps(
              gpu,
              [op],
              [
                [t.outputGrad, d.outputGrad],
                [t.weight, d.weight],
              ],
              [t.inputGrad],
            )
          )[0]!,
      ),
    )
    const { inputGrad } = linearBackward(shape, d.dense, d.weight, d.outputGrad)
    const size = linearBackward(shape, d.dense, absolute(d.weight), absolute(d.outputGrad)).inputGrad
    expectWithin(
      results[0]!,
      inputGrad,
      size.map((s) => sumBound(outputs, s)),
      REASON,
    )
    expect(results.map((r) => equalBits(r, results[0]!))).toEqual(results.map(() => true))
  })

  test.each([1, 2, 3])('backward to the weight, rows cut into %i pieces', async (wanted) => {
    const rowsPerSplit = 32 * Math.ceil(rows / wanted / 32)
    const splits = Math.ceil(rows / rowsPerSplit)
    const partial = tensor('partial', 'f32', [splits, inputs, outputs])
    const flat = {
      partial: { ...partial, base: partial, shape: [splits, inputs * outputs] },
      total: { ...t.weightGrad, base: t.weightGrad, shape: [inputs * outputs] },
    }
    const before = d.weight
    const dense = (input: Float32Array<ArrayBuffer>) =>
      each(kernels.linearBackwardWeight, (c) =>
        kernels.linearBackwardWeight(
          { input: t.input, outputGrad: t.outputGrad, partial, biasPartial: kernels.noBias() },
          { rowsPerSplit },
          c,
        ),
      ).map(
        async (op) =>
          (
            await runOps(
              gpu,
              [op, sumSplits(flat, {})],
              [
                [t.input, input],
                [t.outputGrad, d.outputGrad],
                [t.weightGrad, before],
              ],
              [t.weightGrad],
            )
          )[0]!,
      )
    const results = await Promise.all(dense(d.dense))
    const want = linearBackward(shape, d.dense, d.weight, d.outputGrad).weightGrad.map((g, i) => g + before[i]!)
    const size = linearBackward(shape, absolute(d.dense), d.weight, absolute(d.outputGrad)).weightGrad.map(
      (g, i) => g + Math.abs(before[i]!),
    )
    expectWithin(
      results[0]!,
      want,
      size.map((s) => sumBound(rows, s)),
      REASON,
    )
    expect(results.map((r) => equalBits(r, results[0]!))).toEqual(results.map(() => true))

    const [ofSpikes] = await Promise.all(dense(d.spikes).slice(0, 1))
    const whole = packed()
    const lists = {
      events: tensor('events', 'u32', [splits * inputs, rowsPerSplit]),
      counts: tensor('counts', 'u32', [splits * inputs]),
    }
    const piece = { things: inputs, words: rowsPerSplit / 32, lastWord: Math.ceil(rows / 32), thingStride: 1, wordStride: inputs }
    const listed = [whole.pack, kernels.eventsFromBits({ bits: whole.byInput, ...lists }, piece)]
    const zeros = tensor('zeros', 'f32', [outputs])
    const output = { ...partial, base: partial, shape: [splits * inputs, outputs] }
    const bound = { ...lists, values: t.outputGrad, bias: zeros, output, biasPartial: kernels.noBias() }
    for (const op of each(kernels.sumOfEvents, (c) => kernels.sumOfEvents(bound, {}, c))) {
      const writes = [
        [t.input, d.spikes],
        [t.outputGrad, d.outputGrad],
        [t.weightGrad, before],
      ] as const
      const ops = [...listed, op, sumSplits(flat, {})]
      expect(equalBits((await runOps(gpu, ops, writes, [t.weightGrad]))[0]!, ofSpikes!)).toBe(true)
    }
    const { pack, byRow: bits } = packed()
    for (const op of each(kernels.linearBackwardWeightBits, (c) =>
      kernels.linearBackwardWeightBits({ bits, outputGrad: t.outputGrad, partial, biasPartial: kernels.noBias() }, { rowsPerSplit }, c),
    )) {
      const writes = [
        [t.input, d.spikes],
        [t.outputGrad, d.outputGrad],
        [t.weightGrad, before],
      ] as const
      expect(equalBits((await runOps(gpu, [pack, op, sumSplits(flat, {})], writes, [t.weightGrad]))[0]!, ofSpikes!)).toBe(true)
    }
  })
})

test.each([
  [1, 4, 4, 32],
  [67, 68, 68, 96],
  [200, 12, 260, 64],
  [200, 260, 12, 128],
])('%i rows, %i inputs, %i outputs: the sums for a bias are those of columns', async (rows, inputs, outputs, rowsPerSplit) => {
  const { dense, outputGrad } = data([rows, inputs, outputs])
  const splits = Math.ceil(rows / rowsPerSplit)
  const [input, grad] = [tensor('input', 'f32', [rows, inputs]), tensor('outputGrad', 'f32', [rows, outputs])]
  const sums = (name: string) => tensor(name, 'f32', [Math.ceil(rows / SUM_ROWS), outputs])
  const [biasPartial, columns, partial] = [sums('bias'), sums('columns'), tensor('partial', 'f32', [splits, inputs, outputs])]
  // No spikes: the bias does not depend on the input.
  const bits = tensor('bits', 'u32', [rows * Math.ceil(inputs / 32)])
  const [counts, events] = [tensor('counts', 'u32', [splits * inputs]), tensor('events', 'u32', [splits * inputs, rowsPerSplit])]
  const listed = { counts, events, values: grad, bias: tensor('zeros', 'f32', [outputs]) }
  const ofLists = { ...partial, base: partial, shape: [splits * inputs, outputs] }
  const products = [
    ...each(kernels.linearBackwardWeight, (c) =>
      kernels.linearBackwardWeight({ input, outputGrad: grad, partial, biasPartial }, { rowsPerSplit }, { ...c, BIAS: 1 }),
    ),
    ...each(kernels.linearBackwardWeightBits, (c) =>
      kernels.linearBackwardWeightBits({ bits, outputGrad: grad, partial, biasPartial }, { rowsPerSplit }, { ...c, BIAS: 1 }),
    ),
    ...each(kernels.sumOfEvents, (c) => kernels.sumOfEvents({ ...listed, output: ofLists, biasPartial }, {}, { ...c, BIAS: 1 })),
  ].filter(({ kernel }) => kernel.shader === kernels.sumOfEvents.shader || splits === 1 || rowsPerSplit % SUM_ROWS === 0)
  for (const product of products) {
    const ops = [product, columnSum({ input: grad, partial: columns }, { rowsPerSplit: SUM_ROWS })]
    const writes = [...(product.tensors.includes(input) ? [[input, dense] as const] : []), [grad, outputGrad] as const]
    const [bias, want] = await runOps(gpu, ops, writes, [biasPartial, columns])
    expect(equalBits(bias!, want!)).toBe(true)
    expect(want!.some((sum) => sum !== 0)).toBe(true)
  }
})
