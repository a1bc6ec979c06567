/**
 * What a session knows, as one plain record, and the few functions that change its state and tell the page.
 * The record is written by session-state, opening, checkpointing, watching, training and session only; nothing else sees it.
 */
import type { Counts } from '../data/schema'
import type { DataSet } from '../data/streams'
import type { Gpu } from '../engine/device'
import type { ReadbackRing } from '../engine/readback'
import type { TunedVariants } from '../engine/tune'
import type { Checkpoint, Run, RunOptions } from '../experiments/run'
import type { Experiment } from '../experiments/schema'
import type { MembraneReading } from '../readings/membrane'
import type { TestRow } from '../readings/metrics'
import type { CheckpointStore } from '../runs/checkpoints'
import type { RunId } from '../runs/record'
import type { BuildOptions, Built, Report } from '../tasks/built'
import { type CheckpointWriter, createCheckpointWriter } from './checkpoint-writer'
import type { FrameSender } from './frame-sender'
import type { RunLocks } from './locks'
import { FIRST_PACE, medianStepMs, type Pace } from './pace'
import type { NotFinite, Progress, RunState, WatchRequest } from './protocol'
import { createSeries, type Series } from './series'
import type { Turn } from './turns'

const STATE_MS = 250

/** What a session needs of its host; a test gives another. */
export interface Host {
  openGpu(): Promise<Gpu>
  /** @param gpu what makes samples that are drawn. */
  loadData(experiment: Experiment, onProgress: (done: number, total: number) => void, gpu: Gpu): Promise<DataSet>
  /** How many samples a set has that would be loaded; undefined where that is known only by its kind. */
  countsOf(experiment: Experiment): Promise<Counts | undefined>
  buildExperiment(experiment: Experiment, options: BuildOptions): Built
  openRun(gpu: Gpu, built: Built, data: DataSet, options: RunOptions): Promise<Run>
  readonly frameSender: FrameSender
  /** Where runs are kept to continue from, and who has which open. */
  readonly checkpoints: CheckpointStore | Promise<CheckpointStore>
  readonly locks: RunLocks
  /** The SHA-256 of all shaders, in hex. */
  readonly shaders: string
  /** Where another run may train on the same device, in turn with this one. */
  readonly turn?: Turn
  now(): number
}

/** What a run has gathered: emptied when another is opened or this one is reset. */
interface RunProgress {
  /** Which run: a run that is resumed keeps its own. */
  id: RunId
  step: number
  elapsedMs: number
  pace: Pace
  series: Series
  tests: TestRow[]
  lastReport: (Report & { readonly step: number }) | undefined
  /** `next`: of the batch that follows, not the one trained at that step. */
  readings: { readonly step: number; readonly next: boolean; readonly layers: MembraneReading[] } | undefined
  checkpoint: SessionCheckpoint | undefined
  /** Its weights are others than the first even at step 0: they came out of a file. */
  loaded: boolean
  /** A border was reached and the test set has not been answered there yet: done first when training continues. */
  evaluationDue: boolean
  frameTimes: number[]
}

/** A checkpoint with what stood in addition to the device’s memory when it was taken. */
export interface SessionCheckpoint extends Checkpoint {
  readonly elapsedMs: number
  readonly evaluationDue: boolean
}

export interface SessionState extends RunProgress {
  readonly host: Host
  gpu: Gpu
  run: Run | undefined
  /** What was loaded last, by its key. */
  data: { readonly key: string; readonly set: DataSet } | undefined
  ring: ReadbackRing | undefined
  /** With its changes, those to come too. */
  experiment: Experiment | undefined
  /** As the open run was built: with the changes up to some step. */
  builtAs: Experiment | undefined
  /** What was built last, and of what: what is predicted is what is opened. */
  lastBuilt: { readonly key: string; readonly built: Built } | undefined
  /** The preset that it is compared with; null where the run is not one to keep. */
  preset: string | null
  readonly checkpointWriter: CheckpointWriter
  /** The checkpoint that is being copied. */
  taking: Promise<void> | undefined
  state: RunState
  /** Which variants of products the tuner has chosen on this device, by shape; they outlast an experiment. */
  tunedVariants: TunedVariants
  watch: WatchRequest
  /** The watched sample, while it is read at a standstill. */
  showing: Promise<void> | undefined
  /** Training is asked for; false makes the loop end after the step under way. */
  wanted: boolean
  loop: Promise<void> | undefined
  /** Commands that change the run wait for each other here. */
  queue: Promise<unknown>
  /** Counts what was forgotten: an answer that comes late, for a run that is gone, is dropped. */
  generation: number
  evaluating: boolean
  /** The reading of scalars under way. */
  reading: Promise<void> | undefined
  /** The change of settings under way: until it is over, nothing is asked of the run. */
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
  reading: undefined,
  applyingChanges: undefined,
  last: { state: 0, scalars: 0, frame: 0, checkpoint: 0 },
})

/** Empties what a run has gathered: another begins. */
export const clearRun = (session: SessionState, id?: RunId): void =>
  void Object.assign(session, emptyRun(id), { generation: session.generation + 1 })

/** @throws where nothing is open. */
export function openedRun(session: SessionState): Run {
  if (!session.run) throw new Error('No experiment is open.')
  return session.run
}

export function progressOf({ id, run, builtAs, step, pace, elapsedMs, evaluating }: SessionState): Progress {
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
  }
}

/** Tells the page the state; `always: false` only if it has not been told for a while. */
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

/** The first failure is the one that is told; only the loss of the device says more. */
export function fail(session: SessionState, error: unknown, recoverable: boolean, cause?: NotFinite): void {
  session.wanted = false
  if (session.state.kind === 'failed') return
  const needs = error instanceof Error && error.name === 'DataNotHere' && { needs: 'data' as const }
  const message = error instanceof Error ? error.message : String(error)
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

/** Runs one command after the others have ended, well or badly. */
export function enqueue<T>(session: SessionState, work: () => Promise<T>): Promise<T> {
  const turn = session.queue.then(work, work)
  session.queue = turn.catch(() => undefined)
  return turn
}

/** Asked after every wait: the device may have gone, or a value that is not finite have been found, meanwhile. */
export const hasFailed = (session: SessionState): boolean => session.gpu.isLost() || session.state.kind === 'failed'
