/**
 * Runs sweeps through the worker, one point after the other, shows results as they arrive, and saves each point as a run. The last
 * sweep's results stay; the experiment that was open is restored afterwards.
 */
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import { errorsOf, messageOf } from '../../../problem'
import { type AxisValue, readAxes, type WrittenAxis } from '../../../studies/axis'
import { usualSteps } from '../../../studies/metrics'
import { type PointResult, rowsOfSweep, type Setting, type SweepRow, sentenceOf, settingsOf, sweepEnds } from '../../../studies/outcomes'
import { createMeasure, type Pace, type Position, progressOf } from '../../../studies/pace'
import { type End, runInTurn, type Watcher } from '../../../studies/runner'
import { pointsOf } from '../../../studies/study'
import { type PlannedPoint, planOf, pointLabel, type Sweep, type SweepPlan, stepWork, sweepTitle } from '../../../studies/sweep'
import { collected, rememberedResults, rememberResults } from '../../state/runs/collected-study'
import { ENDED, recordOf, type TrainedRecord, type TrainingApi, type WorkerTrained, workerTrainer } from '../../state/runs/in-turn'
import { lendWorker } from '../../state/session/lend'
import { say } from '../../state/session/notices'
import { setLab, store } from '../../state/store/store'
import type { SweepForm } from './sweep-form'

interface SweepState {
  readonly sweep: Sweep | null
  readonly plan: SweepPlan | null
  readonly results: readonly PointResult[]
  /** Null while no sweep is running. */
  readonly at: Position | null
  /** Why the last sweep stopped early; null if it finished. */
  readonly ended: string | null
  readonly pace: Pace | null
  /** Why a point could not be saved as a run; the sweep continues. */
  readonly notSaved: string | null
  /** Whether the browser keeps the results over a reload; they may be too many. */
  readonly kept: boolean
  /** The last state of the form. */
  readonly form: SweepForm
}

const nothing: Omit<SweepState, 'form'> = {
  sweep: null,
  plan: null,
  results: [],
  at: null,
  ended: null,
  pace: null,
  notSaved: null,
  kept: true,
}
const state = createStore<SweepState>(() => ({ ...nothing, form: { axes: [], mode: 'grid' } }))
export const useSweep = <T>(select: (state: SweepState) => T): T => useStore(state, select)
/** Shows an imported sweep, or that of an earlier visit, as if it had been run here. */
function showCollected(newest = collected.getState().newest): void {
  if (newest?.study.kind !== 'sweep' || state.getState().at) return
  const { study, results } = newest
  state.setState({ ...nothing, sweep: study, plan: pointsOf(study), results: results as readonly PointResult[] })
}
collected.subscribe(({ newest }) => showCollected(newest))
showCollected(rememberedResults('sweep'))
showCollected()

export const setForm = (form: SweepForm): void => state.setState({ form })

// ---- the run

/** A finished point, with the data that its run is saved from: its experiment is evaluated as often as the open one. */
export interface PointRecord extends TrainedRecord {
  readonly planned: PlannedPoint
}

/** The sweep that a record belongs to: the id of this run of it, and its title. */
export interface SweepNote {
  readonly id: string
  readonly title: string
}

export type SavePoint = (record: PointRecord, note: SweepNote) => Promise<void>

let stopping = new AbortController()

/** Resolves when all points are done, on cancel, or on device loss; results stay. @throws Error with the sweep's error. */
export async function runSweep(sweep: Sweep, keep: SavePoint): Promise<void> {
  const plan = planOf(sweep)
  const [first] = errorsOf(plan.problems)
  if (first) throw new Error(first.message)
  if (state.getState().at) throw new Error('A sweep is under way.')
  stopping = new AbortController()
  const { signal } = stopping
  const note: SweepNote = { id: crypto.randomUUID(), title: sweepTitle(plan.fields, sweep.mode) }
  const measure = createMeasure()
  const work = workOf(plan)
  state.setState({ ...nothing, sweep, plan, at: { run: 0, step: 0 } })
  try {
    await lendWorker(async (api) => {
      const end = await sweepAll(api, plan, sweep.steps, signal, (record) => saveOrReport(keep, record, note), {
        at(position) {
          const { total, done } = progressOf(work, sweep.steps, position)
          state.setState({ at: position, pace: measure(position, work[position.run]!, performance.now()) })
          setLab({ run: { kind: 'compiling', done, total, what: `Sweeping: ${runLabel(plan, position.run)}` } })
        },
        done(result) {
          const results = [...state.getState().results, result]
          state.setState({ results, kept: rememberResults({ kind: 'sweep', ...sweep }, results) })
        },
      })
      state.setState({ ended: ENDED[end] })
    })
    say('The sweep is over. The run that was open is back, paused where it was.')
  } finally {
    state.setState({ at: null })
  }
}

/** Stops after the current training step. Finished points stay. */
export const cancelSweep = (): void => stopping.abort()

/** The work per training step of each run. */
export const workOf = ({ runs }: SweepPlan): number[] => runs.map(({ experiment }) => stepWork(experiment))

/** "Learning rate 0.01, Seed 2" */
export const runLabel = ({ fields, points, runs }: SweepPlan, run: number): string => pointLabel(fields, points[runs[run]!.point]!.values)

async function saveOrReport(keep: SavePoint, record: PointRecord, note: SweepNote): Promise<void> {
  try {
    await keep(record, note)
  } catch (error) {
    state.setState({ notSaved: messageOf(error) })
  }
}

/** Every runnable point in turn. A failed point is a result too, and the others follow. */
export const sweepAll = (
  api: TrainingApi,
  { points, runs, metrics }: SweepPlan,
  steps: number,
  signal: AbortSignal,
  keep: (record: PointRecord) => Promise<void>,
  watcher: Watcher<PointResult>,
): Promise<End> => {
  const ends = sweepEnds({ metrics }, async (planned: PlannedPoint, trained: WorkerTrained) => {
    const record = await recordOf(api, points[planned.point]!.experiment!, trained)
    await keep({ ...record, planned })
    return record.curves
  })
  return runInTurn(workerTrainer(api), { runs, steps, ends, watcher, signal })
}

// ---- for scripts

export interface SweepOptions {
  /** Values as a list, or as text in the dialog's notation. */
  readonly axes: readonly WrittenAxis[]
  readonly mode?: Sweep['mode']
  readonly steps?: number
}

export interface Swept {
  readonly axes: readonly { readonly path: string; readonly title: string; readonly values: readonly AxisValue[] }[]
  readonly mode: Sweep['mode']
  readonly steps: number
  readonly rows: readonly SweepRow[]
  /** Means over seeds; null if the seed is not swept. */
  readonly settings: readonly Setting[] | null
  readonly sentence: string | null
  readonly ended: string | null
}

/** Runs a sweep and returns plain data, for `window.lab`. */
export async function swept({ axes: written, mode = 'grid', steps }: SweepOptions, keep: SavePoint): Promise<Swept> {
  const { open, progress } = store.getState()
  const length = progress ?? { totalSteps: 1, stepsPerEpoch: 1 }
  const axes = readAxes(open, written)
  const sweep: Sweep = { base: open, axes, mode, steps: Math.min(steps ?? usualSteps(open, length), length.totalSteps) }
  await runSweep(sweep, keep)
  return sweptNow()!
}

/** The last sweep as plain data, for scripts and files. */
export function sweptNow(): Swept | null {
  const { sweep, plan, results, ended } = state.getState()
  if (!sweep || !plan) return null
  return structuredClone({
    axes: sweep.axes.map((axis, i) => ({ ...axis, title: plan.fields[i]!.title })),
    mode: sweep.mode,
    steps: sweep.steps,
    rows: rowsOfSweep(plan, results),
    settings: settingsOf(plan, results),
    sentence: sentenceOf(plan, results),
    ended,
  })
}
