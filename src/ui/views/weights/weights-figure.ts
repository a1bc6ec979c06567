/** The weights as figures: their distribution, and the filters of a convolution. */
import { grouped, significant } from '../../../format'
import type { Filters } from '../../../readings/layers'
import { imageScale } from '../../base/bitmap'
import { diverging } from '../../base/diverging'
import { drawingOf, type Figure, wide } from '../../base/figure'
import { rgb } from '../../base/magnitude'
import type { Series } from '../../base/series'
import { drawFilters, filterGrid } from './filters-chart'
import { countLabel } from './filters-text'
import { learnedText } from './learned-chart'
import type { Counts } from './weights-counts'

export const weightsFigure = (canvas: HTMLCanvasElement | null, shown: Counts, total: number): Figure => ({
  name: `weights-${shown.layer}`,
  title: 'Weights',
  scope: `${shown.layer}, ${grouped(total)} weights`,
  drawing: total > 0 ? drawingOf(canvas) : null,
  empty: 'No weights are measured yet.',
  keys: (colors) => [
    {
      mark: { area: colors['u-fill'], edge: { color: colors.u, width: 1.25 } },
      label: 'weights of each value',
    },
  ],
  height: wide(0.36, 150),
})

/** @param step the training step whose values are named */
export const learnedFigure = (canvas: HTMLCanvasElement | null, name: string, series: Series, step: number): Figure => ({
  name: `${name}-over-training`,
  title: 'Learned parameter over training',
  scope: `${name}: ${learnedText(series, step)}`,
  drawing: drawingOf(canvas),
  keys: (colors) => [
    { mark: { line: { color: colors.u, width: 1.25 } }, label: 'mean over the layer' },
    { mark: { area: colors['u-fill'] }, label: 'smallest to largest value' },
  ],
  height: wide(0.4, 170),
  step,
})

export function filtersFigure(filters: Filters): Figure {
  const { layer, channels, kind } = filters
  const reach = imageScale(filters.data).high
  return {
    name: `filters-${layer}`,
    title: kind === 'conv' ? 'Filters' : 'Receptive fields',
    scope: `${layer}, ${countLabel(filters)}${channels === 3 ? `: gray is 0, full is ±${significant(reach)}` : ''}`,
    drawing: { paint: (context, area, colors) => drawFilters(context, area, colors, filters) },
    ...(channels !== 3 && {
      keys: (_, dark) => [
        {
          mark: { colors: (part) => rgb(diverging(2 * part - 1, dark)), low: `−${significant(reach)}`, high: significant(reach) },
          label: 'weight',
        },
      ],
    }),
    // Filters are magnified by whole numbers, so their height does not scale with the font size; the factors leave room for the worst case.
    height: (across) => 1.15 * filterGrid(0.9 * across, 1, filters).height,
  }
}
