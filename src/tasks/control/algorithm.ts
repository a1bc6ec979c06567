/** What an algorithm brings to control: its networks, programs and stages. What all have in common is in build.ts. Types only. */
import type { Activation } from '../../engine/graph'
import type { Op } from '../../engine/kernel'
import type { Tensor } from '../../engine/tensor'
import type { LayerProbe } from '../../networks/probes'
import type { Built } from '../built'

/** Values of each action, or of the one that was taken, by each critic: [moments, rows, padded actions]. */
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
  /** What else says what actions are worth, over records as they have been played, from an empty memory; absent where the agent itself does, or nothing. */
  readonly judged?: (records: Tensor<'f32'>) => Judgement
  /** What a reset writes, besides the rollout. */
  readonly initial: readonly (readonly [Tensor, () => Float32Array<ArrayBuffer>])[]
}
