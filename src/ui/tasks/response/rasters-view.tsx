/** Recorded trials above those of the present model, on the time axis of the movie that both saw. */
import { useMemo, useRef } from 'react'
import { grouped } from '../../../format'
import type { Trials } from '../../../tasks/response/detail'
import type { FigureKey } from '../../base/figure'
import type { Colors } from '../../base/paint'
import { useSettled } from '../../base/signal'
import chartCss from '../../base/style/chart.module.css'
import { Chart } from '../../shared/chart'
import { binOf, type Playhead } from '../../shared/playhead'
import { Transport } from '../../shared/transport'
import type { Answered } from '../../shared/use-asked'
import { useTimeActs } from '../../shared/use-time-acts'
import { useLab } from '../../state/store/store'
import { MovieFrame } from './movie-frame'
import { binMsOf, msText, windowLabel } from './movie-window'
import {
  bandsOf,
  drawPlayhead,
  drawRasters,
  type RasterDrawing,
  type RasterPlace,
  rasterHeight,
  rasterPlace,
  rowUnder,
} from './raster-chart'
import { type RasterSelection, type Rates, type Rows, ratesOf, rowsOf, unscored } from './raster-rows'
import { binRows, correlationText, headsOf, PART_LABELS, rasterSentence, rateRows, selectedLabel, spikeRows } from './raster-text'
import { DrawAnew, Overlays, RasterTools, WindowTools } from './raster-tools'
import css from './response.module.css'
import type { ResponseSettings } from './response-settings'

interface Props {
  readonly now: Answered<Trials>
  readonly settings: ResponseSettings
  readonly head: Playhead
}

export function RastersView({ now: { answer: trials, batch }, settings, head }: Props) {
  const selected = settings.selected(trials)
  const { by, cell, trial } = selected
  const rows = useMemo(() => rowsOf(trials, selected), [trials, by, cell, trial])
  const rates = useMemo(() => ratesOf(trials, selected), [trials, by, cell])
  return (
    <>
      <RasterTools settings={settings} trials={trials} />
      <div className={css.movie}>
        <MovieFrame trials={trials} rows={rows} head={head} />
        <Transport head={head} bins={trials.bins} what="movie" step="a bin" />
      </div>
      <WindowTools settings={settings} />
      <RasterChart trials={trials} selected={selected} rows={rows} rates={rates} settings={settings} head={head} batch={batch} />
      <Overlays settings={settings} trials={trials} />
      <DrawAnew settings={settings} trials={trials} batch={batch} />
    </>
  )
}

interface ChartProps {
  readonly trials: Trials
  readonly selected: RasterSelection
  readonly rows: Rows
  readonly rates: Rates
  readonly settings: ResponseSettings
  readonly head: Playhead
  readonly batch: number
}

function RasterChart(props: ChartProps) {
  const { trials, selected, rows, rates, settings, head, batch } = props
  const { truth, slow } = settings.state
  const bin = msText(useLab(binMsOf))
  const place = useRef<RasterPlace | null>(null)
  const at = Math.min(useSettled(head.at), trials.bins - 1)
  const drawing = useMemo(() => drawingOf(props), [trials, rows, rates, truth, slow, selected.cell])
  const strip = slow && rates.slow !== null
  const cells = trials.cells.length
  const acts = useTimeActs({
    place,
    bins: trials.bins,
    head,
    pressed: (y) => {
      const row = selected.by === 'trial' && place.current ? rowUnder(place.current, rows, y) : null
      if (row !== null) settings.change({ cell: row })
    },
    turned: (by) => settings.change({ cell: (selected.cell + by + cells) % cells }),
  })
  const words = selectedLabel(trials.cells, selected)
  const scope = `${words}, ${windowLabel(trials)} of the ${PART_LABELS[trials.part]}`
  return (
    <Chart
      title="Rasters"
      term="psth"
      help="Spikes of recorded trials, and below them those of as many samples of the model with the present weights. Both saw the same movie. Under them, the means over trials: the data as an area, the model as a line. Shaded bins are not scored."
      file="rasters"
      draw={(pen) => {
        const at = rasterPlace(pen, drawing)
        if (!pen.area.figure) place.current = at
        drawRasters(pen, drawing, at)
        if (!pen.area.figure) drawPlayhead(pen, at, bandsOf(at), trials.bins, binOf(head, trials.bins))
      }}
      inputs={[drawing]}
      signals={[head.at]}
      sentence={`${rasterSentence(trials, selected, rows, rates, at)} Left and right arrow keys move the playhead, up and down choose a cell, Space plays.`}
      table={() => ({
        caption: `Means of ${selected.by === 'cell' ? words : 'all cells'}`,
        units: `spikes a bin of ${bin}${rates.slow ? '; the slow state has no unit' : ''}`,
        ...rateRows(trials, rates),
        digits: 3,
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
      <p className={chartCss.caption}>
        {correlationText(trials, rates)} of {bin}
      </p>
    </Chart>
  )
}

function drawingOf({ trials, selected, rows, rates, settings }: ChartProps): RasterDrawing {
  const { truth, slow } = settings.state
  return {
    rows,
    rates,
    truth,
    slow,
    unscored: unscored(trials),
    heads: headsOf(trials, rows),
    viewport: { from: trials.from, to: trials.from + trials.bins },
    row: selected.by === 'trial' ? selected.cell : null,
  }
}

const keysOf = (colors: Colors, { truth, slow }: { truth: boolean; slow: boolean }): FigureKey[] => [
  { mark: { area: colors.rule, edge: { color: colors.ink } }, label: 'data' },
  { mark: { line: { color: colors.spk, width: 1.5 } }, label: 'model' },
  ...(truth ? [{ mark: { line: { color: colors.fix, width: 1.25, dash: [4, 2] } }, label: 'true rate' }] : []),
  ...(slow ? [{ mark: { line: { color: colors.win, width: 1.5 } }, label: 'true slow state' }] : []),
]
