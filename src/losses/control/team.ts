/**
 * The value of a team of agents (QMIX, Rashid et al. 2018; VDN, Sunehag et al. 2018): a mixer (src/layers/mixer) combines the values of the
 * actions that its agents took, and the result is trained towards returns from the best actions by a target network. Rows of records and of
 * values are agents, those of a group consecutive; with one agent per group it is independent Q-learning. Equations:
 * docs/learning-by-trial.md.
 */
import { type Activation, activation } from '../../engine/graph'
import type { Dispatch, Op } from '../../engine/kernel'
import { type Tensor, tensor } from '../../engine/tensor'
import { metrics as metricsKernel } from './kernels'
import type { TransitionWords } from './schema'
import * as kernels from './team-kernels'
import { availableWord } from './transitions'

/** Metrics of a group that `teamLoss` writes, in this order. */
export const TEAM_METRICS = ['loss', 'error', 'total', 'return'] as const

const agentsSideBySide = (name: string, { value }: Activation, agents: number, wantsGrad: boolean) => {
  const [timeSteps, rows] = value.shape as [number, number]
  return activation(name, [timeSteps, rows / agents, agents], 'dense', wantsGrad)
}

/**
 * The input of a mixer: [timeSteps, groups, padded agents], the value of each agent's action. @param q [timeSteps, rows, padded actions]
 */
export function takenValues(
  name: string,
  records: Tensor<'f32'>,
  q: Activation,
  agents: number,
  { action }: TransitionWords,
): { readonly taken: Activation; readonly forward: Dispatch /** Writes the gradient of `q`. */; readonly backward: readonly Op[] } {
  const taken = agentsSideBySide(name, q, agents, q.grad !== undefined)
  return {
    taken,
    forward: kernels.taken({ records, q: q.value, taken: taken.value }, { action }),
    backward: q.grad ? [kernels.takenBackward({ records, takenGrad: taken.grad!, qGrad: q.grad }, { action })] : [],
  }
}

/**
 * The input of a target mixer: the target network's value `q` of the available action with the largest value in `by`. For a double
 * estimate `by` is the output of the learned network, else `q` again.
 */
export function bestValues(
  name: string,
  records: Tensor<'f32'>,
  { q, by }: { readonly q: Activation; readonly by: Activation },
  agents: number,
  words: TransitionWords,
): { readonly best: Activation; readonly op: Dispatch } {
  const best = agentsSideBySide(name, q, agents, false)
  const params = { choices: q.features, available: availableWord(words) }
  return { best, op: kernels.best({ records, policy: by.value, q: q.value, best: best.value }, params) }
}

/**
 * Writes the gradient of the totals, and the metrics.
 * @param total [timeSteps, groups, padded 1]
 * @param given returns [steps, groups] and weights [timeSteps, groups], of `returnsOp` and `countedOp`; metrics [4 or fewer, groups or more]
 * @param scale 1, or 1/2 as in pymarl2
 */
export function teamLoss(
  name: string,
  total: Activation,
  { metrics, ...given }: { readonly returns: Tensor<'f32'>; readonly weights: Tensor<'f32'>; readonly metrics: Tensor<'f32'> },
  scale: number,
): Op[] {
  const parts = tensor(`${name}.parts`, 'f32', [...given.weights.shape, 4])
  return [
    kernels.teamLoss({ ...given, total: total.value, totalGrad: total.grad!, parts }, { scale }),
    metricsKernel({ parts, metrics }, {}),
  ]
}

/**
 * Writes the probability of a random action at a clock into row `row` of the metrics, as used by `chooseAction`. @param clock that of the
 * rollouts
 */
export const explorationMetric = (
  clock: Tensor<'u32'>,
  metrics: Tensor<'f32'>,
  row: number,
  { start, end, over }: { readonly start: number; readonly end: number; readonly over: number },
): Dispatch => kernels.exploration({ clock, metrics }, { row, noiseStart: start, noiseEnd: end, noiseOver: over })
