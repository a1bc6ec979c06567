/** What an algorithm brings to control: its networks, programs and stages. What all have in common is in build.ts. Types only. */
import type { Tensor } from '../../engine/tensor'
import type { LayerProbe } from '../../networks/probes'
import type { Built } from '../built'

export interface Algorithm
  extends Pick<Built, 'networks' | 'programs' | 'stages' | 'preview' | 'report' | 'metrics' | 'persistent' | 'scratch' | 'operations'> {
  readonly probes: readonly LayerProbe[]
  /** What a reset writes, besides the rollout. */
  readonly initial: readonly (readonly [Tensor, () => Float32Array<ArrayBuffer>])[]
}
