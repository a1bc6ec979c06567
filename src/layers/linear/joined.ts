/**
 * Linear layers that do not need each other, as one dispatch in each direction: a dispatch costs a device more than a small product
 * computes. A layer reads several tensors as if their features followed one another, and may end with a ReLU or tanh, so that nothing is
 * concatenated and no activation has a pass of its own. The results are those of `concat`, `linear` and `activate`, to the bit. All
 * inputs of layers that run together lie in one tensor, and so do their outputs and the gradients of either; see `arena`.
 */
import { type Activation, type Context, type Layer, layer } from '../../engine/graph'
import type { Dispatch, Op } from '../../engine/kernel'
import type { Parameter } from '../../engine/network'
import { type Places, padded, persistent, rootOf, sizeOf, type Tensor, tensor, view } from '../../engine/tensor'
import { BLOCK, joinedSums } from '../joined/kernels'
import * as kernels from './kernels'
import { WEIGHT_COLUMNS } from './kernels'
import type { LinearSpec } from './layer'
import { groupFor, type Split, SUM_ROWS, splitsFor, threadsFor } from './variants'

/** The functions that may end a layer, as the tables number them: 0 is none. */
export const ENDED_BY = [undefined, 'relu', 'tanh'] as const
export type EndedBy = NonNullable<(typeof ENDED_BY)[number]>

/** A value that products read. If a function ends the layer that wrote it, who reads it multiplies its gradient by the slope. */
export interface Given extends Activation {
  readonly endedBy?: EndedBy
}

export interface Linear {
  readonly name: string
  readonly inputs: readonly Given[]
  readonly output: Given
  readonly weight: Parameter
  readonly bias: Parameter
}

/** @param inputs one after another. @param places where the output and its gradient lie */
export function linearOf(
  { network, batch }: Context,
  name: string,
  inputs: readonly Given[],
  { outputs, endedBy, ...spec }: Pick<LinearSpec, 'outputs' | 'initialize' | 'initializeBias'> & { readonly endedBy?: EndedBy | undefined },
  places: Places,
): Linear {
  const features = featuresOf(inputs)
  const columns = padded(outputs)
  const shape = [inputs[0]!.value.shape[0]!, batch, columns]
  const value = places.value(name, shape)
  const grad = places.grad(`${name}Grad`, shape)
  return {
    name,
    inputs,
    output: { value, grad, form: 'dense', features: outputs, ...(endedBy && { endedBy }) },
    weight: network.parameter(`${name}.weight`, [padded(features), columns], 'weight', spec.initialize, features * outputs),
    bias: network.parameter(`${name}.bias`, [columns], 'weight', spec.initializeBias, outputs),
  }
}

export const featuresOf = (inputs: readonly Activation[]): number => inputs.reduce((sum, { features }) => sum + features, 0)

/** The layers of a network for linear layers that run together: the first has the ops of all. @param forward another op with the same results */
export function joinedLinears(together: readonly Linear[], forward = forwardOp): Layer[] {
  const learning = [...new Set(together.flatMap(({ inputs }) => inputs))].filter(({ grad }) => grad)
  return together.map(({ name, output, weight, bias }, i) =>
    layer(name, {
      outputs: [output],
      parameters: [weight, bias],
      forward: i === 0 ? [{ ...forward(together), multiplyAdds: multiplyAddsOf(together) }] : [],
      backwardInput: i === 0 && learning.length > 0 ? [backwardInputOp(together, learning)] : [],
      visible: { output: output.value, weight: weight.value },
    }),
  )
}

/**
 * Ops that add to the gradients of weights and biases of all these layers: one for the sums over rows of those whose inputs, and whose
 * gradients, lie in one tensor, and one for all partials.
 */
export function joinedLinearGradients(name: string, linears: readonly Linear[]): Op[] {
  const total = spanOf(linears.flatMap(({ weight, bias }) => [weight.grad, bias.grad]))
  const sums: number[][] = []
  let vectors = 0
  const partialsOf: Partials = (grad, width, splits) => {
    const first = vectors
    const block = BLOCK / 4
    for (let at = 0; at < width; at += block) sums.push([total.at(grad) + at, first + at, width, splits, Math.min(block, width - at)])
    vectors += splits * width
    return first
  }
  const lies = ({ inputs, output }: Linear) => [rootOf(inputs[0]!.value), rootOf(output.grad!)]
  const near = (one: Linear) => linears.filter((other) => lies(other).every((root, i) => root === lies(one)[i]))
  const groups = linears.filter((one) => near(one)[0] === one).map((one) => sumsOverRows(near(one), partialsOf))
  const partial = tensor(`${name}.partial`, 'f32', [4 * vectors])
  return [
    ...groups.map(({ table, tensors, params, multiplyAdds }, i) => ({
      ...kernels.joinedLinearBackwardWeight({ ...tensors, table: tableOf(`${name}.weights${i}`, table), partial }, params),
      multiplyAdds,
    })),
    joinedSums({ partial, table: tableOf(`${name}.sums`, sums), total: total.whole, micro: tensor(`${name}.nothing`, 'u32', [1]) }, {}),
  ]
}

/** Reserves the partials of a gradient, whose width is in vec4s, and returns their offset in all partials. */
type Partials = (grad: Tensor<'f32'>, width: number, splits: number) => number

/** The part of a tensor that these take, and where in it each begins, in vec4s. */
function spanOf(parts: readonly Tensor<'f32'>[]) {
  const start = Math.min(...parts.map(({ offset = 0 }) => offset))
  const end = Math.max(...parts.map(({ offset = 0, shape }) => offset + sizeOf(shape)))
  const root = rootOf(parts[0]!) as Tensor<'f32'>
  if (parts.some((part) => rootOf(part) !== root)) throw new Error(`${parts.map((part) => part.name).join(', ')} do not lie in one tensor`)
  return { whole: view(root, [end - start], start), at: ({ offset = 0 }: Tensor) => (offset - start) / 4 }
}

/** Rows of equal length: what is missing at the end is 0. */
function tableOf(name: string, rows: readonly (readonly number[])[]): Tensor<'u32'> {
  const words = Math.max(...rows.map((row) => row.length))
  const data = Uint32Array.from(rows.flatMap((row) => [...row, ...new Array<number>(words - row.length).fill(0)]))
  return persistent(`${name}.table`, 'u32', [rows.length, words], data)
}

const widthOf = ({ value }: Activation): number => value.shape[2]! / 4
const rowsOf = ({ output }: Linear): number => output.value.shape[0]! * output.value.shape[1]!
const upTo = <T>(count: number, made: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => made(i))
/** The multiply-adds of these layers with their inputs, or with some of those. Only they know: the kernels see one tensor for all. */
const multiplyAddsOf = (together: readonly Linear[], inputs: readonly Given[] = together.flatMap((one) => one.inputs)): number =>
  together.reduce((sum, one) => {
    const features = featuresOf(one.inputs.filter((given) => inputs.includes(given)))
    return sum + rowsOf(one) * features * 4 * widthOf(one.output)
  }, 0)
/** The tensors of a layer, each with the number of features in front of it. */
const partsOf = ({ inputs }: Linear) => inputs.map((given, i) => ({ given, before: featuresOf(inputs.slice(0, i)) }))

/** What a forward op binds, and its table: a row for every 4 outputs. @param reads what the rows of a layer say of its inputs */
export function forwardBindings(together: readonly Linear[], reads: (one: Linear) => readonly number[]) {
  const weights = spanOf(together.flatMap(({ weight, bias }) => [weight.value, bias.value]))
  const output = spanOf(together.map((one) => one.output.value))
  const rows = together.flatMap((one) =>
    upTo(widthOf(one.output), (column) => [
      weights.at(one.weight.value) + column,
      widthOf(one.output),
      weights.at(one.bias.value) + column,
      output.at(one.output.value) + column,
      ENDED_BY.indexOf(one.output.endedBy),
      ...reads(one),
    ]),
  )
  return { weight: weights.whole, output: output.whole, table: tableOf(`${together[0]!.name}.forward`, rows) }
}

function forwardOp(together: readonly Linear[]): Dispatch {
  const input = spanOf(together.flatMap(({ inputs }) => inputs.map(({ value }) => value)))
  const bound = forwardBindings(together, ({ inputs }) =>
    inputs.flatMap(({ value, features }) => [4 * input.at(value), value.shape[2]!, features]),
  )
  return kernels.joinedLinearForward({ input: input.whole, ...bound }, { rows: rowsOf(together[0]!) }, groupFor(4 * bound.table.shape[0]!))
}

function backwardInputOp(together: readonly Linear[], learning: readonly Given[]): Dispatch {
  const outputGrad = spanOf(together.map(({ output }) => output.grad!))
  const weights = spanOf(together.map(({ weight }) => weight.value))
  const input = spanOf(learning.map(({ value }) => value))
  const inputGrad = spanOf(learning.map(({ grad }) => grad!))
  const rows = learning.flatMap((given) =>
    upTo(widthOf(given), (column) => [
      inputGrad.at(given.grad!) + column,
      input.at(given.value) + column,
      widthOf(given),
      Math.min(4, given.features - 4 * column),
      ENDED_BY.indexOf(given.endedBy),
      ...together.flatMap((one) =>
        partsOf(one)
          .filter((part) => part.given === given)
          .flatMap(({ before }) => {
            const width = widthOf(one.output)
            return [outputGrad.at(one.output.grad!), width, weights.at(one.weight.value) + (before + 4 * column) * width]
          }),
      ),
    ]),
  )
  const bound = { outputGrad: outputGrad.whole, weight: weights.whole, input: input.whole, inputGrad: inputGrad.whole }
  const table = tableOf(`${together[0]!.name}.backward`, rows)
  const op = kernels.joinedLinearBackwardInput({ ...bound, table }, { rows: rowsOf(together[0]!) }, threadsFor(4 * rows.length))
  return { ...op, multiplyAdds: multiplyAddsOf(together, learning) }
}

/** Eight inputs of a layer or fewer: their first vec4, vec4s of a row, their number (0: the bias), and the inputs in front of them. */
interface Eight {
  readonly at: number
  readonly stride: number
  readonly inputs: number
  readonly before: number
}
const BIAS: Eight = { at: 0, stride: 0, inputs: 0, before: 0 }

/**
 * The table of the products of inputs with the outputs' gradients, summed over rows, and of the sums of those gradients; each split as in a
 * separate layer.
 */
function sumsOverRows(linears: readonly Linear[], partialsOf: Partials) {
  const rows = rowsOf(linears[0]!)
  const input = spanOf(linears.flatMap(({ inputs }) => inputs.map(({ value }) => value)))
  const outputGrad = spanOf(linears.map(({ output }) => output.grad!))
  const blocksOf = ({ output }: Linear, grad: Tensor<'f32'>, count: number, { splits, rowsPerSplit }: Split, eights: readonly Eight[]) => {
    const width = widthOf(output)
    const first = partialsOf(grad, count * width, splits)
    return eights.flatMap(({ at, stride, inputs, before }) =>
      upTo(Math.ceil(width / WEIGHT_COLUMNS), (i) => {
        const column = WEIGHT_COLUMNS * i
        const columns = Math.min(WEIGHT_COLUMNS, width - column)
        const from = outputGrad.at(output.grad!) + column
        return [at, stride, inputs, from, width, columns, rowsPerSplit, first + before * width + column, count * width]
      }),
    )
  }
  const table = linears.flatMap((one) => {
    const features = featuresOf(one.inputs)
    const eights = partsOf(one).flatMap(({ given, before }) =>
      upTo(Math.ceil(given.features / 8), (i) => ({
        at: input.at(given.value) + 2 * i,
        stride: widthOf(given),
        inputs: Math.min(8, given.features - 8 * i),
        before: before + 8 * i,
      })),
    )
    const split = splitsFor(rows, Math.ceil(padded(features) / 8) * widthOf(one.output))
    return [
      ...blocksOf(one, one.weight.grad, features, split, eights),
      ...blocksOf(one, one.bias.grad, 1, { splits: Math.ceil(rows / SUM_ROWS), rowsPerSplit: SUM_ROWS }, [BIAS]),
    ]
  })
  const splits = Math.max(...table.map(([, , , , , , rowsPerSplit]) => Math.ceil(rows / rowsPerSplit!)))
  return {
    table,
    tensors: { input: input.whole, outputGrad: outputGrad.whole },
    params: { rows, splits },
    multiplyAdds: multiplyAddsOf(linears),
  }
}
