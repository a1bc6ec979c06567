/** The skip lengths as a figure. */
import { percent } from '../../../format'
import { drawingOf, type Figure, wide } from '../../base/figure'
import { magnitude, rgb } from '../../base/magnitude'
import type { Series } from '../../base/series'
import { cursorStep } from '../../state/session/history'
import { trainingTime } from '../../state/session/training-time'
import { minShown, skipsAt, skipsIn, skipsText } from './skips-chart'

/** @param name the layer whose skips are drawn. */
export function skipsFigure(canvas: HTMLCanvasElement | null, name: string, series: Series): Figure {
  const step = cursorStep() ?? trainingTime().now
  const shown = skipsAt(series, step)
  return {
    name: 'skip-lengths',
    title: 'Skip lengths against training time',
    scope: `${name}${shown ? `: ${skipsText(shown)}` : ''}`,
    drawing: shown ? drawingOf(canvas) : null,
    empty: 'Nothing is trained yet: press Play or Step first.',
    keys: (colors, dark) => [
      {
        mark: { colors: (part) => rgb(magnitude(part, dark)), low: percent(minShown(skipsIn(series)), 1), high: percent(1, 0) },
        label: 'softmax probability, log',
      },
      { mark: { line: { color: colors.ink, width: 1.25 } }, label: 'most probable skip' },
    ],
    height: wide(0.4, 170),
    step,
  }
}
