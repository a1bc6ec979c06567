/**
 * One page's experiment: what may be asked of the worker, over the record in live.ts. It owns the state; the page shows what
 * it was last told. Wired to comlink by worker.ts; a test drives it directly.
 */
import type { Counts } from '../data/schema'
import { check } from '../experiments/check'
import { NO_PARTS, partsOf, readSample, sampleRanges } from '../experiments/frames'
import type { Experiment } from '../experiments/schema'
import type { RunId } from '../runs/record'
import { offer, showResult } from './checkpointing'
import { createLive, type Host, inTurn, type Live, openedRun, progressOf, tell } from './live'
import { keep, load, open, predict, recover, refuse, reset, resume, tune, watchLoss } from './opening'
import type { Answer, Evaluation, Misclassified, Opened, OpenedAs, WatchRequest } from './protocol'
import { columnsOf } from './series'
import { begin, evaluate, halt } from './training'
import { membraneOf, preview, readPinned, sampleOf, samplesOf, showSample, showWeights } from './watching'
import { readFilters, readWeights } from './weights'

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
      refuse((await predict(live, next)).problems)
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
    predict: (next: Experiment, counts?: Counts) => predict(live, next, counts),
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
    answer: (image: Uint8Array, watched?: readonly string[]) => answer(live, image, watched),
    misclassified: async (limit: number) => misclassified(live, limit),
    weights: () => readWeights(openedRun(live)),
    filters: () => readFilters(openedRun(live)),
    load: (file: ArrayBuffer, id?: RunId) => exclusive(() => load(live, file, id)),
    allocated: () => live.gpu.allocated(),
  }
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

async function answer(live: Live, image: Uint8Array, watched: readonly string[] = []): Promise<Answer> {
  const run = openedRun(live)
  const { images, count } = run.built.pinned
  const bytes = images.shape[1]! * 4
  if (image.length > bytes) throw new Error(`An image here has ${bytes} pixels; this one has ${image.length}`)
  const row = new Uint8Array(bytes)
  row.set(image)
  live.gpu.device.queue.writeBuffer(run.compiled.buffer(images), count * bytes, row)
  const parts = watched.length > 0 ? partsOf(run, watched) : NO_PARTS
  return readSample(run, await readPinned(live, run, sampleRanges(run, count, parts)), parts)
}

/** The first few test samples that the last evaluation got wrong. */
function misclassified(live: Live, limit: number): Misclassified {
  if (!live.lastResult || !live.data) return { total: 0, samples: 0, examples: [] }
  const { predictions } = live.lastResult
  const { labels, images, count } = live.data.set.test
  const size = images.length / count
  const wrong = [...predictions.keys()].filter((i) => predictions[i] !== labels[i])
  const examples = wrong.slice(0, limit).map((index) => ({
    index,
    label: labels[index]!,
    answer: predictions[index]!,
    image: images.slice(index * size, (index + 1) * size),
  }))
  return { total: wrong.length, samples: count, examples }
}
