/**
 * How a run comes to be open and how it goes: opened, built anew, recovered, timed, resumed, reset, given other weights. Whoever calls
 * does one at a time; session.ts sees to it.
 */
import { type Counts, dataKey } from '../data/schema'
import type { Gpu } from '../engine/device'
import type { Choices } from '../engine/tune'
import { type BuiltExperiment, buildExperiment } from '../experiments/build'
import { check, errorsOf, type Problem } from '../experiments/check'
import { misfit, predictRunBytes, type Run } from '../experiments/run'
import type { Experiment } from '../experiments/schema'
import { tuneExperiment } from '../experiments/tune'
import type { KeptCheckpoint } from '../runs/checkpoint'
import type { RunId } from '../runs/record'
import { isExact, keptOf, leave, restore, showResult, takeCheckpoint } from './checkpointing'
import { costOf, layersOf } from './describe'
import { NotKept } from './keep'
import { become, fail, forget, hasFailed, type Live, lost, openedRun, tell } from './live'
import type { Cost, Opened, OpenedAs, Resumed } from './protocol'
import { halt } from './training'
import { makeRing, preview } from './watching'
import { writeWeights } from './weights'

export function watchLoss(live: Live, gpu: Gpu): void {
  void gpu.lost.then((message) => {
    if (gpu === live.gpu && live.run) lost(live, message)
  })
  gpu.onError((message) => fail(live, `The graphics device reported an error: ${message}`, true))
}

/** @throws with every problem that is an error, in words. */
export function refuse(problems: readonly Problem[]): void {
  const errors = errorsOf(problems)
  if (errors.length > 0) throw new Error(errors.map((p) => p.message).join(' '))
}

/** @param counts of the samples that there will be; else of those that are here. */
export async function predict(live: Live, next: Experiment, counts?: Counts): Promise<Cost> {
  const known = counts ?? (await countsHere(live, next))
  const { profile } = live.gpu.info
  return costOfBuilt(live, buildExperiment(next, undefined, { profile, choices: live.choices, ...(known && { counts: known }) }))
}

const costOfBuilt = (live: Live, built: BuiltExperiment): Cost => costOf(built, predictRunBytes(built), live.gpu.info)

/** Of a set of which only a part is here, that part; undefined where no more is known than its kind says. */
async function countsHere({ data, host }: Live, next: Experiment): Promise<Counts | undefined> {
  if (data?.key !== dataKey(next.data)) return host.countsOf(next)
  return { train: data.set.train.count, test: data.set.test.count }
}

export async function open(live: Live, next: Experiment, as?: OpenedAs): Promise<Opened> {
  await halt(live)
  await leave(live)
  return build(live, next, as?.preset ?? null, as?.id)
}

/** Builds an experiment in the place of the open one, paused, with a first look at it. */
async function build(live: Live, next: Experiment, preset: string | null, id: RunId = crypto.randomUUID()): Promise<Opened> {
  await reviveGpu(live)
  live.run?.destroy()
  live.ring?.destroy()
  live.run = undefined
  live.ring = undefined
  live.experiment = next
  live.preset = preset
  await beginAs(live, id)
  try {
    become(live, { kind: 'compiling', done: 0, total: 1, what: 'Loading the data' })
    const key = dataKey(next.data)
    if (live.data?.key !== key) {
      const set = await live.host.loadData(next, (done, total) =>
        become(live, { kind: 'compiling', done, total, what: 'Loading the data' }),
      )
      live.data = { key, set }
    }
    live.run = await live.host.createRun(live.gpu, next, live.data.set, {
      choices: live.choices,
      onProgress: (done, total) => {
        live.state = { kind: 'compiling', done, total, what: 'Compiling the shaders' }
        tell(live, false)
      },
    })
    makeRing(live, live.run)
    become(live, { kind: 'paused', step: 0 })
    await preview(live)
    return openedOf(live, live.run)
  } catch (error) {
    if (live.gpu.isLost()) lost(live, 'while the experiment was opened')
    else fail(live, error, false)
    throw error
  }
}

/** Another run begins in the place of the open one, whose lock goes when it is written. */
async function beginAs(live: Live, id: RunId): Promise<void> {
  await hold(live, id)
  forget(live, id)
}

async function hold(live: Live, id: RunId): Promise<void> {
  const { keeper, host, id: before } = live
  await host.locks.take(id)
  if (before === id) return
  void keeper.settle().then(() => {
    if (live.id !== before) host.locks.release(before)
  })
}

/** Another device where this one is gone; what lay on it is gone too. */
async function reviveGpu(live: Live): Promise<void> {
  if (!live.gpu.isLost()) return
  live.run = undefined
  live.ring = undefined
  live.gpu = await live.host.openGpu()
  watchLoss(live, live.gpu)
}

/** After a lost device: another one, the same experiment, the last checkpoint. After a value that was not finite: the weights of the step before. */
export async function recover(live: Live): Promise<Opened> {
  await halt(live)
  if (!live.run || live.gpu.isLost()) return reopen(live, live.checkpoint ? keptOf(live, live.checkpoint) : await lastWritten(live))
  become(live, { kind: 'paused', step: live.step })
  await preview(live)
  return openedOf(live, live.run)
}

const openedOf = (live: Live, { built }: Run): Opened => ({
  ...(live.data?.set.classNames && { classNames: live.data.set.classNames }),
  layers: layersOf(built),
  cost: costOfBuilt(live, built),
  totalSteps: built.totalSteps,
  stepsPerEpoch: built.stepsPerEpoch,
  pinned: built.pinned.count,
})

/**
 * Measures which forms of its products this experiment runs fastest with here, and goes on with them: the same bits, sooner.
 * Null where it was stopped: then everything is as before.
 */
export async function tune(live: Live, signal: AbortSignal): Promise<Choices | null> {
  await halt(live)
  const run = openedRun(live)
  const { elapsedMs, evaluationDue } = live
  const checkpoint = { ...(await run.checkpoint()), elapsedMs, evaluationDue }
  try {
    const choices = await tuneExperiment(
      live.gpu,
      run.built.experiment,
      live.data!.set,
      (done, total) => become(live, { kind: 'compiling', done, total, what: 'Timing the kernels' }),
      signal,
    )
    live.choices = { ...live.choices, ...choices }
    await reopen(live, keptOf(live, checkpoint))
    return choices
  } catch (error) {
    if (live.gpu.isLost()) lost(live, 'while the kernels were timed')
    else if (live.run) become(live, { kind: live.step >= run.built.totalSteps ? 'finished' : 'paused', step: live.step })
    if (signal.aborted && !live.gpu.isLost()) return null
    throw error
  }
}

/** The open experiment built anew, at what was kept of it. A failure keeps that for the next try. */
async function reopen(live: Live, kept: KeptCheckpoint | undefined): Promise<Opened> {
  if (!live.experiment) throw new Error('No experiment is open.')
  const { id, loaded, checkpoint, series, tests, elapsedMs, lastResult, evaluationDue } = live
  try {
    const opened = await build(live, live.experiment, live.preset, id)
    if (kept) await goOnFrom(live, kept)
    return opened
  } catch (error) {
    Object.assign(live, { id, loaded, checkpoint, series, tests, elapsedMs, lastResult, evaluationDue })
    throw error
  }
}

/** Of the open run, where it was written; undefined where it was not, or cannot be read. */
const lastWritten = (live: Live): Promise<KeptCheckpoint | undefined> => live.keeper.read(live.id).catch(() => undefined)

async function goOnFrom(live: Live, kept: KeptCheckpoint): Promise<void> {
  restore(live, kept)
  become(live, { kind: live.step >= openedRun(live).built.totalSteps ? 'finished' : 'paused', step: live.step })
  await preview(live)
  showResult(live)
}

/**
 * Goes on with a run that was kept, as if it had not been interrupted, paused at the step at which it was left.
 * @throws NotKept where it cannot be had: then nothing has changed.
 */
export async function resume(live: Live, id: RunId): Promise<Resumed> {
  if (id === live.id && live.run && !live.gpu.isLost()) {
    await halt(live)
    const { experiment, preset, step } = live
    return { ...openedOf(live, live.run), id, experiment: experiment!, preset: preset ?? '', step, exact: true }
  }
  const kept = await live.keeper.read(id)
  const { experiment, preset, step } = kept.info
  await refuseKept(live, kept)
  if (id !== live.id && !(await live.host.locks.take(id))) throw new NotKept('Another tab has this run open.')
  await halt(live)
  await leave(live)
  const exact = isExact(live, kept.state)
  if (exact) live.choices = { ...live.choices, ...kept.state.choices }
  const same = live.run && !live.gpu.isLost() && JSON.stringify(live.experiment) === JSON.stringify(experiment)
  live.preset = preset
  if (same) await beginAs(live, id)
  else await build(live, experiment, preset, id)
  await goOnFrom(live, kept)
  return { ...openedOf(live, openedRun(live)), id, experiment, preset, step, exact }
}

/** @throws NotKept where what is kept cannot be what it says. */
async function refuseKept(live: Live, { info, state }: KeptCheckpoint): Promise<void> {
  try {
    refuse(check(info.experiment))
    refuse((await predict(live, info.experiment)).problems)
  } catch (error) {
    throw new NotKept(`This run cannot be resumed here: ${error instanceof Error ? error.message : String(error)}`)
  }
  const why = misfit(buildExperiment(info.experiment, undefined, { profile: live.gpu.info.profile }), state)
  if (why !== null) throw new NotKept(why)
}

/** Writes what the open run would go on from. */
export async function keep(live: Live): Promise<void> {
  if (live.run && !hasFailed(live)) await takeCheckpoint(live, live.run)
  await live.keeper.settle()
}

/** Weights out of a file, in place of those that were learned: another run. What was seen of the old ones is forgotten. */
export async function load(live: Live, file: ArrayBuffer, id: RunId = crypto.randomUUID()): Promise<void> {
  await halt(live)
  const run = openedRun(live)
  await leave(live)
  writeWeights(run, file)
  await hold(live, id)
  Object.assign(live, { id, loaded: true, checkpoint: undefined, readings: undefined, lastResult: undefined, evaluationDue: false })
  tell(live)
  await takeCheckpoint(live, run)
  await preview(live)
}

export async function reset(live: Live, id?: RunId): Promise<Opened> {
  await halt(live)
  await leave(live)
  const run = openedRun(live)
  if (live.gpu.isLost()) return build(live, run.built.experiment, live.preset, id)
  run.reset()
  await beginAs(live, id ?? crypto.randomUUID())
  become(live, { kind: 'paused', step: 0 })
  await preview(live)
  return openedOf(live, openedRun(live))
}
