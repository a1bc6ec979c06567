/** The selected runs as points over any two of their numbers, including settings. Drawn on demand. */

import { useId, useState } from 'react'
import type { RunSummary } from '../../../runs/record'
import { legendLines, usePlotly } from '../../base/analysis-chart'
import { chartFont } from '../../base/draw'
import { askedFigure, type Figure, wide } from '../../base/figure'
import type { Colors } from '../../base/paint'
import { TextButton } from '../../base/parts'
import { Select } from '../../base/select'
import viewCss from '../../base/style/view.module.css'
import type { FinalColumn } from '../../state/runs/run-columns'
import { useRuns } from '../../state/runs/runs'
import { useLab } from '../../state/store/store'
import { figureRuns } from './figure-runs'
import css from './runs.module.css'
import { axisTitle, firstColumns, markedRuns, type NumberColumn, numberColumns, pointsOf, scatterTraces } from './scatter-traces'

const MIN_RUNS = 2
/** In px at a root font size of 16. */
const LEGEND_LINE = 17

export function Scatter({ runs }: { runs: readonly RunSummary[] }) {
  const [open, setOpen] = useState(false)
  if (runs.length < MIN_RUNS) return null
  return (
    <details className={css.part} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className={css.summary}>Scatter of two columns</summary>
      {open && <Points runs={runs} />}
    </details>
  )
}

function Points({ runs }: { runs: readonly RunSummary[] }) {
  const columns = numberColumns(runs)
  const first = firstColumns(columns, runs)
  const [across, setAcross] = useState<string | null>(null)
  const [up, setUp] = useState<string | null>(null)
  const x = columns.find(({ title }) => title === across) ?? first.x
  const y = columns.find(({ title }) => title === up) ?? first.y
  const { chart, points, marked } = useScatter(runs, x, y)
  const missing = runs.length - points.length
  const figure = (): Figure => ({
    name: 'runs-scatter',
    title: `${y.title} against ${x.title}`,
    scope: `A point for each of ${points.length} runs`,
    runs: figureRuns(points),
    drawing: points.length > 0 ? chart.drawing : null,
    empty: chart.drawing ? 'None of the runs has both numbers: choose others.' : chart.waiting,
    height: (width) =>
      wide(0.5, 200)(width) + marked.reduce((sum, { name }) => sum + LEGEND_LINE * legendLines(name, width).length, LEGEND_LINE),
    apart: true,
  })
  return (
    <>
      <p className={css.scatterTools}>
        <Choice label="Across" columns={columns} chosen={x.title} choose={setAcross} />
        <Choice label="Up" columns={columns} chosen={y.title} choose={setUp} />
        <TextButton
          text="Save figure"
          label="Save the scatter as a figure"
          title="As SVG or PNG, with its legend"
          act={() => askedFigure.set(figure())}
        />
      </p>
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

function useScatter(runs: readonly RunSummary[], x: NumberColumn, y: NumberColumn) {
  const slots = useRuns((state) => state.slots)
  const theme = useLab((state) => state.theme)
  const points = pointsOf(runs, x, y)
  const marked = markedRuns(points, slots)
  const chart = usePlotly<HTMLElement>(
    (colors) => ({ data: scatterTraces(marked, x, y, colors), layout: layoutOf(axisTitle(x), axisTitle(y), colors) }),
    [theme, slots, x.title, y.title, points.map(({ id, updated }) => `${id} ${updated}`).join()],
  )
  return { chart, points, marked }
}

interface ChoiceProps {
  readonly label: string
  readonly columns: readonly FinalColumn[]
  readonly chosen: string
  readonly choose: (title: string) => void
}

function Choice({ label, columns, chosen, choose }: ChoiceProps) {
  const id = useId()
  const term = columns.find(({ title }) => title === chosen)?.term ?? undefined
  return (
    <>
      <label htmlFor={id} data-help={term && ''} data-about={term}>
        {label}
      </label>
      <Select id={id} value={chosen} options={columns.map(({ title }) => ({ value: title, text: title }))} choose={choose} />
    </>
  )
}

function layoutOf(x: string, y: string, colors: Colors): object {
  const axis = { gridcolor: colors.hair, linecolor: colors.rule, zeroline: false, tickcolor: colors.edge, automargin: true }
  return {
    paper_bgcolor: colors.plate,
    plot_bgcolor: colors.ground,
    font: chartFont(colors.ink2),
    margin: { l: 64, r: 16, t: 8, b: 48 },
    hovermode: 'closest',
    showlegend: false,
    xaxis: { ...axis, title: { text: x } },
    yaxis: { ...axis, title: { text: y } },
  }
}
