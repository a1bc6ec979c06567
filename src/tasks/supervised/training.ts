import type { Context } from '../../engine/graph'
import type { Op } from '../../engine/kernel'
import type { Tensor } from '../../engine/tensor'
import { nextMicroBatch } from '../../losses/kernels'
import { backwardOps, forwardOps, type NetworkGraph, squaresOps } from '../../networks/graph'
import { type LayerProbe, membraneOps, probeOf } from '../../networks/probes'
import type { Upload } from '../built'
import { type Batch, gatherBatch, isSmall, microBatchOf } from './batches'

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
  /** Present if a training step has several updates or states outlast it; the gradients shown before a step are without either. */
  readonly online?: {
    /** How many updates a training step has, where it is more than one at its end. */
    readonly updates?: number
    /** The program with the ops of such an update in it, and what lasts from one training step to the next. */
    readonly opsWith: (update: readonly Op[]) => { readonly ops: readonly Op[]; readonly state: readonly Tensor[] }
  }
}

export function trainingParts<Spec extends SupervisedSpec>(shared: Shared<Supervised<Spec>>): TrainingParts {
  const { s, control, metrics } = shared
  const { spec } = s
  const total = spec.data.batch
  const size = total / spec.run.microBatches
  const { learning } = spec
  const context = contextOf(shared, 'train', size)
  const received = receivedOf(shared, context, size)
  // With an online rule, this graph only describes the network: its products are not run, so there is nothing to tune.
  const { onVariant: _, ...described } = context
  const graph = graphOf(shared, learning ? described : context, received.batch)
  const probes = graph.spiking.map((s) => probeOf(s, total))
  const tensors = { batch: received.batch, micro: control.micro, metrics }
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
  const around = (ops: readonly Op[]) => [...received.ops, ...ops, ...advance(control.micro, spec.run.microBatches)]
  const forward = (update: readonly Op[], lasting: boolean) =>
    onlineOps(shared, context, learning!, graph, probes, tensors, { update, lasting })
  const opsWith = (update: readonly Op[]) => {
    const { ops, state } = forward(update, learning?.state !== undefined)
    return { ops: around(ops), state }
  }
  const uploads: readonly Upload[] = [...received.uploads, ...added.uploads]
  return {
    graph,
    probes,
    ops: around(learning ? forward([], false).ops : throughTime()),
    uploads,
    ...(learning && (learning.updates || learning.state) && { online: { ...(learning.updates && { updates: s.steps }), opsWith } }),
  }
}

/** What a batch of the network receives: gathered or drawn, and augmented. */
interface Received {
  readonly batch: Batch
  readonly ops: readonly Op[]
  readonly uploads: readonly Upload[]
}

/** A micro-batch of `size` samples. Where it takes several ops, they are of the whole batch, which is then the same for all of them. */
function receivedOf<Spec extends SupervisedSpec>(shared: Shared<Supervised<Spec>>, context: Context, size: number): Received {
  const { s, control, still } = shared
  const total = s.spec.data.batch
  const received = (count: number, micro: Tensor<'u32'>): Received => {
    const place = { clock: control.clock, micro, total, seed: s.spec.run.seed, order: 'shuffled' } as const
    const gathered = s.draw?.(count, place) ?? gatherBatch('train', s.streams, s.counts.train, count, place)
    const augmented = s.augment?.(context, gathered)
    return {
      batch: augmented?.batch ?? gathered,
      ops: [...gathered.ops, ...(augmented?.ops ?? [])],
      uploads: gathered.uploads,
    }
  }
  const part = received(size, control.micro)
  if (size === total || part.ops.length === 1) return part
  const whole = received(total, still)
  if (!isSmall(whole.batch)) return part
  const taken = microBatchOf(whole.batch, size, control.micro)
  return { ...taken, ops: [...whole.ops, ...taken.ops], uploads: whole.uploads }
}

/** Counts a micro-batch as done. Where a step has but one, the end of the step starts over anyway. */
export const advance = (micro: Tensor<'u32'>, microBatches: number): Op[] => (microBatches > 1 ? [nextMicroBatch({ micro }, {})] : [])
