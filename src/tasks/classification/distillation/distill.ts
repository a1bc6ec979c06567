/**
 * The teacher of an experiment as ops: its network reads the same batch in evaluation mode, without learning, and the student’s outputs are
 * compared with its own. What the experiment says of it is in schema.ts.
 */

import { distillationOp } from '../../../losses/distillation/loss'
import { tensorsOfFile } from '../../../networks/weights'
import type { Upload } from '../../built'
import { contextOf, graphOf, sharedParts } from '../../supervised/shared'
import type { AddedLoss, Supervised, SupervisedSpec } from '../../supervised/supervised'
import type { DistillationSpec } from './schema'

/** @param metric the place of the term among the training metrics. @param teacher as a task, whose name is not the student’s */
export function distill<S extends SupervisedSpec>(
  spec: DistillationSpec,
  metric: number,
  teacher: Supervised<S>,
  options: Parameters<typeof sharedParts>[1],
): AddedLoss {
  return (context, graph, { batch, micro, metrics }) => {
    const shared = sharedParts(teacher, options)
    // Uses the random draws of the training step, because another reading of the batch would draw differently.
    const taught = graphOf(shared, { ...contextOf(shared, 'evaluate', batch.size), random: context.random }, batch)
    const weights = tensorsOfFile({ network: shared.network, spec: teacher.spec.network, graph: taught }).map(
      ({ tensor, from }): Upload => ({ tensor, from: ({ teacher: file }) => from(file ?? []) }),
    )
    return {
      ops: [...taught.forward, distillationOp(spec, graph, taught, { micro, term: metrics[metric]! })],
      uploads: [...(teacher.uploads ?? []), ...weights],
    }
  }
}
