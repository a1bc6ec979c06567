/**
 * The end of a step, for one network: gradient norm, control (finite? rate, clip, clock, metrics), the optimizer over the
 * whole arena, and the running statistics. Four dispatches, however many layers there are; three where the last sums take the norm.
 */
import type { Dispatch, Op } from '../engine/kernel'
import type { Network } from '../engine/network'
import { persistent, sizeOf, type Tensor, view } from '../engine/tensor'
import { epochTable, lnBeta } from './cycle'
import * as kernels from './kernels'
import type { GroupSpec, OptimizerSpec, ScheduleSpec } from './schema'

export interface OptimizerOptions {
  readonly optimizer: OptimizerSpec
  readonly schedule: ScheduleSpec
  readonly warmUpSteps: number
  readonly clipNorm: number
  readonly totalSteps: number
  /** The number of samples of an epoch. */
  readonly samples: number
  /** May be a fraction; the last epoch counts as a whole one. */
  readonly epochs: number
  /** By the name of a parameter group; other groups have factors of 1. */
  readonly groups: Readonly<Record<string, GroupSpec>>
  /** How often weights change within a training step, where they do so more than at its end; 1 by default. */
  readonly updates?: number | undefined
}

/** The tensors that control a training step of one network, and that the step updates. */
export interface Control {
  /** [1]: the steps that are done. */
  readonly clock: Tensor<'u32'>
  /** [1]: the micro-batch of the step. */
  readonly micro: Tensor<'u32'>
  /** [4]: whether training is halted, the step, and what was not finite (bit 0 loss, bit 1 gradient). */
  readonly halted: Tensor<'u32'>
  /** [metrics, stride]: the metrics of each sample of the batch, the loss first. At most MAX_METRICS. */
  readonly metrics: Tensor<'f32'>
  /** The number of samples of the batch. */
  readonly batch: number
  /** [capacity, columns]: means of the metrics, gradient norm, rate; row = step mod capacity. */
  readonly report: Tensor<'f32'>
}

export interface Optimizer {
  /** At the end of a training step. */
  readonly ops: readonly Op[]
  /** One of several updates within a training step, whose end then changes no weights. */
  readonly within: readonly Dispatch[]
  /** Moments or velocity: what a checkpoint needs in addition to values. */
  readonly state: readonly Tensor<'f32'>[]
}

/** The size in words of the tensor that step-control writes, as in shaders/lib/control.wgsl; the table of epochs follows. */
export const CONTROL = 8
/** The maximum number of metrics per sample in step-control. */
export const MAX_METRICS = 12
/** The number of each schedule in the kernel. A one-cycle by epoch needs none of its own: its values are in the table. */
export const SCHEDULE = { constant: 0, oneCycleByEpoch: 0, cosine: 1, step: 2, oneCycle: 3 } as const satisfies Record<
  ScheduleSpec['kind'],
  number
>

/** The part of a training step that the kernel controls; 0 is all of it. */
export const PART = { update: 1, end: 2 } as const

/** Call when every layer of the network has been built: the arena's size must be final. */
export function optimizer(network: Network, control: Control, options: OptimizerOptions): Optimizer {
  const { optimizer: spec, schedule } = options
  if (control.metrics.shape[0]! > MAX_METRICS) throw new Error(`A step reports at most ${MAX_METRICS} metrics per sample`)
  const count = network.values.shape[0]!
  const threads = Math.min(4096, Math.ceil(count / 4 / 16 / 64) * 64)
  const arena = (role: string): Tensor<'f32'> => persistent(`${network.name}.${role}`, 'f32', [count])
  const partial = persistent(`${network.name}.gradientNorm.partial`, 'f32', [threads])
  const table = epochTable(spec, schedule, options.epochs)
  const scalars = new Float32Array(CONTROL + table.length)
  scalars.set(table, CONTROL)
  const stepScalars = persistent(`${network.name}.control`, 'f32', [scalars.length], scalars)
  const names = [...new Set(network.groupOf().map(({ group }) => group))]
  const groupOf = persistent(`${network.name}.groupOf`, 'u32', [count / 64], groupsOfBlocks(network, names))
  const groupTable = persistent(`${network.name}.groupTable`, 'f32', [names.length, 4], tableOf(spec, names, options.groups))
  const arenas = { value: network.values, grad: network.grads }
  const shared = { halted: control.halted, control: view(stepScalars, [CONTROL]), groupOf, groupTable, ...arenas }
  const moments = spec.kind === 'sgd' ? [arena('velocity')] : [arena('mean'), arena('square')]
  const update =
    spec.kind === 'sgd'
      ? kernels.sgd({ ...shared, velocity: moments[0]! }, {})
      : kernels.adam({ ...shared, mean: moments[0]!, square: moments[1]! }, { beta2: spec.beta2, epsilon: spec.epsilon })
  const controlOf = (part?: number) =>
    kernels.stepControl(
      {
        partial,
        metrics: control.metrics,
        halted: control.halted,
        clock: control.clock,
        micro: control.micro,
        control: stepScalars,
        report: control.report,
      },
      {
        total: control.batch,
        rate: spec.rate,
        clipNorm: options.clipNorm,
        warmUpSteps: options.warmUpSteps,
        totalSteps: options.totalSteps,
        samples: options.samples,
        every: schedule.kind === 'step' ? schedule.every : 1,
        factor: schedule.kind === 'step' ? schedule.factor : 1,
        riseFraction: schedule.kind === 'oneCycle' ? schedule.riseFraction : 0.5,
        divide: schedule.kind === 'oneCycle' ? schedule.divide : 1,
        finalDivide: schedule.kind === 'oneCycle' ? schedule.finalDivide : 1,
        lnBeta2: spec.kind === 'sgd' ? 0 : lnBeta(spec.beta2),
        updates: options.updates ?? 1,
      },
      { SCHEDULE: SCHEDULE[schedule.kind], PART: part },
    )
  const norm = kernels.gradientNorm({ grad: network.grads, partial }, {})
  const ranges = rangeOps(network)
  const ops: Op[] = options.updates === undefined ? [norm, controlOf(), update, ...ranges] : [controlOf(PART.end)]
  const averages = network.statistics.shape[0]!
  if (averages > 0) {
    const momentum = persistent(`${network.name}.momentum`, 'f32', [averages / 64], network.momenta())
    ops.push(kernels.movingAverage({ halted: control.halted, momentum, observed: network.observed, average: network.statistics }, {}))
  }
  return { ops, within: [norm, controlOf(PART.update), update, ...ranges], state: moments }
}

/** Keeps learned values in their ranges: one dispatch for all of them, and none where nothing has one. */
function rangeOps(network: Network): Dispatch[] {
  const ranged = [...network.parameters.values()].flatMap(({ value, range }) =>
    range ? [[value.offset!, sizeOf(value.shape), ...range]] : [],
  )
  if (ranged.length === 0) return []
  const ranges = persistent(`${network.name}.ranges`, 'f32', [ranged.length, 4], Float32Array.from(ranged.flat()))
  return [kernels.parameterRanges({ ranges, value: network.values }, {})]
}

/** The group of each block, in the order of the blocks. */
function groupsOfBlocks(network: Network, names: readonly string[]): Uint32Array<ArrayBuffer> {
  const all = new Uint32Array(network.values.shape[0]! / 64)
  let start = 0
  for (const { group, blocks } of network.groupOf()) {
    all.fill(names.indexOf(group), start, start + blocks)
    start += blocks
  }
  return all
}

/** One row per group: rate factor, weight decay added to the gradient, weight decay taken off the value. */
function tableOf(spec: OptimizerSpec, names: readonly string[], groups: OptimizerOptions['groups']): Float32Array<ArrayBuffer> {
  const rows = names.flatMap((name) => {
    const { rateFactor, decayFactor } = groups[name] ?? { rateFactor: 1, decayFactor: 1 }
    const decay = spec.weightDecay * decayFactor
    return spec.kind === 'adamw' ? [rateFactor, 0, decay, 0] : [rateFactor, decay, 0, 0]
  })
  return Float32Array.from(rows)
}
