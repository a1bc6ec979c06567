/**
 * The gradients of a linear layer's input and of its weights, which do not need each other, as one op: the same results, to the bit.
 * A function over ops that knows no network.
 */
import { type Dispatch, type Op, wordOf } from '../../engine/kernel'
import { rootOf, type Tensor } from '../../engine/tensor'
import { linearBackward, linearBackwardInput, linearBackwardWeight } from './kernels'

/** @param ops a program, in which a layer's two ops follow each other */
export function paired(ops: readonly Op[]): Op[] {
  const out: Op[] = []
  for (const op of ops) {
    const both = bothOf(out.at(-1), op)
    if (both) out.pop()
    out.push(both ?? op)
  }
  return out
}

function bothOf(ofInput: Op | undefined, ofWeight: Op): Dispatch | undefined {
  if (!isOf(linearBackwardInput, ofInput) || !isOf(linearBackwardWeight, ofWeight)) return undefined
  const [outputGrad, weight, inputGrad] = ofInput.tensors as Tensor<'f32'>[]
  const [input, sameGrad, partial, biasPartial] = ofWeight.tensors as Tensor<'f32'>[]
  if (!isSame(outputGrad!, sameGrad!) || rootOf(inputGrad!) === rootOf(input!)) return undefined
  const tensors = {
    input: input!,
    outputGrad: outputGrad!,
    weight: weight!,
    partial: partial!,
    biasPartial: biasPartial!,
    inputGrad: inputGrad!,
  }
  return linearBackward(tensors, { rowsPerSplit: wordOf(ofWeight, 'rowsPerSplit') }, ofWeight.constants)
}

const isOf = ({ shader }: { readonly shader: string }, op: Op | undefined): op is Dispatch =>
  op?.kind === 'dispatch' && !op.watch && op.kernel.shader === shader

const isSame = (a: Tensor, b: Tensor) => rootOf(a) === rootOf(b) && a.offset === b.offset
