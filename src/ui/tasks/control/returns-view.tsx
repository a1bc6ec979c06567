/** The newest evaluation: what its episodes returned and how long they were. */
import { fixed, grouped } from '../../../format'
import type { ControlDetail } from '../../../tasks/control/detail'
import { type FrameOf, newestFrame } from '../../base/frames'
import { Term } from '../../base/help'
import controlsCss from '../../base/style/controls.module.css'
import { useFrames } from '../../state/hooks'
import { Chart } from '../../views/shared/chart'
import { EvaluateButton } from '../../views/shared/evaluate-button'
import css from './control.module.css'
import { detailRows, histogramSentence, histogramTable, spreadOf } from './returns'
import { drawHistogram } from './returns-chart'

export function ReturnsView() {
  useFrames(['report'], 250)
  const report = newestFrame('report')
  const detail = report?.detail as ControlDetail | undefined
  return (
    <>
      <div className={css.evaluate}>
        <EvaluateButton
          text="Evaluate the agent"
          help="Plays the evaluation episodes from the same starts with the present weights, with the likeliest or mean action. Training that runs continues afterwards."
        />
        <span className={controlsCss.muted}>{report ? `batch ${grouped(report.step)}` : 'Not evaluated yet.'}</span>
      </div>
      {report && detail && (
        <>
          <Figures report={report} detail={detail} />
          <div className={css.charts}>
            <HistogramChart what="Returns" report={report} detail={detail} />
            <HistogramChart what="Lengths" report={report} detail={detail} />
          </div>
        </>
      )}
      <p className={css.said}>
        Greedy episodes from starts of their own, the same at every evaluation. The best weights so far are kept; the curve of returns is in
        Learning curves.
      </p>
    </>
  )
}

interface Shown {
  readonly report: FrameOf<'report'>
  readonly detail: ControlDetail
}

function Figures({ report, detail }: Shown) {
  const { mean, deviation } = spreadOf(detail.returns)
  const { testBest, testLength } = report.values
  return (
    <dl className={css.figures}>
      <div>
        <dt>
          <Term help="Mean of the evaluation episodes, and the deviation between them.">return</Term>
        </dt>
        <dd>
          {fixed(mean, 1)} <small>± {fixed(deviation, 1)}</small>
        </dd>
      </div>
      <div>
        <dt>
          <Term help="The largest mean of all evaluations so far; the weights of that one are kept.">best</Term>
        </dt>
        <dd>{fixed(testBest, 1)}</dd>
      </div>
      <div>
        <dt>
          <Term help="Mean steps of an episode.">length</Term>
        </dt>
        <dd>{fixed(testLength, 1)}</dd>
      </div>
    </dl>
  )
}

const HEIGHT = 170
const HELP = {
  Returns: 'How many of the evaluation episodes brought so much. Dashed: their mean.',
  Lengths: 'How many of the evaluation episodes lasted so many steps. Dashed: their mean.',
} as const

function HistogramChart({ what, report, detail }: Shown & { readonly what: keyof typeof HELP }) {
  const values = what === 'Returns' ? detail.returns : detail.lengths
  return (
    <Chart
      title={what}
      help={HELP[what]}
      file={what.toLowerCase()}
      draw={(pen) => drawHistogram(pen, values, what === 'Returns' ? pen.colors.u : pen.colors.edge)}
      inputs={[detail]}
      sentence={histogramSentence(what, values)}
      table={() => ({ caption: `${what} of ${values.length} episodes`, ...histogramTable(values, 1), digits: 1 })}
      files={[{ text: 'Episodes', name: 'episodes', rows: () => detailRows(detail) }]}
      figure={{ scope: `evaluation of ${values.length} episodes`, height: () => HEIGHT, step: report.step }}
      height={HEIGHT}
    />
  )
}
