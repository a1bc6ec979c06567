/**
 * Losses of two critics and a policy that learn from stored transitions: TD3 (Fujimoto et al. 2018), SAC (Haarnoja et al. 2018) and its
 * variant for discrete actions (Christodoulou 2019), in the recurrent form of Ni et al. (2022). All time steps are computed at once;
 * losses are means over the transitions that count, and gradients are written everywhere, zero where none counts. Order within an update:
 * critics, policy, target networks, temperature. Equations: docs/learning-by-trial.md.
 */
import type { Activation } from '../../engine/graph'
import type { Dispatch, Op } from '../../engine/kernel'
import type { Parameter } from '../../engine/network'
import { onItsOwn, type Place, type Tensor, tensor } from '../../engine/tensor'
import * as kernels from './actor-critic-kernels'
import { metrics as metricsKernel } from './kernels'
import type { SacDiscreteSpec, SacSpec, Td3Spec, TransitionWords } from './schema'
import { availableWord } from './transitions'

/** [timeSteps, rows, padded]: one value, or one for each discrete action. */
export interface Critics {
  readonly q1: Activation
  readonly q2: Activation
}

/**
 * The source of the actions that critics judge. `logAlpha` is [4], the log of the temperature first. A deterministic policy may learn from
 * the first critic alone.
 */
export type Judged =
  | { readonly kind: 'deterministic'; readonly by?: 'first' }
  | { readonly kind: 'drawn'; readonly logProbability: Tensor<'f32'>; readonly logAlpha: Tensor<'f32'> }
  | { readonly kind: 'categorical'; readonly logits: Activation; readonly probabilities: Tensor<'f32'>; readonly logAlpha: Tensor<'f32'> }

/** Metrics of a row that the losses write, in this order. */
export const CRITIC_METRICS = ['loss', 'q1Loss', 'q2Loss', 'return'] as const
export const ACTOR_METRICS = ['loss', 'entropy', 'value'] as const
export const TEMPERATURE_METRICS = ['loss', 'alpha', 'entropy'] as const

const nothing = (name: string, shape: readonly number[]) => tensor(`${name}.nothing`, 'f32', shape)

/** Smooths the action of a target policy in place. @param normals standard normal, of the shape of `action` */
export const smoothOp = (
  action: Activation,
  normals: Tensor<'f32'>,
  { targetNoise, targetNoiseClip }: Pick<Td3Spec, 'targetNoise' | 'targetNoiseClip'>,
): Dispatch => kernels.smooth({ action: action.value, normals }, { dimensions: action.features, noise: targetNoise, clip: targetNoiseClip })

/** An action that a policy drew, in (-1, 1), and the log of its density, [timeSteps, rows]. */
export interface Drawn {
  readonly action: Activation
  readonly logProbability: Tensor<'f32'>
  readonly forward: Dispatch
  /**
   * Writes the gradients of mean and log standard deviation, from that of the action and of w alpha ln pi; runs after those of the
   * critics. None if the policy has none.
   */
  readonly backward: (weights: Tensor<'f32'>, logAlpha: Tensor<'f32'>) => Op[]
}

/** @param logStd of each time step and row, clamped to [-20, 2]. @param normals standard normal, of the shape of both @param place where the action lies */
export function drawAction(name: string, mean: Activation, logStd: Activation, normals: Tensor<'f32'>, place: Place = onItsOwn): Drawn {
  const { shape } = mean.value
  const grad = mean.grad && tensor(`${name}Grad`, 'f32', shape)
  const action: Activation = { value: place(name, shape), form: 'dense', features: mean.features, ...(grad && { grad }) }
  const logProbability = tensor(`${name}.logProbability`, 'f32', shape.slice(0, 2))
  const read = { mean: mean.value, logStd: logStd.value, normals }
  const dimensions = mean.features
  return {
    action,
    logProbability,
    forward: kernels.sample({ ...read, action: action.value, logProbability }, { dimensions }),
    backward: (weights, logAlpha) =>
      mean.grad && logStd.grad
        ? [
            kernels.sampleBackward(
              { ...read, actionGrad: action.grad!, weights, logAlpha, meanGrad: mean.grad, logStdGrad: logStd.grad },
              { dimensions },
            ),
          ]
        : [],
  }
}

/** The probabilities of actions, [timeSteps, rows, padded]; 0 for unavailable ones. */
export const probabilitiesOp = (
  records: Tensor<'f32'>,
  logits: Activation,
  words: TransitionWords,
  probabilities: Tensor<'f32'>,
): Dispatch =>
  kernels.probabilities({ records, policy: logits.value, probabilities }, { choices: logits.features, available: availableWord(words) })

/**
 * The returns by the target critics, r + gamma V, with an entropy term in V if the policy draws actions. A return does not bootstrap after
 * a termination, but does after a time-out.
 * @param returns [steps, rows]
 */
export function softReturnsOp(
  name: string,
  { q1, q2 }: Critics,
  judged: Judged,
  { records, returns }: Pick<CriticTensors, 'records' | 'returns'>,
  { reward, end }: TransitionWords,
  { gamma, rewardScale = 1 }: { readonly gamma: number; readonly rewardScale?: number },
): Dispatch {
  const read = { records, q1: q1.value, q2: q2.value }
  const params = { reward, end, gamma, rewardScale }
  if (judged.kind === 'categorical') {
    const { probabilities, logAlpha } = judged
    return kernels.softReturnsDiscrete({ ...read, probabilities, logAlpha, returns }, { ...params, choices: q1.features })
  }
  return kernels.softReturns({ ...read, ...entropicOf(name, judged), returns }, params, { ENTROPIC: Number(judged.kind === 'drawn') })
}

const entropicOf = (name: string, judged: Exclude<Judged, { readonly kind: 'categorical' }>) =>
  judged.kind === 'drawn'
    ? { logProbability: judged.logProbability, logAlpha: judged.logAlpha }
    : { logProbability: nothing(name, [1, 4]), logAlpha: nothing(name, [4]) }

export interface CriticTensors {
  readonly records: Tensor<'f32'>
  /** [steps, rows] */
  readonly returns: Tensor<'f32'>
  /** [timeSteps, rows], of `countedOp`. */
  readonly weights: Tensor<'f32'>
  /** [4 or fewer, rows or more]: CRITIC_METRICS by row, whose mean over rows is that of the minibatch. */
  readonly metrics: Tensor<'f32'>
}

/**
 * Writes the gradients of both critics, and the metrics. If `discrete`, critics have one value per action, of which that of the recorded
 * action is used.
 */
export function criticLoss(
  name: string,
  { q1, q2 }: Critics,
  { metrics, ...read }: CriticTensors,
  { action }: TransitionWords,
  discrete: boolean,
): Op[] {
  const parts = tensor(`${name}.parts`, 'f32', [...read.weights.shape, 4])
  const written = { q1Grad: q1.grad!, q2Grad: q2.grad!, parts }
  return [
    kernels.criticLoss({ ...read, q1: q1.value, q2: q2.value, ...written }, { action }, { DISCRETE: Number(discrete) }),
    metricsKernel({ parts, metrics }, {}),
  ]
}

/**
 * Writes the gradient of the critics' values, through which that of the action comes, or of a categorical policy's logits; and the metrics.
 * @param weights [timeSteps, rows]. @param metrics [3 or fewer, rows or more], ACTOR_METRICS by row
 * @returns with the ops, the parts from which the temperature learns, [timeSteps, rows, 4]
 */
export function actorLoss(
  name: string,
  { q1, q2 }: Critics,
  judged: Judged,
  weights: Tensor<'f32'>,
  metrics: Tensor<'f32'>,
): { readonly ops: readonly Op[]; readonly parts: Tensor<'f32'> } {
  const parts = tensor(`${name}.parts`, 'f32', [...weights.shape, 4])
  const shared = { q1: q1.value, q2: q2.value, weights, parts }
  const summed = metricsKernel({ parts, metrics }, {})
  if (judged.kind === 'categorical') {
    const { logits, probabilities, logAlpha } = judged
    const op = kernels.actorLossDiscrete({ ...shared, probabilities, logAlpha, policyGrad: logits.grad! }, { choices: logits.features })
    return { ops: [op, summed], parts }
  }
  const op = kernels.actorLoss(
    { ...shared, ...entropicOf(name, judged), q1Grad: q1.grad!, q2Grad: q2.grad! },
    {},
    { ENTROPIC: Number(judged.kind === 'drawn'), FIRST: Number(judged.kind === 'deterministic' && judged.by === 'first') },
  )
  return { ops: [op, summed], parts }
}

/**
 * Adds to the gradient of the log temperature, the first value of a parameter of [4].
 * @param parts those of the actor's loss. @param entropy the target entropy of the policy, in nats. @param metrics [3, 1 or more],
 * TEMPERATURE_METRICS
 */
export const temperatureOp = (parts: Tensor<'f32'>, logAlpha: Parameter, entropy: number, metrics: Tensor<'f32'>): Dispatch =>
  kernels.temperature({ parts, logAlpha: logAlpha.value, logAlphaGrad: logAlpha.grad, metrics }, { targetEntropy: entropy })

/**
 * The target entropy of a policy with a learned temperature, in nats; null if the temperature is fixed. @param size dimensions, or choices
 */
export function targetEntropy(temperature: SacSpec['temperature'] | SacDiscreteSpec['temperature'], size: number): number | null {
  if (temperature.kind === 'fixed') return null
  return 'wanted' in temperature ? temperature.wanted * size : temperature.share * Math.log(size)
}
