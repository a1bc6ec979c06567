/** The newest evaluation: whether the model's spikes are like recorded ones, statistic by statistic, and cell by cell. */

import { grouped } from '../../../format'
import type { ResponseDetail } from '../../../tasks/response/detail'
import { classesOf } from '../../base/classes'
import type { FigureKey } from '../../base/figure'
import { type FrameOf, newestFrame } from '../../base/frames'
import { MetricsList } from '../../base/metrics-list'
import type { Colors } from '../../base/paint'
import chartCss from '../../base/style/chart.module.css'
import controlsCss from '../../base/style/controls.module.css'
import inspectorCss from '../../base/style/inspector.module.css'
import { Chart } from '../../shared/chart'
import { EvaluateButton } from '../../shared/evaluate-button'
import { useWatched } from '../../state/labels/watched'
import { useFrames } from '../../state/session/frame-hooks'
import { useLab } from '../../state/store/store'
import { CellsTable } from './cells-table'
import { binMsOf, msText } from './movie-window'
import css from './response.module.css'
import { drawAutocorrelogram, drawCellDots, drawIntervals, drawValueRows, valueRowsHeight } from './statistics-charts'
import {
  autocorrelogramSentence,
  distanceRows,
  distanceSentence,
  dotCaption,
  dotsSentence,
  floors,
  HONEST,
  headlinesOf,
  irregularityRows,
  irregularitySentence,
  isiSentence,
  scopeLabel,
} from './statistics-text'

interface Props {
  /** The name of the highlighted cell. */
  readonly chosen: string | undefined
  readonly choose: (name: string) => void
}

export function StatisticsView({ chosen, choose }: Props) {
  useFrames(['report'], 250)
  const report = newestFrame('report')
  const detail = report?.detail as ResponseDetail | undefined
  return (
    <>
      <div className={inspectorCss.evaluate}>
        <EvaluateButton
          text={`Evaluate on the ${useWatched()} movie`}
          help="Samples trials of the whole movie with the present weights and compares them with the recorded ones. Training that runs continues afterwards."
        />
        <span className={controlsCss.muted}>{report ? `batch ${grouped(report.step)}` : 'Not evaluated yet.'}</span>
      </div>
      {report && detail && <Statistics report={report} detail={detail} chosen={chosen} choose={choose} />}
    </>
  )
}

interface Evaluated extends Props {
  readonly report: FrameOf<'report'>
  readonly detail: ResponseDetail
}

function Statistics({ report, detail, chosen, choose }: Evaluated) {
  const bin = msText(useLab(binMsOf))
  return (
    <>
      <MetricsList className={inspectorCss.metrics} metrics={headlinesOf(report)} />
      <p className={chartCss.caption}>{scopeLabel(detail)}.</p>
      <div className={inspectorCss.charts}>
        <IntervalsChart report={report} detail={detail} bin={bin} />
        <AutocorrelogramChart report={report} detail={detail} bin={bin} />
        <DotsChart report={report} detail={detail} chosen={chosen} bin={bin} of={FANO} />
        <DotsChart report={report} detail={detail} chosen={chosen} bin={bin} of={RATE} />
        <IrregularityChart report={report} detail={detail} />
        <DistancesChart report={report} detail={detail} />
      </div>
      <CellsTable detail={detail} chosen={chosen} choose={choose} />
    </>
  )
}

type Shown = Pick<Evaluated, 'report' | 'detail'>
/** The duration of a bin, "33.3 ms". */
interface Timed extends Shown {
  readonly bin: string
}

const dataKey = (colors: Colors): FigureKey => ({ mark: { area: colors.rule, edge: { color: colors.ink } }, label: 'data' })
const modelKey = (colors: Colors): FigureKey => ({ mark: { line: { color: colors.spk, width: 1.5 } }, label: 'model' })

/** The height of a chart that has the full width of its column. */
const HEIGHT = 180

const figureOf = ({ report, detail }: Shown, keys: (colors: Colors) => readonly FigureKey[]) => ({
  scope: scopeLabel(detail),
  keys,
  step: report.step,
  height: () => HEIGHT + 40,
})

function IntervalsChart({ report, detail, bin }: Timed) {
  const { isi } = detail.statistics
  return (
    <Chart
      title="Intervals"
      term="intervals"
      drawn={{ interval: 'intervals', bins: 'responseBin', 'share of intervals': 'intervals' }}
      help="How long the intervals between spikes of a trial are (ISI). Short ones that are missing are the refractory time; many short ones are bursts."
      file="intervals"
      draw={(pen) => drawIntervals(pen, isi, `bins of ${bin}`)}
      inputs={[detail, bin]}
      sentence={isiSentence(detail)}
      table={() => ({
        caption: `Share of intervals by length in bins of ${bin}`,
        units: null,
        heads: ['bins', 'data', 'model'],
        digits: 3,
        rows: isi.data.map((share, at) => ({ name: String(at + 1), values: [share, isi.model[at]!] })),
      })}
      figure={figureOf({ report, detail }, (colors) => [dataKey(colors), modelKey(colors)])}
      height={HEIGHT}
    >
      <p className={classesOf(inspectorCss.legend, css.marks)}>
        <span data-line="data">data</span>
        <span data-line="model">model</span>
      </p>
    </Chart>
  )
}

function AutocorrelogramChart({ report, detail, bin }: Timed) {
  const { autocorrelogram } = detail.statistics
  const { data, model, shift } = autocorrelogram
  return (
    <Chart
      title="Autocorrelogram"
      term="autocorrelogram"
      drawn={{ bins: 'responseBin', 'pairs, 1 at chance': 'autocorrelogram' }}
      help="Pairs of spikes of a trial by the bins between them, per pair of bins and rate²: 1 at chance. Of different trials (shifted) the stimulus alone is left; what lies below it after a spike is refractoriness."
      file="autocorrelogram"
      draw={(pen) => drawAutocorrelogram(pen, autocorrelogram, `bins of ${bin}`)}
      inputs={[detail, bin]}
      sentence={autocorrelogramSentence(detail)}
      table={() => ({
        caption: `Pairs of spikes by lag in bins of ${bin}, 1 at chance`,
        units: null,
        heads: ['lag', 'data', 'model', 'shifted'],
        digits: 2,
        rows: data.map((value, at) => ({ name: String(at + 1), values: [value, model[at]!, shift[at]!] })),
      })}
      figure={figureOf({ report, detail }, (colors) => [
        { mark: { line: { color: colors.ink, width: 1.5 } }, label: 'data' },
        modelKey(colors),
        { mark: { line: { color: colors.ink3, dash: [4, 2] } }, label: 'data, trials shifted' },
      ])}
      height={HEIGHT}
    >
      <p className={classesOf(inspectorCss.legend, css.marks)}>
        <span data-line="recorded">data</span>
        <span data-line="model">model</span>
        <span data-line="shift">data, trials shifted</span>
      </p>
    </Chart>
  )
}

interface DotsSpec {
  readonly title: string
  readonly term: string
  readonly help: string
  readonly what: string
  /** The unit, up to the duration of a bin; null where it has none. */
  readonly per: string | null
  readonly keys: readonly ['fano' | 'rate', 'modelFano' | 'modelRate']
  readonly reference?: { readonly at: number; readonly words: string }
}

const FANO: DotsSpec = {
  title: 'Fano factor',
  term: 'fano',
  help: 'Variance of spike counts over trials by their mean, in windows of 10 bins, a dot for each cell. 1 is a Poisson process. On the dashed line the model varies as much as the data.',
  what: 'Fano factor',
  per: null,
  keys: ['fano', 'modelFano'],
  reference: { at: 1, words: 'Poisson' },
}
const RATE: DotsSpec = {
  title: 'Rate',
  term: 'firingRate',
  help: 'Spikes a bin, a dot for each cell. On the dashed line the model fires as often as the data.',
  what: 'rate',
  per: 'spikes a bin of',
  keys: ['rate', 'modelRate'],
}

function DotsChart({ report, detail, chosen, bin, of }: Timed & { readonly chosen: string | undefined; readonly of: DotsSpec }) {
  const { title, term, help, what, per, keys, reference } = of
  const unit = per && `${per} ${bin}`
  const cells = detail.cells.filter(({ name }) => !detail.leftOut.includes(name))
  const [data, model] = keys.map((key) => cells.map((cell) => cell[key])) as [number[], number[]]
  const at = cells.findIndex(({ name }) => name === chosen)
  return (
    <Chart
      title={title}
      term={term}
      help={help}
      file={keys[0]}
      draw={(pen) => {
        // A square, so that the line of equal values is a diagonal.
        const side = Math.min(pen.area.width, pen.area.height)
        const square = { ...pen, area: { ...pen.area, width: side, height: side } }
        drawCellDots(square, { data, model, what, unit, chosen: at < 0 ? null : at, ...(reference && { reference }) })
      }}
      inputs={[detail, chosen, bin]}
      sentence={dotsSentence(unit === null ? what : 'Spikes a bin', data, model)}
      table={() => ({
        caption: `${title} by cell`,
        units: unit,
        heads: ['cell', 'data', 'model'],
        digits: 3,
        rows: cells.map(({ name }, index) => ({ name, values: [data[index]!, model[index]!] })),
      })}
      figure={{
        ...figureOf({ report, detail }, (colors) => [
          { mark: { dot: colors.spk }, label: 'cell' },
          { mark: { line: { color: colors.ink2, dash: [5, 3] } }, label: 'model = data' },
        ]),
        height: (width) => Math.min(width, 300),
      }}
      height={220}
    >
      {at >= 0 && <p className={chartCss.caption}>{dotCaption(cells[at]!.name, what, data[at]!, model[at]!)}</p>}
    </Chart>
  )
}

function IrregularityChart({ report, detail }: Shown) {
  const rows = irregularityRows(detail)
  return (
    <Chart
      title="Irregularity"
      term="irregularity"
      help="CV is the sd of the intervals by their mean; a rate that drifts raises it. CV2 and LV compare neighboring intervals. All are 1 for a Poisson process and 0 for a clock."
      file="irregularity"
      draw={(pen) => drawValueRows(pen, { rows, reference: { at: 1, words: 'Poisson' } })}
      inputs={[detail]}
      sentence={irregularitySentence(detail)}
      table={() => ({
        caption: 'Irregularity of the intervals, mean of the cells',
        units: null,
        heads: ['statistic', 'data', 'model'],
        digits: 2,
        rows: rows.map(({ name, data, model }) => ({ name, values: [data!, model] })),
      })}
      figure={{
        ...figureOf({ report, detail }, (colors) => [
          { mark: { sign: '○', color: colors.ink }, label: 'data' },
          { mark: { dot: colors.spk }, label: 'model' },
        ]),
        height: () => valueRowsHeight(rows.length),
      }}
      height={valueRowsHeight(rows.length)}
    >
      <p className={classesOf(inspectorCss.legend, css.marks)}>
        <span data-line="ring">data</span>
        <span data-line="dot">model</span>
      </p>
    </Chart>
  )
}

function DistancesChart({ report, detail }: Shown) {
  const rows = distanceRows(detail)
  const floor = floors(detail)
  return (
    <Chart
      title="Distances"
      term="distanceRatio"
      help="How far sampled trials are from recorded ones, over how far recorded trials are from each other: 1 is the floor. A dot for each cell, a bar for their mean."
      file="distances"
      draw={(pen) => drawValueRows(pen, { rows, reference: { at: 1, words: 'floor' } })}
      inputs={[detail]}
      sentence={`${distanceSentence(detail)} ${HONEST}`}
      table={() => ({
        caption: 'Distances, means of the cells',
        units: null,
        heads: ['distance', 'ratio', 'smallest cell', 'largest cell', 'data to data'],
        digits: 2,
        rows: rows.map(({ name, model, each }, at) => ({ name, values: [model, Math.min(...each), Math.max(...each), floor[at]!] })),
      })}
      figure={{
        ...figureOf({ report, detail }, (colors) => [
          { mark: { dot: colors.spk }, label: 'cell' },
          { mark: { line: { color: colors.spk, width: 2.5 } }, label: 'mean' },
          { mark: { line: { color: colors.ink, dash: [5, 3] } }, label: 'floor: data to data' },
        ]),
        height: () => valueRowsHeight(rows.length),
      }}
      height={valueRowsHeight(rows.length)}
    >
      <p className={chartCss.caption}>{HONEST}</p>
    </Chart>
  )
}
