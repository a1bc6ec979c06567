/** The learning curves in words, and as rows for other programs. */
import { settingsOf } from '../../../experiments/changes'
import type { Experiment } from '../../../experiments/schema'
import type { Metric } from '../../../readings/metrics'
import { columnName, formatOf } from '../../../studies/metrics'
import { ofFloat32 } from '../../base/download'
import { type MetricSeries, metricAt, metricColumn, stepsOfRows } from '../../base/metric-series'
import { axesOf, capital, gapText, metricTitle, secondOf, seriesName, valueText } from '../../state/labels/metric-labels'
import { timeLabel, timeNumber } from '../../state/labels/time-label'
import type { CurveOverlay } from '../../state/selection/curve-overlay'
import { gapAt, history } from '../../state/session/history'
import type { TrainingTime } from '../../state/session/training-time'
import type { ChangeMark } from './tracks-frame'

/** Describes the tracks in words. @param changes descriptions of the changed settings. */
export function curvesSentence(
  metrics: readonly Metric[],
  time: TrainingTime,
  changes: readonly ChangeMark[],
  overlay?: CurveOverlay,
): string {
  const made = changes.filter(({ step }) => step <= time.now).map(({ words }) => `${words}.`)
  return [shownSentence(metrics, time), ...made.slice(-MAX_CHANGES), ...(overlay ? [overlaySentence(metrics, time, overlay)] : [])].join(
    ' ',
  )
}

/** The largest number of changes that are named; of more, the newest. */
const MAX_CHANGES = 4

/** Describes another run at the same training step. */
function overlaySentence(metrics: readonly Metric[], { now }: TrainingTime, { name, curves, tests }: CurveOverlay): string {
  const said = axesOf(metrics).flatMap(({ train, evaluated }) => [
    ...train.map((metric) => [metric, metricAt(curves, now, metric.name)] as const),
    ...evaluated.map((metric) => [metric, metricAt(tests, now, metric.name)] as const),
  ])
  const known = said
    .filter(([, value]) => Number.isFinite(value))
    .map(([metric, value]) => `${metricTitle(metric)} ${valueText(metric, value)}`)
  return `A, ${name}: ${known.length > 0 ? known.join(', ') : 'nothing at this step'}.`
}

/** “epoch 0.53 of 2”, “5,300 of 120,000 environment steps”, “epoch 0.53 of an endless stream”. */
function timePlaceText({ now, stepsPerEpoch, epochs, unit, endless }: TrainingTime): string {
  if (endless) return `${timeLabel(now / stepsPerEpoch, unit)} of an endless stream`
  const [at, all] = [timeNumber(now / stepsPerEpoch, unit, 2), timeNumber(epochs, unit, epochs % 1 ? 2 : 0)]
  return unit.inEpoch > 1 ? `${at} of ${all} ${unit.names}` : `${unit.name} ${at} of ${all}`
}

function shownSentence(metrics: readonly Metric[], time: TrainingTime): string {
  const { curves, tests } = history
  const at = `Learning curves, ${timePlaceText(time)}.`
  const axes = axesOf(metrics)
  const trained = axes.flatMap(({ train }) => train)[0]
  const said = (metric: Metric, step: number, from = tests) =>
    `${metricTitle(metric)} ${valueText(metric, metricAt(from, step, metric.name))}`
  const train = trained && curves.rows.count > 0 ? `${capital(said(trained, time.now, curves))}.` : 'Nothing trained yet.'
  const last = stepsOfRows(tests).at(-1)
  const isKnown = ({ name }: Metric) => last !== undefined && Number.isFinite(metricAt(tests, last, name))
  if (last === undefined) return `${at} ${train}`
  const tested = `${capital(axes.flatMap(({ evaluated, reported }) => [...evaluated, ...reported.filter(isKnown)].map((metric) => said(metric, last))).join(', '))}.`
  const [gap, second] = [gapAt(metrics), secondOf(metrics)]
  if (gap === null || !second) return `${at} ${train} ${tested}`
  const mixed = valueText(second, metricAt(tests, last, second.name))
  return `${at} ${train} ${tested} With softmax-weighted skips ${mixed}: using the single skip makes a difference of ${gapText(second, gap)}.`
}

type Time = Pick<TrainingTime, 'stepsPerEpoch' | 'unit'>
const timeAt = (step: number, { stepsPerEpoch, unit }: Time): number => (step / stepsPerEpoch) * unit.inEpoch

/**
 * One row per value, in the unit given with its name: first all training metrics, then the evaluations, then the changes made while the run
 * trained.
 */
export function curveRows(metrics: readonly Metric[], time: Time, changes: Experiment['changes'] = []): (string | number)[][] {
  const axes = axesOf(metrics)
  const train = metrics.filter(({ split }) => split === 'train')
  const test = [...axes.flatMap(({ evaluated, reported }) => [...evaluated, ...reported]), ...axes.flatMap((axis) => axis.variants)]
  return [
    ['step', time.unit.name, 'series', 'value'],
    ...rowsOf(history.curves, train, time),
    ...rowsOf(history.tests, test, time),
    ...changes.flatMap((change) => changeRows(change, time)),
  ]
}

/** Rows for settings changed during training: the steps completed before, and each setting by its path. */
const changeRows = ({ step, ...values }: NonNullable<Experiment['changes']>[number], time: Time): (string | number)[][] =>
  settingsOf(values).map(([path, value]) => [step, timeAt(step, time), path, typeof value === 'number' ? value : JSON.stringify(value)])

function rowsOf(from: MetricSeries, metrics: readonly Metric[], time: Time): (string | number)[][] {
  const columns = metrics.map((metric) => ({
    name: columnName(seriesName(metric), metric),
    scale: formatOf(metric).scale,
    values: metricColumn(from, metric.name),
  }))
  return Array.from(stepsOfRows(from)).flatMap((step, row) =>
    columns.flatMap(({ name, scale, values }) =>
      row < values.length ? [[step, timeAt(step, time), name, Number((scale * ofFloat32(values[row]!)).toPrecision(12))]] : [],
    ),
  )
}
