/** Weights over steps in words and as rows of a file. Pure. */
import { counted, fixed, percent } from '../../../format'
import type { StepWeights } from '../../../readings/layers'
import type { NearestLif } from './nearest-lif'

/** "16 weights; the nearest LIF has β = 0.62 and 83 % of Σ w²" */
export const stepWeightsText = ({ weight }: StepWeights, { decay, share }: NearestLif): string =>
  `${counted(weight.length, 'weight')}; the nearest LIF has β = ${fixed(decay, 2)} and ${percent(share, 0)} of Σ w²`

/** Rows of a file: one for each weight, beside that of the nearest LIF. */
export function stepWeightRows({ form, weight }: StepWeights, lif: Float32Array): (string | number)[][] {
  const steps = Math.round(Math.sqrt(weight.length))
  const place = (at: number) => (form === 'sliding' ? [at] : [Math.floor(at / steps) + 1, (at % steps) + 1])
  return [
    [...(form === 'sliding' ? ['stepsAgo'] : ['step', 'seenStep']), 'weight', 'nearestLif'],
    ...Array.from(weight, (value, at) => [...place(at), value, lif[at]!]),
  ]
}
