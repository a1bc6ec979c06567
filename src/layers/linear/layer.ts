/**
 * output = input * weight + bias over all steps at once: one product over steps * batch rows, one over batch rows where
 * the input is the same at every step. Dense or, for binary input, event-driven; both give the same bits.
 */
import { type Activation, activation, type Context, type Layer, layer, type Parameter } from '../../engine/graph'
import { type Dispatch, type Op, rows as asRows } from '../../engine/kernel'
import type { Initialize } from '../../engine/network'
import { kept, padded, sizeOf, type Tensor, tensor, view } from '../../engine/tensor'
import * as kernels from './kernels'

export interface LinearSpec {
  readonly outputs: number
  readonly bias: boolean
  readonly initialize: Initialize
  readonly initializeBias: Initialize
}

/** How many pieces a sum over rows is cut into: enough for some 8192 invocations, at least 64 rows each. The shape decides, never the tuner. */
export const splitsFor = (rows: number, invocations: number): { splits: number; rowsPerSplit: number } => {
  const wanted = Math.max(1, Math.min(Math.ceil(rows / 64), Math.ceil(8192 / invocations)))
  const rowsPerSplit = Math.ceil(rows / wanted)
  return { splits: Math.ceil(rows / rowsPerSplit), rowsPerSplit }
}

/** Lanes along the outputs: no more than there are columns of four. */
export const groupFor = (outputs: number): { GROUP_COLUMNS: number; GROUP_ROWS: number } =>
  outputs / 4 <= 4 ? { GROUP_COLUMNS: 4, GROUP_ROWS: 16 } : outputs / 4 <= 16 ? { GROUP_COLUMNS: 16, GROUP_ROWS: 4 } : { GROUP_COLUMNS: 64, GROUP_ROWS: 1 }

export function linear(context: Context, name: string, input: Activation, spec: LinearSpec): Layer {
  const steps = input.value.shape[0]!
  const inputs = input.value.shape[2]!
  const outputs = padded(spec.outputs)
  const output = activation(name, [steps, context.batch, spec.outputs], 'dense', true)
  const weight = context.network.parameter(`${name}.weight`, [inputs, outputs], 'weight', spec.initialize, input.features * spec.outputs)
  const bias = spec.bias ? context.network.parameter(`${name}.bias`, [outputs], 'weight', spec.initializeBias, spec.outputs) : undefined
  const noBias = () => context.network.shared(`zeros ${outputs}`, () => kept(`zeros ${outputs}`, 'f32', [outputs]))
  const biasValue = bias?.value ?? noBias()
  const rowCount = steps * context.batch
  const key = `linear ${rowCount} x ${inputs} x ${outputs} ${input.form}`
  const chosen = context.choices[key] ?? (input.form === 'binary' && outputs >= 64 ? 'events' : 'dense')
  const events = chosen === 'events' && input.form === 'binary'
  const spikes = events ? eventOps(name, input, rowCount, inputs) : undefined
  const outputGrad = asRows(output.grad!)

  const forward = spikes
    ? [...spikes.rowLists, kernels.linearForwardEvents({ ...spikes.byRow, weight: weight.value, bias: biasValue, output: asRows(output.value) }, {}, groupFor(outputs))]
    : [denseForward(chosen === 'tiled', { input: asRows(input.value), weight: weight.value, bias: biasValue, output: asRows(output.value) })]
  const { splits, rowsPerSplit } = splitsFor(rowCount, Math.ceil(inputs / 8) * (outputs / 4))
  const backwardParameters: Op[] = weight.frozen
    ? []
    : spikes
      ? [...spikes.inputLists, kernels.linearBackwardWeightEvents({ ...spikes.byInput, outputGrad, weightGrad: weight.grad }, { rowsPerSplit }, groupFor(outputs))]
      : denseWeightGrad(name, asRows(input.value), outputGrad, weight.grad, splits, rowsPerSplit)

  return layer(name, {
    outputs: [output],
    parameters: bias ? [weight, bias] : [weight],
    forward,
    backwardInput: input.grad ? [kernels.linearBackwardInput({ outputGrad, weight: weight.value, inputGrad: asRows(input.grad) }, {})] : [],
    backwardParameters: [...backwardParameters, ...(bias && !bias.frozen ? biasGrad(name, outputGrad, bias) : [])],
    visible: { output: output.value, weight: weight.value },
  })
}

function denseForward(tiled: boolean, tensors: Parameters<typeof kernels.linearForward>[0]): Dispatch {
  return tiled ? kernels.linearForwardTiled(tensors, {}) : kernels.linearForward(tensors, {}, groupFor(tensors.weight.shape[1]!))
}

function denseWeightGrad(name: string, input: Tensor<'f32'>, outputGrad: Tensor<'f32'>, weightGrad: Tensor<'f32'>, splits: number, rowsPerSplit: number): Op[] {
  const [inputs, outputs] = weightGrad.shape as readonly [number, number]
  const group = groupFor(outputs)
  if (splits === 1) return [kernels.linearBackwardWeight({ input, outputGrad, partial: view(weightGrad, [1, inputs, outputs]) }, { rowsPerSplit }, { ...group, ADD: 1 })]
  const partial = tensor(`${name}.weightPartial`, 'f32', [splits, inputs, outputs])
  return [
    kernels.linearBackwardWeight({ input, outputGrad, partial }, { rowsPerSplit }, group),
    kernels.sumSplits({ partial: view(partial, [splits, inputs * outputs]), total: view(weightGrad, [inputs * outputs]) }, {}),
  ]
}

function biasGrad(name: string, outputGrad: Tensor<'f32'>, bias: Parameter): Op[] {
  const [rows, columns] = outputGrad.shape as readonly [number, number]
  const rowsPerSplit = 64
  const partial = tensor(`${name}.biasPartial`, 'f32', [Math.ceil(rows / rowsPerSplit), columns])
  return [kernels.columnSum({ input: outputGrad, partial }, { rowsPerSplit }), kernels.sumSplits({ partial, total: bias.grad }, {})]
}

/** The ordered lists of spikes, by row for the forward pass and by input for the weight gradient. */
function eventOps(name: string, input: Activation, rows: number, inputs: number) {
  const rowWords = Math.ceil(inputs / 32)
  const inputWords = Math.ceil(rows / 32)
  const lists = (what: string, count: number, capacity: number) => ({
    counts: tensor(`${name}.${what}Counts`, 'u32', [count]),
    events: tensor(`${name}.${what}Events`, 'u32', [count, capacity]),
  })
  const byRow = lists('row', rows, padded(inputs))
  const byInput = lists('input', inputs, inputWords * 32)
  const bits = (what: string, words: number) => tensor(`${name}.${what}Bits`, 'u32', [words])
  const own = input.bits ?? { byRow: bits('row', rows * rowWords), byInput: bits('input', inputWords * inputs) }
  const flat = (t: Tensor<'u32'>) => view(t, [sizeOf(t.shape)])
  const values = asRows(input.value)
  const make = (target: Tensor<'u32'>, across: number) => (input.bits ? [] : [kernels.bitsFromValues({ values, bits: flat(target) }, {}, { ACROSS_ROWS: across })])
  return {
    byRow,
    byInput,
    rowLists: [...make(own.byRow, 0), kernels.eventsFromBits({ bits: flat(own.byRow), ...byRow }, { words: rowWords, rowStride: rowWords, wordStride: 1 })],
    inputLists: [...make(own.byInput, 1), kernels.eventsFromBits({ bits: flat(own.byInput), ...byInput }, { words: inputWords, rowStride: 1, wordStride: inputs })],
  }
}
