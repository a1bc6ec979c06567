/**
 * A run: the compiled programs of one experiment on one device, and what may be asked of them. It never waits for the GPU on its own:
 * whoever drives it decides when to submit and what to read. It executes stages and knows no task, no clock of the host, no screen.
 */
import { type Counts, heldOutParts, sameCounts, watchedPart } from '../data/schema'
import { countsOf, type DataSet } from '../data/streams'
import type { Gpu } from '../engine/device'
import { type Compiled, compile, predictBytes } from '../engine/plan'
import type { Data, Tensor } from '../engine/tensor'
import { byteLengthOf, rootOf, sizeOf } from '../engine/tensor'
import { type HeldOut, type MetricRows, metricOf, type TestRow } from '../readings/metrics'
import type { Built, OnBatch, PartReport, RunAccess, Stage } from '../tasks/built'
import { type Halted, scalarReader, scalarStaging } from './scalars'

/** Everything that a run needs to continue as if it had not been interrupted. */
export interface Checkpoint {
  readonly step: number
  readonly tensors: Readonly<Record<string, ArrayBuffer>>
}

type Finish = (encoder: GPUCommandEncoder) => void
interface Submitting {
  readonly watched?: boolean
  /** Adds copies to the submission. */
  readonly finish?: Finish
}

export interface Run {
  readonly built: Built
  readonly gpu: Gpu
  readonly compiled: Compiled<string>
  /** Encodes one training step; `watched` also runs the probes, whose counters are cleared first. */
  encodeStep(encoder: GPUCommandEncoder, watched?: boolean): void
  /** Encodes and submits `count` steps in one submission; the last is watched if so asked. */
  submit(count: number, options?: Submitting): void
  /** One step in `parts` submissions, cut at op borders: for devices on which a step is long. */
  submitInParts(parts: number, options?: Submitting): void
  /** Runs the probes over the next batch with the current weights; no parameter changes, and the clock does not advance. */
  submitPreview(finish: Finish): void
  /** Encodes the pinned samples, and the user's own in the free row, in evaluation mode. */
  encodePinned(encoder: GPUCommandEncoder): void
  /** Reads clock, halted word and the rows of the report written since `since`. */
  readMetrics(since: number): Promise<{ step: number; rows: MetricRows; halted: Halted | undefined }>
  /** Evaluates a whole part of the data, by default the one that is watched during training. `onBatch` may reject to stop the evaluation. */
  evaluate(onBatch?: OnBatch, part?: HeldOut): Promise<PartReport>
  /** Answers a question of the task's own views with plain data. @param report the newest evaluation */
  inspect(call: unknown, report: PartReport | undefined): Promise<unknown>
  read(t: Tensor): Promise<ArrayBuffer>
  /** Back to step 0 with initial parameters and zero optimizer moments: the first loss is the same again. */
  reset(): void
  checkpoint(): Promise<Checkpoint>
  /** @throws if it belongs to another experiment; then nothing has changed. */
  restore(checkpoint: Checkpoint): void
  /** Clears the gradients and the halted words after a halt, so that training can continue from the current weights. */
  clearHalt(): void
  destroy(): void
}

export interface RunOptions {
  readonly pooled?: boolean
  readonly onProgress?: (done: number, total: number) => void
}

/** @param data with the sample counts that `built` is for. @throws if the network does not fit the device, with the tensor's name */
export async function openRun(gpu: Gpu, built: Built, data: DataSet, options: RunOptions = {}): Promise<Run> {
  const { batch, counts } = built
  if (data.train.count < batch)
    throw new Error(`The data set has only ${data.train.count} training samples here, and a batch takes ${batch}. Use a smaller batch.`)
  if (!sameCounts(countsOf(data), counts))
    throw new Error(`Built for ${countsText(counts)} samples; there are ${countsText(countsOf(data))}.`)
  const compiled = await compile(gpu, built.programs, {
    readBack: built.readBack,
    ...(options.pooled !== undefined && { pooled: options.pooled }),
    ...(options.onProgress && { onProgress: options.onProgress }),
  })
  const run = runOf(gpu, built, compiled, data)
  run.reset()
  return run
}

const countsText = (counts: Counts): string =>
  [`${counts.train} training`, ...heldOutParts(counts).map((part) => `${counts[part]} ${part}`)].join(', ')

/**
 * Continues a run with another build of its experiment that differs only in how weights are updated: parameters, data and history keep
 * their buffers. The previous run is destroyed.
 * @throws if the persistent tensors of the two builds differ; then nothing has changed.
 */
export async function continueRun(run: Run, built: Built, data: DataSet): Promise<Run> {
  const { gpu, compiled: before } = run
  const known = new Map(rememberedBy(run.built).map((t) => [t.name, t]))
  const pairs = rememberedBy(built).map((t) => [t, known.get(t.name)] as const)
  for (const [t, old] of pairs)
    if (!old || byteLengthOf(old) !== byteLengthOf(t)) throw new Error(`Another run is needed: ${t.name} differs.`)
  const taken = new Map(pairs.flatMap(([t, old]) => (before.holds(old!) ? [[t, before.release(old!)] as const] : [])))
  run.destroy()
  const compiled = await compile(gpu, built.programs, { readBack: built.readBack, taken })
  return runOf(gpu, built, compiled, data, taken)
}

/** The tensors of a build that persist between training steps. */
const rememberedBy = ({ persistent, initial, uploads, scratch }: Built): Tensor[] => [
  ...new Set([...persistent, ...initial.keys(), ...uploads.map(({ tensor }) => tensor), ...scratch].map(rootOf)),
]

/** The bytes of all buffers that `openRun` would create. */
export const predictRunBytes = (built: Built): number => predictBytes(built.programs, true, built.readBack) + scalarStaging(built)

/** The first step after `after` at which the run is evaluated. */
export function nextEvaluation({ evaluationInterval: every }: Built, after: number): number {
  const passed = Math.floor(after / every + 1e-9)
  return Math.max(after + 1, Math.ceil((passed + 1) * every - 1e-9))
}

/** Evaluates every part of the data from which nothing is learned, as at the end of a run: the metrics of all of them. */
export async function evaluateAll(run: Run): Promise<TestRow['values']> {
  const values: Record<string, number> = {}
  for (const part of heldOutParts(run.built.counts)) Object.assign(values, (await run.evaluate(undefined, part)).values)
  return values
}

/** Why an experiment cannot continue from a checkpoint; null where it can. */
export function misfit(built: Built, { step, tensors }: Checkpoint): string | null {
  for (const { name, shape } of built.persistent) {
    const bytes = tensors[name]
    if (bytes?.byteLength !== sizeOf(shape) * 4)
      return `The checkpoint does not fit this experiment: ${name} is ${bytes ? 'of another size' : 'missing'}.`
  }
  const [clock] = new Uint32Array(tensors[built.clock.name]!)
  if (clock !== step || step > built.totalSteps)
    return `The checkpoint does not fit this experiment: its clock stands at ${clock}, for step ${step} of ${built.totalSteps}.`
  return null
}

/** @param there tensors whose buffers already hold their contents */
function runOf(gpu: Gpu, built: Built, compiled: Compiled<string>, data: DataSet, there: ReadonlyMap<Tensor, GPUBuffer> = new Map()): Run {
  const access = { gpu, compiled, data, built }
  for (const { tensor, from } of built.uploads) if (compiled.holds(tensor) && !there.has(tensor)) compiled.write(tensor, from(data))
  const scalars = scalarReader(access)
  return {
    ...access,
    ...stepping(gpu, built, compiled),
    readMetrics: scalars.read,
    async evaluate(onBatch, part = watchedPart(built.counts)) {
      const { values, detail } = await built.evaluate(access, part, onBatch)
      return { part, values: Object.fromEntries(Object.entries(values).map(([name, value]) => [metricOf(part, name), value])), detail }
    },
    async inspect(call, report) {
      if (!built.inspect) throw new Error('This kind of experiment has nothing else to inspect.')
      return built.inspect({ ...access, report }, call)
    },
    read: (t) => compiled.read(t),
    ...remembering(access),
    destroy() {
      scalars.destroy()
      compiled.destroy()
    },
  }
}

// ---- training steps

function stepping(gpu: Gpu, built: Built, compiled: Compiled<string>) {
  const submit = (encode: (encoder: GPUCommandEncoder) => void) => {
    const encoder = gpu.device.createCommandEncoder()
    encode(encoder)
    gpu.device.queue.submit([encoder.finish()])
  }
  const clear = (encoder: GPUCommandEncoder, t: Tensor) => encoder.clearBuffer(compiled.buffer(t), 0, sizeOf(t.shape) * 4)
  const clearProbes = (encoder: GPUCommandEncoder) => {
    for (const { counts, moments, squares, fired, states } of built.probes)
      for (const t of [counts, moments, squares, fired, ...(states ? [states.counts, states.moments] : [])]) clear(encoder, t)
  }
  const encodeStages = (encoder: GPUCommandEncoder, stages: readonly Stage[], watched: boolean) => {
    for (const { program, repeat } of stages) for (let i = 0; i < repeat; i++) compiled.programs[program]!.encode(encoder, { watched })
  }
  const encodeStep = (encoder: GPUCommandEncoder, watched = false) => {
    if (watched) clearProbes(encoder)
    encodeStages(encoder, built.stages, watched)
  }
  return {
    encodeStep,
    submit(count: number, { watched = false, finish }: Submitting = {}) {
      submit((encoder) => {
        for (let i = 0; i < count; i++) encodeStep(encoder, watched && i === count - 1)
        finish?.(encoder)
      })
    },
    submitInParts(parts: number, { watched = false, finish }: Submitting = {}) {
      if (watched) submit(clearProbes)
      const all = built.stages.reduce((sum, { program, repeat }) => sum + compiled.programs[program]!.ops.length * repeat, 0)
      const perPart = Math.ceil(all / parts)
      for (const { program, repeat } of built.stages) {
        const { ops, encode } = compiled.programs[program]!
        for (let i = 0; i < repeat; i++)
          for (let from = 0; from < ops.length; from += perPart)
            submit((encoder) => encode(encoder, { watched, from, to: Math.min(from + perPart, ops.length) }))
      }
      if (finish) submit(finish)
    },
    submitPreview(finish: Finish) {
      submit((encoder) => {
        clearProbes(encoder)
        encodeStages(encoder, built.preview, true)
        for (const t of built.scratch) clear(encoder, t)
        finish(encoder)
      })
    },
    encodePinned: (encoder: GPUCommandEncoder) => compiled.programs.pinned!.encode(encoder),
  }
}

// ---- persistent state

function remembering({ built, compiled, data }: RunAccess & { readonly built: Built }) {
  const write = (t: Tensor, values: Data) => compiled.write(t, values)
  const zero = (t: Tensor) => write(t, new Uint32Array(sizeOf(t.shape)))
  const clearHalt = () => {
    for (const t of [...built.scratch, ...built.networks.map(({ control }) => control.halted)]) zero(t)
  }
  return {
    reset() {
      for (const t of [...built.persistent, ...built.scratch]) if (!built.initial.has(t)) zero(t)
      // A stream that the network does not read is in no program.
      for (const [t, values] of built.initial) if (compiled.holds(t)) write(t, values(data))
    },
    async checkpoint(): Promise<Checkpoint> {
      const entries = await Promise.all(built.persistent.map(async (t) => [t.name, await compiled.read(t)] as const))
      const tensors = Object.fromEntries(entries)
      return { step: new Uint32Array(tensors[built.clock.name]!)[0]!, tensors }
    },
    restore(checkpoint: Checkpoint) {
      const why = misfit(built, checkpoint)
      if (why !== null) throw new Error(why)
      for (const t of built.persistent) write(t, new Uint32Array(checkpoint.tensors[t.name]!))
      clearHalt()
    },
    clearHalt,
  }
}
