/** The metrics in plotly: zoom, log axis, smoothing, export. Loaded on first use; redrawn at most twice per second. */

import { useState } from 'react'
import type { Metric } from '../../../readings/metrics'
import type { TimeUnit } from '../../../readings/time-unit'
import { usePlotly } from '../../base/analysis-chart'
import { type CurveOptions, CurveTools } from '../../base/curve-tools'
import { chartFont } from '../../base/draw'
import { type Figure, wide } from '../../base/figure'
import { Term } from '../../base/help'
import { type MetricSeries, metricColumn, stepsOfRows } from '../../base/metric-series'
import type { Colors } from '../../base/paint'
import { TextButton } from '../../base/parts'
import { smoothed } from '../../base/series'
import { axisKey, hoverText, stackedAxes } from '../../base/stacked-axes'
import partsCss from '../../base/style/parts.module.css'
import viewCss from '../../base/style/view.module.css'
import { useModal } from '../../shared/dialog'
import { axesOf, axisTitle, metricTitle, scaleOf, secondOf } from '../../state/labels/metric-labels'
import { useFrames, useMetrics } from '../../state/session/frame-hooks'
import { gapAt, history, takeFrames } from '../../state/session/history'
import type { TrainingTime } from '../../state/session/training-time'
import { useLab } from '../../state/store/store'
import { CurvesTable } from './curves-table'

type Time = Pick<TrainingTime, 'stepsPerEpoch' | 'unit'>

const timesOf = (series: MetricSeries, { stepsPerEpoch, unit }: Time): number[] =>
  Array.from(stepsOfRows(series), (step) => (step / stepsPerEpoch) * unit.inEpoch)

function stylesOf(colors: Colors) {
  const line = (name: string, group: string, color: string, width: number) => ({
    mode: 'lines',
    line: { color, width },
    name,
    legendgroup: group,
  })
  return {
    raw: { ...line('train, each batch', 'raw', colors.ink3, 1), opacity: 0.42, hoverinfo: 'skip' },
    mean: line('train', 'train', colors.ink2, 1.5),
    evaluated: (name: string) => ({ ...line(name, name, colors.ink, 2), mode: 'lines+markers', marker: { size: 5, color: colors.ink } }),
    second: { mode: 'lines', line: { color: colors.ink2, width: 1.5, dash: 'dash' }, name: 'softmax-weighted skips' },
  }
}

function traces(metrics: readonly Metric[], colors: Colors, time: Time, halfLife: number): object[] {
  const at = timesOf(history.curves, time)
  const tested = timesOf(history.tests, time)
  // With few rows, less smoothing, so that the start is not delayed.
  const early = Math.min(halfLife, at.length / 24)
  const style = stylesOf(colors)
  const second = gapAt(metrics) === null ? undefined : secondOf(metrics)
  const scaled = (metric: Metric, values: Float32Array) => Array.from(values, (value) => scaleOf(metric) * value)
  const testOf = (metric: Metric) => scaled(metric, metricColumn(history.tests, metric.name))
  const hover = (metric: Metric) => hoverText(metricTitle(metric), metric.unit, time.unit.names)
  return axesOf(metrics).flatMap(({ train, evaluated, reported, variants }, index) => {
    // Each name appears in the legend once.
    const on = { yaxis: axisKey(index), ...(index > 0 && { showlegend: false }) }
    return [
      ...train.flatMap((metric) => {
        const values = metricColumn(history.curves, metric.name)
        return [
          { ...style.raw, ...on, x: at, y: scaled(metric, values) },
          { ...style.mean, ...on, ...hover(metric), x: at, y: scaled(metric, smoothed(values, early)) },
        ]
      }),
      ...[...evaluated, ...reported].map((metric) => ({
        ...style.evaluated(metric.split),
        ...on,
        ...hover(metric),
        x: tested,
        y: testOf(metric),
      })),
      ...variants
        .filter((metric) => metric === second)
        .map((metric) => ({ ...style.second, ...hover(metric), x: tested, y: testOf(metric), yaxis: axisKey(index) })),
    ]
  })
}

function layoutOf(metrics: readonly Metric[], colors: Colors, log: boolean, unit: TimeUnit): object {
  const axis = { gridcolor: colors.hair, linecolor: colors.rule, zeroline: false, tickcolor: colors.edge }
  return {
    paper_bgcolor: colors.ground,
    plot_bgcolor: colors.ground,
    margin: { l: 64, r: 16, t: 8, b: 48 },
    hovermode: 'x unified',
    legend: { orientation: 'h', y: 1.06, x: 0 },
    uirevision: log ? 'log' : 'linear',
    ...stackedAxes(
      axesOf(metrics).map((of) => ({ title: axisTitle(of), log: log && of.better === 'lower' })),
      axis,
      chartFont(colors.ink2).size,
      unit.names,
    ),
  }
}

interface ZoomProps {
  readonly time: TrainingTime
  readonly layer: string | null
  /** A sentence that summarizes the curves. */
  readonly words: string
  readonly close: () => void
}

export function ZoomDialog({ time, layer, words, close }: ZoomProps) {
  const [table, setTable] = useState(false)
  const [look, setLook] = useState<CurveOptions>({ log: true, halfLife: 12 })
  const { log, halfLife } = look
  const theme = useLab((state) => state.theme)
  const metrics = useMetrics()
  const count = useFrames(['scalars', 'report'], 500)

  const chart = usePlotly<HTMLElement>(
    (colors) => {
      takeFrames()
      return { data: traces(metrics, colors, time, halfLife), layout: layoutOf(metrics, colors, log, time.unit) }
    },
    [metrics, log, halfLife, time.stepsPerEpoch, time.unit, theme, count],
    { scrollZoom: true },
  )
  const figure = (): Figure => ({
    name: 'learning-curves',
    title: 'Learning curves',
    scope: '',
    drawing: history.curves.rows.count > 0 ? chart.drawing : null,
    empty: chart.drawing ? 'Nothing is trained yet: press Play or Step first.' : chart.waiting,
    height: wide(0.55, 130 * axesOf(metrics).length + 70),
  })
  return (
    <dialog {...useModal(close)} className={viewCss.dialog} aria-label="Zoom into the learning curves">
      <div className={partsCss.head}>
        <h2>
          <Term term="learningCurves" drawn={{ 'training time': 'batch' }}>
            Learning curves
          </Term>
        </h2>
        <CurveTools look={look} change={setLook} figure={figure}>
          <TextButton text="Table" pressed={table} act={() => setTable(!table)} />
          <TextButton text="Close" act={close} />
        </CurveTools>
      </div>
      {table && <CurvesTable time={time} layer={layer} />}
      <figure ref={chart.host} className={viewCss.plotly} hidden={table} aria-label={words} aria-busy={!chart.ready}>
        {!chart.ready && <p className={viewCss.empty}>{chart.waiting}</p>}
      </figure>
    </dialog>
  )
}
