/** A run as traces for plotly: dotted lines for training, lines with markers for evaluation. */
import type { Metric } from '../../../readings/metrics'
import type { TimeUnit } from '../../../readings/time-unit'
import type { RunDetail, RunSummary } from '../../../runs/record'
import type { Colors } from '../../base/paint'
import { markOf } from '../../base/run-marks'
import { smoothedShown } from '../../base/series'
import { axisKey, hoverText } from '../../base/stacked-axes'
import { type MetricAxis, metricTitle, scaleOf } from '../../state/labels/metric-labels'
import { runTitle } from '../../state/labels/run-label'

/** A run with its data and its place in the palette. */
export interface DrawnRun {
  readonly run: RunSummary
  readonly detail: RunDetail
  readonly slot: number
}

export function tracesOf(
  { run, detail, slot }: DrawnRun,
  axes: readonly MetricAxis[],
  halfLife: number,
  colors: Colors,
  time: TimeUnit,
): object[] {
  const { color, marker } = markOf(slot)
  const ink = colors[color]
  const times = (steps: ArrayLike<number>) => Array.from(steps, (step) => (step / Math.max(1, run.stepsPerEpoch)) * time.inEpoch)
  const { curves, tests } = detail
  const at = times(curves.step)
  const tested = times(tests.map(({ step }) => step))
  // Short curves are smoothed less, so that their start stays visible.
  const smooth = (values: Float32Array, scale = 1) => Array.from(smoothedShown(values, halfLife), (value) => scale * value)
  const name = runTitle(run)
  const train = { mode: 'lines', line: { color: ink, width: 1.2, dash: 'dot' }, name: `${name}, train`, legendgroup: run.id }
  const evaluation = {
    mode: 'lines+markers',
    line: { color: ink, width: 2 },
    legendgroup: run.id,
    marker: { size: 8, color: ink, symbol: marker },
  }
  const measured = (metrics: readonly Metric[]) => metrics.filter((metric) => tests.some(({ values }) => metric.name in values))
  const hover = (metric: Metric) => hoverText(metricTitle(metric), metric.unit, time.names)
  return axes.flatMap((of, index) => {
    const on = { yaxis: axisKey(index), ...(index > 0 && { showlegend: false }) }
    return [
      ...of.train.flatMap((metric) => {
        const column = curves.columns[metric.name]
        return column ? [{ ...train, ...on, ...hover(metric), x: at, y: smooth(column, scaleOf(of)) }] : []
      }),
      ...measured([...of.evaluated, ...of.reported]).map((metric) => ({
        ...evaluation,
        ...on,
        name: `${name}, ${metric.split}`,
        ...hover(metric),
        x: tested,
        y: tests.map(({ values }) => scaleOf(of) * (values[metric.name] ?? Number.NaN)),
      })),
    ]
  })
}
