import { type Counts, heldOutParts } from '../../data/schema'
import type { Op } from '../../engine/kernel'
import { persistent, sizeOf, type Tensor } from '../../engine/tensor'
import { recurrenceOf } from '../../neurons/recurrent-lif/schema'
import type { HeldOut, Metric } from '../../readings/metrics'
import type { Built, OnBatch, Report, RunAccess, Upload } from '../built'
import { gatherBatch } from './batches'
import { type BestWeights, bestWeights, evaluateWithBest, evaluatingBest } from './best'
import { mixedName } from './metrics'
import { steppedGraph } from './online'

import { evaluationContext, graphOf, type Shared, type Trained } from './shared'
import type { Supervised, SupervisedSpec } from './supervised'

/** The program that evaluates each part, and the one that evaluates the test set with the best weights. */
const PROGRAMS: Readonly<Record<HeldOut, string>> = { validation: 'validate', test: 'evaluate' }
export const WITH_BEST = 'evaluateBest'

/** How a part of the data is evaluated. */
export interface EvaluationProgram {
  readonly ops: readonly Op[]
  evaluate(run: RunAccess, onBatch?: OnBatch): Promise<Report>
  readonly uploads: readonly Upload[]
  readonly readBack?: readonly Tensor[]
}

export interface Evaluations extends Pick<Built, 'evaluate'> {
  readonly programs: Built['programs']
  readonly uploads: readonly Upload[]
  /** Transient tensors that are read back. */
  readonly readBack: readonly Tensor[]
  /** Kept where there is validation. */
  readonly best?: BestWeights
}

/**
 * The evaluations of all parts from which nothing is learned; with validation, also of the test set with the best weights.
 * @param decides the test metric by which weights are chosen
 */
export function evaluationsOf<S extends Trained & { readonly counts: Counts }>(
  shared: Shared<S>,
  decides: Metric,
  programOf: (shared: Shared<S>, part: HeldOut, name: string) => EvaluationProgram,
): Evaluations {
  const programs = new Map(heldOutParts(shared.s.counts).map((part) => [PROGRAMS[part], programOf(shared, part, PROGRAMS[part])]))
  const evaluate: Built['evaluate'] = (run, part, onBatch) => programs.get(PROGRAMS[part])!.evaluate(run, onBatch)
  const best = programs.has(PROGRAMS.validation) ? bestWeights(shared) : undefined
  const ofBest = best && programOf(evaluatingBest(shared, best), 'test', WITH_BEST)
  if (ofBest) programs.set(WITH_BEST, ofBest)
  return {
    programs: { ...Object.fromEntries([...programs].map(([name, { ops }]) => [name, ops])), ...best?.programs },
    uploads: [...programs.values()].flatMap(({ uploads }) => uploads),
    readBack: [...programs.values()].flatMap(({ readBack = [] }) => readBack),
    ...(best && { best }),
    evaluate: best && ofBest ? evaluateWithBest(best, decides, evaluate, ofBest.evaluate) : evaluate,
  }
}

/** The program that evaluates a part of the data in order, padded and masked at the end. */
export function evaluationParts<Spec extends SupervisedSpec>(
  shared: Shared<Supervised<Spec>>,
  part: HeldOut,
  name: string,
): EvaluationProgram {
  const { s, still } = shared
  const { spec, counts } = s
  const { network, run } = spec
  // The batch size of evaluation is limited so that training, not evaluation, determines the memory needed.
  const trained = spec.data.batch / run.microBatches
  const size = network.kind === 'mlp' ? Math.max(trained, 100) : trained
  const cursor = persistent('cursor', 'u32', [1])
  const count = counts[part]!
  const place = { clock: cursor, micro: still, total: size, seed: run.seed, order: 'once' } as const
  const gathered = gatherBatch(part, s.streams, count, size, place)
  // An adaptive recurrence mixes skips in training, and evaluation uses a single one: the mix is evaluated as well.
  const soft = recurrenceOf(network)?.kind === 'adaptive' ? persistent('soft', 'u32', [1]) : undefined
  const context = evaluationContext(shared, size)
  const throughTime = graphOf(shared, context, gathered, { mixed: soft, number: cursor })
  const graph = spec.learning ? steppedGraph(shared, context, spec.learning, throughTime) : throughTime
  const parts = s.evaluation({ part, batch: gathered, graph, micro: still, cursor, count })
  const batches = Math.ceil(count / size)
  const once = async (access: RunAccess, onBatch: OnBatch | undefined): Promise<Report> => {
    await clearAndRun(access, name, [cursor, ...parts.cleared], batches, onBatch)
    return parts.read(access)
  }
  const evaluate = async (access: RunAccess, onBatch?: OnBatch): Promise<Report> => {
    if (!soft) return once(access, onBatch)
    access.compiled.write(soft, Uint32Array.of(1))
    const mixed = await once(access, onBatch)
    access.compiled.write(soft, Uint32Array.of(0))
    const report = await once(access, onBatch)
    const values = Object.fromEntries(Object.entries(mixed.values).map(([name, value]) => [mixedName(name), value]))
    return { ...report, values: { ...report.values, ...values } }
  }
  return { ops: [...gathered.ops, ...graph.forward, ...parts.ops], evaluate, uploads: gathered.uploads }
}

async function clearAndRun(
  { gpu, compiled }: RunAccess,
  program: string,
  cleared: readonly Tensor[],
  batches: number,
  onBatch?: OnBatch,
): Promise<void> {
  const { device } = gpu
  const submit = (encode: (encoder: GPUCommandEncoder) => void) => {
    const encoder = device.createCommandEncoder()
    encode(encoder)
    device.queue.submit([encoder.finish()])
  }
  submit((encoder) => {
    for (const t of cleared) encoder.clearBuffer(compiled.buffer(t), 0, sizeOf(t.shape) * 4)
  })
  for (let i = 0; i < batches; i++) {
    submit((encoder) => compiled.programs[program]!.encode(encoder))
    if (onBatch) await onBatch(i + 1, batches)
    else if (i % 4 === 3) await device.queue.onSubmittedWorkDone()
  }
}
