/**
 * One page's experiment: what may be asked of the worker, over the record in live.ts. It owns the state; the page shows what
 * it was last told. Wired to comlink by worker.ts; a test drives it directly.
 */
import { dataKey } from '../data/schema'
import type { Gpu } from '../engine/device'
import type { Choices } from '../engine/tune'
import { buildExperiment } from '../experiments/build'
import { check, errorsOf, type Problem } from '../experiments/check'
import { NO_PARTS, readSample, sampleRanges } from '../experiments/frames'
import { misfit, predictRunBytes, type Run } from '../experiments/run'
import type { Experiment } from '../experiments/schema'
import { tuneExperiment } from '../experiments/tune'
import type { KeptCheckpoint } from '../runs/checkpoint'
import type { RunId } from '../runs/record'
import { isExact, keptOf, leave, offer, restore, showResult, takeCheckpoint } from './checkpointing'
import { costOf, layersOf } from './describe'
import { NotKept } from './keep'
import { become, createLive, fail, forget, type Host, hasFailed, inTurn, type Live, lost, openedRun, progressOf, tell } from './live'
import type { Answer, Cost, Evaluation, Misclassified, Opened, OpenedAs, Resumed, WatchRequest } from './protocol'
import { columnsOf } from './series'
import { begin, evaluate, halt } from './training'
import { makeRing, membraneOf, preview, readPinned, sampleOf, samplesOf, showSample, showWeights } from './watching'
import { readFilters, readWeights, writeWeights } from './weights'

export type Session = Awaited<ReturnType<typeof createSession>>

/** @throws NoDevice where there is no device to open. */
export async function createSession(host: Host) {
  const live = createLive(host, await host.openGpu())
  watchLoss(live, live.gpu)
  const exclusive = <T>(work: () => Promise<T>): Promise<T> => inTurn(live, work)
  let tuning = new AbortController()
  return {
    get gpu() {
      return live.gpu
    },
    run: () => openedRun(live),
    async open(next: Experiment, as?: OpenedAs): Promise<Opened> {
      // Refused before anything is interrupted: an experiment with a problem changes nothing.
      refuse(check(next))
      refuse(predict(live, next).problems)
      live.wanted = false
      return exclusive(() => open(live, next, as))
    },
    recover: () => exclusive(() => recover(live)),
    tune() {
      tuning = new AbortController()
      const { signal } = tuning
      return exclusive(() => tune(live, signal))
    },
    stopTuning: () => tuning.abort(),
    predict: async (next: Experiment) => predict(live, next),
    play: () =>
      exclusive(async () => {
        const { totalSteps } = openedRun(live).built
        if (live.step < totalSteps) void begin(live, totalSteps).catch(() => undefined)
      }),
    pause: () => halt(live),
    step: (count: number) =>
      exclusive(async () => {
        await halt(live)
        await begin(live, Math.min(openedRun(live).built.totalSteps, live.step + Math.max(1, Math.floor(count))))
      }),
    reset(id?: RunId) {
      live.wanted = false
      return exclusive(() => reset(live, id))
    },
    resume: (id: RunId) => exclusive(() => resume(live, id)),
    kept: () => live.keeper.list(),
    discard: (id: RunId) => live.keeper.remove(id),
    look: () => exclusive(() => look(live)),
    keep: () => keep(live),
    async idle() {
      await live.queue
      await live.loop
      await live.taking
      await live.keeper.settle()
    },
    watch: (request: WatchRequest) => watch(live, request),
    state: () => ({ state: live.state, progress: progressOf(live) }),
    scalars: () => columnsOf(live.series.rows),
    tests: () => live.tests,
    evaluate: () => exclusive(() => evaluateNow(live)),
    membrane: (layer: string) => membraneOf(live, layer),
    sample: (sample: number, layer?: string) => sampleOf(live, sample, layer),
    samples: (layer: string) => samplesOf(live, layer),
    gradientNorm: async (layer: string) => [...(await membraneOf(live, layer)).gradientNorm],
    answer: (image: Uint8Array) => answer(live, image),
    misclassified: async (limit: number) => misclassified(live, limit),
    weights: () => readWeights(openedRun(live)),
    filters: () => readFilters(openedRun(live)),
    load: (file: ArrayBuffer, id?: RunId) => exclusive(() => load(live, file, id)),
    allocated: () => live.gpu.allocated(),
  }
}

function watchLoss(live: Live, gpu: Gpu): void {
  void gpu.lost.then((message) => {
    if (gpu === live.gpu && live.run) lost(live, message)
  })
  gpu.onError((message) => fail(live, `The graphics device reported an error: ${message}`, true))
}

/** @throws with every problem that is an error, in words. */
function refuse(problems: readonly Problem[]): void {
  const errors = errorsOf(problems)
  if (errors.length > 0) throw new Error(errors.map((p) => p.message).join(' '))
}

function predict(live: Live, next: Experiment): Cost {
  const built = buildExperiment(next, undefined, { profile: live.gpu.info.profile, choices: live.choices })
  return costOf(built, predictRunBytes(built), live.gpu.info)
}

async function open(live: Live, next: Experiment, as?: OpenedAs): Promise<Opened> {
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
async function recover(live: Live): Promise<Opened> {
  await halt(live)
  if (!live.run || live.gpu.isLost()) return reopen(live, live.checkpoint ? keptOf(live, live.checkpoint) : await lastWritten(live))
  become(live, { kind: 'paused', step: live.step })
  await preview(live)
  return openedOf(live, live.run)
}

const openedOf = (live: Live, { built }: Run): Opened => ({
  layers: layersOf(built),
  cost: predict(live, built.experiment),
  totalSteps: built.totalSteps,
  stepsPerEpoch: built.stepsPerEpoch,
  pinned: built.pinned.count,
})

/**
 * Measures which forms of its products this experiment runs fastest with here, and goes on with them: the same bits, sooner.
 * Null where it was stopped: then everything is as before.
 */
async function tune(live: Live, signal: AbortSignal): Promise<Choices | null> {
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
async function resume(live: Live, id: RunId): Promise<Resumed> {
  if (id === live.id && live.run && !live.gpu.isLost()) {
    await halt(live)
    const { experiment, preset, step } = live
    return { ...openedOf(live, live.run), id, experiment: experiment!, preset: preset ?? '', step, exact: true }
  }
  const kept = await live.keeper.read(id)
  const { experiment, preset, step } = kept.info
  refuseKept(live, kept)
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
function refuseKept(live: Live, { info, state }: KeptCheckpoint): void {
  try {
    refuse(check(info.experiment))
    refuse(predict(live, info.experiment).problems)
  } catch (error) {
    throw new NotKept(`This run cannot be resumed here: ${error instanceof Error ? error.message : String(error)}`)
  }
  const why = misfit(buildExperiment(info.experiment, undefined, { profile: live.gpu.info.profile }), state)
  if (why !== null) throw new NotKept(why)
}

/** Writes what the open run would go on from. */
async function keep(live: Live): Promise<void> {
  if (live.run && !hasFailed(live)) await takeCheckpoint(live, live.run)
  await live.keeper.settle()
}

/** Weights out of a file, in place of those that were learned: another run. What was seen of the old ones is forgotten. */
async function load(live: Live, file: ArrayBuffer, id: RunId = crypto.randomUUID()): Promise<void> {
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

async function reset(live: Live, id?: RunId): Promise<Opened> {
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

async function look(live: Live): Promise<void> {
  if (!live.run || live.loop || live.gpu.isLost()) return
  await preview(live)
  showResult(live)
}

/** At a standstill, what is newly watched is shown at once. Another run may have been opened by the time that the sample is read. */
async function watch(live: Live, request: WatchRequest): Promise<void> {
  const { sample, layers, weights } = live.watch
  live.watch = request
  const { run } = live
  if (!run || live.loop || !request.visible || live.state.kind === 'compiling' || live.gpu.isLost()) return
  if (request.sample !== sample || request.layers.join() !== layers.join()) await showSample(live, run)
  if (run === live.run && request.weights !== weights) await showWeights(live, run)
}

/** Answers the test set now; training that was under way goes on afterwards unless it was paused meanwhile. */
async function evaluateNow(live: Live): Promise<Evaluation> {
  const resume = live.wanted
  await halt(live)
  const { loss, accuracy, confusion } = await evaluate(live)
  if (live.checkpoint?.step === live.step) offer(live)
  if (resume) void begin(live, openedRun(live).built.totalSteps).catch(() => undefined)
  else tell(live)
  const { classes } = openedRun(live).built.evaluation
  const rows = Array.from({ length: classes }, (_, c) => [...confusion.subarray(c * classes, (c + 1) * classes)])
  return { step: live.step, loss, accuracy, confusion: rows }
}

async function answer(live: Live, image: Uint8Array): Promise<Answer> {
  const run = openedRun(live)
  const { images, count } = run.built.pinned
  const bytes = images.shape[1]! * 4
  if (image.length > bytes) throw new Error(`An image here has ${bytes} pixels; this one has ${image.length}`)
  const row = new Uint8Array(bytes)
  row.set(image)
  live.gpu.device.queue.writeBuffer(run.compiled.buffer(images), count * bytes, row)
  const { evidence, steps, classes } = readSample(run, await readPinned(live, run, sampleRanges(run, count, NO_PARTS)), NO_PARTS)
  return { evidence, steps, classes }
}

/** The first few test samples that the last evaluation got wrong. */
function misclassified(live: Live, limit: number): Misclassified {
  if (!live.lastResult || !live.data) return { total: 0, samples: 0, examples: [] }
  const { answers } = live.lastResult
  const { labels, images, count } = live.data.set.test
  const size = images.length / count
  const wrong = [...answers.keys()].filter((i) => answers[i] !== labels[i])
  const examples = wrong.slice(0, limit).map((index) => ({
    index,
    label: labels[index]!,
    answer: answers[index]!,
    image: images.slice(index * size, (index + 1) * size),
  }))
  return { total: wrong.length, samples: count, examples }
}
