import type { Op } from '../../engine/kernel'
import type { Tensor } from '../../engine/tensor'
import { nextMicroBatch } from '../../losses/kernels'
import { backwardOps, forwardOps, type NetworkGraph, squaresOps } from '../../networks/graph'
import { type LayerProbe, membraneOps, probeOf } from '../../networks/probes'
import type { Upload } from '../built'
import { gatherBatch } from './batches'

import { onlineOps } from './online'
import { contextOf, graphOf, type Shared } from './shared'
import type { Supervised, SupervisedSpec } from './supervised'
import { termsOf } from './terms'

/** The program of one micro-batch, from gathering samples to gradients. */
export interface TrainingParts {
  readonly graph: NetworkGraph
  readonly probes: readonly LayerProbe[]
  readonly ops: readonly Op[]
  readonly uploads: readonly Upload[]
  /** Where training is more than gradients from rest, which are what is shown before a step. */
  readonly online?: {
    /** How many updates a training step has, where it is more than one at its end. */
    readonly updates?: number
    /** The program with the ops of such an update in it, and what lasts from one training step to the next. */
    readonly opsWith: (update: readonly Op[]) => { readonly ops: readonly Op[]; readonly state: readonly Tensor[] }
  }
}

export function trainingParts<Spec extends SupervisedSpec>(shared: Shared<Supervised<Spec>>): TrainingParts {
  const { s, control, metrics } = shared
  const { spec, counts } = s
  const total = spec.data.batch
  const size = total / spec.run.microBatches
  const { learning } = spec
  const context = contextOf(shared, 'train', size)
  const place = { clock: control.clock, micro: control.micro, total, seed: spec.run.seed, order: 'shuffled' } as const
  const gathered = s.draw?.(size, place) ?? gatherBatch('train', s.streams, counts.train, size, place)
  const augmented = s.augment?.(context, gathered) ?? { batch: gathered, ops: [] }
  // Of an online rule this graph describes the network, and no product of it is run: there is nothing to tune.
  const { onVariant: _, ...described } = context
  const graph = graphOf(shared, learning ? described : context, augmented.batch)
  const probes = graph.spiking.map((s) => probeOf(s, total))
  const tensors = { batch: augmented.batch, micro: control.micro, metrics }
  const added = s.addedLoss?.(context, graph, tensors) ?? { ops: [], uploads: [] }
  const throughTime = () => {
    const watching = new Map(probes.map((p) => [p.spiking.name, membraneOps(p)]))
    return [
      ...forwardOps(graph, (layer) => watching.get(layer) ?? []),
      ...s.loss(graph, tensors),
      ...added.ops,
      ...backwardOps(
        graph,
        (spiking) => squaresOps(spiking, probes.find((p) => p.spiking === spiking)!.squares),
        termsOf(spec, graph, control, size),
      ),
    ]
  }
  const around = (ops: readonly Op[]) => [...gathered.ops, ...augmented.ops, ...ops, ...advance(control.micro, spec.run.microBatches)]
  const forward = (update: readonly Op[], lasting: boolean) =>
    onlineOps(shared, context, learning!, graph, probes, tensors, { update, lasting })
  const opsWith = (update: readonly Op[]) => {
    const { ops, state } = forward(update, learning?.state !== undefined)
    return { ops: around(ops), state }
  }
  const uploads: readonly Upload[] = [...gathered.uploads, ...added.uploads]
  return {
    graph,
    probes,
    ops: around(learning ? forward([], false).ops : throughTime()),
    uploads,
    ...(learning && (learning.updates || learning.state) && { online: { ...(learning.updates && { updates: s.steps }), opsWith } }),
  }
}

/** Counts a micro-batch as done. Where a step has but one, the end of the step starts over anyway. */
export const advance = (micro: Tensor<'u32'>, microBatches: number): Op[] => (microBatches > 1 ? [nextMicroBatch({ micro }, {})] : [])
