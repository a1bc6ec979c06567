/** The tracks of the history as a figure: their legend, and how high they are. */
import type { Metric } from '../../../readings/metrics'
import { decidingOf, reportedOf } from '../../../studies/metrics'
import { drawingOf, type Figure, type FigureKey, wide } from '../../base/figure'
import { stepsOfRows } from '../../base/metric-series'
import type { Colors } from '../../base/paint'
import { axesOf } from '../../state/labels/metric-labels'
import { gapAt, history } from '../../state/session/history'
import { changeLine } from './change-marks'

/** The height of a track, with room for its numbers, in px at a root font size of 16 px. */
const TRACK = 78
/** The ruler above them. */
const RULER = 34

export function curvesFigure(canvas: HTMLCanvasElement | null, metrics: readonly Metric[], layer: string | null, changed: boolean): Figure {
  const measured = history.curves.rows.count > 0 || stepsOfRows(history.tests).length > 0
  const tracks = axesOf(metrics).length + (layer === null ? 0 : 2)
  return {
    name: 'learning-curves',
    title: 'Learning curves',
    scope: layer === null ? '' : `gradient-available fraction and drift of u of ${layer}`,
    drawing: measured ? drawingOf(canvas) : null,
    empty: 'Nothing is trained yet: press Play or Step first.',
    keys: (colors) => [
      ...keysOf(metrics, colors),
      ...(layer === null ? [] : potentialKeys(colors)),
      ...(changed ? [changedKey(colors)] : []),
    ],
    minWidth: 440,
    height: wide(0.45, RULER + TRACK * tracks),
  }
}

function keysOf(metrics: readonly Metric[], colors: Colors): FigureKey[] {
  const style = { color: colors.ink2, width: 1.25 }
  return [
    { mark: { line: { color: colors.ink3, width: 1, alpha: 0.6 } }, label: 'train, each batch' },
    { mark: { line: style }, label: 'train, smoothed' },
    { mark: { line: { color: colors.ink, width: 1.75 } }, label: decidingOf(metrics).split },
    ...(reportedOf(metrics) === decidingOf(metrics) ? [] : [{ mark: { dot: colors.ink }, label: 'test' }]),
    ...(gapAt(metrics) === null
      ? []
      : [{ mark: { line: { ...style, dash: [5, 3] } }, label: `${decidingOf(metrics).split} with softmax-weighted skips` }]),
  ]
}

const potentialKeys = (colors: Colors): FigureKey[] => [
  { mark: { line: { color: colors.win, width: 1.5 } }, label: 'window in use' },
  { mark: { line: { color: colors.fix, width: 1.25, dash: [4, 3] } }, label: 'fixed window, κ = 1' },
  { mark: { line: { color: colors.spk, width: 1.25 } }, label: 'threshold θ' },
  { mark: { line: { color: colors.ink, dash: [1, 2] } }, label: 'mean of u' },
]

const changedKey = (colors: Colors): FigureKey => ({ mark: { line: changeLine(colors) }, label: 'settings were changed' })
