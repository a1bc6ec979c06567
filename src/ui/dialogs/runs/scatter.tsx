/** Chosen runs as points over any two of their numbers, settings among them. Drawn when it is asked for. */

import { useId, useState } from 'react'
import type { RunSummary } from '../../../runs/record'
import { usePlotly } from '../../base/analysis-chart'
import { chartFont } from '../../base/draw'
import { readColors } from '../../base/paint'
import { MOST_DRAWN, markOf } from '../../base/run-marks'
import viewCss from '../../base/style/view.module.css'
import { type FinalColumn, finalColumns, runTitle, settingColumns } from '../../state/run-words'
import { useRuns } from '../../state/runs'
import { useLab } from '../../state/store'
import css from './runs.module.css'

type NumberColumn = FinalColumn & Required<Pick<FinalColumn, 'value'>>

const LEAST_RUNS = 2

export function Scatter({ runs }: { runs: readonly RunSummary[] }) {
  const [open, setOpen] = useState(false)
  if (runs.length < LEAST_RUNS) return null
  return (
    <details className={css.part} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className={css.summary}>Scatter of two columns</summary>
      {open && <Points runs={runs} />}
    </details>
  )
}

function Points({ runs }: { runs: readonly RunSummary[] }) {
  const columns = [...settingColumns(runs), ...finalColumns(runs)].filter((column): column is NumberColumn =>
    runs.some((run) => column.value?.(run) !== undefined),
  )
  const best = columns.find(({ title }) => title.startsWith('Best ')) ?? columns.at(-1)!
  const [across, setAcross] = useState(columns[0]!.title)
  const [up, setUp] = useState(best.title)
  const x = columns.find(({ title }) => title === across) ?? columns[0]!
  const y = columns.find(({ title }) => title === up) ?? best
  return (
    <>
      <p className={css.scatterTools}>
        <Choice label="Across" columns={columns} chosen={x.title} choose={setAcross} />
        <Choice label="Up" columns={columns} chosen={y.title} choose={setUp} />
      </p>
      <Plot runs={runs} x={x} y={y} />
    </>
  )
}

interface ChoiceProps {
  readonly label: string
  readonly columns: readonly FinalColumn[]
  readonly chosen: string
  readonly choose: (title: string) => void
}

function Choice({ label, columns, chosen, choose }: ChoiceProps) {
  const id = useId()
  return (
    <>
      <label htmlFor={id}>{label}</label>
      <select id={id} value={chosen} onChange={(event) => choose(event.currentTarget.value)}>
        {columns.map(({ title }) => (
          <option key={title}>{title}</option>
        ))}
      </select>
    </>
  )
}

function Plot({ runs, x, y }: { runs: readonly RunSummary[]; x: NumberColumn; y: NumberColumn }) {
  const slots = useRuns((state) => state.slots)
  const theme = useLab((state) => state.theme)
  const points = runs.filter((run) => x.value(run) !== undefined && y.value(run) !== undefined)
  const chart = usePlotly<HTMLElement>(
    () => ({ data: [traceOf(points, x, y, slots)], layout: layoutOf(axisTitle(x), axisTitle(y)) }),
    [theme, slots, x.title, y.title, points.map(({ id, updated }) => `${id} ${updated}`).join()],
  )
  const missing = runs.length - points.length
  return (
    <>
      <figure
        ref={chart.host}
        className={css.plotly}
        aria-label={`${y.title} against ${x.title}, a point for each of ${points.length} runs. The numbers are in the table above.`}
        aria-busy={!chart.ready}
      >
        {!chart.ready && <p className={viewCss.empty}>{chart.waiting}</p>}
      </figure>
      {missing > 0 && <p>{missing === 1 ? '1 run has' : `${missing} runs have`} no such number and no point.</p>}
    </>
  )
}

const scaled = ({ value, axis }: NumberColumn, run: RunSummary): number => (value(run) ?? Number.NaN) * (axis?.scale ?? 1)
const axisTitle = ({ title, axis }: NumberColumn): string => (axis ? `${title} (${axis.unit})` : title)

function traceOf(points: readonly RunSummary[], x: NumberColumn, y: NumberColumn, slots: Readonly<Record<string, number>>): object {
  const style = getComputedStyle(document.documentElement)
  const marks = points.map(({ id }) => markOf(slots[id] ?? MOST_DRAWN - 1))
  return {
    ...{ type: 'scatter', mode: 'markers', showlegend: false },
    x: points.map((run) => scaled(x, run)),
    y: points.map((run) => scaled(y, run)),
    text: points.map((run) => `${runTitle(run)}<br>${x.title}: ${x.words(run)}<br>${y.title}: ${y.words(run)}`),
    hovertemplate: '%{text}<extra></extra>',
    marker: {
      size: 10,
      color: marks.map(({ color }) => style.getPropertyValue(color).trim()),
      symbol: marks.map(({ marker }) => marker),
    },
  }
}

function layoutOf(x: string, y: string): object {
  const colors = readColors()
  const axis = { gridcolor: colors.hair, linecolor: colors.rule, zeroline: false, tickcolor: colors.control, automargin: true }
  return {
    paper_bgcolor: colors.plate,
    plot_bgcolor: colors.ground,
    font: chartFont(colors.ink2),
    margin: { l: 64, r: 16, t: 8, b: 48 },
    hovermode: 'closest',
    xaxis: { ...axis, title: { text: x } },
    yaxis: { ...axis, title: { text: y } },
  }
}
