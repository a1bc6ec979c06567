/**
 * Opens, rebuilds, recovers, tunes, resumes and resets runs, and loads weights into them. session.ts calls one of these functions at a
 * time.
 */

import type { Gpu } from '../engine/device'
import type { TunedVariants } from '../engine/tune'
import { asOf } from '../experiments/changes'
import { check } from '../experiments/check'
import { misfit, type Run } from '../experiments/run'
import type { Experiment } from '../experiments/schema'
import { tuneExperiment } from '../experiments/tune'
import { layersOf, otherPartsOf } from '../networks/description'
import { writeWeights } from '../networks/weights'
import { messageOf } from '../problem'
import type { SavedCheckpoint } from '../runs/checkpoint'
import type { RunId } from '../runs/record'
import { taskOf } from '../tasks/registry'
import { builtFor, costOfBuilt, countsHere, predict, refuse } from './building'
import { applyChanges } from './changing'
import { RunUnavailable } from './checkpoint-shelf'
import { isExact, offer, restore, saveBeforeLeaving, savedCheckpointOf, showReport, takeCheckpoint } from './checkpointing'
import type { Opened, OpenedAs, Resumed } from './protocol'
import { clearRun, enqueue, fail, hasFailed, lost, openedRun, postState, type SessionState, setState } from './session-state'
import { endStress } from './stress'
import { halt, readScalars } from './training'
import { makeRing, preview } from './watching'

export function watchLoss(session: SessionState, gpu: Gpu): void {
  void gpu.lost.then((message) => {
    if (gpu === session.gpu && session.run) lost(session, message)
  })
  gpu.onError((message) => fail(session, `The graphics device reported an error: ${message}`, true))
}

export async function open(session: SessionState, next: Experiment, as?: OpenedAs): Promise<Opened> {
  await halt(session)
  await saveBeforeLeaving(session)
  return build(session, next, as?.preset ?? null, as?.id)
}

/** Builds an experiment in place of the open one and shows a first frame, paused: at step 0, or at a saved checkpoint. */
async function build(
  session: SessionState,
  next: Experiment,
  preset: string | null,
  id: RunId = crypto.randomUUID(),
  saved?: SavedCheckpoint,
): Promise<Opened> {
  const step = saved?.state.step ?? 0
  await reviveGpu(session)
  endStress(session)
  session.run?.destroy()
  session.ring?.destroy()
  session.run = undefined
  session.ring = undefined
  session.experiment = next
  session.builtAs = asOf(next, step)
  session.preset = preset
  await beginAs(session, id)
  try {
    const { key } = taskOf(next).needs(next)
    if (session.data?.key !== key) {
      const onProgress = (done: number, total: number) => setState(session, { kind: 'compiling', done, total, what: 'Loading the data' })
      onProgress(0, 1)
      const set = await session.host.loadData(next, onProgress, session.gpu)
      session.data = { key, set }
    }
    const compiling = (done: number, total: number) => ({ kind: 'compiling', done, total, what: 'Compiling the shaders' }) as const
    // The first of them may be written and compiled for seconds, of a long text of equations.
    setState(session, compiling(0, 1))
    const built = builtFor(session, next, await countsHere(session, next), step)
    session.run = await session.host.openRun(session.gpu, built, session.data.set, {
      onProgress: (done, total) => {
        session.state = compiling(done, total)
        postState(session, false)
      },
    })
    makeRing(session, session.run)
    if (saved) await continueFrom(session, saved)
    else {
      setState(session, { kind: 'paused', step: 0 })
      await preview(session)
    }
    return openedOf(session, session.run)
  } catch (error) {
    if (session.gpu.isLost()) lost(session, 'while the experiment was opened')
    else fail(session, error, false)
    throw error
  }
}

/** Starts another run in place of the open one, whose lock is released when its checkpoint is written. */
async function beginAs(session: SessionState, id: RunId): Promise<void> {
  await lockRun(session, id)
  clearRun(session, id)
}

async function lockRun(session: SessionState, id: RunId): Promise<void> {
  const { checkpointWriter, host, id: before } = session
  await host.locks.take(id)
  if (before === id) return
  void checkpointWriter.settle().then(() => {
    if (session.id !== before) host.locks.release(before)
  })
}

/** Opens another device where this one was lost, without the run that was on it. */
async function reviveGpu(session: SessionState): Promise<void> {
  if (!session.gpu.isLost()) return
  session.run = undefined
  session.ring = undefined
  session.gpu = await session.host.openGpu()
  watchLoss(session, session.gpu)
}

/**
 * After a lost device: opens another device and the same experiment at its last checkpoint. After a non-finite value: restores the weights
 * of the step before.
 */
export async function recover(session: SessionState): Promise<Opened> {
  await halt(session)
  // Without a ring, the previous change of settings was interrupted.
  if (!session.run || !session.ring || session.gpu.isLost())
    return reopen(session, session.checkpoint ? savedCheckpointOf(session, session.checkpoint) : await lastSaved(session))
  setState(session, { kind: 'paused', step: session.step })
  await preview(session)
  return openedOf(session, session.run)
}

const openedOf = (session: SessionState, { built }: Run): Opened => ({
  ...(session.data?.set.outputNames && { outputNames: session.data.set.outputNames }),
  layers: layersOf(
    built.networks.map(({ graph }) => graph),
    built.inputShape,
  ),
  otherParts: otherPartsOf(built.networks),
  cost: costOfBuilt(session, built),
  totalSteps: built.totalSteps,
  stepsPerEpoch: built.stepsPerEpoch,
  pinned: built.pinned.count,
})

export function tuningCalls(session: SessionState) {
  let tuning = new AbortController()
  return {
    tune() {
      tuning = new AbortController()
      const { signal } = tuning
      return enqueue(session, () => tune(session, signal))
    },
    stopTuning: () => tuning.abort(),
  }
}

/**
 * Measures the fastest variants of this experiment's ops on this device, and continues with them: the same bits in less time. Null where
 * it was stopped; then nothing has changed.
 */
async function tune(session: SessionState, signal: AbortSignal): Promise<TunedVariants | null> {
  await halt(session)
  const run = openedRun(session)
  const { elapsedMs, evaluationDue } = session
  const checkpoint = { ...(await run.checkpoint()), elapsedMs, evaluationDue }
  try {
    const chosen = await tuneExperiment(
      session.gpu,
      session.experiment!,
      session.data!.set,
      (done, total) => setState(session, { kind: 'compiling', done, total, what: 'Timing the kernels' }),
      signal,
    )
    session.tunedVariants = { ...session.tunedVariants, ...chosen }
    await reopen(session, savedCheckpointOf(session, checkpoint))
    return chosen
  } catch (error) {
    if (session.gpu.isLost()) lost(session, 'while the kernels were timed')
    else if (session.run) setState(session, { kind: session.step >= run.built.totalSteps ? 'finished' : 'paused', step: session.step })
    if (signal.aborted && !session.gpu.isLost()) return null
    throw error
  }
}

/** Rebuilds the open experiment at a saved checkpoint. If that fails, the session's progress is restored for another attempt. */
async function reopen(session: SessionState, saved: SavedCheckpoint | undefined): Promise<Opened> {
  if (!session.experiment) throw new Error('No experiment is open.')
  const { id, loaded, checkpoint, series, tests, elapsedMs, lastReport, evaluationDue } = session
  try {
    return await build(session, session.experiment, session.preset, id, saved)
  } catch (error) {
    Object.assign(session, { id, loaded, checkpoint, series, tests, elapsedMs, lastReport, evaluationDue })
    throw error
  }
}

/** The last checkpoint of the open run; undefined where none was written or it cannot be read. */
const lastSaved = (session: SessionState): Promise<SavedCheckpoint | undefined> =>
  session.checkpointWriter.read(session.id).catch(() => undefined)

async function continueFrom(session: SessionState, saved: SavedCheckpoint): Promise<void> {
  restore(session, saved)
  // Rows that had not been read when it was taken came along in its tensors.
  await readScalars(session, true)
  setState(session, { kind: session.step >= openedRun(session).built.totalSteps ? 'finished' : 'paused', step: session.step })
  await preview(session)
  showReport(session)
}

/**
 * Resumes a saved run as if it had not been interrupted, paused at its last saved step.
 * @throws RunUnavailable where that is impossible; nothing has changed then.
 */
export async function resume(session: SessionState, id: RunId): Promise<Resumed> {
  if (id === session.id && session.run && !session.gpu.isLost()) {
    await halt(session)
    const { experiment, preset, step } = session
    return { ...openedOf(session, session.run), id, experiment: experiment!, preset: preset ?? '', step, exact: true }
  }
  const saved = await session.checkpointWriter.read(id)
  const { experiment, preset, step } = saved.info
  await refuseMisfit(session, saved)
  if (id !== session.id && !(await session.host.locks.take(id))) throw new RunUnavailable('Another tab has this run open.')
  await halt(session)
  await saveBeforeLeaving(session)
  const exact = isExact(session, saved.state)
  if (exact) session.tunedVariants = { ...session.tunedVariants, ...saved.state.tunedVariants }
  const same = session.run && !session.gpu.isLost() && JSON.stringify(session.builtAs) === JSON.stringify(asOf(experiment, step))
  session.preset = preset
  if (same) {
    session.experiment = experiment
    await beginAs(session, id)
    await continueFrom(session, saved)
  } else await build(session, experiment, preset, id, saved)
  // Of those that are offered after a reload, the one that was open last comes first.
  if (exact) offer(session)
  return { ...openedOf(session, openedRun(session)), id, experiment, preset, step, exact }
}

/** @throws RunUnavailable where the checkpoint does not fit its experiment, or the experiment does not fit this device. */
async function refuseMisfit(session: SessionState, { info, state }: SavedCheckpoint): Promise<void> {
  try {
    refuse(check(info.experiment))
    refuse((await predict(session, info.experiment)).problems)
  } catch (error) {
    throw new RunUnavailable(`This run cannot be resumed here: ${messageOf(error)}`)
  }
  const why = misfit(builtFor(session, info.experiment, await countsHere(session, info.experiment), state.step), state)
  if (why !== null) throw new RunUnavailable(why)
}

/** Writes a checkpoint of the open run, and waits until it is written. */
export async function saveOpenRun(session: SessionState): Promise<void> {
  if (session.run && !hasFailed(session)) await takeCheckpoint(session, session.run)
  await session.checkpointWriter.settle()
}

/** Replaces the weights by those of a file and starts another run. Readings and reports of the old weights are cleared. */
export async function load(session: SessionState, file: ArrayBuffer, id: RunId = crypto.randomUUID()): Promise<void> {
  await halt(session)
  const run = openedRun(session)
  await saveBeforeLeaving(session)
  writeWeights(run.compiled, run.built.networks, file)
  await lockRun(session, id)
  Object.assign(session, { id, loaded: true, checkpoint: undefined, readings: undefined, lastReport: undefined, evaluationDue: false })
  postState(session)
  await takeCheckpoint(session, run)
  await preview(session)
}

export async function reset(session: SessionState, id?: RunId): Promise<Opened> {
  await halt(session)
  await saveBeforeLeaving(session)
  openedRun(session)
  if (session.gpu.isLost()) return build(session, session.experiment!, session.preset, id)
  await applyChanges(session, 0)
  openedRun(session).reset()
  await beginAs(session, id ?? crypto.randomUUID())
  setState(session, { kind: 'paused', step: 0 })
  await preview(session)
  return openedOf(session, openedRun(session))
}
