/**
 * The last sums of splits and the first stage of the gradient norm, which follows them, as one op: the same results, to the bit.
 * Functions over ops that know no network.
 */
import type { Dispatch, Op } from '../../engine/kernel'
import { persistent, rootOf, sizeOf, type Tensor } from '../../engine/tensor'
import { BLOCK, joinedSums, joinedSumsNorm } from './kernels'

/** @param ops a program */
export const normed = (ops: readonly Op[]): Op[] => ops.reduce<Op[]>((before, op) => normedAfter(before, [op]).flat(), [])

/**
 * Two programs that always follow each other. Between the two ops there may be only ones that watch.
 * @returns both, the norm within the first, or as they are
 */
export function normedAfter(before: readonly Op[], after: readonly Op[]): [Op[], Op[]] {
  const at = before.findLastIndex(({ watch }) => !watch)
  const [sums, norm] = [before[at], after[0]]
  const both = isOf(joinedSums.shader, sums) && isOf('optimizers/gradient-norm', norm) && bothOf(sums, norm)
  if (!both) return [[...before], [...after]]
  return [[...before.slice(0, at), both, ...before.slice(at + 1)], after.slice(1)]
}

/** Nothing where a block of the gradient would be added to twice, or in part by two. */
function bothOf(sums: Dispatch, { tensors: [grad, norm] }: Dispatch): Dispatch | undefined {
  const [partial, table, total] = sums.tensors as [Tensor<'f32'>, Tensor<'u32'>, Tensor<'f32'>]
  const root = rootOf(total) as Tensor<'f32'>
  if (root !== rootOf(grad!) || sums.constants.NEXT) return undefined
  const rowOf = new Uint32Array(sizeOf(root.shape) / BLOCK)
  const words = table.initial as Uint32Array
  for (let row = 0; row < table.shape[0]!; row++) {
    const block = ((total.offset ?? 0) + 4 * words[row * table.shape[1]!]!) / BLOCK
    if (!Number.isInteger(block) || rowOf[block] !== 0) return undefined
    rowOf[block] = row + 1
  }
  const tensors = { partial, table, rowOf: persistent(`${table.name}.rowOf`, 'u32', [rowOf.length], rowOf), total: root }
  return joinedSumsNorm({ ...tensors, norm: norm as Tensor<'f32'> }, {})
}

const isOf = (shader: string, op: Op | undefined): op is Dispatch => op?.kind === 'dispatch' && !op.watch && op.kernel.shader === shader
