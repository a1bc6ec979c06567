/**
 * output = input * weight + bias over all steps at once: one product over steps * batch rows, one over batch rows where
 * the input is the same at every step. All variants of a product give the same bits; `variants.ts` chooses by shape, the tuner by time.
 */
import { type Activation, activation, type Context, type Layer, layer } from '../../engine/graph'
import { rows as asRows, type Dispatch, type Op } from '../../engine/kernel'
import type { Initialize, Parameter } from '../../engine/network'
import { padded, persistent, sizeOf, type Tensor, tensor, view } from '../../engine/tensor'
import { columnSum, sumSplits } from '../kernels'
import * as kernels from './kernels'
import { groupFor, SUM_ROWS, splitsFor, threadsFor, variantOf } from './variants'

export interface LinearSpec {
  readonly outputs: number
  readonly bias: boolean
  readonly initialize: Initialize
  readonly initializeBias: Initialize
  /** Weights through which the gradient reaches the input instead of the layer's own (feedback alignment). */
  readonly feedback?: Feedback | undefined
  /** Whether the neurons behind the layer add the gradient of its weights. */
  readonly gradientElsewhere?: boolean
}

/** Has the size of the weights. If it learns, its gradient is that of the weights. */
export type Feedback = Pick<Parameter, 'value'> & Partial<Learned>
type Learned = Pick<Parameter, 'value' | 'grad'>

export function linear(context: Context, name: string, input: Activation, spec: LinearSpec): Layer {
  const steps = input.value.shape[0]!
  const inputs = input.value.shape[2]!
  const outputs = padded(spec.outputs)
  const rows = steps * context.batch
  const output = activation(name, [steps, context.batch, spec.outputs], 'dense', true)
  const weight = context.network.parameter(`${name}.weight`, [inputs, outputs], 'weight', spec.initialize, input.features * spec.outputs)
  const bias = spec.bias ? context.network.parameter(`${name}.bias`, [outputs], 'weight', spec.initializeBias, spec.outputs) : undefined
  const noBias = () => context.network.shared(`zeros ${outputs}`, () => persistent(`zeros ${outputs}`, 'f32', [outputs]))
  const learned: Activation = input.trace ? { value: input.trace, form: 'dense', features: input.features } : input
  const feedback: Feedback = spec.feedback ?? { value: weight.value }
  const variant = {
    forward: variantOf(context, 'forward', input, rows, outputs),
    backward: variantOf(context, 'backward', learned, rows, outputs),
  }
  const readsBits = [variant.forward, variant.backward].some((variant) => variant === 'bits' || variant === 'events')
  const outputGrad = asRows(output.grad!)
  const spikes = spikeOps(name, input, rows, inputs)
  const operands = { weight: weight.value, bias: bias?.value ?? noBias(), output: asRows(output.value) }

  return layer(name, {
    outputs: [output],
    parameters: bias ? [weight, bias] : [weight],
    forward: [...(readsBits ? spikes.pack : []), ...forwardOps(variant.forward, spikes, asRows(input.value), operands)],
    backwardInput: input.grad
      ? [kernels.linearBackwardInput({ outputGrad, weight: feedback.value, inputGrad: asRows(input.grad) }, {}, threadsFor(inputs))]
      : [],
    backwardParameters: spec.gradientElsewhere
      ? []
      : [
          ...weightGradOps(name, variant.backward, spikes, asRows(learned.value), outputGrad, weight.grad, noBias(), bias),
          ...(feedback.grad
            ? weightGradient(context, feedback.value.name, learned, outputGrad, { value: feedback.value, grad: feedback.grad })
            : []),
        ],
    visible: { output: output.value, weight: weight.value },
  })
}

/** The same spikes with their bits, packed once for all consumers. */
export function packed(name: string, input: Activation): Layer {
  if (input.form !== 'binary' || input.bits) return layer(name, { outputs: [input] })
  const [steps, batch, inputs] = input.value.shape as readonly [number, number, number]
  const rows = steps * batch
  const byRow = tensor(`${name}.rowBits`, 'u32', [rows, Math.ceil(inputs / 32)])
  const byInput = tensor(`${name}.inputBits`, 'u32', [Math.ceil(rows / 32), inputs])
  const flat = (t: Tensor<'u32'>) => view(t, [sizeOf(t.shape)])
  return layer(name, {
    outputs: [{ ...input, bits: { byRow, byInput } }],
    forward: [kernels.bitsFromValues({ values: asRows(input.value), byRow: flat(byRow), byInput: flat(byInput) }, {})],
  })
}

/** Ops that add the products of `input` with the output's gradient, summed over rows, to a weight's gradient. */
export function weightGradient(context: Context, name: string, input: Activation, outputGrad: Tensor<'f32'>, weight: Learned): Op[] {
  const [inputs, outputs] = weight.value.shape as readonly [number, number]
  const rows = input.value.shape[0]! * input.value.shape[1]!
  const backward = variantOf(context, 'backward', input, rows, outputs)
  const spikes = spikeOps(name, input, rows, inputs)
  const zeros = context.network.shared(`zeros ${outputs}`, () => persistent(`zeros ${outputs}`, 'f32', [outputs]))
  return [
    ...(backward === 'dense' ? [] : spikes.pack),
    ...weightGradOps(name, backward, spikes, asRows(input.value), asRows(outputGrad), weight.grad, zeros),
  ]
}

type Spikes = ReturnType<typeof spikeOps>
interface Operands {
  readonly weight: Tensor<'f32'>
  readonly bias: Tensor<'f32'>
  readonly output: Tensor<'f32'>
}

function forwardOps(form: string, spikes: Spikes, input: Tensor<'f32'>, operands: Operands): Op[] {
  const group = groupFor(operands.weight.shape[1]!)
  switch (form) {
    case 'bits':
      return [kernels.linearForwardBits({ bits: spikes.byInput, ...operands }, {})]
    case 'events': {
      const { weight: values, bias, output } = operands
      const { tensors, op } = spikes.byRowLists()
      return [op, kernels.sumOfEvents({ ...tensors, values, bias, output, biasPartial: kernels.noBias() }, {}, group)]
    }
    case 'tiled':
      return [kernels.linearForwardTiled({ input, ...operands }, {})]
    case 'subgroups':
      return [kernels.linearForwardSubgroups({ input, ...operands }, {})]
    default:
      return [kernels.linearForward({ input, ...operands }, {}, group)]
  }
}

function weightGradOps(
  name: string,
  form: string,
  spikes: Spikes,
  input: Tensor<'f32'>,
  outputGrad: Tensor<'f32'>,
  weightGrad: Tensor<'f32'>,
  zeros: Tensor<'f32'>,
  bias?: Parameter,
): Op[] {
  const [inputs, outputs] = weightGrad.shape as readonly [number, number]
  const group = groupFor(outputs)
  const rows = outputGrad.shape[0]!
  const { splits, rowsPerSplit } = splitsFor(rows, Math.ceil(inputs / 8) * (outputs / 4))
  const partial = splits === 1 ? view(weightGrad, [1, inputs, outputs]) : tensor(`${name}.weightPartial`, 'f32', [splits, inputs, outputs])
  const ADD = Number(splits === 1)
  // The product adds up the gradient of the bias, too; where it reads rows by splits, only if these are whole partials of it.
  const BIAS = bias && (form === 'events' || splits === 1 || rowsPerSplit % SUM_ROWS === 0) ? 1 : 0
  const biasPartial = BIAS ? partialOf(`${name}.bias`, rows, outputs) : kernels.noBias()
  const productOps = (): Dispatch[] => {
    switch (form) {
      case 'bits':
        return [kernels.linearBackwardWeightBits({ bits: spikes.byRow, outputGrad, partial, biasPartial }, { rowsPerSplit }, { ADD, BIAS })]
      case 'events': {
        const { tensors, op } = spikes.byInputLists(splits, rowsPerSplit)
        const output = view(partial, [splits * inputs, outputs])
        return [op, kernels.sumOfEvents({ ...tensors, values: outputGrad, bias: zeros, output, biasPartial }, {}, { ...group, ADD, BIAS })]
      }
      default:
        return [kernels.linearBackwardWeight({ input, outputGrad, partial, biasPartial }, { rowsPerSplit }, { ...group, ADD, BIAS })]
    }
  }
  const flat = inputs * outputs
  return [
    ...productOps(),
    ...(ADD ? [] : [sumSplits({ partial: view(partial, [splits, flat]), total: view(weightGrad, [flat]) }, {})]),
    ...(BIAS ? [sumSplits({ partial: biasPartial, total: bias!.grad }, {})] : []),
    ...(bias && !BIAS ? summedGradient(`${name}.bias`, outputGrad, bias) : []),
  ]
}

const partialOf = (name: string, rows: number, columns: number) => tensor(`${name}.partial`, 'f32', [Math.ceil(rows / SUM_ROWS), columns])

/** Ops that add a gradient, summed over all rows, to that of a vector of parameters. @param grad [.., columns] */
export function summedGradient(name: string, grad: Tensor<'f32'>, parameter: Parameter): Op[] {
  const input = asRows(grad)
  const [rows, columns] = input.shape as readonly [number, number]
  const partial = partialOf(name, rows, columns)
  return [columnSum({ input, partial }, { rowsPerSplit: SUM_ROWS }), sumSplits({ partial, total: parameter.grad }, {})]
}

/** Spikes as bits in both layouts, and as ordered lists made from them. An encoder may provide the bits already. */
function spikeOps(name: string, input: Activation, rows: number, inputs: number) {
  const rowWords = Math.ceil(inputs / 32)
  const inputWords = Math.ceil(rows / 32)
  const flat = (t: Tensor<'u32'>) => view(t, [sizeOf(t.shape)])
  const byRow = input.bits ? flat(input.bits.byRow) : tensor(`${name}.rowBits`, 'u32', [rows * rowWords])
  const byInput = input.bits ? flat(input.bits.byInput) : tensor(`${name}.inputBits`, 'u32', [inputWords * inputs])
  const lists = (
    what: string,
    bits: Tensor<'u32'>,
    count: number,
    piece: { things: number; words: number; lastWord: number; thingStride: number; wordStride: number },
  ) => {
    const tensors = {
      counts: tensor(`${name}.${what}Counts`, 'u32', [count]),
      events: tensor(`${name}.${what}Events`, 'u32', [count, piece.words * 32]),
    }
    return { tensors, op: kernels.eventsFromBits({ bits, ...tensors }, piece) }
  }
  return {
    byRow,
    byInput,
    /** The op that packs both layouts; none if the encoder provides them. */
    pack: input.bits ? [] : [kernels.bitsFromValues({ values: asRows(input.value), byRow, byInput }, {})],
    byRowLists: () =>
      lists('row', byRow, rows, { things: rows, words: rowWords, lastWord: rowWords, thingStride: rowWords, wordStride: 1 }),
    byInputLists: (splits: number, rowsPerSplit: number) =>
      lists('input', byInput, splits * inputs, {
        things: inputs,
        words: rowsPerSplit / 32,
        lastWord: inputWords,
        thingStride: 1,
        wordStride: inputs,
      }),
  }
}
