/** The learning curves as a table, a row for each epoch (or evaluation). The columns follow the task’s list of metrics. */

import { fixed, grouped, percent } from '../../../format'
import type { Metric } from '../../../readings/metrics'
import { DataTable } from '../../base/data-table'
import { metricAt, stepsOfRows } from '../../base/metric-series'
import viewCss from '../../base/style/view.module.css'
import { axesOf, capital, gapCell, headTitle, isShare, metricTitle, secondOf, valueText } from '../../state/labels/metric-labels'
import { timeNumber } from '../../state/labels/time-label'
import { useMetrics } from '../../state/session/frame-hooks'
import { gapAt, history, layerAt } from '../../state/session/history'
import { LAYER } from '../../state/session/layer-history'
import type { TrainingTime } from '../../state/session/training-time'

export function CurvesTable({ time: { stepsPerEpoch, unit }, layer }: { time: TrainingTime; layer: string | null }) {
  const { curves, tests } = history
  const metrics = useMetrics()
  const columns = axesOf(metrics).flatMap(({ train, evaluated, reported }) => [...train, ...evaluated, ...reported])
  const last = stepsOfRows(curves).at(-1) ?? 0
  const epochs = Math.floor(last / stepsPerEpoch)
  const whole = Array.from({ length: epochs }, (_, epoch) => (epoch + 1) * stepsPerEpoch)
  const tested = Array.from(stepsOfRows(tests))
  const steps = [...new Set([...whole, ...tested, ...(last > 0 ? [last] : [])])].sort((a, b) => a - b).slice(-200)
  const second = gapAt(metrics) === null ? undefined : secondOf(metrics)
  const cell = (metric: Metric, step: number): string => {
    if (metric.split === 'train') return valueText(metric, metricAt(curves, step, metric.name), 4)
    return tested.includes(step) ? valueText(metric, metricAt(tests, step, metric.name), 4) : ''
  }
  const watched = layer === null ? undefined : history.layers.get(layer)
  return (
    <DataTable
      label={`Learning curves by ${unit.name}`}
      rows={steps}
      keyOf={(step) => step}
      columns={[
        {
          head: unit.inEpoch > 1 ? unit.names : unit.name,
          cell: (step) => timeNumber(step / stepsPerEpoch, unit, step % stepsPerEpoch ? 2 : 0),
        },
        { head: 'batch', cell: grouped },
        ...columns.map((metric) => ({
          head: headTitle(metric),
          term: metric.term,
          help: metric.note,
          cell: (step: number) => cell(metric, step),
        })),
        second && {
          head: 'softmax-weighted skips',
          term: 'softSkips',
          help: `${capital(metricTitle(second))} with the softmax-weighted skips that training uses, instead of the single skip`,
          cell: (step) => cell(second, step),
        },
        second && {
          head: isShare(second) ? 'argmax less soft, points' : 'argmax less soft',
          term: 'softSkips',
          help: `${capital(metricTitle(second))} with the most probable skip minus that with softmax-weighted skips`,
          cell: (step) => (tested.includes(step) ? gapCell(second, gapAt(metrics, step)) : ''),
        },
        {
          head: `${layer ?? 'layer'} in window`,
          term: 'fraction',
          className: viewCss.win,
          cell: (step) => watched && percent(layerAt(watched, step, LAYER.inside)),
        },
        {
          head: 'fixed κ = 1',
          term: 'fraction',
          help: 'In a fixed window of width 1, on the same potentials.',
          className: viewCss.fix,
          cell: (step) => watched && percent(layerAt(watched, step, LAYER.fixed)),
        },
        { head: 'mean of u', term: 'membrane', cell: (step) => watched && fixed(layerAt(watched, step, LAYER.mean), 3) },
      ]}
    />
  )
}
