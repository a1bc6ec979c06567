/** The learning curves as a table, a row for each epoch (or evaluation). The columns follow the task’s list of metrics. */

import { fixed, grouped, percent } from '../../../format'
import type { Metric } from '../../../readings/metrics'
import { Term } from '../../base/help'
import { metricAt, stepsOfRows } from '../../base/metric-series'
import { Scrolling } from '../../base/parts'
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
    <Scrolling className={viewCss.scroll} label={`Learning curves by ${unit.name}`}>
      <table className={viewCss.data}>
        <thead>
          <tr>
            <th scope="col">{unit.inEpoch > 1 ? unit.names : unit.name}</th>
            <th scope="col">batch</th>
            {columns.map((metric) => (
              <th key={metric.name} scope="col">
                <Term term={metric.term} help={metric.note}>
                  {headTitle(metric)}
                </Term>
              </th>
            ))}
            {second && (
              <>
                <th scope="col">
                  <Term
                    term="softSkips"
                    help={`${capital(metricTitle(second))} with the softmax-weighted skips that training uses, instead of the single skip`}
                  >
                    softmax-weighted skips
                  </Term>
                </th>
                <th scope="col">
                  <Term
                    term="softSkips"
                    help={`${capital(metricTitle(second))} with the most probable skip minus that with softmax-weighted skips`}
                  >
                    {isShare(second) ? 'argmax less soft, points' : 'argmax less soft'}
                  </Term>
                </th>
              </>
            )}
            <th scope="col" className={viewCss.win}>
              <Term term="fraction">{layer ?? 'layer'} in window</Term>
            </th>
            <th scope="col" className={viewCss.fix}>
              <Term term="fraction" help="In a fixed window of width 1, on the same potentials.">
                fixed κ = 1
              </Term>
            </th>
            <th scope="col">
              <Term term="membrane">mean of u</Term>
            </th>
          </tr>
        </thead>
        <tbody>
          {steps.map((step) => (
            <tr key={step}>
              <th scope="row">{timeNumber(step / stepsPerEpoch, unit, step % stepsPerEpoch ? 2 : 0)}</th>
              <td>{grouped(step)}</td>
              {columns.map((metric) => (
                <td key={metric.name}>{cell(metric, step)}</td>
              ))}
              {second && (
                <>
                  <td>{cell(second, step)}</td>
                  <td>{tested.includes(step) ? gapCell(second, gapAt(metrics, step)) : ''}</td>
                </>
              )}
              <td className={viewCss.win}>{watched ? percent(layerAt(watched, step, LAYER.inside)) : ''}</td>
              <td className={viewCss.fix}>{watched ? percent(layerAt(watched, step, LAYER.fixed)) : ''}</td>
              <td>{watched ? fixed(layerAt(watched, step, LAYER.mean), 3) : ''}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolling>
  )
}
