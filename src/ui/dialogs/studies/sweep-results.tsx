/** A sweep's results so far: a sentence, means over seeds, the runs as lines between parallel axes and as a sortable table. */

import { Fragment, useMemo, useRef, useState } from 'react'
import { grouped } from '../../../format'
import { type FrontRun, frontOf, frontText } from '../../../studies/front'
import { decidingOf } from '../../../studies/metrics'
import { outcomeText } from '../../../studies/outcome'
import { csvOfSweep, rowsOfSweep, sentenceOf, settingFields, settingsOf } from '../../../studies/outcomes'
import { placingColumns } from '../../../studies/standing'
import { pointLabel, type SweepPlan } from '../../../studies/sweep'
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
  const { sweep, plan, results, ended, notSaved, kept } = useSweep((state) => state)
  if (!sweep || !plan || (results.length === 0 && ended === null)) return null
  return (
    <section className={compareCss.results} aria-label="Results">
      <Sheet key={JSON.stringify(sweep)} plan={plan} />
      {ended && <p className={controlsCss.warnText}>{ended}</p>}
      {notSaved && <Wrong>Not every point is saved as a run. {notSaved}</Wrong>}
      <KeptNote kept={kept} />
    </section>
  )
}

/** The results of one sweep. Another sweep starts with a new brush. */
function Sheet({ plan }: { plan: SweepPlan }) {
  const sweep = useSweep((state) => state.sweep)!
  const results = useSweep((state) => state.results)
  const running = useSweep(({ at }) => at !== null)
  const [brush, setBrush] = useState<Brush>({})
  const [hover, setHover] = useState<number | null>(null)
  const canvas = useRef<HTMLCanvasElement | null>(null)
  const rows = useMemo(() => rowsOfSweep(plan, results), [plan, results])
  const done = rows.filter(({ result }) => result?.ok)
  const axes = useMemo(() => axesOfRows(plan, rows), [plan, rows])
  const front = useMemo(() => frontOf(plan, rows), [plan, rows])
  const brushed = Object.keys(brush).length > 0
  // An unfinished or failed run is outside every brushed range.
  const within = rows.filter((row) => !brushed || (row.result?.ok && isWithin(axes, brush, done.indexOf(row))))
  const figure = (): Figure => ({
    name: 'sweep',
    title: `${done.length} runs of a sweep`,
    scope: `${sharedSummary(plan.runs.map(({ experiment }) => experiment)).join(', ')}; ${grouped(sweep.steps)} training steps. A line for each run, colored by the axis with the bar`,
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
      <p className={controlsCss.muted}>{sharedSummary(plan.runs.map(({ experiment }) => experiment)).join(' · ')}</p>
      <WarmUpNote runs={plan.runs} steps={sweep.steps} />
      <Sentence plan={plan} />
      <SettingsTable plan={plan} />
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

function Sentence({ plan }: { plan: SweepPlan }) {
  const results = useSweep((state) => state.results)
  const sentence = useMemo(() => sentenceOf(plan, results), [plan, results])
  return (
    sentence && (
      <div className={compareCss.verdict}>
        <p>{sentence}</p>
      </div>
    )
  )
}

/** Means over the seeds of each setting, with minimum and maximum, and how far the setting is behind the best. */
function SettingsTable({ plan }: { plan: SweepPlan }) {
  const results = useSweep((state) => state.results)
  const settings = useMemo(() => settingsOf(plan, results), [plan, results])
  const fields = settingFields(plan)
  const placings = placingColumns(decidingOf(plan.metrics))
  const range = rangeOf(settings?.map(({ placing }) => placing) ?? [])
  const [deciding] = plan.outcomes
  if (!settings || fields.length === 0) return null
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
              <th scope="col">
                <Term term="seed">Seeds</Term>
              </th>
              {plan.outcomes.map((info, i) => (
                <Fragment key={info.key}>
                  <th scope="col">
                    <Term term={info.term}>{headOf(info)}</Term>
                  </th>
                  {i === 0 &&
                    placings.map(({ title, term }) => (
                      <th key={title} scope="col">
                        <Term term={term}>{title}</Term>
                      </th>
                    ))}
                  {i === 0 && range && (
                    <th scope="col">
                      <Term term="overSeeds">
                        from {outcomeText(deciding!, range.low, false)} to {outcomeText(deciding!, range.high, false)}
                      </Term>
                    </th>
                  )}
                </Fragment>
              ))}
            </tr>
          </thead>
          <tbody>
            {settings.map(({ values, seeds, spreads, placing }) => (
              <tr key={JSON.stringify(values)}>
                <Values fields={fields} values={values} />
                <td>{seeds}</td>
                {plan.outcomes.map((info, i) => {
                  const spread = spreads[info.key]
                  const words = (value: number) => outcomeText(info, value, false)
                  return (
                    <Fragment key={info.key}>
                      <td>
                        {spread ? words(spread.mean) : '–'}
                        {spread && spread.seeds > 1 && (
                          <small>
                            {words(spread.min)} to {words(spread.max)}
                          </small>
                        )}
                      </td>
                      {i === 0 && placings.map(({ title, text }) => <td key={title}>{placing ? text(placing) : '–'}</td>)}
                      {i === 0 && range && <td>{placing && <SeedStrip placing={placing} range={range} />}</td>}
                    </Fragment>
                  )
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolling>
    </>
  )
}
