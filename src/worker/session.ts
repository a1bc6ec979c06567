/**
 * One open experiment: the calls of SessionApi over the record in session-state.ts. It owns the state; the page shows the newest that it
 * received. worker.ts exposes it through comlink, which moves the buffers marked here instead of copying them; tests call it directly.
 */
import * as Comlink from 'comlink'
import { type Counts, heldOutParts } from '../data/schema'
import type { DataSet } from '../data/streams'
import type { NewValues } from '../experiments/changes'
import { check } from '../experiments/check'
import type { Run } from '../experiments/run'
import type { Experiment } from '../experiments/schema'
import { checkLayer } from '../networks/gradient-check'
import { readDelays, readStepWeights } from '../networks/over-time'
import { readFilters, readWeights, type Which } from '../networks/weights'
import type { GradientCheck } from '../readings/gradient-check'
import type { GradientFlow } from '../readings/gradient-flow'
import type { DelayedSynapses, Filters, StepWeights } from '../readings/layers'
import type { HeldOut } from '../readings/metrics'
import type { SampleLayer } from '../readings/sample'
import type { RunId } from '../runs/record'
import { taskOf } from '../tasks/registry'
import { largestBatch, predict, refuse } from './building'
import { change } from './changing'
import { offer, showReport } from './checkpointing'
import { load, open, recover, reset, resume, saveOpenRun, tuningCalls, watchLoss } from './opening'
import { measuringCalls } from './profiling'
import type { Evaluation, Opened, OpenedAs, WatchRequest } from './protocol'
import { columnsOf } from './series'
import { createSessionState, enqueue, type Host, hasFailed, openedRun, postState, progressOf, type SessionState } from './session-state'
import { endStress, stressCalls } from './stress'
import { teacherFrom } from './teacher'
import { begin, evaluate, halt } from './training'
import { membraneOf, operationsOf, preview, sampleOf, samplesOf, showSample, showWeights } from './watching'

export type Session = Awaited<ReturnType<typeof createSession>>

/** @throws NoDevice where there is no device to open. */
export async function createSession(host: Host) {
  const session = createSessionState(host, await host.openGpu())
  watchLoss(session, session.gpu)
  const exclusive = <T>(work: () => Promise<T>): Promise<T> => enqueue(session, work)
  /** Waits until a change of settings is complete, then calls `ask`. */
  const settled = async <T>(ask: () => Promise<T>): Promise<T> => {
    await session.applyingChanges
    return ask()
  }
  return {
    get gpu() {
      return session.gpu
    },
    run: () => openedRun(session),
    async open(next: Experiment, as?: OpenedAs): Promise<Opened> {
      // Refused before anything is interrupted: an experiment with a problem changes nothing.
      refuse(check(next))
      refuse((await predict(session, next)).problems)
      session.wanted = false
      return exclusive(() => open(session, next, as))
    },
    recover: () => exclusive(() => recover(session)),
    ...tuningCalls(session),
    predict: (next: Experiment, counts?: Counts) => predict(session, next, counts),
    largestBatch: (next: Experiment) => largestBatch(session, next),
    play: () =>
      exclusive(async () => {
        const { totalSteps } = openedRun(session).built
        if (session.step < totalSteps) void begin(session, Number.POSITIVE_INFINITY).catch(() => undefined)
      }),
    async pause() {
      const trained = session.loop !== undefined
      await halt(session)
      if (trained) await exclusive(() => showLast(session))
    },
    train: (count: number, every?: number) =>
      exclusive(async () => {
        await halt(session)
        await begin(session, session.step + Math.max(1, Math.floor(count)), every)
      }),
    change: (values: NewValues) => change(session, values),
    reset(id?: RunId) {
      session.wanted = false
      return exclusive(() => reset(session, id))
    },
    resume: (id: RunId) => exclusive(() => resume(session, id)),
    resumableRuns: () => session.checkpointWriter.list(),
    discard: (id: RunId) => session.checkpointWriter.remove(id),
    preview: () => exclusive(() => showPreview(session)),
    save: () => saveOpenRun(session),
    async idle() {
      await session.queue
      await session.loop
      await session.taking
      await session.checkpointWriter.settle()
    },
    watch: (request: WatchRequest) => settled(() => applyWatch(session, request)),
    state: () => ({ state: session.state, progress: progressOf(session) }),
    scalars: () => columnsOf(session.series),
    tests: () => session.tests,
    evaluate: (part?: HeldOut) => exclusive(() => evaluateNow(session, part)),
    ...stressCalls(session),
    ...measuringCalls(session),
    membrane: (layer: string) => settled(() => membraneOf(session, layer)),
    sample: (sample: number, layer?: string) => settled(() => sampleOf(session, sample, layer)),
    samples: (layer: string) => settled(() => movedSamples(session, layer)),
    ...gradientCalls(session, settled),
    inspect: (call: unknown) => settled(() => openedRun(session).inspect(call, session.lastReport)),
    weights: (which?: Which) => settled(() => weightsFile(session, which)),
    teacher: (of: RunId | ArrayBuffer) => teacherFrom(session, of),
    operations: () => settled(() => operationsOf(session)),
    filters: (layer: string) => settled(() => filtersOf(session, layer)),
    delays: (layer: string) => settled(() => delaysIn(session, layer)),
    stepWeights: (layer: string) => settled(() => stepWeightsIn(session, layer)),
    load: (file: ArrayBuffer, id?: RunId) => exclusive(() => load(session, file, id)),
    allocated: () => session.gpu.allocated(),
    loseDevice: () => session.gpu.device.destroy(),
    /** The loaded samples, where this experiment uses the same ones. */
    dataFor: (e: Experiment): DataSet | undefined => (session.data?.key === taskOf(e).needs(e).key ? session.data.set : undefined),
    /** Ends the session; the device stays open. */
    async close() {
      await halt(session)
      await exclusive(async () => {
        endStress(session)
        session.run?.destroy()
        session.ring?.destroy()
        Object.assign(session, { run: undefined, ring: undefined })
      })
    },
  }
}

async function movedSamples(session: SessionState, layer: string): Promise<SampleLayer[]> {
  const layers = await samplesOf(session, layer)
  return Comlink.transfer(
    layers,
    layers.flatMap(({ membrane, spikes }) => [membrane.buffer, spikes.buffer] as ArrayBuffer[]),
  )
}

const gradientCalls = (session: SessionState, settled: <T>(act: () => Promise<T>) => Promise<T>) => ({
  gradientNorm: (layer: string) => settled(async () => [...(await membraneOf(session, layer)).gradientNorm]),
  checkGradient: (layer: string) => settled(() => checkGradient(session, layer)),
  gradientFlow: (layer: string, sample: number) => settled(() => followGradient(session, layer, sample)),
})

async function checkGradient(session: SessionState, layer: string): Promise<GradientCheck> {
  const { compiled, built } = openedRun(session)
  return checkLayer({ gpu: session.gpu, run: compiled, pinned: built.pinned, ops: built.programs.pinned! }, layer)
}

async function followGradient(session: SessionState, layer: string, sample: number): Promise<GradientFlow> {
  const { compiled, built } = openedRun(session)
  if (!built.gradientFlow || !session.data)
    throw new Error('The gradient of this experiment is not followed over time: it has no loss of one sample.')
  return built.gradientFlow({ gpu: session.gpu, compiled, data: session.data.set }, layer, sample)
}

async function weightsFile(session: SessionState, which?: Which): Promise<ArrayBuffer> {
  const { compiled, built } = openedRun(session)
  const bytes = await readWeights(compiled, built.networks, session.experiment, which)
  return Comlink.transfer(bytes, [bytes])
}

/** Views ask at any time: while the next experiment is being opened, there is nothing to read. */
async function filtersOf({ run }: SessionState, layer: string): Promise<Filters | null> {
  return run ? readFilters(run.compiled, run.built.networks, layer) : null
}

async function delaysIn({ run }: SessionState, layer: string): Promise<DelayedSynapses | null> {
  return run ? readDelays(run.compiled, run.built.networks, layer) : null
}

async function stepWeightsIn({ run }: SessionState, layer: string): Promise<StepWeights | null> {
  return run ? readStepWeights(run.compiled, run.built.networks, layer) : null
}

async function showPreview(session: SessionState): Promise<void> {
  if (!session.run || session.loop || session.gpu.isLost()) return
  await preview(session)
  showReport(session)
}

/** Updates the views when training was paused at a step that was not watched. */
async function showLast(session: SessionState): Promise<void> {
  if (!session.run || session.loop || hasFailed(session) || session.readings?.step === session.step) return
  await preview(session)
}

/** While training is paused, what is newly watched is shown at once. Another run may have been opened by the time the sample is read. */
async function applyWatch(session: SessionState, request: WatchRequest): Promise<void> {
  const before = session.watch
  session.watch = request
  const { run } = session
  if (!run || session.loop || !request.visible || session.state.kind === 'compiling' || session.gpu.isLost()) return
  const sampleChanged =
    request.sample !== before.sample ||
    (request.customSample ?? null) !== (before.customSample ?? null) ||
    request.layers.join() !== before.layers.join()
  if (sampleChanged) await showNewest(session, run, request)
  if (run === session.run && request.weights !== before.weights) await showWeights(session, run)
}

/** Reads one sample at a time, and of the requests meanwhile only the newest: drawing sends them faster than some adapters answer. */
async function showNewest(session: SessionState, run: Run, request: WatchRequest): Promise<void> {
  const before = session.showing
  if (before) await before.catch(() => undefined)
  if (session.watch !== request || run !== session.run) return
  session.showing = showSample(session, run)
  await session.showing
}

/** Evaluates now, by default on validation samples and test set; training continues afterwards unless it was paused meanwhile. */
async function evaluateNow(session: SessionState, only?: HeldOut): Promise<Evaluation> {
  const resume = session.wanted
  await halt(session)
  let evaluation: Evaluation | undefined
  for (const part of only ? [only] : heldOutParts(openedRun(session).built.counts)) evaluation = await evaluate(session, part)
  if (session.checkpoint?.step === session.step) offer(session)
  if (resume) void begin(session, Number.POSITIVE_INFINITY).catch(() => undefined)
  else postState(session)
  return evaluation!
}
