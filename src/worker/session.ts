/**
 * One page's experiment: the state machine and the training loop. It drives a run, decides when to watch, and tells the
 * page what it did. It owns the state; the page shows what it was last told. It never waits for the GPU except to keep
 * at most two submissions in flight.
 */
import type { Gpu } from '../engine/device'
import { createRing, type ReadbackRing } from '../engine/readback'
import { buildExperiment, type DataSet, PINNED } from '../experiments/build'
import { check, errorsOf } from '../experiments/check'
import {
  byteLengthOfRanges,
  type MembraneReading,
  membraneRanges,
  readMembrane,
  readSample,
  sampleRanges,
  widerRange,
} from '../experiments/frames'
import { type Checkpoint, type EvaluationResult, predictRunBytes, type Run } from '../experiments/run'
import type { Experiment } from '../experiments/schema'
import { costOf, layersOf } from './describe'
import { FIRST_PACE, frameInterval, medianStepMs, observe, type Pace, partsPerStep, stepsPerSubmission } from './pace'
import type { Postman } from './postman'
import type { Evaluation, Opened, Progress, RunState, SampleFrame, WatchRequest } from './protocol'
import { appendRows, columnsOf, createSeries } from './series'

const SCALARS_MS = 100
const STATE_MS = 250
const CHECKPOINT_MS = 15_000

/** What a session needs of its host; a test gives a fake. */
export interface Host {
  openGpu(): Promise<Gpu>
  loadData(experiment: Experiment, onProgress: (done: number, total: number) => void): Promise<DataSet>
  createRun(gpu: Gpu, experiment: Experiment, data: DataSet, onProgress: (done: number, total: number) => void): Promise<Run>
  readonly postman: Postman
  now(): number
}

export type Session = Awaited<ReturnType<typeof createSession>>

export async function createSession(host: Host) {
  let gpu = await host.openGpu()
  let run: Run | undefined
  let data: DataSet | undefined
  let ring: ReadbackRing | undefined
  let state: RunState = { kind: 'idle' }
  let experiment: Experiment | undefined
  let watch: WatchRequest = { membrane: true, sample: 0, weights: null, visible: true }
  let pace: Pace = FIRST_PACE
  let step = 0
  let wanted = false
  let loop: Promise<void> | undefined
  let evaluating = false
  let evaluationDue = false
  let elapsedMs = 0
  let series = createSeries()
  let tests: { step: number; loss: number; accuracy: number }[] = []
  let lastResult: (EvaluationResult & { step: number }) | undefined
  let readings: { step: number; layers: MembraneReading[] } | undefined
  let checkpoint: Checkpoint | undefined
  let lastCheckpoint = 0
  let lastState = 0
  let lastScalars = 0
  let lastFrame = 0
  let frameTimes: number[] = []
  let scalarsBusy = false

  const opened = () => {
    if (!run) throw new Error('No experiment is open.')
    return run
  }
  /** Steps after which the test set is answered: every so many, or at the end of each epoch. */
  const nextEvaluation = (after: number): number => {
    const { built } = opened()
    const every = built.experiment.run.evaluateEvery
    if (every > 0) return (Math.floor(after / every) + 1) * every
    const perEpoch = built.totalSteps / built.experiment.run.epochs
    return Math.max(after + 1, Math.ceil((Math.floor(after / perEpoch + 1e-9) + 1) * perEpoch - 1e-9))
  }
  const progress = (): Progress => {
    const built = run?.built
    const epochs = experiment?.run.epochs ?? 0
    const totalSteps = built?.totalSteps ?? 0
    const stepMs = medianStepMs(pace)
    return {
      step,
      totalSteps,
      epoch: totalSteps > 0 ? Math.min(epochs, (step / totalSteps) * epochs) : 0,
      epochs,
      stepsPerEpoch: built?.stepsPerEpoch ?? 0,
      samplesPerSecond: stepMs && built ? (1000 / stepMs) * built.batch : 0,
      elapsedMs,
      ...(stepMs !== undefined && { remainingMs: stepMs * (totalSteps - step) }),
      evaluating,
    }
  }
  const tell = (always = true) => {
    const now = host.now()
    if (!always && now - lastState < STATE_MS) return
    lastState = now
    host.postman.post({ kind: 'state', state, progress: progress() })
  }
  const become = (next: RunState) => {
    state = next
    tell()
  }
  const fail = (error: unknown, recoverable: boolean) => {
    wanted = false
    become({ kind: 'failed', step, error: error instanceof Error ? error.message : String(error), recoverable })
  }
  const watchLoss = (of: Gpu) => {
    void of.lost.then((message) => {
      if (of === gpu && run) fail(`The graphics device was lost (${message}). The weights of step ${checkpoint?.step ?? 0} are kept.`, true)
    })
    of.onError((message) => fail(`The graphics device reported an error: ${message}`, true))
  }
  watchLoss(gpu)
  /** Asked after every wait: the device may have gone, or a value that is not finite have been found, meanwhile. */
  const hasFailed = () => gpu.isLost() || state.kind === 'failed'

  /** Scalars at 10 Hz at most, without holding up the loop. */
  const readScalars = async (force = false) => {
    const now = host.now()
    if (!force && (scalarsBusy || now - lastScalars < SCALARS_MS)) return
    scalarsBusy = true
    lastScalars = now
    try {
      const of = opened()
      const since = series.rows.at(-1)?.step ?? 0
      const { rows, halted } = await of.readMetrics(since)
      if (of !== run) return
      const fresh = rows.filter((r) => r.step > (series.rows.at(-1)?.step ?? 0))
      appendRows(series, fresh)
      if (fresh.length > 0)
        host.postman.post({ kind: 'scalars', rows: columnsOf(host.postman.ready('scalars') ? fresh : series.rows.slice(-2000)) })
      if (halted) {
        step = halted.step
        of.clearHalt()
        fail(halted.message, true)
      }
    } finally {
      scalarsBusy = false
    }
  }

  const showReadings = () => {
    if (!readings) return
    frameTimes = [...frameTimes.filter((t) => host.now() - t < 3000), host.now()]
    const span = (host.now() - frameTimes[0]!) / 1000
    const framesPerSecond = span > 0 ? (frameTimes.length - 1) / span : 0
    const watchShare = pace.stepMs > 0 ? pace.watchMs / Math.max(1, host.now() - lastFrame + pace.watchMs) : 0
    host.postman.post({ kind: 'membrane', step: readings.step, layers: readings.layers, watchShare, framesPerSecond })
  }
  const adopt = (of: Run, at: number, bytes: ArrayBuffer) => {
    if (of !== run) return
    const layers = readMembrane(of, bytes)
    readings = { step: at, layers }
    layers.forEach((reading, i) => {
      const wider = widerRange(reading)
      if (wider) of.compiled.write(of.built.probes[i]!.range, Float32Array.of(wider.low, wider.high))
    })
  }
  const sampleFrame = (of: Run, sample: number, bytes: ArrayBuffer): SampleFrame => {
    const { layers, evidence, classes } = readSample(of, bytes)
    const size = data!.test.images.length / data!.test.count
    return {
      sample,
      index: sample,
      label: data!.test.labels[sample] ?? 0,
      image: data!.test.images.slice(sample * size, (sample + 1) * size),
      layers,
      evidence,
      classes,
    }
  }

  /** What a watched submission copies, and what becomes of it. Undefined where no slot is free: no frame. */
  const frameCopies = (of: Run, at: number) => {
    const membrane = membraneRanges(of)
    const sample = watch.sample
    const ticket = ring?.tryAcquire()
    if (!ticket) return undefined
    const pinned = sample === null ? [] : sampleRanges(of, sample)
    const length = byteLengthOfRanges(membrane)
    return {
      encode(encoder: GPUCommandEncoder) {
        if (sample !== null) of.encodePinned(encoder)
        ticket.copy(encoder, [...membrane, ...pinned])
      },
      async deliver() {
        const bytes = await ticket.read()
        if (of !== run) return
        adopt(of, at, bytes.slice(0, length))
        if (sample !== null)
          host.postman.post({
            kind: 'sample',
            step: at,
            frame: sampleFrame(of, sample, bytes.slice(length, length + byteLengthOfRanges(pinned))),
          })
        showReadings()
        lastFrame = host.now()
      },
    }
  }
  const readWeights = async (of: Run) => {
    const name = watch.weights
    const probe = name ? of.built.weightProbes.get(name) : undefined
    if (!name || !probe) return
    const encoder = gpu.device.createCommandEncoder()
    for (const p of of.built.weightProbes.values()) encoder.clearBuffer(of.compiled.buffer(p.counts))
    of.compiled.programs.weights.encode(encoder)
    gpu.device.queue.submit([encoder.finish()])
    const counts = new Uint32Array(await of.read(probe.counts))
    host.postman.post({ kind: 'weights', step, layer: name, low: -probe.limit, high: probe.limit, counts })
  }
  /** The views at a standstill: the next batch with the present weights. */
  const preview = async () => {
    const of = opened()
    const copies = frameCopies(of, step)
    if (!copies) return
    of.submitPreview(copies.encode)
    await copies.deliver()
    await readWeights(of)
  }

  const evaluate = async (): Promise<EvaluationResult | undefined> => {
    const of = opened()
    evaluating = true
    tell()
    try {
      const result = await of.evaluate(async (done, total) => {
        if (done % 4 === 0 || done === total) await gpu.device.queue.onSubmittedWorkDone()
        tell(false)
        if (gpu.isLost() || of !== run) throw new Error('stopped')
      })
      lastResult = { ...result, step }
      tests = [...tests.filter((t) => t.step !== step), { step, loss: result.loss, accuracy: result.accuracy }]
      const { epoch } = progress()
      host.postman.post({
        kind: 'test',
        step,
        epoch,
        loss: result.loss,
        accuracy: result.accuracy,
        confusion: result.confusion,
        classes: of.built.evaluation.classes,
      })
      return result
    } finally {
      evaluating = false
      evaluationDue = false
    }
  }

  /** Trains until `target` or until no longer wanted. */
  const train = async (target: number) => {
    const of = opened()
    const inFlight: Promise<void>[] = []
    let lastDone = host.now()
    const start = host.now()
    const before = elapsedMs
    while (wanted && step < target && of === run) {
      const border = Math.min(target, nextEvaluation(step))
      const parts = partsPerStep(pace)
      const count = parts > 1 ? 1 : Math.min(stepsPerSubmission(pace), border - step)
      const last = step + count === target
      const due = watch.membrane && watch.visible && host.postman.ready('membrane') && host.now() - lastFrame >= frameInterval(pace)
      const copies = due || last ? frameCopies(of, step + count) : undefined
      const options = copies ? { watched: true, finish: copies.encode } : {}
      if (copies) lastFrame = host.now()
      if (parts > 1) of.submitInParts(parts, options)
      else of.submit(count, options)
      step += count
      const submitted = host.now()
      inFlight.push(
        gpu.device.queue.onSubmittedWorkDone().then(() => {
          const now = host.now()
          pace = observe(pace, count, copies !== undefined, now - Math.max(lastDone, submitted))
          lastDone = now
        }),
      )
      const delivered = copies?.deliver().catch(() => undefined)
      if (last) await delivered
      if (inFlight.length >= 2) await inFlight.shift()
      if (hasFailed()) return
      elapsedMs = before + (host.now() - start)
      state = { kind: 'running', step }
      tell(false)
      void readScalars().catch((error) => fail(error, true))
      if (step === border && step === nextEvaluation(step - 1)) {
        await Promise.all(inFlight.splice(0))
        evaluationDue = true
        await evaluate().catch(() => undefined)
      }
      if (!gpu.isLost() && host.now() - lastCheckpoint > CHECKPOINT_MS && wanted) {
        lastCheckpoint = host.now()
        void of.checkpoint().then(
          (c) => {
            if (of === run) checkpoint = c
          },
          () => undefined,
        )
      }
    }
    await Promise.all(inFlight)
    elapsedMs = before + (host.now() - start)
    if (of !== run || hasFailed()) return
    await readScalars(true)
  }
  const settle = () => {
    if (state.kind === 'failed') return
    const { totalSteps } = opened().built
    become(step >= totalSteps ? { kind: 'finished', step } : { kind: 'paused', step })
  }
  const begin = (target: number): Promise<void> => {
    if (loop) return loop
    wanted = true
    become({ kind: 'running', step })
    loop = (evaluationDue ? evaluate().then(() => train(target)) : train(target))
      .then(async () => {
        if (state.kind !== 'failed' && run && step >= run.built.totalSteps && lastResult?.step !== step) await evaluate()
      })
      .catch((error) => fail(error, true))
      .finally(() => {
        loop = undefined
        wanted = false
        if (run) settle()
      })
    return loop
  }
  const halt = async () => {
    wanted = false
    await loop
  }
  const forget = () => {
    step = 0
    elapsedMs = 0
    pace = FIRST_PACE
    series = createSeries()
    tests = []
    lastResult = undefined
    readings = undefined
    checkpoint = undefined
    evaluationDue = false
    frameTimes = []
  }
  const summarize = (): Opened => {
    const { built } = opened()
    return {
      layers: layersOf(built),
      cost: costOf(built, predictRunBytes(built), gpu.info),
      totalSteps: built.totalSteps,
      stepsPerEpoch: built.stepsPerEpoch,
    }
  }

  const session = {
    get gpu() {
      return gpu
    },
    async open(next: Experiment): Promise<Opened> {
      const problems = errorsOf(check(next))
      if (problems.length > 0) throw new Error(problems.map((p) => p.message).join(' '))
      await halt()
      const built = buildExperiment(next)
      const cost = costOf(built, predictRunBytes(built), gpu.info)
      const refused = errorsOf(cost.problems)
      if (refused.length > 0) throw new Error(refused.map((p) => p.message).join(' '))
      const sameData = data !== undefined && experiment?.data.kind === next.data.kind
      run?.destroy()
      ring?.destroy()
      run = undefined
      experiment = next
      forget()
      try {
        become({ kind: 'compiling', done: 0, total: 1, what: 'Loading the data' })
        if (!sameData)
          data = await host.loadData(next, (done, total) => become({ kind: 'compiling', done, total, what: 'Loading the data' }))
        run = await host.createRun(gpu, next, data!, (done, total) => {
          state = { kind: 'compiling', done, total, what: 'Compiling the shaders' }
          tell(false)
        })
        ring = createRing(gpu, byteLengthOfRanges([...membraneRanges(run), ...sampleRanges(run, 0)]))
        checkpoint = { step: 0, tensors: {} }
        become({ kind: 'paused', step: 0 })
        await preview()
        return summarize()
      } catch (error) {
        fail(error, false)
        throw error
      }
    },
    predict: async (next: Experiment) => {
      const built = buildExperiment(next)
      return costOf(built, predictRunBytes(built), gpu.info)
    },
    async play() {
      const { totalSteps } = opened().built
      if (state.kind === 'finished' || step >= totalSteps) return
      void begin(totalSteps)
    },
    pause: halt,
    async step(count: number) {
      await halt()
      const { totalSteps } = opened().built
      await begin(Math.min(totalSteps, step + Math.max(1, Math.floor(count))))
    },
    async reset() {
      await halt()
      opened().reset()
      forget()
      become({ kind: 'paused', step: 0 })
      await preview()
    },
    async idle() {
      await loop
    },
    async watch(request: WatchRequest) {
      const changed = request.sample !== watch.sample || request.weights !== watch.weights
      watch = request
      if (changed && run && !loop && watch.visible && state.kind !== 'compiling') await preview()
    },
    state: () => ({ state, progress: progress() }),
    scalars: () => columnsOf(series.rows),
    tests: () => tests,
    async evaluate(): Promise<Evaluation> {
      const resume = wanted
      await halt()
      const result = await evaluate()
      if (resume) void begin(opened().built.totalSteps)
      else tell()
      if (!result) throw new Error('The evaluation was stopped.')
      const { classes } = opened().built.evaluation
      return {
        step,
        loss: result.loss,
        accuracy: result.accuracy,
        confusion: Array.from({ length: classes }, (_, c) => [...result.confusion.subarray(c * classes, (c + 1) * classes)]),
      }
    },
    async membrane(layer: string) {
      if (!readings) await preview()
      const found = readings?.layers.find((l) => l.layer === layer)
      if (!found)
        throw new Error(
          `${layer} has no membrane potentials. These layers have: ${opened()
            .built.probes.map((p) => p.spiking.name)
            .join(', ')}`,
        )
      return found
    },
    async sample(index: number): Promise<SampleFrame> {
      if (!(Number.isInteger(index) && index >= 0 && index < PINNED))
        throw new Error(`sample must be 0 to ${PINNED - 1}, one of the pinned test samples; it was ${index}`)
      const of = opened()
      return sampleFrame(of, index, await readPinned(of, index))
    },
    async gradientNorm(layer: string) {
      return [...(await session.membrane(layer)).gradientNorm]
    },
    async answer(image: Uint8Array) {
      const of = opened()
      const { images } = of.built.pinned
      const words = images.shape[1]!
      if (image.length > words * 4) throw new Error(`An image here has ${words * 4} pixels; this one has ${image.length}`)
      const row = new Uint8Array(words * 4)
      row.set(image)
      gpu.device.queue.writeBuffer(of.compiled.buffer(images), PINNED * words * 4, row)
      const { evidence, steps, classes } = readSample(of, await readPinned(of, PINNED))
      return { evidence, steps, classes }
    },
    async misclassified(limit: number) {
      if (!lastResult) return { total: 0, samples: 0, examples: [] }
      const { answers } = lastResult
      const { labels, images, count } = data!.test
      const size = images.length / count
      const wrong = [...answers.keys()].filter((i) => answers[i] !== labels[i])
      const examples = wrong
        .slice(0, limit)
        .map((index) => ({ index, label: labels[index]!, answer: answers[index]!, image: images.slice(index * size, (index + 1) * size) }))
      return { total: wrong.length, samples: count, examples }
    },
    async recover(): Promise<Opened> {
      if (!experiment) throw new Error('No experiment is open.')
      const kept = checkpoint
      const keptSeries = series
      const keptTests = tests
      if (gpu.isLost()) {
        gpu = await host.openGpu()
        watchLoss(gpu)
      }
      run = undefined
      ring = undefined
      const answer = await session.open(experiment)
      if (kept && Object.keys(kept.tensors).length > 0) {
        opened().restore(kept)
        step = kept.step
        checkpoint = kept
        series = keptSeries
        series.rows.splice(0, series.rows.length, ...series.rows.filter((r) => r.step <= step))
        tests = keptTests.filter((t) => t.step <= step)
        become({ kind: 'paused', step })
        await preview()
      }
      return answer
    },
    run: opened,
    allocated: () => gpu.allocated(),
  }
  const readPinned = async (of: Run, sample: number): Promise<ArrayBuffer> => {
    const ranges = sampleRanges(of, sample)
    const once = createRing(gpu, byteLengthOfRanges(ranges), 1)
    try {
      const ticket = once.tryAcquire()!
      const encoder = gpu.device.createCommandEncoder()
      of.encodePinned(encoder)
      ticket.copy(encoder, ranges)
      gpu.device.queue.submit([encoder.finish()])
      return await ticket.read()
    } finally {
      once.destroy()
    }
  }
  return session
}
