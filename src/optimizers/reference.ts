/**
 * Optimizers and schedules in float64, as in torch.optim: L2 decay in sgd and adam, decoupled in adamw; and the average of weights as in
 * YOLOX. For tests, and the page’s tiny network.
 */
import { cosine, oneCycle } from './cycle'
import type { OptimizerSpec, ScheduleSpec } from './schema'

export interface OptimizerState {
  readonly value: Float64Array
  /** The running means of the gradient (sgd: the momentum buffer) and of its square. */
  readonly mean: Float64Array
  readonly square: Float64Array
  /** Steps taken. */
  readonly step: number
}

export const optimizerStart = (value: ArrayLike<number>): OptimizerState => ({
  value: Float64Array.from(value),
  mean: new Float64Array(value.length),
  square: new Float64Array(value.length),
  step: 0,
})

/** One step; `factor` is the schedule's. Returns a new state. */
export function optimizerStep(state: OptimizerState, grad: ArrayLike<number>, spec: OptimizerSpec, factor = 1): OptimizerState {
  const rate = spec.rate * factor
  const next = { value: state.value.slice(), mean: state.mean.slice(), square: state.square.slice(), step: state.step + 1 }
  for (let i = 0; i < next.value.length; i++) {
    const old = state.value[i]!
    const g = grad[i]! + (spec.kind === 'adamw' ? 0 : spec.weightDecay * old)
    if (spec.kind === 'sgd') {
      next.mean[i] = spec.momentum * state.mean[i]! + g
      next.value[i] = old - rate * next.mean[i]!
      continue
    }
    next.mean[i] = spec.beta1 * state.mean[i]! + (1 - spec.beta1) * g
    next.square[i] = spec.beta2 * state.square[i]! + (1 - spec.beta2) * g * g
    const mean = next.mean[i]! / (1 - spec.beta1 ** next.step)
    const square = next.square[i]! / (1 - spec.beta2 ** next.step)
    const decayed = spec.kind === 'adamw' ? old * (1 - rate * spec.weightDecay) : old
    next.value[i] = decayed - (rate * mean) / (Math.sqrt(square) + spec.epsilon)
  }
  return next
}

/** The factor of the rate at step `step` (from 0) of `totalSteps`; by epoch, these are epochs. */
export function scheduleFactor(spec: ScheduleSpec, step: number, totalSteps: number): number {
  switch (spec.kind) {
    case 'constant':
      return 1
    case 'cosine':
      return cosine(1, 0, step / totalSteps)
    case 'step':
      return spec.factor ** Math.floor(step / spec.every)
    case 'oneCycle':
    case 'oneCycleByEpoch':
      return oneCycle(spec, step, totalSteps).factor
    default:
      return spec satisfies never
  }
}

/** A factor on top of the schedule's: rises linearly and is 1 from step `warmUpSteps - 1` on. */
export const warmUpFactor = (warmUpSteps: number, step: number): number => Math.min(1, (step + 1) / Math.max(1, warmUpSteps))

/** Steps in which an average grows to its full length. */
export const GROWTH = 2000
/** The decay of an average at step n, counted from 1. */
export const averageDecay = (decay: number, n: number): number => decay * (1 - Math.exp(-n / GROWTH))
