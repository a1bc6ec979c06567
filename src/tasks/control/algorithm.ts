/** The networks, programs and stages that an algorithm adds to control; what all algorithms share is in build.ts. Types only. */
import type { Activation } from '../../engine/graph'
import type { Op } from '../../engine/kernel'
import type { Tensor } from '../../engine/tensor'
import type { LayerProbe } from '../../networks/probes'
import type { Built } from '../built'

/** The critics' values of each action, or of the action taken: [time steps, rows, padded actions]. */
interface Judgement {
  readonly of: 'each' | 'taken'
  readonly values: readonly Activation[]
  readonly ops: readonly Op[]
}

export interface Algorithm
  extends Pick<
    Built,
    'networks' | 'programs' | 'stages' | 'preview' | 'report' | 'metrics' | 'persistent' | 'scratch' | 'operations' | 'watchedFrom'
  > {
  readonly probes: readonly LayerProbe[]
  /** Builds critics over played records, from an empty memory; absent where the agent itself has action values, or nothing has. */
  readonly judged?: (records: Tensor<'f32'>) => Judgement
  /** The initial values that a reset writes, in addition to those of the rollout. */
  readonly initial: readonly (readonly [Tensor, () => Float32Array<ArrayBuffer>])[]
}
