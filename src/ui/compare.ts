/**
 * Comparisons as the page runs them: through the worker, one run after the other, what is done shown as it is done. It keeps the
 * last comparison's results; the experiment that was open comes back afterwards.
 */
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import { errorsOf } from '../experiments/check'
import {
  type Comparison,
  comparisonOf,
  figuresOf,
  onlyTime,
  type PlannedRun,
  planOf,
  type RunKey,
  type RunResult,
  spanVariants,
  type Table,
  tablesOf,
  type Variant,
  windowVariants,
  workOf,
} from '../experiments/compare'
import { withEdit } from '../experiments/form'
import type { Experiment } from '../experiments/schema'
import type { Progress, WorkerApi } from '../worker/protocol'
import { lendWorker, say } from './actions'
import { setLab, store } from './store'

/** How long the worker trains between two looks at how far it is. */
const LOOK_MS = 1000

export interface Position {
  /** The run under way, counted from 0. */
  readonly run: number
  readonly step: number
}

interface CompareState {
  readonly comparison: Comparison | null
  readonly runs: readonly PlannedRun[]
  readonly results: readonly RunResult[]
  /** Null while none is running. */
  readonly at: Position | null
  /** How the last one ended where it did not come to its end. */
  readonly ended: string | null
  /** As measured so far; null until known. */
  readonly pace: Pace | null
  /** What the form was last set to. */
  readonly plan: ComparePlan
}

/** In milliseconds: a training step, for each step of time; and what a run takes beside, to be built and tested. */
export interface Pace {
  readonly step: number
  readonly run: number
}

const nothing: Omit<CompareState, 'plan'> = { comparison: null, runs: [], results: [], at: null, ended: null, pace: null }
const state = createStore<CompareState>(() => ({ ...nothing, plan: {} }))
export const useComparison = <T>(select: (state: CompareState) => T): T => useStore(state, select)

/** For scripts and for the form: what to compare otherwise than is usual. */
export type CompareOptions = Partial<Omit<Comparison, 'base'>>

/** Variants that are ready to be compared, of an experiment that has them. */
export const READY = {
  recurrence: { text: 'recurrence', variants: spanVariants },
  window: { text: 'gradient window', variants: windowVariants },
} as const satisfies Record<string, { text: string; variants: (open: Experiment) => Variant[] }>
export type Ready = keyof typeof READY
/** The usual one first. */
export const readyFor = ({ network }: Experiment): Ready[] =>
  network.kind === 'recurrent' && network.hidden.length > 0 ? ['recurrence', 'window'] : ['window']

/** What the form is set to otherwise than is usual: the variants by their name, so that they follow the experiment. */
export type ComparePlan = Omit<CompareOptions, 'variants'> & { readonly ready?: Ready }
export const setPlan = (plan: ComparePlan): void => state.setState({ plan })

export const comparisonOfOpen = (open: Experiment, progress: Progress | null, options: CompareOptions): Comparison =>
  comparisonOf(open, progress ?? { totalSteps: 1, stepsPerEpoch: 1 }, options)

/** A T that was typed is forgotten where it follows from the data. */
export function planned(open: Experiment, progress: Progress | null, { ready, times, ...rest }: ComparePlan): Comparison {
  const offered = readyFor(open)
  const chosen = ready && offered.includes(ready) ? ready : offered[0]!
  return comparisonOfOpen(open, progress, {
    ...rest,
    ...(times && onlyTime(open) === null && { times }),
    variants: READY[chosen].variants(open),
  })
}

/**
 * What is to be known of a comparison that ends long before the temperature has fallen: the test hears a single span where training
 * may still mix them. Null where no variant learns its spans, or they are sharp by then.
 */
export function temperatureNote({ variants, base, steps }: Comparison, stepsPerEpoch: number): string | null {
  const left = variants.flatMap(({ title, edits }) => {
    const edited = edits.reduce((now, [path, value]) => {
      const next = withEdit(now, path, value)
      return next.ok ? next.experiment : now
    }, base)
    const recurrence = edited.network.kind === 'recurrent' ? edited.network.recurrence : undefined
    if (recurrence?.kind !== 'adaptive') return []
    const { temperatureFactor, leastTemperature } = recurrence
    const temperature = Math.max(leastTemperature, temperatureFactor ** Math.floor(steps / Math.max(1, stepsPerEpoch)))
    return temperature > SHARP ? [{ title, temperature }] : []
  })
  const [first] = left
  if (!first) return null
  return `After ${steps} steps the temperature of “${first.title}” is ${Number(first.temperature.toPrecision(2))}: training may still mix spans of which the test hears one. Train longer, or lower the temperature factor, for a fair test.`
}
/** At this temperature a softmax of learned weights is about a single span. */
const SHARP = 0.1

let stopping = new AbortController()

/** Resolves when all runs are done, or it was canceled, or the device lost; results stay. @throws Error with what is wrong with the comparison. */
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
      const end = await runAll(api, runs, comparison.steps, signal, {
        at(position) {
          const { total, done } = workDone(runs, comparison.steps, position)
          state.setState({ at: position, pace: measure(position, runs[position.run]!, performance.now()) })
          setLab({ run: { kind: 'compiling', done, total, what: `Comparing: ${wordsOf(comparison, runs[position.run]!)}` } })
        },
        done: (result) => state.setState({ results: [...state.getState().results, result] }),
      })
      state.setState({ ended: ENDED[end] })
    })
    say('The comparison is over. The experiment that was open is open again, paused at step 0.')
  } finally {
    state.setState({ at: null })
  }
}

/** Ends the comparison after the training step under way. What is done stays. */
export const cancelComparison = (): void => stopping.abort()

type End = 'done' | 'canceled' | 'lost'
const ENDED: Readonly<Record<End, string | null>> = {
  done: null,
  canceled: 'Canceled: what was done until then is shown.',
  lost: 'The graphics device was lost: what was done until then is shown.',
}

/** "adaptive window, T 4, seed 2025" */
export const wordsOf = ({ variants }: Comparison, { variant, time, seed }: RunKey): string =>
  `${variants[variant]!.title}, T ${time}, seed ${seed}`

/** In training steps times T. */
export function workDone(runs: readonly RunKey[], steps: number, { run, step }: Position): { done: number; total: number } {
  return { done: workOf(runs.slice(0, run), steps) + workOf(runs.slice(run, run + 1), step), total: workOf(runs, steps) }
}

/** Fewer timed steps say little of those to come. */
export const LEAST_TIMED_STEPS = 20

/** Told every position and when it was reached, answers with the pace once it is known. The first steps of a run count as building it. */
export function createMeasure() {
  let last: (Position & { readonly time: number }) | undefined
  let training = 0
  let timed = 0
  let work = 0
  let beside = 0
  return (at: Position, { time: steps }: RunKey, now: number): Pace | null => {
    const passed = last ? now - last.time : 0
    if (last && last.run === at.run && last.step > 0) {
      training += passed
      timed += at.step - last.step
      work += (at.step - last.step) * steps
    } else beside += passed
    last = { ...at, time: now }
    return timed >= LEAST_TIMED_STEPS ? { step: training / work, run: beside / Math.max(1, at.run) } : null
  }
}

/** Of so much work in so many runs. */
export const durationOf = ({ step, run }: Pace, work: number, runs: number): number => step * work + run * runs

/** What a comparison needs of the worker. */
export type Trainer = Pick<WorkerApi, 'open' | 'step' | 'pause' | 'state' | 'membrane' | 'tests' | 'evaluate'>

interface Watcher {
  at(position: Position): void
  done(result: RunResult): void
}

/** Every run in turn. One that breaks is a result too, and the rest go on. */
export async function runAll(
  api: Trainer,
  runs: readonly PlannedRun[],
  steps: number,
  signal: AbortSignal,
  watcher: Watcher,
): Promise<End> {
  const pause = () => void api.pause()
  signal.addEventListener('abort', pause)
  try {
    for (const [run, planned] of runs.entries()) {
      if (signal.aborted) return 'canceled'
      // Opening a run would open another device.
      if (await isLost(api)) return 'lost'
      watcher.at({ run, step: 0 })
      const result = await runOne(api, planned, steps, signal, (step) => watcher.at({ run, step }))
      if (result === 'canceled' || result === 'lost') return result
      watcher.done(result)
    }
    return 'done'
  } finally {
    signal.removeEventListener('abort', pause)
  }
}

async function isLost(api: Trainer): Promise<boolean> {
  const { state: now } = await api.state()
  return now.kind === 'failed' && now.lost === true
}

async function runOne(
  api: Trainer,
  { experiment, ...key }: PlannedRun,
  steps: number,
  signal: AbortSignal,
  tell: (step: number) => void,
): Promise<RunResult | 'canceled' | 'lost'> {
  let step = 0
  try {
    const { layers, totalSteps } = await api.open(experiment)
    const target = Math.min(steps, totalSteps)
    let count = 1
    while (step < target) {
      if (signal.aborted) return 'canceled'
      const start = performance.now()
      // The last one alone: then it is the batch that the readings are of.
      const taken = Math.min(count, Math.max(1, target - 1 - step))
      await api.step(taken)
      const { state: now } = await api.state()
      if (now.kind === 'failed') return now.lost ? 'lost' : { ...key, ok: false, step: now.step, error: now.error }
      if ('step' in now) step = now.step
      tell(step)
      count = Math.max(1, Math.round((taken * LOOK_MS) / Math.max(1, performance.now() - start)))
    }
    const watched = layers.filter(({ watchable }) => watchable.includes('membrane'))
    const figures = await Promise.all(watched.map(async ({ name }) => figuresOf(await api.membrane(name))))
    const test = (await api.tests()).find((row) => row.step === step) ?? (await api.evaluate())
    return { ...key, ok: true, step, layers: figures, loss: test.loss, accuracy: test.accuracy }
  } catch (error) {
    if (await isLost(api)) return 'lost'
    if (signal.aborted) return 'canceled'
    return { ...key, ok: false, step, error: error instanceof Error ? error.message : String(error) }
  }
}

export interface Compared extends Omit<Comparison, 'base'> {
  readonly runs: readonly RunResult[]
  readonly tables: readonly Table[]
  readonly ended: string | null
}

/** Runs it and answers with plain data. */
export async function compared(options: CompareOptions): Promise<Compared> {
  const { open, progress } = store.getState()
  const comparison = comparisonOfOpen(open, progress, options)
  await compare(comparison)
  const { results, ended } = state.getState()
  const { variants, times, seeds, steps } = comparison
  return structuredClone({ variants, times, seeds, steps, runs: results, tables: tablesOf(comparison, results), ended })
}
