/**
 * The weights with the best validation of all evaluations so far, saved next to the network's own: the test set is evaluated with both.
 * Training never sees them.
 */

import type { Op } from '../../engine/kernel'
import { copyOf, type NetworkCopy } from '../../engine/network'
import { persistent, sizeOf, type Tensor, view } from '../../engine/tensor'
import { carry } from '../../layers/kernels'
import { BEST, type Metric } from '../../readings/metrics'
import type { Built, OnBatch, Report, RunAccess } from '../built'
import type { Shared, Trained } from './shared'

export interface BestWeights {
  readonly weights: NetworkCopy
  /** [2]: the deciding metric, and 1 once there is one. */
  readonly score: Tensor<'f32'>
  /** The score of the weights that were validated last. */
  readonly candidate: Tensor<'f32'>
  readonly programs: Readonly<Record<'keepBest', readonly Op[]>>
}

/** To be called after all parameters have been added to the network. */
export function bestWeights({ network, average }: Shared<Trained>): BestWeights {
  const weights = copyOf(network, 'best')
  const [score, candidate] = ['best', 'candidate'].map((of) => persistent(`${network.name}.${of}Score`, 'f32', [2])) as [
    Tensor<'f32'>,
    Tensor<'f32'>,
  ]
  const begins = persistent(`${network.name}.bestNever`, 'u32', [1])
  const put = (source: Tensor<'f32'>, carried: Tensor<'f32'>): Op[] => {
    const columns = sizeOf(source.shape)
    return columns === 0 ? [] : [carry({ source: view(source, [1, 1, columns]), begins, carried: view(carried, [1, 1, columns]) }, {})]
  }
  const { values, statistics } = average ?? network
  const keepBest = [...put(values, weights.values), ...put(statistics, weights.statistics), ...put(candidate, score)]
  return { weights, score, candidate, programs: { keepBest } }
}

/** The same, where evaluations read the best weights. */
export const evaluatingBest = <S extends Trained>(shared: Shared<S>, { weights }: BestWeights): Shared<S> => ({
  ...shared,
  average: weights,
})

/** The tensors that a checkpoint includes. */
export const persistentOfBest = ({ weights: { values, statistics }, score }: BestWeights): Tensor[] => [
  values,
  ...(statistics.shape[0]! > 0 ? [statistics] : []),
  score,
]

/**
 * Evaluates validation and keeps the weights if they are the best, or the test set with the last weights and with the best.
 * @param decides the test metric whose validation decides
 */
export function evaluateWithBest(
  best: BestWeights,
  decides: Metric,
  evaluate: Built['evaluate'],
  ofBest: (run: RunAccess, onBatch?: OnBatch) => Promise<Report>,
): Built['evaluate'] {
  return async (run, part, onBatch) => {
    const report = await evaluate(run, part, onBatch)
    const [before, known] = new Float32Array(await run.compiled.read(best.score))
    if (part === 'validation') {
      const now = Math.fround(report.values[decides.name]!)
      if (!known || (decides.better === 'lower' ? now < before! : now > before!)) keep(run, best, now)
      return report
    }
    return known ? { ...report, values: { [BEST]: (await ofBest(run, onBatch)).values[decides.name]!, ...report.values } } : report
  }
}

function keep({ gpu, compiled }: RunAccess, { candidate }: BestWeights, now: number): void {
  compiled.write(candidate, Float32Array.of(now, 1))
  const encoder = gpu.device.createCommandEncoder()
  compiled.programs.keepBest!.encode(encoder)
  gpu.device.queue.submit([encoder.finish()])
}
