import type { Op } from '../../engine/kernel'
import type { Tensor } from '../../engine/tensor'
import { nextMicroBatch } from '../../losses/kernels'
import { backwardOps, forwardOps, squaresOps } from '../../networks/graph'
import { membraneOps, probeOf } from '../../networks/probes'
import { gatherBatch } from './batches'

import { contextOf, graphOf, type Shared } from './shared'
import type { Supervised, SupervisedSpec } from './supervised'
import { termsOf } from './terms'

/** The program of one micro-batch, from gathering samples to gradients. */
export function trainingParts<Spec extends SupervisedSpec>(shared: Shared<Supervised<Spec>>) {
  const { s, control, metrics } = shared
  const { spec, counts } = s
  const total = spec.data.batch
  const size = total / spec.run.microBatches
  const context = contextOf(shared, 'train', size)
  const place = { clock: control.clock, micro: control.micro, total, seed: spec.run.seed, order: 'shuffled' } as const
  const gathered = gatherBatch('train', s.streams, counts.train, size, place)
  const augmented = s.augment?.(context, gathered) ?? { batch: gathered, ops: [] }
  const graph = graphOf(shared, context, augmented.batch)
  const probes = graph.spiking.map((s) => probeOf(s, total))
  const watching = new Map(probes.map((p) => [p.spiking.name, membraneOps(p)]))
  const ops = [
    ...gathered.ops,
    ...augmented.ops,
    ...forwardOps(graph, (layer) => watching.get(layer) ?? []),
    ...s.loss(graph, { batch: augmented.batch, micro: control.micro, metrics }),
    ...backwardOps(
      graph,
      (spiking) => squaresOps(spiking, probes.find((p) => p.spiking === spiking)!.squares),
      termsOf(spec, graph, control, size),
    ),
    ...advance(control.micro, spec.run.microBatches),
  ]
  return { graph, probes, ops, uploads: gathered.uploads }
}

/** Counts a micro-batch as done. Where a step has but one, the end of the step starts over anyway. */
export const advance = (micro: Tensor<'u32'>, microBatches: number): Op[] => (microBatches > 1 ? [nextMicroBatch({ micro }, {})] : [])
