/** Groups of runs as traces for plotly: for each metric a mean with its band, dotted for training and solid for evaluation. */

import type { Metric } from '../../../readings/metrics'
import type { TimeUnit } from '../../../readings/time-unit'
import type { RunDetail, RunSummary } from '../../../runs/record'
import { markOf } from '../../base/run-marks'
import { smoothedShown } from '../../base/series'
import { axisKey, hoverText } from '../../base/stacked-axes'
import { type MetricAxis, metricTitle, scaleOf } from '../../state/labels/metric-labels'
import { type Band, type Curve, groupTitle, meanCurve } from '../../state/runs/run-groups'

/** A group with at least one run. */
export interface DrawnGroup {
  readonly slot: number
  readonly runs: readonly { readonly run: RunSummary; readonly detail: RunDetail }[]
}

interface Look {
  readonly axes: readonly MetricAxis[]
  readonly halfLife: number
  readonly band: Band
  /** The color of the group, #rrggbb. */
  readonly ink: string
  /** The unit of the time axis. */
  readonly time: TimeUnit
}

export function groupTraces({ slot, runs }: DrawnGroup, { axes, halfLife, band, ink, time: { inEpoch, names } }: Look): object[] {
  const { marker } = markOf(slot)
  const first = runs[0]!.run
  const name = groupTitle({ id: first.id, runs: runs.map(({ run }) => run) })
  const times = (steps: ArrayLike<number>) => Array.from(steps, (step) => (step / Math.max(1, first.stepsPerEpoch)) * inEpoch)
  const smooth = (values: Float32Array) => smoothedShown(values, halfLife)
  const group = { legendgroup: first.id, showlegend: false }
  return axes.flatMap((of, index) => {
    const on = { ...group, yaxis: axisKey(index) }
    const drawn = (metric: Metric, curves: readonly Curve[], style: object) => {
      if (curves.length === 0) return []
      const { x, mean, low, high } = meanCurve(curves, band)
      const scaled = (values: readonly number[]) => values.map((value) => scaleOf(of) * value)
      const edge = { ...on, x: times(x), mode: 'lines', line: { width: 0 }, hoverinfo: 'skip' }
      return [
        { ...edge, y: scaled(low) },
        { ...edge, y: scaled(high), fill: 'tonexty', fillcolor: `${ink}33` },
        // A band at a single step has no width, so error bars replace it.
        {
          ...on,
          ...style,
          ...hoverText(metricTitle(metric), metric.unit, names),
          x: times(x),
          y: scaled(mean),
          ...(x.length === 1 && bars(scaled(low), scaled(mean), scaled(high))),
        },
      ]
    }
    return [
      ...of.train.flatMap((metric) =>
        drawn(
          metric,
          runs.flatMap(({ detail: { curves } }): Curve[] => {
            const column = curves.columns[metric.name]
            return column ? [{ x: curves.step, y: smooth(column) }] : []
          }),
          { mode: 'lines', line: { color: ink, width: 1.2, dash: 'dot' }, name: `${name}, train`, showlegend: index === 0 },
        ),
      ),
      ...[...of.evaluated, ...of.reported].flatMap((metric) =>
        drawn(
          metric,
          runs.map(({ detail: { tests } }) => ({
            x: tests.map(({ step }) => step),
            y: tests.map(({ values }) => values[metric.name] ?? Number.NaN),
          })),
          {
            mode: 'lines+markers',
            line: { color: ink, width: 2 },
            name: `${name}, ${metric.split}`,
            showlegend: index === 0,
            marker: { size: 8, color: ink, symbol: marker },
          },
        ),
      ),
    ]
  })
}

const bars = (low: readonly number[], mean: readonly number[], high: readonly number[]): object => ({
  error_y: {
    type: 'data',
    symmetric: false,
    thickness: 1.5,
    width: 4,
    array: high.map((value, at) => value - mean[at]!),
    arrayminus: mean.map((value, at) => value - low[at]!),
  },
})
