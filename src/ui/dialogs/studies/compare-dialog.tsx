/** Compares variants of the open experiment: what to run, the progress, and the tables with the conclusions they allow. */

import { type ReactNode, useId, useMemo, useState } from 'react'
import { stepsOf } from '../../../data/encoders/schema'
import type { Experiment } from '../../../experiments/schema'
import { counted, grouped } from '../../../format'
import { errorsOf, type Problem } from '../../../problem'
import { type Comparison, onlyTime, planOf, type RunResult, workOf } from '../../../studies/compare'
import { groupTables } from '../../../studies/groups'
import { windowNote } from '../../../studies/layer-metrics'
import { durationOf, MIN_TIMED_STEPS } from '../../../studies/pace'
import { READY, type Ready, readyFor, surrogateNote } from '../../../studies/variants'
import { rowsOf, type Table, tablesOf } from '../../../studies/verdict'
import { warmUpNote } from '../../../studies/warm-up'
import { classesOf } from '../../base/classes'
import { saveBlob, saveCsv } from '../../base/download'
import { figureItem } from '../../base/figure'
import { ListField } from '../../base/list-field'
import { LongWork } from '../../base/long-work'
import { NumberField } from '../../base/number-field'
import { SaveMenu, Segments } from '../../base/parts'
import controlsCss from '../../base/style/controls.module.css'
import { clock, sharedSummary } from '../../state/labels/experiment-label'
import { lengthLabel } from '../../state/labels/time-label'
import { type CompareOptions, setPlan, usePlan } from '../../state/runs/compare-plan'
import { showDialog } from '../../state/selection/select'
import { edit } from '../../state/session/edit'
import { attempt } from '../../state/session/notices'
import { useLab } from '../../state/store/store'
import { compareCommand } from './cluster-command'
import { cancelComparison, compare, planned, runLabel, temperatureNote, useComparison, workDone } from './compare'
import css from './compare.module.css'
import { fractionsFigure, groupsFigure, testsFigure } from './compare-figures'
import { comparedOf, comparedValues, leadsOf } from './compare-form'
import { FractionsByVariant, FractionsTable, GroupsTables, MetricsTable, NormsTable, SpansTable, TestsTable } from './compare-tables'
import { OnCluster, useExperimentFile } from './on-cluster'
import { AxisList, LeftOut } from './sweep-axes'

/** The dialog's content below its head. */
export function Comparing() {
  const running = useComparison(({ at }) => at !== null)
  return (
    <>
      {running ? <Running /> : <Setup />}
      <Results />
    </>
  )
}

function Setup() {
  const open = useLab((state) => state.open)
  const progress = useLab((state) => state.progress)
  const ready = useLab((state) => state.run.kind !== 'idle' && state.run.kind !== 'compiling')
  const plan = usePlan()
  const [refused, setRefused] = useState<Readonly<Record<string, string | null>>>({})
  const { totalSteps = 1, stepsPerEpoch = 1 } = progress ?? {}
  const compared = useMemo(() => comparedOf(open, plan), [open, plan])
  const comparison = useMemo(() => planned(open, { totalSteps, stepsPerEpoch }, plan), [open, totalSteps, stepsPerEpoch, plan])
  const { runs, problems } = useMemo(() => planOf(comparison), [comparison])
  const time = onlyTime(open)
  const file = useExperimentFile()
  const untyped = compared.ready === null && compared.axes.length === 0
  const wrong =
    errorsOf(problems).length > 0 ||
    [...Object.values(refused), ...Object.values(compared.read.refused)].some((message) => message !== null)
  const field = (name: keyof CompareOptions) => ({
    invalid: errorsOf(problems).some(({ path }) => path === name),
    refuse: (message: string | null) => setRefused((known) => (known[name] === message ? known : { ...known, [name]: message })),
  })
  return (
    <>
      <p>
        Trains {named(comparison.variants)} of the open experiment in turn, each with every {time === null ? 'T and seed' : 'seed'}: the
        same first weights, the same data in the same order.
        {time !== null && ` T is ${grouped(time)}: it follows from the data and how they are read.`}
      </p>
      <WhatToCompare open={open} compared={compared} />
      <div className={css.fields}>
        {time === null && (
          <Field label="Time steps T" term="timeStep" hint="Values of T, each compared by itself." message={refused.times}>
            {(ids) => (
              <ListField
                {...ids}
                {...field('times')}
                hint="2, 4, 6"
                value={comparison.times}
                change={(times) => setPlan({ ...plan, times })}
              />
            )}
          </Field>
        )}
        <Field
          label="Seeds"
          term="seed"
          hint="Of weights and data order. Six or more, so that a difference can be told from chance; one shows nothing."
          message={refused.seeds}
        >
          {(ids) => (
            <ListField
              {...ids}
              {...field('seeds')}
              hint="1, 2, 3"
              value={comparison.seeds}
              change={(seeds) => setPlan({ ...plan, seeds })}
            />
          )}
        </Field>
        <Field label="Training steps" term="batch" hint={lengthLabel(open, progress ?? {})} message={refused.steps}>
          {(ids) => (
            <NumberField
              {...ids}
              {...field('steps')}
              integer
              min={1}
              max={progress?.totalSteps ?? 1}
              step={10}
              value={comparison.steps}
              change={(steps) => setPlan({ ...plan, steps })}
            />
          )}
        </Field>
      </div>
      <p className={css.start}>
        <button
          type="button"
          className={classesOf(controlsCss.pushButton, controlsCss.primary)}
          disabled={wrong || !ready}
          onClick={() => attempt(compare(comparison))}
        >
          Start
        </button>
        {untyped && <span>Choose a field to compare.</span>}
        {!wrong && (
          <span>
            {counted(runs.length, 'run')} of {counted(comparison.steps, 'step')}.{' '}
            <Duration work={workOf(runs, comparison.steps)} runs={runs.length} open={open} />
          </span>
        )}
      </p>
      {/* Below the button: what a field says when the focus leaves it does not move what is being pressed. */}
      <SurrogateNote comparison={comparison} />
      <WarmUpNote runs={runs} steps={comparison.steps} />
      <TemperatureNote comparison={comparison} stepsPerEpoch={progress?.stepsPerEpoch ?? 1} />
      {!untyped && <Problems problems={[...compared.points.problems.filter(({ path }) => path === 'axes'), ...problems]} />}
      <LeftOut plan={compared.points} />
      {!wrong && (
        <OnCluster
          command={compareCommand(file, { ...comparison, ...(time !== null && { times: null }) }, compared.ready ?? comparison.variants)}
        />
      )}
      {(progress?.step ?? 0) > 0 && <p className={controlsCss.muted}>The open run pauses, and is back afterwards where it was.</p>}
    </>
  )
}

/** The sets of variants and the fields that come first, and any fields with their values. */
function WhatToCompare({ open, compared: { ready, axes, read } }: { open: Experiment; compared: ReturnType<typeof comparedOf> }) {
  const plan = usePlan()
  const leads = useMemo(() => leadsOf(open), [open])
  const offered = readyFor(open)
  const sets = [...offered.filter((name) => name === 'window'), ...offered.filter((name) => name !== 'window')]
  const lead = axes.length === 1 ? leads.find(({ path }) => path === axes[0]!.path) : undefined
  const setAxes = (next: typeof axes) => setPlan({ ...plan, axes: next })
  return (
    <>
      <div className={css.ready}>
        Compare
        <Segments<string>
          label="What to compare"
          value={ready ?? lead?.path ?? ''}
          options={[
            ...leads.map(({ path, text }) => ({ value: path, text })),
            ...sets.map((name) => ({ value: name, text: READY[name].text })),
            { value: '', text: 'any fields' },
          ]}
          choose={(value) => {
            const { axes: _, ...rest } = plan
            if (offered.some((name) => name === value)) setPlan({ ...rest, ready: value as Ready })
            else setAxes(leads.flatMap(({ path, axis }) => (path === value ? [axis] : [])))
          }}
        />
      </div>
      {ready === null && (
        <AxisList verb="compare" axes={axes} read={read} firstValues={(field) => comparedValues(open, field)} change={setAxes} />
      )}
    </>
  )
}

function SurrogateNote({ comparison }: { comparison: Comparison }) {
  const note = surrogateNote(comparison)
  return note && <p className={controlsCss.problem}>{note}</p>
}

/** A note that the gradient-available fractions of the variants count in windows of different definitions. */
function WindowNote({ runs }: { runs: readonly { readonly experiment: Experiment }[] }) {
  const note = windowNote(runs.map(({ experiment }) => experiment))
  return note && <p className={controlsCss.problem}>{note}</p>
}

/** A note that tests after so few steps show nothing yet. */
export function WarmUpNote({ runs, steps }: { runs: readonly { readonly experiment: Experiment }[]; steps: number }) {
  const note = warmUpNote(
    runs.map(({ experiment }) => experiment),
    steps,
  )
  return note && <p className={controlsCss.problem}>{note}</p>
}

/** Where the runs are, and how long the tables last. */
export const KeptNote = ({ kept }: { readonly kept: boolean }) => (
  <p className={controlsCss.muted}>
    {kept
      ? 'These results stay here until the next ones, also when the page is loaded again. '
      : 'These results are too many for this browser to keep when the page is loaded again: save them as JSON. '}
    <button type="button" className={controlsCss.textButton} onClick={() => showDialog('runs')}>
      Their runs
    </button>
  </p>
)

function TemperatureNote({ comparison, stepsPerEpoch }: { comparison: Comparison; stepsPerEpoch: number }) {
  const note = temperatureNote(comparison, stepsPerEpoch)
  return note && <p className={controlsCss.problem}>{note}</p>
}

/** "“adaptive window” and “fixed window”"; the number of them where there are many. */
const named = (variants: Comparison['variants']): string =>
  variants.length === 0 || variants.length > MOST_NAMED
    ? counted(variants.length, 'variant')
    : listed(variants.map(({ title }) => `“${title}”`))
const MOST_NAMED = 9

/** Joins words: "a, b and c". */
const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`

interface FieldProps {
  readonly label: string
  /** The label's name in the glossary. */
  readonly term: string
  readonly hint: string
  /** The error in what was typed. */
  readonly message: string | null | undefined
  readonly children: (ids: { id: string; describedBy: string }) => ReactNode
}

export function Field({ label, term, hint, message, children }: FieldProps) {
  const id = useId()
  return (
    <div className={css.field}>
      <label htmlFor={id} data-help="" data-about={term}>
        {label}
      </label>
      {children({ id, describedBy: `${id}hint` })}
      <span id={`${id}hint`} className={controlsCss.muted}>
        {hint}
      </span>
      {message && (
        <p role="alert" className={classesOf(controlsCss.problem, controlsCss.error)}>
          {message}
        </p>
      )}
    </div>
  )
}

/** The problems that prevent the comparison, each with the change of the open experiment that would fix it. */
export function Problems({ problems }: { problems: readonly Problem[] }) {
  return problems.map(({ message, severity, remedy }) => (
    <p key={message} className={classesOf(controlsCss.problem, severity === 'error' && controlsCss.error)}>
      {message}{' '}
      {remedy && (
        <button type="button" className={controlsCss.pushButton} onClick={() => edit(remedy.path, remedy.value)}>
          {remedy.label}
        </button>
      )}
    </p>
  ))
}

/** The duration as measured in the last comparison of this experiment, else estimated from its training speed, without evaluations. */
function Duration({ work, runs, open }: { work: number; runs: number; open: Experiment }) {
  const progress = useLab((state) => state.progress)
  const measured = useComparison(({ comparison: last, pace }) => (last?.base === open ? pace : null))
  const rate = progress && progress.step >= MIN_TIMED_STEPS ? progress.samplesPerSecond : 0
  const trained = rate > 0 ? (1000 * open.data.batch) / rate / stepsOf(open.data, open.encoder) : null
  if (measured) return `Roughly ${clock(durationOf(measured, work, runs))}.`
  if (trained !== null) return `Roughly ${clock(trained * work)} of training, plus the tests.`
  return 'How long that takes is known once the first run is under way.'
}

function Running() {
  const { comparison, runs, at, pace } = useComparison((state) => state)
  if (!comparison || !at) return null
  const { done, total } = workDone(runs, comparison.steps, at)
  return (
    <LongWork
      label="Comparing"
      status={`Run ${at.run + 1} of ${runs.length}: ${runLabel(comparison, runs[at.run]!)}`}
      done={done}
      total={total}
      cancel={cancelComparison}
    >
      Step {grouped(at.step)} of {grouped(comparison.steps)}
      {pace && `, roughly ${clock(durationOf(pace, total - done, runs.length - at.run))} left`}
    </LongWork>
  )
}

function Results() {
  const comparison = useComparison((state) => state.comparison)
  const runs = useComparison((state) => state.runs)
  const results = useComparison((state) => state.results)
  const ended = useComparison((state) => state.ended)
  const notSaved = useComparison((state) => state.notSaved)
  const kept = useComparison((state) => state.kept)
  if (!comparison || (results.length === 0 && ended === null)) return null
  const recurrent = comparison.base.network.kind === 'recurrent'
  const tables = tablesOf(comparison, results).filter(({ tests }) => tests.some(({ runs }) => runs.some(Boolean)))
  return (
    <section className={css.results} aria-label="Results">
      <div className={css.head}>
        <h3>After {grouped(comparison.steps)} training steps</h3>
        <SaveMenu
          items={[
            figureItem(() => testsFigure(comparison, tables), 'the tests'),
            ...tables.map((table) => figureItem(() => fractionsFigure(comparison, table), `the fractions, T = ${table.time}`)),
            ...tables.flatMap((table) => groupsItem(comparison, table.time, results)),
            { text: 'Every number (CSV)', act: () => saveCsv('comparison.csv', rowsOf(comparison, results)) },
            { text: 'Everything (JSON)', act: () => saveJson(comparison, results, tables) },
          ]}
        />
      </div>
      <p className={controlsCss.muted}>{sharedSummary(runs.map(({ experiment }) => experiment)).join(' · ')}</p>
      <SurrogateNote comparison={comparison} />
      <WindowNote runs={runs} />
      <WarmUpNote runs={runs} steps={comparison.steps} />
      {ended && <p className={controlsCss.warnText}>{ended}</p>}
      {notSaved && <p className={classesOf(controlsCss.problem, controlsCss.error)}>Not every run is saved. {notSaved}</p>}
      <div className={css.verdict}>
        {tables.map(({ time, sentence }) => (
          <p key={time}>{sentence}</p>
        ))}
      </div>
      <TestsTable comparison={comparison} tables={tables} />
      <Broken comparison={comparison} results={results} />
      {tables.map((table) => (
        <section key={table.time} aria-label={`T = ${table.time}`}>
          <h3>T = {table.time}</h3>
          <div className={css.pair}>
            {recurrent ? (
              <>
                <FractionsByVariant comparison={comparison} table={table} />
                <NormsTable comparison={comparison} table={table} />
              </>
            ) : (
              <FractionsTable comparison={comparison} table={table} />
            )}
            <MetricsTable comparison={comparison} table={table} />
            <SpansTable comparison={comparison} table={table} />
            <GroupsTables comparison={comparison} table={table} results={results} />
          </div>
        </section>
      ))}
      <KeptNote kept={kept} />
    </section>
  )
}

/** The tables by group of the test set; empty if the data set has no groups. */
function groupsItem(comparison: Comparison, time: number, results: readonly RunResult[]) {
  const groups = groupTables(
    comparison,
    results.filter((run) => run.time === time),
  )
  return groups.length > 0 ? [figureItem(() => groupsFigure(comparison, time, groups), `parts of the test set, T = ${time}`)] : []
}

/** The runs that failed, each with the reason. */
function Broken({ comparison, results }: { comparison: Comparison; results: readonly RunResult[] }) {
  const broken = results.flatMap((result) => (result.ok ? [] : [result]))
  if (broken.length === 0) return null
  return (
    <ul className={css.broken}>
      {broken.map((run) => (
        <li key={runLabel(comparison, run)}>
          <b>{runLabel(comparison, run)}</b>: {run.error}
        </li>
      ))}
    </ul>
  )
}

const saveJson = (comparison: Comparison, runs: readonly RunResult[], tables: readonly Table[]): void =>
  saveBlob('comparison.json', new Blob([JSON.stringify({ ...comparison, runs, tables }, null, 2)], { type: 'application/json' }))
