/** The metrics of several runs overlaid, in plotly: a color and marker for each run, dotted lines for training, solid for evaluation. */

import { useMemo, useState } from 'react'
import type { TimeUnit } from '../../../readings/time-unit'
import type { RunDetail, RunId, RunSummary } from '../../../runs/record'
import { legendLines, usePlotly } from '../../base/analysis-chart'
import { type CurveOptions, CurveTools } from '../../base/curve-tools'
import { saveCsv } from '../../base/download'
import { chartFont } from '../../base/draw'
import { type Figure, wide } from '../../base/figure'
import { Term } from '../../base/help'
import type { Colors } from '../../base/paint'
import { TextButton } from '../../base/parts'
import { markOf } from '../../base/run-marks'
import { stackedAxes, stackedHeight } from '../../base/stacked-axes'
import viewCss from '../../base/style/view.module.css'
import { axesOf, axisTitle, capital, type MetricAxis } from '../../state/labels/metric-labels'
import { metricsOfRuns, runTitle, scoreLabel, scoreTitle } from '../../state/labels/run-label'
import { timeUnitOfAll } from '../../state/labels/time-label'
import { runDetail, useRuns } from '../../state/runs/runs'
import { useAnswer } from '../../state/session/use-answer'
import { useLab } from '../../state/store/store'
import { curvesFile } from './curves-file'
import { CurvesTable } from './curves-table'
import { figureRuns } from './figure-runs'
import { type DrawnGroup, groupTraces } from './group-traces'
import { type DrawnRun, tracesOf } from './run-traces'
import css from './runs.module.css'

const BAND_TEXT = { deviation: 'one standard deviation to each side', range: 'a band from the smallest to the largest' } as const
/** In px at a root font size of 16. */
const LEGEND_LINE = 17

function layoutOf(axes: readonly MetricAxis[], colors: Colors, log: boolean, time: TimeUnit): object {
  const axis = { gridcolor: colors.hair, linecolor: colors.rule, zeroline: false, tickcolor: colors.edge }
  return {
    paper_bgcolor: colors.plate,
    plot_bgcolor: colors.ground,
    margin: { l: 64, r: 16, t: 8, b: 48 },
    hovermode: 'closest',
    // The whole name of a run, which says its settings.
    hoverlabel: { namelength: -1 },
    showlegend: false,
    uirevision: log ? 'log' : 'linear',
    ...stackedAxes(
      axes.map((of) => ({ title: axisTitle(of), log: log && of.better === 'lower' })),
      axis,
      chartFont(colors.ink2).size,
      time.names,
    ),
  }
}

/** The details of the runs as they are read; for a run in training, the newest. */
function useDetails(runs: readonly RunSummary[]): ReadonlyMap<RunId, RunDetail> {
  const wanted = runs.map(({ id, updated }) => `${id} ${updated}`).join()
  const read = useAnswer(() => Promise.all(runs.map(async ({ id }) => [id, await runDetail(id).catch(() => undefined)] as const)), [wanted])
  return useMemo(() => new Map(read?.flatMap(([id, detail]) => (detail ? [[id, detail] as const] : []))), [read])
}

/** The drawn runs by group, in the order of the groups. */
const groupsDrawn = (drawn: readonly DrawnRun[]): readonly DrawnGroup[] =>
  [...new Set(drawn.map(({ slot }) => slot))].map((slot) => ({ slot, runs: drawn.filter((one) => one.slot === slot) }))

export function RunsCurves({ runs }: { runs: readonly RunSummary[] }) {
  const [look, setLook] = useState<CurveOptions>({ log: true, halfLife: 12 })
  const [table, setTable] = useState(false)
  const { log, halfLife } = look
  const theme = useLab((state) => state.theme)
  const slots = useRuns((state) => state.slots)
  const grouped = useRuns((state) => state.grouped)
  const band = useRuns((state) => state.band)
  const details = useDetails(runs)
  const axes = axesOf(metricsOfRuns(runs))
  const drawn = runs.flatMap((run): DrawnRun[] => {
    const detail = details.get(run.id)
    return detail ? [{ run, detail, slot: slots[run.id] ?? 0 }] : []
  })

  const time = timeUnitOfAll(runs.map(({ experiment }) => experiment))

  const chart = usePlotly<HTMLElement>(
    (colors) => ({
      data: grouped
        ? groupsDrawn(drawn).flatMap((group) => groupTraces(group, { axes, halfLife, band, time, ink: colors[markOf(group.slot).color] }))
        : drawn.flatMap((one) => tracesOf(one, axes, halfLife, colors, time)),
      layout: layoutOf(axes, colors, log, time),
    }),
    [log, halfLife, theme, details, slots, grouped, band],
  )
  const figure = (): Figure => ({
    name: 'runs',
    title: drawn.length === 1 ? 'One run' : `${drawn.length} runs`,
    scope: `Lines with markers are ${evaluationsText(axes)}, dotted lines training${grouped ? `; of each group the mean of its runs with ${BAND_TEXT[band]}` : ''}`,
    drawing: drawn.length > 0 ? chart.drawing : null,
    empty: chart.drawing ? 'Nothing is saved of these runs yet.' : chart.waiting,
    // Each run has two entries in the legend.
    height: (width) =>
      wide(0.5, 130 * axes.length)(width) +
      drawn.reduce((sum, { run }) => sum + 2 * LEGEND_LINE * legendLines(`${runTitle(run)}, train`, width).length, 30),
    apart: true,
    runs: figureRuns(drawn.map(({ run }) => run)),
  })
  return (
    <section className={css.part} aria-label="Curves of the chosen runs">
      <div className={css.partHead}>
        <h3>
          <Term term="learningCurves" drawn={{ 'training time': 'batch' }}>
            Curves
          </Term>
        </h3>
        <CurveTools look={look} change={setLook} figure={figure}>
          <TextButton text="Table" label="The curves as a table" pressed={table} act={() => setTable(!table)} />
          <TextButton text="CSV" label="Save the curves as CSV" act={() => saveCsv('run-curves.csv', curvesFile(drawn))} />
        </CurveTools>
      </div>
      <p className={css.legend}>
        A color and a marker for each {grouped ? `group, the mean of its runs with ${BAND_TEXT[band]}` : 'run'};{' '}
        <span className={css.legendTest}>a line with markers</span> is {evaluationsText(axes)},{' '}
        <span className={css.legendTrain}>dots</span> are training.
      </p>
      {table && <CurvesTable rows={curvesFile(drawn)} />}
      <figure
        ref={chart.host}
        className={css.plotly}
        style={{ minHeight: stackedHeight(axes) }}
        hidden={table}
        aria-label={sentenceOf(runs)}
        aria-busy={!chart.ready}
      >
        {!chart.ready && <p className={viewCss.empty}>{chart.waiting}</p>}
      </figure>
    </section>
  )
}

/** What evaluations were made on. */
const evaluationsText = (axes: readonly MetricAxis[]): string =>
  axes.some(({ reported }) => reported.length > 0) ? 'validation or the test set' : 'the test set'

function sentenceOf(runs: readonly RunSummary[]): string {
  const titles = axesOf(metricsOfRuns(runs)).map(({ title }) => title.toLowerCase())
  const shown = capital([titles.slice(0, -1).join(', '), titles.at(-1)].filter(Boolean).join(' and '))
  const reached = runs.map((run) => `${runTitle(run)}: ${scoreTitle(run)} ${scoreLabel(run)} at step ${run.step}`)
  return `${shown} of ${runs.length === 1 ? 'one run' : `${runs.length} runs`} over training. ${reached.join('. ')}. The numbers are in the table below.`
}
