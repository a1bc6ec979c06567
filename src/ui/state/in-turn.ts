/**
 * Experiments run one after the other through the worker, and how long that takes: what comparisons and sweeps share. It knows neither
 * which experiments these are nor what is made of their figures.
 */
import type { Experiment } from '../../experiments/schema'
import type { MembraneFrame, Opened, WorkerApi } from '../../worker/protocol'

/** How long the worker trains between two looks at how far it is. */
const LOOK_MS = 1000

/** What runs in turn need of the worker. */
export type Trainer = Pick<WorkerApi, 'open' | 'step' | 'pause' | 'state' | 'membrane' | 'tests' | 'evaluate'>

export interface Position {
  /** The run under way, counted from 0. */
  readonly run: number
  readonly step: number
}

/** A run that came to its last step. */
export interface Trained {
  readonly step: number
  readonly opened: Opened
  /** Of the last training batch. */
  readonly layers: readonly MembraneFrame[]
  /** Of the test set. */
  readonly loss: number
  readonly accuracy: number
  /** From opening it to its test, in milliseconds. */
  readonly milliseconds: number
}

/** What becomes of a run. */
export interface RunEnds<P, R> {
  reached(planned: P, trained: Trained): R | Promise<R>
  broke(planned: P, step: number, error: string): R
}

export interface Watcher<R> {
  at(position: Position): void
  done(result: R): void
}

export type End = 'done' | 'canceled' | 'lost'
export const ENDED: Readonly<Record<End, string | null>> = {
  done: null,
  canceled: 'Canceled: what was done until then is shown.',
  lost: 'The graphics device was lost: what was done until then is shown.',
}

interface Planned {
  readonly experiment: Experiment
}

/** Every run in turn. One that breaks is a result too, and the rest go on. */
export async function runInTurn<P extends Planned, R>(
  api: Trainer,
  runs: readonly P[],
  steps: number,
  signal: AbortSignal,
  ends: RunEnds<P, R>,
  watcher: Watcher<R>,
): Promise<End> {
  const pause = () => void api.pause()
  signal.addEventListener('abort', pause)
  try {
    for (const [run, planned] of runs.entries()) {
      if (signal.aborted) return 'canceled'
      // Opening a run would open another device.
      if (await isLost(api)) return 'lost'
      watcher.at({ run, step: 0 })
      const result = await runOne(api, planned, steps, signal, ends, (step) => watcher.at({ run, step }))
      if (typeof result === 'string') return result
      watcher.done(result.of)
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

async function runOne<P extends Planned, R>(
  api: Trainer,
  planned: P,
  steps: number,
  signal: AbortSignal,
  ends: RunEnds<P, R>,
  tell: (step: number) => void,
): Promise<{ of: R } | 'canceled' | 'lost'> {
  const began = performance.now()
  let step = 0
  try {
    const opened = await api.open(planned.experiment)
    const target = Math.min(steps, opened.totalSteps)
    let count = 1
    while (step < target) {
      if (signal.aborted) return 'canceled'
      const start = performance.now()
      // The last one alone: then it is the batch that the readings are of.
      const taken = Math.min(count, Math.max(1, target - 1 - step))
      await api.step(taken)
      const { state: now } = await api.state()
      if (now.kind === 'failed') return now.lost ? 'lost' : { of: ends.broke(planned, now.step, now.error) }
      if ('step' in now) step = now.step
      tell(step)
      count = Math.max(1, Math.round((taken * LOOK_MS) / Math.max(1, performance.now() - start)))
    }
    const watched = opened.layers.filter(({ watchable }) => watchable.includes('membrane'))
    const layers = await Promise.all(watched.map(({ name }) => api.membrane(name)))
    const { loss, accuracy } = (await api.tests()).find((row) => row.step === step) ?? (await api.evaluate())
    const milliseconds = performance.now() - began
    return { of: await ends.reached(planned, { step, opened, layers, loss, accuracy, milliseconds }) }
  } catch (error) {
    if (await isLost(api)) return 'lost'
    if (signal.aborted) return 'canceled'
    return { of: ends.broke(planned, step, error instanceof Error ? error.message : String(error)) }
  }
}

// ---- how long it takes

/** In milliseconds: a training step, for each unit of its work; and what a run takes beside, to be built and tested. */
export interface Pace {
  readonly step: number
  readonly run: number
}

/** How much of the work is done, `weights` being that of one training step of each run. */
export function progressOf(weights: readonly number[], steps: number, { run, step }: Position): { done: number; total: number } {
  const work = (of: readonly number[], taken: number) => of.reduce((sum, weight) => sum + weight * taken, 0)
  return { done: work(weights.slice(0, run), steps) + work(weights.slice(run, run + 1), step), total: work(weights, steps) }
}

/** Fewer timed steps say little of those to come. */
export const LEAST_TIMED_STEPS = 20

/**
 * Told every position, the work of a step there and when it was reached, answers with the pace once it is known. The first steps of a
 * run count as building it.
 */
export function createMeasure() {
  let last: (Position & { readonly time: number }) | undefined
  let training = 0
  let timed = 0
  let work = 0
  let beside = 0
  return (at: Position, weight: number, now: number): Pace | null => {
    const passed = last ? now - last.time : 0
    if (last && last.run === at.run && last.step > 0) {
      training += passed
      timed += at.step - last.step
      work += (at.step - last.step) * weight
    } else beside += passed
    last = { ...at, time: now }
    return timed >= LEAST_TIMED_STEPS ? { step: training / work, run: beside / Math.max(1, at.run) } : null
  }
}

/** Of so much work in so many runs. */
export const durationOf = ({ step, run }: Pace, work: number, runs: number): number => step * work + run * runs
