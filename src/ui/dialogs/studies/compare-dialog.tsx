/** Compares variants of the open experiment: what to run, the progress, and the tables with the conclusions they allow. */

import { useMemo, useState } from 'react'
import { stepsOf } from '../../../data/encoders/schema'
import type { Experiment } from '../../../experiments/schema'
import { counted, grouped } from '../../../format'
import { errorsOf } from '../../../problem'
import { lookInfo } from '../../../readings/looks'
import { type Comparison, onlyTime, planOf, type RunResult, runTitle, workOf } from '../../../studies/compare'
import { groupTables } from '../../../studies/groups'
import { windowNote } from '../../../studies/layer-metrics'
import { isAlone } from '../../../studies/variant'
import { READY, type Ready, readyFor, receivesOwnSpikes, surrogateNote } from '../../../studies/variants'
import { rowsOf, tablesOf } from '../../../studies/verdict'
import { saveCsv, saveJson } from '../../base/download'
import { figureItem } from '../../base/figure'
import { ListField } from '../../base/list-field'
import { SaveMenu, Segments } from '../../base/parts'
import controlsCss from '../../base/style/controls.module.css'
import { Wrong } from '../../base/wrong'
import { sharedSummary } from '../../state/labels/experiment-label'
import { SEEDS, setPlan, usePlan } from '../../state/runs/compare-plan'
import { useLab } from '../../state/store/store'
import { compareCommand } from './cluster-command'
import { cancelComparison, compare, planned, temperatureNote, useComparison, workDone } from './compare'
import css from './compare.module.css'
import { fractionsFigure, groupsFigure, testsFigure } from './compare-figures'
import { comparedOf, comparedValues, leadsOf } from './compare-form'
import {
  FractionsByVariant,
  FractionsTable,
  GroupsTables,
  LookedTable,
  MetricsTable,
  NormsTable,
  SpansTable,
  TestsTable,
} from './compare-tables'
import { OnCluster, useExperimentFile } from './on-cluster'
import { SeedCurves } from './seed-curves-chart'
import { Field, KeptNote, Note, PauseNote, Problems, RunsAhead, ShortNotes, Start, StepsField, StudyProgress, WarmUpNote } from './setup'
import { AxisList, LeftOut } from './sweep-axes'

/** The dialog's content below its head. */
export function Comparing() {
  const running = useComparison(({ at }) => at !== null)
  return (
    <>
      {running ? <Running /> : <Setup />}
      <SeedCurves />
      <Results />
    </>
  )
}

function Setup() {
  const open = useLab((state) => state.open)
  const progress = useLab((state) => state.progress)
  const pace = useComparison(({ comparison: last, pace }) => (last?.base === open ? pace : null))
  const plan = usePlan()
  const [refused, setRefused] = useState<Readonly<Record<string, string | null>>>({})
  const { totalSteps = 1, stepsPerEpoch = 1 } = progress ?? {}
  const compared = useMemo(() => comparedOf(open, plan), [open, plan])
  const comparison = useMemo(() => planned(open, { totalSteps, stepsPerEpoch }, plan), [open, totalSteps, stepsPerEpoch, plan])
  const { runs, problems } = useMemo(() => planOf(comparison), [comparison])
  const alone = isAlone(comparison.variants)
  const time = alone ? stepsOf(open.data, open.encoder) : onlyTime(open)
  const file = useExperimentFile()
  const untyped = compared.ready === null && compared.axes.length === 0
  const wrong =
    errorsOf(problems).length > 0 ||
    [...Object.values(refused), ...Object.values(compared.read.refused)].some((message) => message !== null)
  const field = <K extends 'times' | 'seeds' | 'steps'>(name: K) => ({
    invalid: errorsOf(problems).some(({ path }) => path === name),
    refuse: (message: string | null) => setRefused((known) => (known[name] === message ? known : { ...known, [name]: message })),
    value: comparison[name],
    change: (value: Comparison[K]) => setPlan({ ...plan, [name]: value }),
  })
  return (
    <>
      {alone ? (
        <p>Trains the open experiment once with each seed, which differ in the first weights and the order of the data.</p>
      ) : (
        <WhatItTrains comparison={comparison} time={time} />
      )}
      <WhatToCompare open={open} compared={compared} />
      <div className={css.fields}>
        {time === null && (
          <Field label="Time steps T" term="timeStep" hint="Values of T, each compared by itself." message={refused.times}>
            {(ids) => <ListField {...ids} {...field('times')} hint="2, 4, 6" />}
          </Field>
        )}
        <Field
          label="Seeds"
          term="seed"
          hint={
            alone
              ? 'Of weights and data order. Each is a run; their curves are drawn as a mean with a band.'
              : 'Of weights and data order. Six or more, so that a difference can be told from chance; one shows nothing.'
          }
          message={refused.seeds}
        >
          {(ids) => <ListField {...ids} {...field('seeds')} hint="1, 2, 3" />}
        </Field>
        <StepsField {...field('steps')} message={refused.steps} />
      </div>
      <Start disabled={wrong} act={() => compare(comparison)}>
        {untyped && <span>Choose a field to compare.</span>}
        {!wrong && (
          <RunsAhead
            steps={comparison.steps}
            work={workOf(runs, comparison.steps)}
            stepWork={stepsOf(open.data, open.encoder)}
            runs={runs.length}
            pace={pace}
          />
        )}
      </Start>
      {/* Below the button: what a field says when the focus leaves it does not move what is being pressed. */}
      <Note text={surrogateNote(comparison)} />
      <ShortNotes runs={runs} steps={comparison.steps} />
      <Note text={temperatureNote(comparison, stepsPerEpoch)} />
      {!untyped && <Problems problems={[...compared.points.problems.filter(({ path }) => path === 'axes'), ...problems]} />}
      <LeftOut plan={compared.points} />
      {!wrong && (
        <OnCluster
          command={compareCommand(
            file,
            { ...comparison, ...(time !== null && { times: null }) },
            compared.ready === null || compared.ready === SEEDS ? comparison.variants : compared.ready,
          )}
        />
      )}
      <PauseNote />
    </>
  )
}

/** @param time the one T, where it follows from the data. */
const WhatItTrains = ({ comparison: { variants, look }, time }: { comparison: Comparison; time: number | null }) => (
  <p>
    Trains {named(variants)} of the open experiment in turn, each with every {time === null ? 'T and seed' : 'seed'}: the same first
    weights, the same data in the same order.
    {time !== null && ` T is ${grouped(time)}: it follows from the data and how they are read.`}
    {look && ` At the end of each it ${lookInfo(look.kind).does}.`}
  </p>
)

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
            ...sets.map((name) => ({ value: name as string, text: READY[name].text })),
            { value: SEEDS, text: 'seeds alone', title: 'The open experiment as it is, once with each seed' },
            { value: '', text: 'any fields' },
          ]}
          choose={(value) => {
            const { axes: _, ...rest } = plan
            if (value === SEEDS || offered.some((name) => name === value)) setPlan({ ...rest, ready: value as Ready | typeof SEEDS })
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

/** "“adaptive window” and “fixed window”"; the number of them where there are many. */
const named = (variants: Comparison['variants']): string =>
  variants.length === 0 || variants.length > MOST_NAMED
    ? counted(variants.length, 'variant')
    : listed(variants.map(({ title }) => `“${title}”`))
const MOST_NAMED = 9

/** Joins words: "a, b and c". */
const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`

function Running() {
  const { comparison, runs, at, pace } = useComparison((state) => state)
  if (!comparison || !at) return null
  return (
    <StudyProgress
      label="Comparing"
      at={at}
      runs={runs.length}
      run={runTitle(comparison, runs[at.run]!)}
      steps={comparison.steps}
      pace={pace}
      {...workDone(runs, comparison.steps, at)}
      cancel={cancelComparison}
    />
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
  const recurrent = receivesOwnSpikes(comparison.base)
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
            { text: 'Everything (JSON)', act: () => saveJson('comparison.json', { ...comparison, runs: results, tables }) },
          ]}
        />
      </div>
      <p className={controlsCss.muted}>{sharedSummary(runs.map(({ experiment }) => experiment)).join(' · ')}</p>
      <Note text={surrogateNote(comparison)} />
      <Note text={windowNote(runs.map(({ experiment }) => experiment))} />
      <WarmUpNote runs={runs} steps={comparison.steps} />
      {ended && <p className={controlsCss.warnText}>{ended}</p>}
      {notSaved && <Wrong>Not every run is saved. {notSaved}</Wrong>}
      <div className={css.verdict}>
        {tables.map(({ time, sentence }) => (
          <p key={time}>{sentence}</p>
        ))}
      </div>
      <TestsTable comparison={comparison} tables={tables} />
      {tables.some(({ savings }) => savings.length > 0) && (
        <ul className={css.savings} aria-label="What gates and spikes save">
          {tables.flatMap(({ savings }) => savings.map((sentence) => <li key={sentence}>{sentence}</li>))}
        </ul>
      )}
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
            <LookedTable comparison={comparison} table={table} results={results} />
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
        <li key={runTitle(comparison, run)}>
          <b>{runTitle(comparison, run)}</b>: {run.error}
        </li>
      ))}
    </ul>
  )
}
