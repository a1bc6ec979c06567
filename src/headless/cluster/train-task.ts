/**
 * Trains one run of a study in Node. It can be stopped at any training step and continued by another process, with the same bits on the
 * same adapter as an uninterrupted run. Knows no folder.
 */

import { createHash } from 'node:crypto'
import type { DataSet } from '../../data/streams'
import type { Gpu } from '../../engine/device'
import { asOf } from '../../experiments/changes'
import { evaluateAll, nextEvaluation, openRun, type Run } from '../../experiments/run'
import type { Experiment } from '../../experiments/schema'
import { messageOf } from '../../problem'
import type { Look } from '../../readings/looks'
import type { MembraneReading } from '../../readings/membrane'
import type { MetricRows } from '../../readings/metrics'
import type { SavedState } from '../../runs/checkpoint'
import { joinCurves, NO_CURVES } from '../../runs/summary'
import type { Trained } from '../../studies/runner'
import type { Built } from '../../tasks/built'
import { buildFor, runAt, submitSteps } from '../open-run'
import { lookAt } from '../trainer'
import { operationsOf, watchedStep } from '../watched-step'
import { FolderTrouble } from './folder'

export interface TaskRun {
  readonly experiment: Experiment
  readonly data: DataSet
  /** The number of training steps. */
  readonly steps: number
  /** The look at the trained network. */
  readonly look?: Look | undefined
  /** The number of rows of its curves. */
  readonly rows: number
  /** SHA-256 of all shaders. */
  readonly shaders: string
  readonly adapter: string
}

export interface TaskWatcher {
  /** Milliseconds of training between two progress checks. */
  readonly lookMs: number
  readonly checkpointMs: number
  stopping(): boolean
  /** Called after each progress check. @param rows the new ones */
  at(step: number, rows: MetricRows): Promise<void>
  /** Saves the state to continue from. */
  keep(state: SavedState): Promise<void>
}

export interface TaskEnd {
  readonly kind: 'reached'
  readonly trained: Trained<Built, MembraneReading>
  readonly curves: MetricRows
  /** Milliseconds of training, over all workers. */
  readonly elapsedMs: number
  /** SHA-256 of the state to continue from: weights, optimizer moments, statistics, clocks. */
  readonly bits: string
  /** The adapters of all workers, in order. */
  readonly adapter: string
}
export type Ended =
  | TaskEnd
  | { readonly kind: 'stopped'; readonly step: number }
  | { readonly kind: 'broke'; readonly step: number; readonly error: string }

/** A run in progress, on the host's side. */
interface Progress {
  step: number
  curves: MetricRows
  readonly beganAt: number
  readonly elapsedBefore: number
  readonly adapter: string
}

/** @param from the saved state, if any. @throws where the device is lost, or the watcher throws */
export async function trainTask(gpu: Gpu, task: TaskRun, from: SavedState | null, watcher: TaskWatcher): Promise<Ended> {
  const { experiment, data, adapter } = task
  const beganAt = performance.now()
  const progress: Progress = {
    step: from?.step ?? 0,
    curves: from?.curves ?? NO_CURVES,
    beganAt,
    elapsedBefore: from?.elapsedMs ?? 0,
    adapter: from ? adaptersOf(from.adapter, adapter) : adapter,
  }
  let run: Run | undefined
  try {
    run = await openRun(gpu, buildFor(gpu, asOf(experiment, progress.step), data), data)
    if (from) run.restore(from)
    const target = Math.min(task.steps, run.built.totalSteps)
    while (progress.step < target - 1) {
      const next = await trainOn(run, task, progress, target - 1, watcher)
      run = next.run
      if (next.error !== null) return { kind: 'broke', step: progress.step, error: next.error }
      if (watcher.stopping()) {
        await watcher.keep(await stateOf(run, task, progress))
        return { kind: 'stopped', step: progress.step }
      }
    }
    run = await runAt(run, experiment, data, progress.step)
    return await endOf(gpu, run, progress, task)
  } catch (error) {
    if (error instanceof FolderTrouble || gpu.isLost()) throw error
    return { kind: 'broke', step: progress.step, error: messageOf(error) }
  } finally {
    run?.destroy()
  }
}

/** Trains the last step alone, so that its layers can be read; then tests. */
async function endOf(gpu: Gpu, run: Run, progress: Progress, { experiment, data, rows, look }: TaskRun): Promise<Ended> {
  const layers = await watchedStep(gpu, run)
  const now = await run.readMetrics(progress.step)
  if (now.halted) return { kind: 'broke', step: now.step, error: now.halted.message }
  const curves = thinned(joinCurves(progress.curves, now.rows), strideOf(now.step, rows), now.step)
  const bits = bitsOf((await run.checkpoint()).tensors)
  const values = await evaluateAll(run)
  const operations = await operationsOf(gpu, run, now.step)
  const looked = look && (await lookAt(run, experiment, data, look))
  const elapsedMs = elapsedOf(progress)
  const trained = { step: now.step, opened: run.built, layers, values, operations, milliseconds: elapsedMs, ...(looked && { looked }) }
  return { kind: 'reached', trained, curves, elapsedMs, bits, adapter: progress.adapter }
}

/** Trains up to the next checkpoint, the step before the last, or a request to stop; evaluates as often as the experiment says. */
async function trainOn(opened: Run, task: TaskRun, progress: Progress, end: number, watcher: TaskWatcher) {
  const { experiment, data, rows } = task
  const due = performance.now() + watcher.checkpointMs
  const ring = opened.built.report.shape[0]!
  let run = opened
  let count = 1
  while (progress.step < end) {
    const start = performance.now()
    const evaluation = nextEvaluation(run.built, progress.step)
    run = await submitSteps(run, experiment, data, progress.step, Math.min(count, Math.min(end, evaluation) - progress.step))
    const now = await run.readMetrics(progress.step)
    if (now.halted) return { run, error: now.halted.message }
    const taken = now.step - progress.step
    progress.curves = joinCurves(progress.curves, thinned(now.rows, strideOf(end + 1, rows), end + 1))
    progress.step = now.step
    // The best weights are those of the best evaluation.
    if (now.step === evaluation) await run.evaluate()
    await watcher.at(now.step, now.rows)
    if (watcher.stopping()) break
    const looked = performance.now()
    if (looked >= due && progress.step < end) {
      await watcher.keep(await stateOf(run, task, progress))
      break
    }
    count = Math.min(ring, Math.max(1, Math.round((taken * watcher.lookMs) / Math.max(1, looked - start))))
  }
  return { run, error: null }
}

const elapsedOf = ({ beganAt, elapsedBefore }: Progress): number => Math.round(elapsedBefore + performance.now() - beganAt)

async function stateOf(run: Run, { shaders }: TaskRun, progress: Progress): Promise<SavedState> {
  const { step, tensors } = await run.checkpoint()
  const { curves, adapter } = progress
  return {
    version: 2,
    step,
    tensors,
    curves,
    stride: 1,
    tests: [],
    elapsedMs: elapsedOf(progress),
    evaluationDue: false,
    lastReport: null,
    tunedVariants: {},
    shaders,
    adapter,
  }
}

/** Joins the adapters of two workers that trained one after the other. */
const adaptersOf = (before: string, now: string): string =>
  before === now || before.endsWith(`, then ${now}`) ? before : `${before}, then ${now}`.slice(0, 300)

/** The distance between saved rows: it follows from the length of the run alone, so it is the same for every process that trains it. */
const strideOf = (steps: number, rows: number): number => Math.max(1, Math.ceil(steps / rows))

/** Keeps the first row, evenly spaced rows, and the last step's row. */
function thinned({ step, columns }: MetricRows, stride: number, last: number): MetricRows {
  if (stride === 1) return { step, columns }
  const kept = Array.from(step.keys()).filter((i) => step[i] === 1 || step[i]! % stride === 0 || step[i] === last)
  return {
    step: Uint32Array.from(kept, (i) => step[i]!),
    columns: Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, Float32Array.from(kept, (i) => column[i]!)])),
  }
}

function bitsOf(tensors: Readonly<Record<string, ArrayBuffer>>): string {
  const digest = createHash('sha256')
  for (const name of Object.keys(tensors).sort()) digest.update(name).update(new Uint8Array(tensors[name]!))
  return digest.digest('hex')
}
