/** A sweep's results so far: a sentence, means over seeds, the runs as lines between parallel axes and as a sortable table. */

import { type ReactNode, useMemo, useRef, useState } from 'react'
import { grouped, UNKNOWN } from '../../../format'
import { type FrontRun, frontOf, frontText } from '../../../studies/front'
import { decidingOf } from '../../../studies/metrics'
import { outcomeText } from '../../../studies/outcome'
import { csvOfSweep, type PointResult, rowsOfSweep, type Setting, sentenceOf, settingFields, settingsOf } from '../../../studies/outcomes'
import { placingColumns } from '../../../studies/standing'
import { pointLabel, type Sweep, type SweepPlan } from '../../../studies/sweep'
import { classesOf } from '../../base/classes'
import { saveCsv, saveJson } from '../../base/download'
import { penOf } from '../../base/draw'
import { drawingOf, type Figure, figureItem, wide } from '../../base/figure'
import { Term } from '../../base/help'
import { usePainter } from '../../base/paint'
import { SaveMenu, Scrolling } from '../../base/parts'
import controlsCss from '../../base/style/controls.module.css'
import { Wrong } from '../../base/wrong'
import { sharedSummary } from '../../state/labels/experiment-label'
import { useFonts } from '../../state/session/frame-hooks'
import compareCss from './compare.module.css'
import { type Brush, isWithin } from './parallel'
import { rangeOf, SeedStrip } from './seed-strip'
import { KeptNote, WarmUpNote } from './setup'
import { sweptNow, useSweep } from './sweep'
import sweepCss from './sweep.module.css'
import { drawFront, frontTitle } from './sweep-front'
import { axesOfRows, SweepLines } from './sweep-lines'
import { headOf, RunsTable, Values } from './sweep-table'

export function SweepResults() {
  const { sweep, plan, results, at, ended, notSaved, kept } = useSweep((state) => state)
  if (!sweep || !plan || (results.length === 0 && ended === null)) return null
  return (
    <section className={compareCss.results} aria-label="Results">
      <Sheet key={JSON.stringify(sweep)} plan={plan} results={results} sweep={sweep} running={at !== null} />
      {ended && <p className={controlsCss.warnText}>{ended}</p>}
      {notSaved && <Wrong>Not every point is saved as a run. {notSaved}</Wrong>}
      <KeptNote kept={kept} />
    </section>
  )
}

interface Results {
  readonly plan: SweepPlan
  readonly results: readonly PointResult[]
}

/** The results of one sweep. Another sweep starts with a new brush. */
function Sheet({ sweep, plan, results, running }: Results & { readonly sweep: Sweep; readonly running: boolean }) {
  const [brush, setBrush] = useState<Brush>({})
  const [hover, setHover] = useState<number | null>(null)
  const canvas = useRef<HTMLCanvasElement | null>(null)
  const rows = useMemo(() => rowsOfSweep(plan, results), [plan, results])
  const done = rows.filter(({ result }) => result?.ok)
  const axes = useMemo(() => axesOfRows(plan, rows), [plan, rows])
  const front = useMemo(() => frontOf(plan, rows), [plan, rows])
  const sentence = useMemo(() => sentenceOf(plan, results), [plan, results])
  const shared = sharedSummary(plan.runs.map(({ experiment }) => experiment))
  const brushed = Object.keys(brush).length > 0
  // An unfinished or failed run is outside every brushed range.
  const within = rows.filter((row) => !brushed || (row.result?.ok && isWithin(axes, brush, done.indexOf(row))))
  const figure = (): Figure => ({
    name: 'sweep',
    title: `${done.length} runs of a sweep`,
    scope: `${shared.join(', ')}; ${grouped(sweep.steps)} training steps. A line for each run, colored by the axis with the bar`,
    drawing: done.length > 1 ? drawingOf(canvas.current) : null,
    empty: 'Lines are drawn of two runs or more that have come to their end.',
    minWidth: 88 * axes.length + 60,
    height: wide(0.42, 220),
    apart: true,
  })
  return (
    <>
      <div className={compareCss.head}>
        <h3>After {grouped(sweep.steps)} training steps</h3>
        <SaveMenu
          items={[
            { text: 'The table (CSV)', act: () => saveCsv('sweep.csv', csvOfSweep(plan, results)) },
            { text: 'Everything (JSON)', act: () => saveJson('sweep.json', { base: sweep.base, ...sweptNow() }) },
            figureItem(figure, 'the lines'),
            figureItem(() => frontFigure(plan, front, figure().scope), 'the front'),
          ]}
        />
      </div>
      <p className={controlsCss.muted}>{shared.join(' · ')}</p>
      <WarmUpNote runs={plan.runs} steps={sweep.steps} />
      {sentence && (
        <div className={compareCss.verdict}>
          <p>{sentence}</p>
        </div>
      )}
      <SettingsTable plan={plan} results={results} />
      <Front plan={plan} runs={front} />
      {done.length > 1 && (
        <SweepLines
          outcomes={plan.outcomes.map(({ key }) => key)}
          axes={axes}
          runs={done.length}
          wordsOf={(run) => pointLabel(plan.fields, done[run]!.values)}
          brush={brush}
          setBrush={setBrush}
          hover={hover}
          setHover={setHover}
          canvas={canvas}
        />
      )}
      <RunsTable
        plan={plan}
        rows={within}
        all={rows.length}
        running={running}
        hovered={hover === null ? null : (done[hover]?.point ?? null)}
        hover={(row) => setHover(row && done.includes(row) ? done.indexOf(row) : null)}
      />
    </>
  )
}

/** The metric over the energy of a sample, where two runs or more have both. */
function Front({ plan, runs }: { plan: SweepPlan; runs: readonly FrontRun[] }) {
  const fonts = useFonts()
  const [deciding] = plan.outcomes
  const ref = usePainter([], (context, area, colors) => drawFront(penOf(context, area, colors), deciding!, runs), [deciding, runs, fonts])
  if (runs.length < 2) return null
  return (
    <>
      <p className={compareCss.caption}>
        {deciding!.title} against the <Term term="energy">energy</Term> of a sample; the line is the <Term term="front">front</Term>
      </p>
      <div className={sweepCss.front}>
        <canvas ref={ref} role="img" aria-label={frontText(plan, runs)} />
      </div>
    </>
  )
}

function frontFigure({ outcomes }: SweepPlan, runs: readonly FrontRun[], scope: string): Figure {
  const [deciding] = outcomes
  return {
    name: 'front',
    title: frontTitle(deciding!),
    scope: scope.replace(/\. A line for each run.*$/, '. The line joins the runs that no other beats in both'),
    drawing: runs.length > 1 ? { paint: (context, area, colors) => drawFront(penOf(context, area, colors), deciding!, runs) } : null,
    empty: 'It is drawn of two runs or more that have come to their end.',
    height: wide(0.5, 220),
    apart: true,
  }
}

interface SettingColumn {
  readonly key: string
  readonly term: string | undefined
  readonly head: string
  readonly cell: (setting: Setting) => ReactNode
}

/** The number of seeds, then the mean of each outcome; after the deciding one, how far a setting is behind the best, and its seeds. */
function settingColumns({ metrics, outcomes }: SweepPlan, settings: readonly Setting[]): SettingColumn[] {
  const range = rangeOf(settings.map(({ placing }) => placing))
  const [deciding, ...others] = outcomes.map((info): SettingColumn => {
    const words = (value: number) => outcomeText(info, value, false)
    return { key: info.key, term: info.term, head: headOf(info), cell: ({ spreads }) => <Mean spread={spreads[info.key]} words={words} /> }
  })
  const placings = placingColumns(decidingOf(metrics)).map(
    ({ title, term, text }): SettingColumn => ({
      key: title,
      term,
      head: title,
      cell: ({ placing }) => (placing ? text(placing) : UNKNOWN),
    }),
  )
  const strip = range && {
    key: 'strip',
    term: 'overSeeds',
    head: `from ${outcomeText(outcomes[0]!, range.low, false)} to ${outcomeText(outcomes[0]!, range.high, false)}`,
    cell: ({ placing }: Setting) => placing && <SeedStrip placing={placing} range={range} />,
  }
  const seeds: SettingColumn = { key: 'seeds', term: 'seed', head: 'Seeds', cell: ({ seeds }) => seeds }
  return [seeds, deciding!, ...placings, ...(strip ? [strip] : []), ...others]
}

function Mean({ spread, words }: { spread: Setting['spreads'][string] | undefined; words: (value: number) => string }) {
  if (!spread) return UNKNOWN
  return (
    <>
      {words(spread.mean)}
      {spread.seeds > 1 && (
        <small>
          {words(spread.min)} to {words(spread.max)}
        </small>
      )}
    </>
  )
}

/** Means over the seeds of each setting, with minimum and maximum, and how far the setting is behind the best. */
function SettingsTable({ plan, results }: Results) {
  const settings = useMemo(() => settingsOf(plan, results), [plan, results])
  const fields = settingFields(plan)
  if (!settings || fields.length === 0) return null
  const columns = settingColumns(plan, settings)
  return (
    <>
      <p className={compareCss.caption}>
        Means <Term term="overSeeds">over seeds</Term>; below them min to max
      </p>
      <Scrolling className={compareCss.scroll} label="Means over seeds">
        <table className={classesOf(compareCss.table, sweepCss.table)} aria-label="Means over seeds">
          <thead>
            <tr>
              {fields.map(({ path, title, row }) => (
                <th key={path} scope="col">
                  <Term term={row.term} help={row.help}>
                    {title}
                  </Term>
                </th>
              ))}
              {columns.map(({ key, term, head }) => (
                <th key={key} scope="col">
                  <Term term={term}>{head}</Term>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {settings.map((setting) => (
              <tr key={JSON.stringify(setting.values)}>
                <Values fields={fields} values={setting.values} />
                {columns.map(({ key, cell }) => (
                  <td key={key}>{cell(setting)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolling>
    </>
  )
}
