/**
 * Runs comparisons through the worker, one run after the other, and shows results as they arrive. The last comparison's results
 * stay; the experiment that was open is restored afterwards.
 */

import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import { withEdit } from '../../../experiments/edit'
import type { Experiment } from '../../../experiments/schema'
import { recurrenceOf } from '../../../neurons/recurrent-lif/schema'
import { errorsOf, messageOf } from '../../../problem'
import type { MembraneReading } from '../../../readings/membrane'
import {
  COMPARISON_ENDS,
  type Comparison,
  comparisonOf,
  onlyTime,
  type PlannedRun,
  planOf,
  type RunKey,
  type RunResult,
  runTitle,
} from '../../../studies/compare'
import type { Length } from '../../../studies/metrics'
import { createMeasure, type Pace, type Position, progressOf } from '../../../studies/pace'
import { type End, type RunEnds, runInTurn, type Study, type Watcher } from '../../../studies/runner'
import { isAlone } from '../../../studies/variant'
import { readyLook } from '../../../studies/variants'
import { type Table, tablesOf } from '../../../studies/verdict'
import type { Opened } from '../../../worker/protocol'
import { collected, rememberedResults, rememberResults } from '../../state/runs/collected-study'
import { type CompareOptions, type ComparePlan, SEEDS } from '../../state/runs/compare-plan'
import {
  ENDED,
  evaluationsOf,
  recordOf,
  type TrainedRecord,
  type TrainingApi,
  type WorkerTrained,
  workerTrainer,
} from '../../state/runs/in-turn'
import { lendWorker } from '../../state/session/lend'
import { say } from '../../state/session/notices'
import { setLab, store } from '../../state/store/store'
import { comparedOf } from './compare-form'
import { saveCompared } from './save-trained'
import type { RunCurves } from './seed-curves'

interface CompareState {
  readonly comparison: Comparison | null
  readonly runs: readonly PlannedRun[]
  readonly results: readonly RunResult[]
  /** The curves of each run, in order, as far as it has trained; undefined for those that have not begun. Not kept over a reload. */
  readonly curves: readonly (RunCurves | undefined)[]
  /** Null while no comparison is running. */
  readonly at: Position | null
  /** Why the last comparison stopped early; null if it finished. */
  readonly ended: string | null
  /** The measured speed; null until known. */
  readonly pace: Pace | null
  /** Why a run could not be saved; the comparison continues. */
  readonly notSaved: string | null
  /** Whether the browser keeps the results over a reload; they may be too many. */
  readonly kept: boolean
}

const nothing: CompareState = {
  comparison: null,
  runs: [],
  results: [],
  curves: [],
  at: null,
  ended: null,
  pace: null,
  notSaved: null,
  kept: true,
}
const state = createStore<CompareState>(() => nothing)
export const useComparison = <T>(select: (state: CompareState) => T): T => useStore(state, select)

/** Shows an imported comparison, or that of an earlier visit, as if it had been run here. */
function showCollected(newest = collected.getState().newest): void {
  if (newest?.study.kind !== 'compare' || state.getState().at) return
  const { study, results } = newest
  state.setState({ ...nothing, comparison: study, runs: planOf(study).runs, results: results as readonly RunResult[] })
}
collected.subscribe(({ newest }) => showCollected(newest))
showCollected(rememberedResults('compare'))
showCollected()

const comparisonOfOpen = (open: Experiment, progress: Length | null, options: CompareOptions): Comparison =>
  comparisonOf(open, progress ?? { totalSteps: 1, stepsPerEpoch: 1 }, options)

/** A typed T is ignored if the data determine it. */
export function planned(open: Experiment, progress: Length | null, plan: ComparePlan): Comparison {
  const { ready: _, axes: __, times, ...rest } = plan
  const { variants, ready } = comparedOf(open, plan)
  const look = ready && ready !== SEEDS ? readyLook(ready) : undefined
  return comparisonOfOpen(open, progress, {
    ...rest,
    ...(times && !isAlone(variants) && onlyTime(open) === null && { times }),
    variants,
    ...(look && { look }),
  })
}

/**
 * A warning for a comparison that ends long before the temperature has fallen: the evaluation uses a single skip where training may
 * still mix them. Null if no variant learns its skip lengths, or if they are sharp by then.
 */
export function temperatureNote({ variants, base, steps }: Comparison, stepsPerEpoch: number): string | null {
  const left = variants.flatMap(({ title, edits }) => {
    const edited = edits.reduce((now, [path, value]) => {
      const next = withEdit(now, path, value)
      return next.ok ? next.experiment : now
    }, base)
    const recurrence = recurrenceOf(edited.network)
    if (recurrence?.kind !== 'adaptive') return []
    const { temperatureFactor, leastTemperature } = recurrence
    const temperature = Math.max(leastTemperature, temperatureFactor ** Math.floor(steps / Math.max(1, stepsPerEpoch)))
    return temperature > SHARP ? [{ title, temperature }] : []
  })
  const [first] = left
  if (!first) return null
  return `After ${steps} steps the temperature of “${first.title}” is ${Number(first.temperature.toPrecision(2))}: training may still weight several skips, of which the test uses one. Train longer, or lower the temperature factor, for a fair test.`
}
/** At or below this temperature, a softmax of learned weights nearly selects a single skip. */
const SHARP = 0.1

let stopping = new AbortController()

/** Resolves when all runs are done, on cancel, or on device loss; results stay. @throws Error with the comparison's error. */
export async function compare(comparison: Comparison): Promise<void> {
  const { runs, problems } = planOf(comparison)
  const [first] = errorsOf(problems)
  if (first) throw new Error(first.message)
  if (state.getState().at) throw new Error('A comparison is under way.')
  stopping = new AbortController()
  const { signal } = stopping
  const measure = createMeasure()
  state.setState({ ...nothing, comparison, runs, at: { run: 0, step: 0 } })
  try {
    await lendWorker(async (api) => {
      const show = (run: number, now: RunCurves) => state.setState({ curves: Object.assign([...state.getState().curves], { [run]: now }) })
      const keep = async (planned: PlannedRun, record: TrainedRecord) => {
        show(runs.indexOf(planned), { ...record, tests: evaluationsOf(record) })
        try {
          await saveCompared(record, runTitle(comparison, planned))
        } catch (error) {
          state.setState({ notSaved: messageOf(error) })
        }
      }
      const end = await runAll(api, { ...comparison, runs }, signal, keep, {
        at(position) {
          const { total, done } = workDone(runs, comparison.steps, position)
          state.setState({ at: position, pace: measure(position, runs[position.run]!.time, performance.now()) })
          setLab({ run: { kind: 'compiling', done, total, what: `Comparing: ${runTitle(comparison, runs[position.run]!)}` } })
          // The request is answered before the next command. If the device is lost meanwhile, the comparison is ended elsewhere.
          if (position.step > 0)
            curvesOf(api).then(
              (now) => show(position.run, now),
              () => {},
            )
        },
        done(result) {
          const results = [...state.getState().results, result]
          state.setState({ results, kept: rememberResults({ kind: 'compare', ...comparison }, results) })
        },
      })
      state.setState({ ended: ENDED[end] })
    })
    say('The comparison is over; its runs are in Runs. The run that was open is back, paused where it was.')
  } finally {
    state.setState({ at: null })
  }
}

async function curvesOf(api: TrainingApi): Promise<RunCurves> {
  const [{ progress }, curves, tests] = await Promise.all([api.state(), api.scalars(), api.tests()])
  return { progress, curves, tests }
}

/** Stops after the current training step. Finished runs stay. */
export const cancelComparison = (): void => stopping.abort()

/** Progress in training steps times T. */
export const workDone = (runs: readonly RunKey[], steps: number, position: Position): { done: number; total: number } =>
  progressOf(
    runs.map(({ time }) => time),
    steps,
    position,
  )

/** Every run in turn. A failed run is a result too, and the others follow. @param keep saves a run that has reached its end */
export const runAll = (
  api: TrainingApi,
  study: Pick<Study<PlannedRun, RunResult>, 'runs' | 'steps' | 'look'>,
  signal: AbortSignal,
  keep: (planned: PlannedRun, record: TrainedRecord) => Promise<void>,
  watcher: Watcher<RunResult>,
): Promise<End> => {
  const ends: RunEnds<PlannedRun, RunResult, Opened, MembraneReading> = {
    ...COMPARISON_ENDS,
    async reached(planned, trained: WorkerTrained) {
      await keep(planned, await recordOf(api, planned.experiment, trained))
      return COMPARISON_ENDS.reached(planned, trained)
    },
  }
  return runInTurn(workerTrainer(api), { ...study, ends, watcher, signal })
}

export interface Compared extends Omit<Comparison, 'base'> {
  readonly runs: readonly RunResult[]
  readonly tables: readonly Table[]
  readonly ended: string | null
}

/** Runs a comparison and returns plain data, for `window.lab`. */
export async function compared(options: CompareOptions): Promise<Compared> {
  const { open, progress } = store.getState()
  const comparison = comparisonOfOpen(open, progress, options)
  await compare(comparison)
  const { results, ended } = state.getState()
  const { variants, times, seeds, steps, look } = comparison
  return structuredClone({
    variants,
    times,
    seeds,
    steps,
    ...(look && { look }),
    runs: results,
    tables: tablesOf(comparison, results),
    ended,
  })
}
