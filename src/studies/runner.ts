/**
 * Trains planned experiments one after the other, for comparisons and sweeps, in the page and in a terminal. It knows neither which
 * experiments these are, nor what trains them, nor what happens to their results.
 */

import type { Experiment } from '../experiments/schema'
import { messageOf } from '../problem'
import type { OperationsReading } from '../readings/energy'
import type { Look, Looked } from '../readings/looks'
import type { TestRow } from '../readings/metrics'
import type { LayerReading } from './layer-metrics'
import type { Position } from './pace'

interface Length {
  readonly totalSteps: number
}

/** Trains one experiment at a time; opening one closes the previous one. A rejected promise fails the run. */
export interface Trainer<Opened extends Length = Length, Layer = LayerReading> {
  /** Milliseconds of training between two progress checks. */
  readonly lookMs: number
  open(experiment: Experiment): Promise<Opened>
  /**
   * Trains `count` steps; returns the step that the run has reached, and the error if it failed. `last`: this is the last step of the
   * run, taken alone, so that the layers can be read from it.
   */
  train(count: number, last: boolean): Promise<{ readonly step: number; readonly error: string | null }>
  /** The readings of the last training batch. */
  layers(): Promise<readonly Layer[]>
  test(): Promise<Tested>
  /** The operations of the network on samples, with the weights of the last step. */
  operations(): Promise<OperationsReading>
  /** Takes a look at the network with the weights of the last step; null where it was canceled. */
  look(look: Look, onProgress: (words: string) => void): Promise<Looked | null>
  /** Stops training. */
  cancel(): void
  /** Whether the GPU device is lost. */
  lost(): boolean | Promise<boolean>
}

/** Test results. */
interface Tested {
  /** Test metrics by name. */
  readonly values: TestRow['values']
}

/** A run that has reached its last step. */
export interface Trained<Opened = Length, Layer = LayerReading> extends Tested {
  readonly step: number
  readonly opened: Opened
  /** The readings of the last training batch. */
  readonly layers: readonly Layer[]
  /** The operations of the network on samples, with the weights of the last step. */
  readonly operations: OperationsReading
  /** What the look of the study has found, if it takes one. */
  readonly looked?: Looked
  /** Milliseconds from opening the run to the end of its test. */
  readonly milliseconds: number
}

interface Planned {
  readonly experiment: Experiment
}

/** Converts the end of a run to a result. */
export interface RunEnds<P, R, Opened = Length, Layer = LayerReading> {
  reached(planned: P, trained: Trained<Opened, Layer>): R | Promise<R>
  broke(planned: P, step: number, error: string): R
}

export interface Watcher<R> {
  at(position: Position): void
  done(result: R, run: number): void
}

export interface Study<P, R, Opened = Length, Layer = LayerReading> {
  readonly runs: readonly P[]
  /** The number of training steps of each run. No run is longer than its experiment. */
  readonly steps: number
  readonly ends: RunEnds<P, R, Opened, Layer>
  /** The look at every trained network. */
  readonly look?: Look | undefined
  readonly watcher: Watcher<R>
  readonly signal?: AbortSignal
}

export type End = 'done' | 'canceled' | 'lost'

/** Trains all runs in turn. A failed run is a result too, and the next ones follow. */
export async function runInTurn<P extends Planned, R, Opened extends Length, Layer>(
  trainer: Trainer<Opened, Layer>,
  study: Study<P, R, Opened, Layer>,
): Promise<End> {
  const { runs, watcher, signal } = study
  const cancel = () => trainer.cancel()
  signal?.addEventListener('abort', cancel)
  try {
    for (const [run, planned] of runs.entries()) {
      if (signal?.aborted) return 'canceled'
      // Opening a run would open another device.
      if (await trainer.lost()) return 'lost'
      watcher.at({ run, step: 0 })
      const ended = await runOne(trainer, study, planned, (step, doing) => watcher.at({ run, step, ...(doing && { doing }) }))
      if (typeof ended === 'string') return ended
      watcher.done(ended.result, run)
    }
    return 'done'
  } finally {
    signal?.removeEventListener('abort', cancel)
  }
}

async function runOne<P extends Planned, R, Opened extends Length, Layer>(
  trainer: Trainer<Opened, Layer>,
  { steps, ends, look, signal }: Study<P, R, Opened, Layer>,
  planned: P,
  onStep: (step: number, doing?: string) => void,
): Promise<{ result: R } | 'canceled' | 'lost'> {
  const began = performance.now()
  let step = 0
  try {
    const opened = await trainer.open(planned.experiment)
    const target = Math.min(steps, opened.totalSteps)
    let count = 1
    while (step < target) {
      if (signal?.aborted) return 'canceled'
      const start = performance.now()
      const taken = Math.min(count, Math.max(1, target - 1 - step))
      const now = await trainer.train(taken, step === target - 1)
      if (now.error !== null) return (await trainer.lost()) ? 'lost' : { result: ends.broke(planned, now.step, now.error) }
      step = now.step
      onStep(step)
      count = Math.max(1, Math.round((taken * trainer.lookMs) / Math.max(1, performance.now() - start)))
    }
    const layers = await trainer.layers()
    const { values } = await trainer.test()
    const operations = await trainer.operations()
    const looked = look && (await trainer.look(look, (doing) => onStep(step, doing)))
    if (looked === null) return 'canceled'
    const milliseconds = performance.now() - began
    return { result: await ends.reached(planned, { step, opened, layers, values, operations, milliseconds, ...(looked && { looked }) }) }
  } catch (error) {
    if (await trainer.lost()) return 'lost'
    if (signal?.aborted) return 'canceled'
    return { result: ends.broke(planned, step, messageOf(error)) }
  }
}
