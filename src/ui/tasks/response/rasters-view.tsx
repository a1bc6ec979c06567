/** Recorded trials above those of the present model, on the time axis of the movie that both saw. */
import { useMemo, useRef } from 'react'
import { grouped } from '../../../format'
import type { Trials } from '../../../tasks/response/detail'
import type { FigureKey } from '../../base/figure'
import type { Colors } from '../../base/paint'
import { useSettled } from '../../base/signal'
import chartCss from '../../base/style/chart.module.css'
import { Chart } from '../../views/shared/chart'
import { binOf, type Playhead } from '../../views/shared/playhead'
import { Transport } from '../../views/shared/transport'
import type { Answered } from '../../views/shared/use-asked'
import { useTimeActs } from '../../views/shared/use-time-acts'
import type { Looking } from './looking'
import { MovieFrame } from './movie-frame'
import { windowWords } from './movie-window'
import { bandsOf, drawMoment, drawRasters, type RasterPicture, type RasterPlace, rasterHeight, rasterPlace, rowUnder } from './raster-chart'
import { type Looked, type Rates, type Rows, ratesOf, rowsOf, unscored } from './raster-rows'
import { DrawAnew, LookTools, Overlays, WindowTools } from './raster-tools'
import { binRows, correlationWords, headsOf, lookedWords, PART_WORDS, rasterSentence, rateRows, spikeRows } from './raster-words'
import css from './response.module.css'

interface Props {
  readonly now: Answered<Trials>
  readonly looking: Looking
  readonly head: Playhead
}

export function RastersView({ now: { answer: trials, batch }, looking, head }: Props) {
  const looked = looking.looked(trials)
  const { by, cell, trial } = looked
  const rows = useMemo(() => rowsOf(trials, looked), [trials, by, cell, trial])
  const rates = useMemo(() => ratesOf(trials, looked), [trials, by, cell])
  return (
    <>
      <LookTools looking={looking} trials={trials} />
      <div className={css.movie}>
        <MovieFrame trials={trials} rows={rows} head={head} />
        <Transport head={head} bins={trials.bins} what="the movie" step="a bin" />
      </div>
      <WindowTools looking={looking} />
      <RasterChart {...{ trials, looked, rows, rates, looking, head, batch }} />
      <Overlays looking={looking} trials={trials} />
      <DrawAnew looking={looking} trials={trials} batch={batch} />
    </>
  )
}

interface ChartProps {
  readonly trials: Trials
  readonly looked: Looked
  readonly rows: Rows
  readonly rates: Rates
  readonly looking: Looking
  readonly head: Playhead
  readonly batch: number
}

function RasterChart(props: ChartProps) {
  const { trials, looked, rows, rates, looking, head, batch } = props
  const { truth, slow } = looking.state
  const place = useRef<RasterPlace | null>(null)
  const bin = Math.min(useSettled(head.at), trials.bins - 1)
  const picture = useMemo(() => pictureOf(props), [trials, rows, rates, truth, slow, looked.cell])
  const strip = slow && rates.slow !== null
  const cells = trials.cells.length
  const acts = useTimeActs({
    ...{ place, bins: trials.bins, head },
    pressed: (y) => {
      const row = looked.by === 'trial' && place.current ? rowUnder(place.current, rows, y) : null
      if (row !== null) looking.change({ cell: row })
    },
    turned: (by) => looking.change({ cell: (looked.cell + by + cells) % cells }),
  })
  const words = lookedWords(trials.cells, looked)
  const scope = `${words}, ${windowWords(trials)} of the ${PART_WORDS[trials.part]}`
  return (
    <Chart
      title="Rasters"
      term="psth"
      help="Spikes of recorded trials, and below them those of as many samples of the model with the present weights. Both saw the same movie. Under them, the means over trials: the data as an area, the model as a line. Shaded bins are not scored."
      file="rasters"
      draw={(pen) => {
        const at = rasterPlace(pen, picture)
        if (!pen.area.figure) place.current = at
        drawRasters(pen, picture, at)
        if (!pen.area.figure) drawMoment(pen, at, bandsOf(at), trials.bins, binOf(head, trials.bins))
      }}
      inputs={[picture]}
      signals={[head.at]}
      sentence={`${rasterSentence(trials, looked, rows, rates, bin)} Left and right arrow keys move the playhead, up and down choose a cell, Space plays.`}
      table={() => ({
        caption: `Means of ${looked.by === 'cell' ? words : 'all cells'}, spikes a bin`,
        ...{ ...rateRows(trials, rates), digits: 3 },
      })}
      files={[
        { text: 'Spikes', name: 'spikes', rows: () => spikeRows(trials) },
        { text: 'Rates', name: 'rates', rows: () => binRows(trials, rates) },
      ]}
      figure={{
        scope: `${scope}, ${grouped(trials.data.trials)} recorded and ${grouped(trials.model.trials)} sampled trials`,
        keys: (colors) => keysOf(colors, { truth: truth && rates.truth !== null, slow: strip }),
        height: (width) => rasterHeight(width, rows, strip),
        step: batch,
      }}
      height={(width) => rasterHeight(width, rows, strip)}
      acts={acts}
    >
      <p className={chartCss.caption}>{correlationWords(trials, rates)}</p>
    </Chart>
  )
}

function pictureOf({ trials, looked, rows, rates, looking }: ChartProps): RasterPicture {
  const { truth, slow } = looking.state
  return {
    ...{ rows, rates, truth, slow, unscored: unscored(trials), heads: headsOf(trials, rows) },
    sight: { from: trials.from, to: trials.from + trials.bins },
    row: looked.by === 'trial' ? looked.cell : null,
  }
}

const keysOf = (colors: Colors, { truth, slow }: { truth: boolean; slow: boolean }): FigureKey[] => [
  { mark: { area: colors.rule, edge: { color: colors.ink } }, words: 'data' },
  { mark: { line: { color: colors.spk, width: 1.5 } }, words: 'model' },
  ...(truth ? [{ mark: { line: { color: colors.fix, width: 1.25, dash: [4, 2] } }, words: 'true rate' }] : []),
  ...(slow ? [{ mark: { line: { color: colors.win, width: 1.5 } }, words: 'true slow state' }] : []),
]
