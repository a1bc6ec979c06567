/** The newest evaluation: what its episodes returned and how long they were. */

import { type RefObject, useRef } from 'react'
import { fixed, grouped, percent } from '../../../format'
import { valueIn } from '../../../readings/metrics'
import type { ControlDetail } from '../../../tasks/control/detail'
import { PushButton } from '../../base/buttons'
import { newestFrame } from '../../base/frames'
import { MetricsList } from '../../base/metrics-list'
import controlsCss from '../../base/style/controls.module.css'
import inspectorCss from '../../base/style/inspector.module.css'
import { Chart } from '../../shared/chart'
import { EvaluateButton } from '../../shared/evaluate-button'
import { useAsked } from '../../shared/use-asked'
import { SEEDS, setPlan } from '../../state/runs/compare-plan'
import { showDialog } from '../../state/selection/select'
import { useFrames } from '../../state/session/frame-hooks'
import { attempt } from '../../state/session/notices'
import css from './control.module.css'
import { askBest } from './questions'
import { mean as average, detailRows, histogramSentence, histogramTable, spreadOf } from './returns'
import { drawHistogram } from './returns-chart'
import { type ChosenWeights, WeightsChoice } from './weights-choice'

export function ReturnsView({ weights, choose }: ChosenWeights) {
  const host = useRef<HTMLDivElement>(null)
  return (
    <div ref={host}>
      <div className={inspectorCss.row}>
        <WeightsChoice weights={weights} choose={choose} />
        <PushButton
          aria-haspopup="dialog"
          data-help="The curves of the return of all saved runs of this experiment, whatever their seeds: their mean and a band around it."
          onClick={() => attempt(overSeeds())}
        >
          Curve over seeds …
        </PushButton>
        <PushButton
          aria-haspopup="dialog"
          data-help="Trains this experiment once with each of several seeds; their curves are drawn while they train, as a mean with a band."
          onClick={trainSeeds}
        >
          Train several seeds …
        </PushButton>
      </div>
      {weights === 'best' ? <BestReturns host={host} /> : <NewestReturns />}
      <p className={css.said}>
        Greedy episodes from starts of their own, the same at every evaluation. The best weights so far are saved; the curve of returns is
        in Learning curves.
      </p>
    </div>
  )
}

function trainSeeds(): void {
  setPlan({ ready: SEEDS })
  showDialog('compare')
}

// Runs are loaded after the first paint.
const overSeeds = async () => (await import('../../state/runs/over-seeds')).showOverSeeds()

/** The returns of the best evaluation so far. */
function BestReturns({ host }: { readonly host: RefObject<HTMLElement | null> }) {
  const { now, refusal } = useAsked({ host, ask: askBest, question: 'best', intervalMs: INTERVAL_MS })
  if (refusal) return <p className={controlsCss.muted}>{refusal}</p>
  if (!now) return <p className={controlsCss.muted}>Waiting for the best evaluation.</p>
  const { answer, batch } = now
  return (
    <Evaluated
      shown={{
        detail: answer,
        length: answer.testLength,
        best: answer.testReturn,
        bestWinRate: answer.testWinRate,
        step: batch,
        which: 'the best evaluation',
      }}
    />
  )
}
const INTERVAL_MS = 2000

function NewestReturns() {
  useFrames(['report'], 250)
  const report = newestFrame('report')
  const detail = report?.detail as ControlDetail | undefined
  return (
    <>
      <div className={inspectorCss.evaluate}>
        <EvaluateButton
          text="Evaluate the agent"
          help="Plays the evaluation episodes from the same starts with the present weights, with the likeliest or mean action. Training that runs continues afterwards."
        />
        <span className={controlsCss.muted}>{report ? `${report.part}, batch ${grouped(report.step)}` : 'Not evaluated yet.'}</span>
      </div>
      {report && detail && (
        <Evaluated
          shown={{
            detail,
            length: valueIn(report, 'testLength'),
            best: valueIn(report, 'testBest'),
            bestWinRate: valueIn(report, 'testBestWinRate'),
            step: report.step,
            which: 'evaluation',
          }}
        />
      )}
    </>
  )
}

interface Shown {
  readonly detail: ControlDetail
  readonly length: number | undefined
  readonly best: number | undefined
  readonly bestWinRate: number | undefined
  readonly step: number
  readonly which: string
}

const Evaluated = ({ shown }: { readonly shown: Shown }) => (
  <>
    <Metrics {...shown} />
    <p className={css.said}>Means of {shown.detail.returns.length} evaluation episodes; ± is one standard deviation of their returns.</p>
    <div className={css.charts}>
      <HistogramChart what="Returns" {...shown} />
      <HistogramChart what="Lengths" {...shown} />
    </div>
  </>
)

function Metrics({ detail, length, best, bestWinRate }: Shown) {
  const { mean, standardDeviation } = spreadOf(detail.returns)
  return (
    <MetricsList
      className={css.metrics}
      metrics={[
        detail.wins && {
          name: 'win rate',
          term: 'winRate',
          help: 'The share of the evaluation episodes that were won.',
          value: percent(average(detail.wins)),
        },
        detail.wins && {
          name: 'best win rate',
          term: 'winRate',
          help: 'The largest win rate of all evaluations so far; the weights of that one are saved.',
          value: percent(bestWinRate),
        },
        {
          name: 'return',
          term: 'return',
          help: 'Mean and standard deviation of the evaluation episodes.',
          value: (
            <>
              {fixed(mean, 1)} <small>± {fixed(standardDeviation, 1)}</small>
            </>
          ),
        },
        {
          name: detail.wins ? 'return at best' : 'best',
          term: 'return',
          help: detail.wins
            ? 'The mean return of the evaluation with the best win rate so far.'
            : 'The largest mean of all evaluations so far; the weights of that one are saved.',
          value: fixed(best, 1),
        },
        { name: 'length, steps', term: 'episode', help: 'Mean steps of an episode.', value: fixed(length, 1) },
      ]}
    />
  )
}

const HEIGHT = 196
const HELP = {
  Returns: 'How many evaluation episodes had which return. Dashed: their mean.',
  Lengths: 'How many evaluation episodes had which length, in steps. Dashed: their mean.',
} as const
const TERMS = { Returns: 'return', Lengths: 'episode' } as const
const AXES = { Returns: 'return, per episode', Lengths: 'length of an episode, steps' } as const
const UNITS = { Returns: 'per episode', Lengths: 'steps' } as const

function HistogramChart({ what, detail, step, which }: Shown & { readonly what: keyof typeof HELP }) {
  const values = what === 'Returns' ? detail.returns : detail.lengths
  return (
    <Chart
      title={what}
      term={TERMS[what]}
      help={HELP[what]}
      file={what.toLowerCase()}
      drawn={{ episodes: 'episode' }}
      draw={(pen) => drawHistogram(pen, values, AXES[what], what === 'Returns' ? pen.colors.u : pen.colors.edge)}
      inputs={[detail]}
      sentence={histogramSentence(what, values)}
      table={() => ({ caption: `${what} of ${values.length} episodes`, units: UNITS[what], ...histogramTable(values, 1), digits: 1 })}
      files={[{ text: 'Episodes', name: 'episodes', rows: () => detailRows(detail) }]}
      figure={{ scope: `${which} of ${values.length} episodes`, height: () => HEIGHT, step }}
      height={HEIGHT}
    />
  )
}
