/** What all losses over transitions share: which transitions count, and the target value of each. */
import type { Dispatch } from '../../engine/kernel'
import { type Tensor, view } from '../../engine/tensor'
import { returns as returnsKernel } from './actor-critic-kernels'
import { weights as weightsKernel } from './kernels'
import type { TransitionWords } from './schema'

/** A word that no record has: all actions can be taken. */
const EVERYTHING = 0xffffffff
export const availableWord = ({ available }: TransitionWords): number => available ?? EVERYTHING

/**
 * The weights with which a sum over transitions is the mean over those that count: neither resets, nor rows of padding, whose records all
 * end with a reset. The last time step, which has no transition, has weight 0.
 * @param weights [timeSteps, groups]; records of the first of every rows / groups rows say what counts
 */
export const countedOp = (records: Tensor<'f32'>, weights: Tensor<'f32'>, { end }: TransitionWords): Dispatch =>
  weightsKernel({ records, weights }, { end })

/**
 * The returns: one step, r + gamma V, if lambda is null, else TD(lambda) backward through the sequence. A return does not bootstrap after a
 * termination, but does after a time-out.
 * @param value [timeSteps, groups] or [timeSteps, groups, columns], the first column: of a group of rows / groups rows, by the mean of their rewards
 * @param returns [steps, groups]
 */
export function returnsOp(
  { records, value, returns }: { readonly records: Tensor<'f32'>; readonly value: Tensor<'f32'>; readonly returns: Tensor<'f32'> },
  { reward, end }: TransitionWords,
  { gamma, lambda, rewardScale = 1 }: { readonly gamma: number; readonly lambda: number | null; readonly rewardScale?: number },
): Dispatch {
  const [timeSteps, groups, columns = 1] = value.shape as [number, number, number?]
  return returnsKernel(
    { records, value: view(value, [timeSteps, groups, columns]), returns },
    { reward, end, gamma, lambda: lambda ?? 0, rewardScale },
    { ONE_STEP: Number(lambda === null) },
  )
}
