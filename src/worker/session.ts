/**
 * One page's experiment: what may be asked of the worker, over the record in session-state.ts. It owns the state; the page shows what
 * it was last told. Wired to comlink by worker.ts; a test drives it directly.
 */
import type { Counts } from '../data/schema'
import type { DataSet } from '../data/streams'
import type { NewValues } from '../experiments/changes'
import { check } from '../experiments/check'
import type { Run } from '../experiments/run'
import type { Experiment } from '../experiments/schema'
import { readFilters, readWeights, type Which } from '../networks/weights'
import type { Filters } from '../readings/layers'
import type { RunId } from '../runs/record'
import { taskOf } from '../tasks/registry'
import { largestBatch, predict, refuse } from './building'
import { change } from './changing'
import { offer, showReport } from './checkpointing'
import { keep, load, open, recover, reset, resume, tune, watchLoss } from './opening'
import type { Evaluation, Opened, OpenedAs, WatchRequest } from './protocol'
import { columnsOf } from './series'
import { createSessionState, type Host, hasFailed, inTurn, openedRun, progressOf, type SessionState, tell } from './session-state'
import { begin, evaluate, halt } from './training'
import { membraneOf, operationsOf, preview, sampleOf, samplesOf, showSample, showWeights } from './watching'

export type Session = Awaited<ReturnType<typeof createSession>>

/** @throws NoDevice where there is no device to open. */
export async function createSession(host: Host) {
  const session = createSessionState(host, await host.openGpu())
  watchLoss(session, session.gpu)
  const exclusive = <T>(work: () => Promise<T>): Promise<T> => inTurn(session, work)
  /** Asks nothing of a run whose settings are being changed. */
  const settled = async <T>(ask: () => Promise<T>): Promise<T> => {
    await session.adopting
    return ask()
  }
  let tuning = new AbortController()
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
    tune() {
      tuning = new AbortController()
      const { signal } = tuning
      return exclusive(() => tune(session, signal))
    },
    stopTuning: () => tuning.abort(),
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
    step: (count: number, every?: number) =>
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
    kept: () => session.checkpointWriter.list(),
    discard: (id: RunId) => session.checkpointWriter.remove(id),
    look: () => exclusive(() => look(session)),
    keep: () => keep(session),
    async idle() {
      await session.queue
      await session.loop
      await session.taking
      await session.checkpointWriter.settle()
    },
    watch: (request: WatchRequest) => settled(() => watch(session, request)),
    state: () => ({ state: session.state, progress: progressOf(session) }),
    scalars: () => columnsOf(session.series),
    tests: () => session.tests,
    evaluate: () => exclusive(() => evaluateNow(session)),
    membrane: (layer: string) => settled(() => membraneOf(session, layer)),
    sample: (sample: number, layer?: string) => settled(() => sampleOf(session, sample, layer)),
    samples: (layer: string) => settled(() => samplesOf(session, layer)),
    gradientNorm: (layer: string) => settled(async () => [...(await membraneOf(session, layer)).gradientNorm]),
    inspect: (call: unknown) => settled(() => openedRun(session).inspect(call, session.lastReport)),
    weights: (which?: Which) => settled(() => weightsOf(session, which)),
    operations: () => settled(() => operationsOf(session)),
    filters: (layer: string) => settled(() => filtersOf(session, layer)),
    load: (file: ArrayBuffer, id?: RunId) => exclusive(() => load(session, file, id)),
    allocated: () => session.gpu.allocated(),
    /** The samples that are loaded, where they are those of another experiment too. */
    dataFor: (e: Experiment): DataSet | undefined => (session.data?.key === taskOf(e).needs(e).key ? session.data.set : undefined),
    /** Ends it; the device stays open. */
    async close() {
      await halt(session)
      await exclusive(async () => {
        session.run?.destroy()
        session.ring?.destroy()
        Object.assign(session, { run: undefined, ring: undefined })
      })
    },
  }
}

async function weightsOf(session: SessionState, which?: Which): Promise<ArrayBuffer> {
  const { compiled, built } = openedRun(session)
  return readWeights(compiled, built.networks, session.experiment, which)
}

/** Asked by a view that follows: between two experiments, of which the next may take long to open, there are none. */
async function filtersOf({ run }: SessionState, layer: string): Promise<Filters | null> {
  return run ? readFilters(run.compiled, run.built.networks, layer) : null
}

async function look(session: SessionState): Promise<void> {
  if (!session.run || session.loop || session.gpu.isLost()) return
  await preview(session)
  showReport(session)
}

/** Training was paused at a step that was not watched: the views follow to where it stands. */
async function showLast(session: SessionState): Promise<void> {
  if (!session.run || session.loop || hasFailed(session) || session.readings?.step === session.step) return
  await preview(session)
}

/** At a standstill, what is newly watched is shown at once. Another run may have been opened by the time that the sample is read. */
async function watch(session: SessionState, request: WatchRequest): Promise<void> {
  const { sample, own = null, layers, weights } = session.watch
  session.watch = request
  const { run } = session
  if (!run || session.loop || !request.visible || session.state.kind === 'compiling' || session.gpu.isLost()) return
  const { own: nextOwn = null } = request
  if (request.sample !== sample || nextOwn !== own || request.layers.join() !== layers.join()) await showNewest(session, run, request)
  if (run === session.run && request.weights !== weights) await showWeights(session, run)
}

/** One sample is read at a time, and of those that were asked for meanwhile the newest: a stroke asks faster than some adapters answer. */
async function showNewest(session: SessionState, run: Run, request: WatchRequest): Promise<void> {
  const before = session.showing
  if (before) await before.catch(() => undefined)
  if (session.watch !== request || run !== session.run) return
  session.showing = showSample(session, run)
  await session.showing
}

/** Answers the test set now; training that was under way continues afterwards unless it was paused meanwhile. */
async function evaluateNow(session: SessionState): Promise<Evaluation> {
  const resume = session.wanted
  await halt(session)
  const { values, detail } = await evaluate(session)
  if (session.checkpoint?.step === session.step) offer(session)
  if (resume) void begin(session, Number.POSITIVE_INFINITY).catch(() => undefined)
  else tell(session)
  return { step: session.step, values, detail }
}
