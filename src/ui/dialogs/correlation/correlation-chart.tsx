/** r(d) of each measured set over the distance between two steps, with error bars; drawn by plotly. */

import { useState } from 'react'
import { fixed } from '../../../format'
import { usePlotly } from '../../base/analysis-chart'
import { askedFigure, type Figure, wide } from '../../base/figure'
import type { Colors } from '../../base/paint'
import { Segments, TextButton } from '../../base/parts'
import { markOf } from '../../base/run-marks'
import controlsCss from '../../base/style/controls.module.css'
import viewCss from '../../base/style/view.module.css'
import { useLab } from '../../state/store/store'
import type { Measured } from './correlation'
import css from './correlation.module.css'

type Distance = 'steps' | 'share'

/** Error bars span two standard errors of the mean, about a 95 % interval. */
const ERRORS = 2

export function CorrelationChart({ measured }: { measured: readonly Measured[] }) {
  const [chosen, choose] = useState<Distance | null>(null)
  // Sets with different numbers of steps default to the share of the sample: in steps, a short set would be squeezed.
  const distance = chosen ?? (new Set(measured.map(({ found }) => found.steps)).size > 1 ? 'share' : 'steps')
  const theme = useLab((state) => state.theme)
  const chart = usePlotly<HTMLElement>(
    (colors) => ({ data: measured.flatMap((one, slot) => tracesOf(one, slot, distance, colors)), layout: layoutOf(colors, distance) }),
    [measured, distance, theme],
  )
  const figure = (): Figure => ({
    name: 'correlation',
    title: 'Correlation of two steps by their distance',
    scope: 'Bars: two standard errors over samples. Dashed: in any order',
    drawing: chart.drawing,
    empty: chart.waiting,
    height: (width) => wide(0.5, 200)(width) + 18 * measured.length,
    apart: true,
  })
  return (
    <div>
      <Segments
        label="Distance of two steps"
        value={distance}
        options={[
          { value: 'steps', text: 'd in steps' },
          { value: 'share', text: 'd as a share of the sample', title: 'Sets with other numbers of steps over each other' },
        ]}
        choose={choose}
      />
      <TextButton text="Save figure" title="As SVG or PNG, with its legend" act={() => askedFigure.set(figure())} />
      <figure ref={chart.host} className={css.plotly} aria-label={sentenceOf(measured)} aria-busy={!chart.ready}>
        {!chart.ready && <p className={viewCss.empty}>{chart.waiting}</p>}
      </figure>
      <p className={controlsCss.muted}>Bars: two standard errors over samples. Dashed: what r is in any order.</p>
    </div>
  )
}

const sentenceOf = (measured: readonly Measured[]): string =>
  `Correlation of two steps by their distance. ${measured
    .map(({ title, found: { lags, r } }) => {
      const known = lags.flatMap((lag, k) => (r[k] ? [[lag, r[k].mean] as const] : []))
      const [near, far] = [known[0], known.at(-1)]
      return near && far
        ? `${title}: ${fixed(near[1], 3)} at distance ${near[0]}, ${fixed(far[1], 3)} at ${far[0]}`
        : `${title}: nothing to compare`
    })
    .join('. ')}. The numbers are in the table.`

function tracesOf({ title, found: { steps, lags, r, anyOrder } }: Measured, slot: number, distance: Distance, colors: Colors): object[] {
  const { color, marker } = markOf(slot)
  const ink = colors[color]
  const x = lags.map((lag) => (distance === 'steps' ? lag : lag / steps))
  const one = { x, name: title, legendgroup: title }
  return [
    {
      ...one,
      y: r.map((estimate) => estimate?.mean ?? null),
      error_y: { type: 'data', array: r.map((estimate) => ERRORS * (estimate?.error || 0)), thickness: 1, width: 2, color: ink },
      mode: 'lines+markers',
      line: { color: ink, width: 1.75 },
      marker: { size: lags.length > 40 ? 4 : 7, color: ink, symbol: marker },
      hovertemplate: `%{y:.3f} at d = %{x:${distance === 'steps' ? 'd' : '.2f'}}<extra>%{fullData.name}</extra>`,
    },
    ...(anyOrder && x.length > 1
      ? [
          {
            ...one,
            x: [x[0], x.at(-1)],
            y: [anyOrder.mean, anyOrder.mean],
            mode: 'lines',
            line: { color: ink, width: 1, dash: 'dash' },
            showlegend: false,
            hovertemplate: 'in any order: %{y:.3f}<extra>%{fullData.name}</extra>',
          },
        ]
      : []),
  ]
}

function layoutOf(colors: Colors, distance: Distance): object {
  const axis = { gridcolor: colors.hair, linecolor: colors.rule, zerolinecolor: colors.rule, tickcolor: colors.edge }
  return {
    paper_bgcolor: colors.plate,
    plot_bgcolor: colors.ground,
    margin: { l: 56, r: 12, t: 8, b: 52 },
    hovermode: 'closest',
    showlegend: false,
    uirevision: distance,
    xaxis: {
      ...axis,
      title: { text: distance === 'steps' ? 'distance d (steps)' : 'distance (share of the sample)' },
      rangemode: 'tozero',
    },
    yaxis: { ...axis, title: { text: 'correlation r(d)' }, rangemode: 'tozero' },
  }
}

/** One row for each distance of each set. */
export function rowsOfCurves(measured: readonly Measured[]): (string | number)[][] {
  const rows = measured.flatMap(({ title, found: { lags, r } }) =>
    lags.map((lag, k) => [title, lag, r[k]?.mean ?? '', r[k] && Number.isFinite(r[k].error) ? r[k].error : '']),
  )
  return [['set', 'distance', 'correlation', 'standard error'], ...rows]
}
