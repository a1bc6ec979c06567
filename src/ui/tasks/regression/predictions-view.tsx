/** The newest evaluation's predictions against the targets, with a way to evaluate now. */

import { useState } from 'react'
import { grouped } from '../../../format'
import type { RegressionDetail } from '../../../tasks/regression/detail'
import { classesOf } from '../../base/classes'
import { saveCsv } from '../../base/download'
import { penOf } from '../../base/draw'
import { type Figure, figureItem } from '../../base/figure'
import { type FrameOf, newestFrame } from '../../base/frames'
import { Term } from '../../base/help'
import { SaveMenu, TextButton } from '../../base/parts'
import chartCss from '../../base/style/chart.module.css'
import controlsCss from '../../base/style/controls.module.css'
import { EvaluateButton } from '../../shared/evaluate-button'
import { Plot } from '../../shared/plot'
import { useWatched } from '../../state/labels/watched'
import { useFrames } from '../../state/session/frame-hooks'
import { drawPredictions, fitLabel, predictionRows, predictionsSentence, worstOf } from './predictions'
import css from './regression.module.css'
import { value } from './sample-label'

/** Rows of the table. */
const ROWS = 20

export function PredictionsView({ pinned }: { readonly pinned: number | null }) {
  useFrames(['report'], 250)
  const [table, setTable] = useState(false)
  const report = newestFrame('report')
  const detail = report?.detail as RegressionDetail | undefined
  return (
    <section className={chartCss.chart} aria-label="Predicted against target">
      <div className={chartCss.head}>
        <h3>
          <Term term="explainedVariance" help="A dot for each sample. On the dashed line the prediction is the target.">
            Predicted against target
          </Term>
        </h3>
        {detail && (
          <span className={chartCss.tools}>
            <TextButton text="Table" label="Predictions as a table" pressed={table} act={() => setTable(!table)} />
            <SaveMenu
              compact
              subject="Inspector, predictions"
              items={[
                ...(table ? [] : [figureItem(() => predictionsFigure(report!, pinned))]),
                { text: 'Predictions (CSV)', act: () => saveCsv('predictions.csv', predictionRows(detail)) },
              ]}
            />
          </span>
        )}
      </div>
      {report && detail ? (
        <>
          {table ? (
            <WorstTable detail={detail} />
          ) : (
            <Plot
              className={classesOf(css.plot, css.square)}
              label={predictionsSentence(report, detail)}
              draw={(pen) => drawPredictions(pen, detail, pinned)}
              inputs={[detail, pinned]}
            />
          )}
          <p className={css.caption}>{fitLabel(report)}</p>
        </>
      ) : (
        <p className={controlsCss.muted}>Not evaluated yet.</p>
      )}
      <div className={css.evaluate}>
        <EvaluateButton
          text={`Evaluate on the ${useWatched()} set`}
          help="Evaluates the whole set with the present weights. Training that runs continues afterwards."
        />
        {report && <span className={controlsCss.muted}>batch {grouped(report.step)}</span>}
      </div>
    </section>
  )
}

const predictionsFigure = (report: FrameOf<'report'>, pinned: number | null): Figure => ({
  name: 'predictions',
  title: 'Predicted against target',
  scope: `${report.part} set, ${fitLabel(report)}`,
  drawing: {
    // A square, so that the line of equal values is a diagonal.
    paint: (context, area, colors) => {
      const square = { ...area, width: Math.min(area.width, area.height) }
      drawPredictions(penOf(context, square, colors), report.detail as RegressionDetail, pinned)
    },
  },
  keys: (colors) => [
    { mark: { dot: colors.u }, label: 'sample' },
    { mark: { line: { color: colors.ink2, dash: [5, 3] } }, label: 'prediction = target' },
    ...(pinned === null ? [] : [{ mark: { dot: colors.u }, label: `the large dot: sample ${pinned}` }]),
  ],
  height: (width) => Math.min(width, 340),
  step: report.step,
})

function WorstTable({ detail }: { readonly detail: RegressionDetail }) {
  const { predictions, targets } = detail
  return (
    <table className={css.table}>
      <caption>The {Math.min(ROWS, targets.length)} samples with the largest errors</caption>
      <thead>
        <tr>
          <th scope="col">sample</th>
          <th scope="col">target</th>
          <th scope="col">prediction</th>
          <th scope="col">error</th>
        </tr>
      </thead>
      <tbody>
        {worstOf(detail, ROWS).map((at) => (
          <tr key={at}>
            <th scope="row">{at}</th>
            <td>{value(targets[at]!)}</td>
            <td>{value(predictions[at]!)}</td>
            <td>{value(predictions[at]! - targets[at]!)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
