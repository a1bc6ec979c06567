/**
 * Proximal policy optimization (Schulman et al. 2017), in the form of PureJaxRL: advantages by GAE, a clipped objective, clipped values, and
 * an entropy bonus. All losses are means over the transitions of a minibatch that count; gradients are written everywhere, zero where a
 * transition is void, at the last time step and in padding. A row that is padding has `end` 4 in all its records. Equations: docs/learning-by-trial.md.
 */
import type { Activation } from '../../engine/graph'
import type { Dispatch, Op } from '../../engine/kernel'
import type { Parameter } from '../../engine/network'
import { type Tensor, tensor } from '../../engine/tensor'
import * as kernels from './kernels'
import type { PpoSpec, TransitionWords } from './schema'
import { availableWord, countedOp } from './transitions'

/** The outputs of a policy, for all time steps at once. */
export type Policy =
  | { readonly kind: 'categorical'; readonly logits: Activation }
  /** `logStd` is [padded dimensions]; the action that is recorded is what was drawn, not clipped. */
  | { readonly kind: 'gaussian'; readonly mean: Activation; readonly logStd: Parameter }

/** Metrics of a row that `ppoLoss` writes, in this order. */
export const PPO_METRICS = ['loss', 'policyLoss', 'valueLoss', 'entropy', 'clipFraction', 'approximateKl'] as const

/** [steps, rows], for every transition: the log probability or density of the action taken, and the policy's entropy, in nats. */
export function logProbabilityOps(
  records: Tensor<'f32'>,
  policy: Policy,
  words: TransitionWords,
  written: { readonly logProbability: Tensor<'f32'>; readonly entropy: Tensor<'f32'> },
): Dispatch {
  const { action } = words
  if (policy.kind === 'categorical') {
    const { value, features: choices } = policy.logits
    return kernels.categoricalLogProbability({ records, policy: value, ...written }, { choices, action, available: availableWord(words) })
  }
  const { value, features: dimensions } = policy.mean
  return kernels.gaussianLogProbability({ records, policy: value, logStd: policy.logStd.value, ...written }, { dimensions, action })
}

/**
 * After a rollout, computes what its transitions are trained on.
 * @param value [timeSteps, rows, padded 1]
 * @param logProbability [steps, rows], of the policy that acted
 * @param transitions [steps, rows, 4]: advantage, return, log-probability, value
 */
export const advantages = (
  given: { readonly records: Tensor<'f32'>; readonly value: Tensor<'f32'>; readonly logProbability: Tensor<'f32'> },
  transitions: Tensor<'f32'>,
  { reward, end }: TransitionWords,
  { gamma, lambda, rewardScale = 1 }: Pick<PpoSpec, 'gamma' | 'lambda'> & { readonly rewardScale?: number },
): Dispatch => kernels.advantages({ ...given, transitions }, { reward, end, gamma, lambda, rewardScale })

export interface PpoTensors {
  /** [timeSteps, rows, words] and [steps, rows, 4], of a minibatch. */
  readonly records: Tensor<'f32'>
  readonly transitions: Tensor<'f32'>
  /** [6, rows or more], PPO_METRICS by row: their mean over the rows is that over the minibatch. */
  readonly metrics: Tensor<'f32'>
}

/**
 * Writes the gradients of the policy's outputs and of the value, adds to that of the log standard deviations, and writes the metrics.
 * @param value one feature, at all time steps
 */
export function ppoLoss(
  name: string,
  policy: Policy,
  value: Activation,
  { records, transitions, metrics }: PpoTensors,
  words: TransitionWords,
  spec: PpoSpec,
): Op[] {
  const [timeSteps, rows] = records.shape as [number, number]
  const weights = tensor(`${name}.weights`, 'f32', [timeSteps, rows])
  const normalized = tensor(`${name}.normalized`, 'f32', transitions.shape)
  const parts = tensor(`${name}.parts`, 'f32', [timeSteps, rows, 8])
  const used = spec.normalize ? normalized : transitions
  return [
    spec.normalize
      ? kernels.normalize({ records, transitions, weights, normalized }, { end: words.end })
      : countedOp(records, weights, words),
    ...policyLoss(name, policy, { records, transitions: used, weights, parts }, words, spec),
    kernels.valueLoss(
      { value: value.value, transitions, weights, valueGrad: value.grad!, parts },
      { clip: spec.clip, valueWeight: spec.valueWeight },
      { CLIPPED: Number(spec.clipValue) },
    ),
    kernels.metrics({ parts, metrics }, {}),
  ]
}

function policyLoss(
  name: string,
  policy: Policy,
  shared: Readonly<Record<'records' | 'transitions' | 'weights' | 'parts', Tensor<'f32'>>>,
  words: TransitionWords,
  { clip, entropyWeight }: PpoSpec,
): Op[] {
  const { action } = words
  if (policy.kind === 'categorical') {
    const { value, grad, features: choices } = policy.logits
    return [
      kernels.categoricalLoss(
        { ...shared, policy: value, policyGrad: grad! },
        { choices, action, available: availableWord(words), clip, entropyWeight },
      ),
    ]
  }
  const { value, grad, features: dimensions } = policy.mean
  const { logStd } = policy
  const stdTerms = tensor(`${name}.stdTerms`, 'f32', value.shape)
  return [
    kernels.gaussianLoss(
      { ...shared, policy: value, logStd: logStd.value, policyGrad: grad!, stdTerms },
      { dimensions, action, clip, entropyWeight },
    ),
    kernels.stdGrad({ stdTerms, logStdGrad: logStd.grad }, {}),
  ]
}
