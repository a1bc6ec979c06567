/**
 * One cycle of the rate, and of Adam's beta1 or the momentum in the opposite direction, as torch.optim.lr_scheduler.OneCycleLR with
 * cosines and two phases. In float64; schedules by epoch are a small table.
 */
import type { OptimizerSpec, ScheduleSpec } from './schema'

/** Torch's ends of the momentum: high while the rate is low, and low at its top. */
const HIGH_MOMENTUM = 0.95
const LOW_MOMENTUM = 0.85
/** A beta of 0 has no logarithm; from here on its correction is 1 in float32 all the same. */
const MIN_BETA = 1e-30
export const lnBeta = (beta: number): number => Math.log(Math.max(beta, MIN_BETA))

interface Cycle {
  readonly riseFraction: number
  readonly divide: number
  readonly finalDivide: number
}

/** The factors of the rate and the momentum at step `step` (from 0) of `totalSteps`. */
export function oneCycle({ riseFraction, divide, finalDivide }: Cycle, step: number, totalSteps: number) {
  const start = 1 / divide
  const top = riseFraction * totalSteps - 1
  const last = totalSteps - 1
  if (step <= top) {
    const share = top > 0 ? step / top : 1
    return { factor: cosine(start, 1, share), momentum: cosine(HIGH_MOMENTUM, LOW_MOMENTUM, share) }
  }
  const share = Math.min(1, (step - top) / (last - top))
  return { factor: cosine(1, start / finalDivide, share), momentum: cosine(LOW_MOMENTUM, HIGH_MOMENTUM, share) }
}

/** Half a cosine, from `from` at share 0 to `to` at share 1. */
export const cosine = (from: number, to: number, share: number): number => to + ((from - to) / 2) * (1 + Math.cos(Math.PI * share))

/** One row per epoch: the factor of the rate, beta1 or the momentum, and its logarithm. A single row where all epochs are the same. */
export function epochTable(spec: OptimizerSpec, schedule: ScheduleSpec, epochs: number): number[] {
  const constant = spec.kind === 'sgd' ? spec.momentum : spec.beta1
  const row = (factor: number, momentum: number) => [factor, momentum, lnBeta(momentum)]
  if (schedule.kind !== 'oneCycleByEpoch') return row(1, constant)
  const total = Math.max(1, Math.ceil(epochs))
  return Array.from({ length: total }, (_, epoch) => {
    const { factor, momentum } = oneCycle(schedule, epoch, total)
    return row(factor, schedule.cycleMomentum ? momentum : constant)
  }).flat()
}
