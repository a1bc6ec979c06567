/** Signatures of the kernels of a linear layer. Weights are [inputs, outputs]; files have them transposed. */
import { defineKernel, MAX_WORKGROUPS } from '../../engine/kernel'
import { type Tensor, tensor } from '../../engine/tensor'

const columns = [{ GROUP_COLUMNS: 64 }, { GROUP_COLUMNS: 32 }, { GROUP_COLUMNS: 16, GROUP_ROWS: 4 }, { GROUP_COLUMNS: 4, GROUP_ROWS: 16 }]
const up = (a: number, b: number) => Math.ceil(a / b)
/** The parameter of kernels that run several products: the axes of their shared tensors do not give the number of rows. */
const several = { rows: 'u32' } as const
const dense = ({ rows, inputs, outputs }: Record<'rows' | 'inputs' | 'outputs', number>) => rows * inputs * outputs

export const linearForward = defineKernel('layers/linear-forward', {
  reads: { input: 'f32[rows, inputs]', weight: 'f32[inputs, outputs]', bias: 'f32[outputs]' },
  writes: { output: 'f32[rows, outputs]' },
  constants: { GROUP_COLUMNS: 64, GROUP_ROWS: 1 },
  candidates: columns,
  workgroups: ({ rows, outputs }, { GROUP_COLUMNS, GROUP_ROWS }) => [up(rows, 8 * GROUP_ROWS), up(outputs / 4, GROUP_COLUMNS)],
  multiplyAdds: dense,
})

export const linearForwardTiled = defineKernel('layers/linear-forward-tiled', {
  reads: { input: 'f32[rows, inputs]', weight: 'f32[inputs, outputs]', bias: 'f32[outputs]' },
  writes: { output: 'f32[rows, outputs]' },
  workgroups: ({ rows, outputs }) => [up(outputs, 64), up(rows, 64)],
  multiplyAdds: dense,
})

/** Compiles only on devices with subgroups. */
export const linearForwardSubgroups = defineKernel('layers/linear-forward-subgroups', {
  reads: { input: 'f32[rows, inputs]', weight: 'f32[inputs, outputs]', bias: 'f32[outputs]' },
  writes: { output: 'f32[rows, outputs]' },
  constants: { WORKGROUP: 128 },
  workgroups: ({ rows, outputs }, { WORKGROUP }) => [up(rows, 8), up(outputs / 4, WORKGROUP)],
  multiplyAdds: dense,
})

/** In place of the partials of a bias, where a kernel adds none. */
export const noBias = (): Tensor<'f32'> => tensor('noBias', 'f32', [1, 4])

export const sumOfEvents = defineKernel('layers/sum-of-events', {
  reads: { counts: 'u32[lists]', events: 'u32[lists, capacity]', values: 'f32[terms, outputs]', bias: 'f32[outputs]' },
  writes: { output: 'f32[lists, outputs]', biasPartial: 'f32[biasSplits, biasOutputs]' },
  constants: { GROUP_COLUMNS: 64, GROUP_ROWS: 1, ADD: 0, BIAS: 0 },
  candidates: columns,
  workgroups: ({ lists, outputs, biasSplits }, { GROUP_COLUMNS, GROUP_ROWS, BIAS }) => [
    up(lists + (BIAS ? biasSplits : 0), GROUP_ROWS),
    up(outputs / 4, GROUP_COLUMNS),
  ],
  multiplyAdds: ({ lists, capacity, outputs }) => lists * capacity * outputs,
})

export const linearForwardBits = defineKernel('layers/linear-forward-bits', {
  reads: { bits: 'u32[wordCount]', weight: 'f32[inputs, outputs]', bias: 'f32[outputs]' },
  writes: { output: 'f32[rows, outputs]' },
  constants: { GROUP_COLUMNS: 16 },
  candidates: [{ GROUP_COLUMNS: 16 }, { GROUP_COLUMNS: 32 }, { GROUP_COLUMNS: 64 }],
  workgroups: ({ rows, outputs }, { GROUP_COLUMNS }) => [up(rows, 32), up(outputs / 4, GROUP_COLUMNS)],
  multiplyAdds: dense,
})

export const linearBackwardWeightBits = defineKernel('layers/linear-backward-weight-bits', {
  reads: { bits: 'u32[wordCount]', outputGrad: 'f32[rows, outputs]' },
  writes: { partial: 'f32[splits, inputs, outputs]', biasPartial: 'f32[biasSplits, biasOutputs]' },
  params: { rowsPerSplit: 'u32' },
  constants: { GROUP_COLUMNS: 16, ADD: 0, BIAS: 0 },
  candidates: [{ GROUP_COLUMNS: 16 }, { GROUP_COLUMNS: 32 }, { GROUP_COLUMNS: 64 }],
  workgroups: ({ inputs, outputs, splits }, { GROUP_COLUMNS }) => [up(inputs, 32), up(outputs / 4, GROUP_COLUMNS), splits],
  multiplyAdds: dense,
})

export const linearBackwardInput = defineKernel('layers/linear-backward-input', {
  reads: { outputGrad: 'f32[rows, outputs]', weight: 'f32[inputs, outputs]' },
  writes: { inputGrad: 'f32[rows, inputs]' },
  constants: { WORKGROUP: 64 },
  candidates: [{ WORKGROUP: 16 }, { WORKGROUP: 32 }, { WORKGROUP: 64 }],
  workgroups: ({ rows, inputs }, { WORKGROUP }) => [up(inputs, 4 * WORKGROUP), up(rows, 4)],
  multiplyAdds: dense,
})

export const linearBackwardWeight = defineKernel('layers/linear-backward-weight', {
  reads: { input: 'f32[rows, inputs]', outputGrad: 'f32[rows, outputs]' },
  writes: { partial: 'f32[splits, inputs, outputs]', biasPartial: 'f32[biasSplits, biasOutputs]' },
  params: { rowsPerSplit: 'u32' },
  constants: { GROUP_COLUMNS: 64, GROUP_ROWS: 1, ADD: 0, BIAS: 0 },
  candidates: columns,
  workgroups: ({ inputs, outputs, splits }, { GROUP_COLUMNS, GROUP_ROWS }) => [
    up(inputs, 8 * GROUP_ROWS),
    up(outputs / 4, GROUP_COLUMNS),
    splits,
  ],
  multiplyAdds: dense,
})

/** The gradients of weights and input in one dispatch. */
export const linearBackward = defineKernel('layers/linear-backward', {
  reads: { input: 'f32[rows, inputs]', outputGrad: 'f32[rows, outputs]', weight: 'f32[inputs, outputs]' },
  writes: { partial: 'f32[splits, inputs, outputs]', biasPartial: 'f32[biasSplits, biasOutputs]', inputGrad: 'f32[rows, inputs]' },
  params: { rowsPerSplit: 'u32' },
  constants: { GROUP_COLUMNS: 64, GROUP_ROWS: 1, ADD: 0, BIAS: 0 },
  candidates: columns,
  workgroups: ({ rows, inputs, outputs, splits }, { GROUP_COLUMNS, GROUP_ROWS }) => {
    const ofWeights = up(inputs, 8 * GROUP_ROWS) * up(outputs / 4, GROUP_COLUMNS) * splits
    return folded(ofWeights + up((up(rows, 4) * inputs) / 4, GROUP_COLUMNS * GROUP_ROWS))
  },
  multiplyAdds: (size) => 2 * dense(size),
})

/** The two directions together may have more workgroups than one dimension of a dispatch. */
const folded = (groups: number) => [Math.min(groups, MAX_WORKGROUPS), up(groups, MAX_WORKGROUPS)] as const

export const bitsFromValues = defineKernel('layers/bits-from-values', {
  reads: { values: 'f32[rows, inputs]' },
  writes: { byRow: 'u32[rowWords]', byInput: 'u32[inputWords]' },
  workgroups: ({ rows, inputs }) => [up(inputs, 32), up(rows, 32)],
})

export const eventsFromBits = defineKernel('layers/events-from-bits', {
  reads: { bits: 'u32[wordCount]' },
  writes: { events: 'u32[lists, capacity]', counts: 'u32[lists]' },
  params: { things: 'u32', words: 'u32', lastWord: 'u32', thingStride: 'u32', wordStride: 'u32' },
  constants: { WORKGROUP: 64 },
  threads: ({ lists }) => [lists],
})

export const eventsFromBoth = defineKernel('layers/events-from-both', {
  reads: { byRow: 'u32[rows, rowWords]', byInput: 'u32[inputWords, inputs]' },
  writes: {
    rowEvents: 'u32[rows, rowCapacity]',
    rowCounts: 'u32[rows]',
    inputEvents: 'u32[lists, inputCapacity]',
    inputCounts: 'u32[lists]',
  },
  constants: { WORKGROUP: 64 },
  threads: ({ rows, lists }) => [rows + lists],
})

/** The vec4 columns of a row of the table of `joinedLinearBackwardWeight`, and its threads along them. */
export const WEIGHT_COLUMNS = 8

export const joinedLinearForward = defineKernel('layers/joined-linear-forward', {
  reads: { input: 'f32[inputWords]', weight: 'f32[weightWords]', table: 'u32[columns, tableWords]' },
  writes: { output: 'f32[outputWords]' },
  params: several,
  constants: { GROUP_COLUMNS: 64, GROUP_ROWS: 1 },
  candidates: columns,
  workgroups: ({ columns }, { GROUP_COLUMNS, GROUP_ROWS }, { rows }) => [up(rows, 8 * GROUP_ROWS), up(columns, GROUP_COLUMNS)],
})

export const joinedLinearBackwardInput = defineKernel('layers/joined-linear-backward-input', {
  reads: { outputGrad: 'f32[outputWords]', weight: 'f32[weightWords]', input: 'f32[inputWords]', table: 'u32[columns, tableWords]' },
  writes: { inputGrad: 'f32[gradWords]' },
  params: several,
  constants: { WORKGROUP: 64 },
  candidates: [{ WORKGROUP: 16 }, { WORKGROUP: 32 }, { WORKGROUP: 64 }],
  workgroups: ({ columns }, { WORKGROUP }, { rows }) => [up(columns, WORKGROUP), up(rows, 4)],
})

export const joinedLinearBackwardWeight = defineKernel('layers/joined-linear-backward-weight', {
  reads: { input: 'f32[inputWords]', outputGrad: 'f32[outputWords]', table: 'u32[blocks, 9]' },
  writes: { partial: 'f32[partialWords]' },
  params: { ...several, splits: 'u32' },
  workgroups: ({ blocks }, _, { splits }) => [up(blocks, 64 / WEIGHT_COLUMNS), splits],
})
