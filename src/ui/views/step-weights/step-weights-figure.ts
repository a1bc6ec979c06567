/** Weights over steps as a figure. */
import { significant } from '../../../format'
import type { StepWeights } from '../../../readings/layers'
import { diverging } from '../../base/diverging'
import { drawingOf, type Figure, wide } from '../../base/figure'
import { rgb } from '../../base/magnitude'
import { nearestLif } from './nearest-lif'
import { reachIn } from './step-weights-chart'
import { stepWeightsText } from './step-weights-words'

export function stepWeightsFigure(canvas: HTMLCanvasElement | null, weights: StepWeights): Figure {
  const reach = significant(reachIn(weights))
  return {
    name: `step-weights-${weights.layer}`,
    title: 'Weights over steps',
    scope: `${weights.layer}: ${stepWeightsText(weights, nearestLif(weights))}`,
    drawing: drawingOf(canvas),
    keys: (colors, dark) =>
      weights.form === 'sliding'
        ? [
            { mark: { line: { color: colors.u, width: 1.25 } }, label: 'learned' },
            { mark: { line: { color: colors.fix, width: 1.25, dash: [4, 3] } }, label: 'nearest LIF' },
          ]
        : [{ mark: { colors: (part) => rgb(diverging(2 * part - 1, dark)), low: `−${reach}`, high: reach }, label: 'weight' }],
    height: wide(0.5, 200),
  }
}
