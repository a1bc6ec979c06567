/**
 * The state of a session as one plain record, and the few functions that change it and post it to the page.
 * The record is written by session-state, opening, checkpointing, watching, training, stress and session only; nothing else sees it.
 */

import type { Counts } from '../data/schema'
import type { DataSet } from '../data/streams'
import type { Gpu } from '../engine/device'
import type { ReadbackRing } from '../engine/readback'
import type { TunedVariants } from '../engine/tune'
import type { Checkpoint, Run, RunOptions } from '../experiments/run'
import type { Experiment } from '../experiments/schema'
import { messageOf } from '../problem'
import type { MembraneReading } from '../readings/membrane'
import type { TestRow } from '../readings/metrics'
import type { CheckpointStore } from '../runs/checkpoints'
import type { RunId } from '../runs/record'
import type { Stress } from '../studies/stress/stress'
import type { BuildOptions, Built, PartReport } from '../tasks/built'
import { type CheckpointWriter, createCheckpointWriter } from './checkpoint-writer'
import type { FrameSender } from './frame-sender'
import type { RunLocks } from './locks'
import { FIRST_PACE, medianStepMs, type Pace } from './pace'
import type { NotFinite, Progress, RunState, WatchRequest } from './protocol'
import { createSeries, type Series } from './series'
import type { Turn } from './turns'

const STATE_MS = 250

/** What a session needs from its environment; tests provide their own. */
export interface Host {
  openGpu(): Promise<Gpu>
  /** @param gpu generates samples that are rendered */
  loadData(experiment: Experiment, onProgress: (done: number, total: number) => void, gpu: Gpu): Promise<DataSet>
  /** The number of samples of a set that is not loaded yet; undefined where only its kind is known. */
  countsOf(experiment: Experiment): Promise<Counts | undefined>
  buildExperiment(experiment: Experiment, options: BuildOptions): Built
  openRun(gpu: Gpu, built: Built, data: DataSet, options: RunOptions): Promise<Run>
  readonly frameSender: FrameSender
  /** The store of checkpoints, and the locks that say which tab has which run open. */
  readonly checkpoints: CheckpointStore | Promise<CheckpointStore>
  readonly locks: RunLocks
  /** The SHA-256 of all shaders, in hex. */
  readonly shaders: string
  /** Coordinates with another run that trains on the same device in turn with this one. */
  readonly turn?: Turn
  now(): number
}

/** What accumulates during a run; cleared when another is opened or this one is reset. */
interface RunProgress {
  /** The id of the run; a resumed run keeps its id. */
  id: RunId
  step: number
  elapsedMs: number
  pace: Pace
  series: Series
  tests: TestRow[]
  lastReport: (PartReport & { readonly step: number }) | undefined
  /** `next`: of the next batch, not of the one trained at that step. */
  readings: { readonly step: number; readonly next: boolean; readonly layers: MembraneReading[] } | undefined
  checkpoint: SessionCheckpoint | undefined
  /** Whether weights were loaded from a file, so that they differ from the initial ones even at step 0. */
  loaded: boolean
  /** Whether an evaluation is due at this step; it is done first when training continues. */
  evaluationDue: boolean
  frameTimes: number[]
}

/** A checkpoint with the state of the session at that time that is not in the tensors. */
export interface SessionCheckpoint extends Checkpoint {
  readonly elapsedMs: number
  readonly evaluationDue: boolean
}

export interface SessionState extends RunProgress {
  readonly host: Host
  gpu: Gpu
  run: Run | undefined
  /** The data loaded last, by key. */
  data: { readonly key: string; readonly set: DataSet } | undefined
  ring: ReadbackRing | undefined
  /** The open experiment with all its changes, including future ones. */
  experiment: Experiment | undefined
  /** The experiment as the open run was built: with the changes made up to that step. */
  builtAs: Experiment | undefined
  /** The last build and its key, so that opening an experiment reuses the build that predicted its cost. */
  lastBuilt: { readonly key: string; readonly built: Built } | undefined
  /** The preset that the run is compared with; null where the run is not saved. */
  preset: string | null
  readonly checkpointWriter: CheckpointWriter
  /** Settles when the checkpoint in progress has been copied. */
  taking: Promise<void> | undefined
  state: RunState
  /** The variants that the tuner has chosen on this device, by op key; they apply to later experiments too. */
  tunedVariants: TunedVariants
  watch: WatchRequest
  /** Settles when the watched sample has been read, while training is paused. */
  showing: Promise<void> | undefined
  /** Whether training is requested; false makes the loop end after the current step. */
  wanted: boolean
  loop: Promise<void> | undefined
  /** Serializes the commands that change the run. */
  queue: Promise<unknown>
  /** Increases when the run is cleared, so that late results of an earlier run are dropped. */
  generation: number
  evaluating: boolean
  /** The share of the evaluation that is done. */
  evaluated: number | undefined
  /** Settles when the scalar read in progress has ended. */
  reading: Promise<void> | undefined
  /** Evaluations under disturbances, and the run, step and number of samples that they are of. */
  stress: { readonly of: string; readonly stress: Stress } | undefined
  /** Settles when a change of settings is complete; until then, the run must not be used. */
  applyingChanges: Promise<void> | undefined
  last: { state: number; scalars: number; frame: number; checkpoint: number }
}

const emptyRun = (id: RunId = crypto.randomUUID()): RunProgress => ({
  id,
  step: 0,
  elapsedMs: 0,
  pace: FIRST_PACE,
  series: createSeries(),
  tests: [],
  lastReport: undefined,
  readings: undefined,
  checkpoint: undefined,
  loaded: false,
  evaluationDue: false,
  frameTimes: [],
})

export const createSessionState = (host: Host, gpu: Gpu): SessionState => ({
  ...emptyRun(),
  host,
  gpu,
  run: undefined,
  data: undefined,
  ring: undefined,
  experiment: undefined,
  builtAs: undefined,
  lastBuilt: undefined,
  preset: null,
  checkpointWriter: createCheckpointWriter({
    store: host.checkpoints,
    locks: host.locks,
    now: host.now,
    tell: (written) => host.frameSender.post({ kind: 'kept', ...written, at: Date.now() }),
  }),
  taking: undefined,
  state: { kind: 'idle' },
  tunedVariants: {},
  watch: { membrane: true, sample: 0, layers: [], weights: null, visible: true, framesPerSecond: 10 },
  showing: undefined,
  wanted: false,
  loop: undefined,
  queue: Promise.resolve(),
  generation: 0,
  evaluating: false,
  evaluated: undefined,
  reading: undefined,
  stress: undefined,
  applyingChanges: undefined,
  last: { state: 0, scalars: 0, frame: 0, checkpoint: 0 },
})

/** Clears what the run has accumulated, before another begins. */
export const clearRun = (session: SessionState, id?: RunId): void =>
  void Object.assign(session, emptyRun(id), { generation: session.generation + 1 })

/** @throws where nothing is open. */
export function openedRun(session: SessionState): Run {
  if (!session.run) throw new Error('No experiment is open.')
  return session.run
}

export function progressOf({ id, run, builtAs, step, pace, elapsedMs, evaluating, evaluated }: SessionState): Progress {
  const epochs = builtAs?.run.epochs ?? 0
  const totalSteps = run?.built.totalSteps ?? 0
  const stepMs = medianStepMs(pace)
  return {
    id,
    step,
    totalSteps,
    epoch: totalSteps > 0 ? Math.min(epochs, (step / totalSteps) * epochs) : 0,
    epochs,
    stepsPerEpoch: run?.built.stepsPerEpoch ?? 0,
    samplesPerSecond: stepMs && run ? (1000 / stepMs) * run.built.batch : 0,
    elapsedMs,
    ...(stepMs !== undefined && { remainingMs: stepMs * (totalSteps - step) }),
    evaluating,
    ...(evaluated !== undefined && { evaluated }),
  }
}

/** Posts the state to the page; with `always: false` only if the last post was long enough ago. */
export function postState(session: SessionState, always = true): void {
  session.host.turn?.at(session.step, session.wanted)
  const now = session.host.now()
  if (!always && now - session.last.state < Math.max(STATE_MS, 1000 / session.watch.framesPerSecond)) return
  session.last.state = now
  session.host.frameSender.post({ kind: 'state', state: session.state, progress: progressOf(session) })
}

export function setState(session: SessionState, state: RunState): void {
  session.state = state
  postState(session)
}

/** Reports the first failure only; a lost device is reported separately. */
export function fail(session: SessionState, error: unknown, recoverable: boolean, cause?: NotFinite): void {
  session.wanted = false
  if (session.state.kind === 'failed') return
  const needs = error instanceof Error && error.name === 'DataNotHere' && { needs: 'data' as const }
  const message = messageOf(error)
  setState(session, { kind: 'failed', step: session.step, error: message, recoverable, ...needs, ...(cause && { cause }) })
}

export function lost(session: SessionState, message: string): void {
  session.wanted = false
  const kept = session.checkpoint ? `The weights of step ${session.checkpoint.step} are kept.` : 'Training starts anew.'
  setState(session, {
    kind: 'failed',
    step: session.step,
    error: `The graphics device was lost (${message}). ${kept}`,
    recoverable: true,
    lost: true,
  })
}

/** Runs a command after all earlier ones have settled. */
export function enqueue<T>(session: SessionState, work: () => Promise<T>): Promise<T> {
  const turn = session.queue.then(work, work)
  session.queue = turn.catch(() => undefined)
  return turn
}

/** To be checked after every wait: meanwhile the device may have been lost, or a non-finite value may have been found. */
export const hasFailed = (session: SessionState): boolean => session.gpu.isLost() || session.state.kind === 'failed'
