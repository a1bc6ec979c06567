/**
 * A run: the compiled programs of one experiment on one device, and what may be asked of them. It never waits for the GPU
 * on its own: whoever drives it decides when to submit and what to read. It knows no clock, no worker and no screen.
 */
import type { Gpu } from '../engine/device'
import { type Compiled, compile, predictBytes } from '../engine/plan'
import type { Data, Tensor } from '../engine/tensor'
import { sizeOf } from '../engine/tensor'
import { type BuiltExperiment, buildExperiment, METRIC_ROWS, type Programs } from './build'
import type { DataSet } from './samples'
import type { Experiment } from './schema'

export interface MetricRow {
  readonly step: number
  readonly loss: number
  readonly accuracy: number
  readonly gradientNorm: number
  readonly rate: number
}

export interface Halted {
  readonly step: number
  readonly message: string
  /** Where a value was first not finite on the way back; null where only the loss was. */
  readonly parameter: string | null
}

export interface EvaluationResult {
  readonly loss: number
  readonly accuracy: number
  readonly confusion: Uint32Array
  readonly predictions: Uint32Array
}

/** Everything that a run needs to go on as if it had not been interrupted. */
export interface Checkpoint {
  readonly step: number
  readonly tensors: Readonly<Record<string, ArrayBuffer>>
}

export interface Run {
  readonly built: BuiltExperiment
  readonly gpu: Gpu
  readonly compiled: Compiled<keyof Programs>
  /** Encodes one training step; `watched` also runs the probes, whose counters are cleared first. */
  encodeStep(encoder: GPUCommandEncoder, watched?: boolean): void
  /** Encodes and submits `count` steps in one submission; the last is watched if so asked. `finish` adds copies to it. */
  submit(count: number, options?: { watched?: boolean; finish?: (encoder: GPUCommandEncoder) => void }): void
  /** One step in `parts` submissions, cut at op borders: for devices on which a step is long. */
  submitInParts(parts: number, options?: { watched?: boolean; finish?: (encoder: GPUCommandEncoder) => void }): void
  /** The probes over the next batch with the present weights; nothing is learned and the clock stands still. */
  submitPreview(finish: (encoder: GPUCommandEncoder) => void): void
  /** The pinned samples (and the drawn image in the last row) in evaluation mode. */
  encodePinned(encoder: GPUCommandEncoder): void
  /** Reads clock, halted word and the rows of metrics written since `since`. */
  readMetrics(since: number): Promise<{ step: number; rows: MetricRow[]; halted: Halted | undefined }>
  /** Answers the whole test set. `onBatch` may reject to stop it. `soft`: with the mix of spans that training uses. */
  evaluate(onBatch?: (done: number, total: number) => Promise<void> | void, soft?: boolean): Promise<EvaluationResult>
  read(t: Tensor): Promise<ArrayBuffer>
  /** First values, empty moments, clock 0: the same first loss again. */
  reset(): void
  checkpoint(): Promise<Checkpoint>
  /** @throws where it is of another experiment; then nothing has changed. */
  restore(checkpoint: Checkpoint): void
  /** After a halt: an empty gradient and a clear word, so that training may go on from the weights it has. */
  clearHalt(): void
  destroy(): void
}

export interface RunOptions {
  readonly tunedVariants?: Readonly<Record<string, string>>
  readonly pooled?: boolean
  readonly onProgress?: (done: number, total: number) => void
}

/** @throws where the network does not fit the device, with the tensor's name. */
export async function createRun(gpu: Gpu, experiment: Experiment, data: DataSet, options: RunOptions = {}): Promise<Run> {
  const { batch } = experiment.data
  if (data.train.count < batch)
    throw new Error(`The data set has only ${data.train.count} training samples here, and a batch takes ${batch}. Use a smaller batch.`)
  const built = buildExperiment(experiment, data, {
    profile: gpu.info.profile,
    ...(options.tunedVariants && { tunedVariants: options.tunedVariants }),
  })
  const compiled = await compile(gpu, built.programs, {
    readBack: built.readBack,
    ...(options.pooled !== undefined && { pooled: options.pooled }),
    ...(options.onProgress && { onProgress: options.onProgress }),
  })
  return runOf(gpu, built, compiled, data)
}

/** Bytes of everything that `createRun` would make. */
export const predictRunBytes = (built: BuiltExperiment): number => predictBytes({ ...built.programs }, true, built.readBack)

/** The step after `after` at which the test set is answered: every so many, or at the end of each epoch. */
export function nextEvaluation({ experiment, totalSteps }: BuiltExperiment, after: number): number {
  const { evaluateEvery, epochs } = experiment.run
  const every = evaluateEvery > 0 ? evaluateEvery : totalSteps / epochs
  const passed = Math.floor(after / every + 1e-9)
  return Math.max(after + 1, Math.ceil((passed + 1) * every - 1e-9))
}

const checkpointedTensors = ({ network, moments, control }: BuiltExperiment): readonly Tensor[] => [
  network.values,
  ...moments,
  ...(network.statistics.shape[0]! > 0 ? [network.statistics] : []),
  control.clock,
  control.halted,
  control.metrics,
]

/** Why an experiment cannot go on from a checkpoint; null where it can. */
export function misfit(built: BuiltExperiment, { step, tensors }: Checkpoint): string | null {
  for (const { name, shape } of checkpointedTensors(built)) {
    const bytes = tensors[name]
    if (bytes?.byteLength !== sizeOf(shape) * 4)
      return `The checkpoint does not fit this experiment: ${name} is ${bytes ? 'of another size' : 'missing'}.`
  }
  const [clock] = new Uint32Array(tensors[built.control.clock.name]!)
  if (clock !== step || step > built.totalSteps)
    return `The checkpoint does not fit this experiment: its clock stands at ${clock}, for step ${step} of ${built.totalSteps}.`
  return null
}

function runOf(gpu: Gpu, built: BuiltExperiment, compiled: Compiled<keyof Programs>, data: DataSet): Run {
  const { control, network, evaluation, probes } = built
  const { queue } = gpu.device
  const { accumulate, update } = compiled.programs
  const clear = (encoder: GPUCommandEncoder, t: Tensor) => encoder.clearBuffer(compiled.buffer(t), 0, sizeOf(t.shape) * 4)
  const write = (t: Tensor, values: Data) => compiled.write(t, values)
  const zero = (t: Tensor) => write(t, new Uint32Array(sizeOf(t.shape)))
  const checkpointed = checkpointedTensors(built)

  const clearProbes = (encoder: GPUCommandEncoder) => {
    for (const p of probes) for (const t of [p.counts, p.moments, p.squares, p.fired]) clear(encoder, t)
  }
  const encodeStep = (encoder: GPUCommandEncoder, watched = false) => {
    if (watched) clearProbes(encoder)
    for (let i = 0; i < built.microBatches; i++) accumulate.encode(encoder, { watched })
    update.encode(encoder, { watched })
  }

  const run: Run = {
    built,
    gpu,
    compiled,
    encodeStep,
    submit(count, { watched = false, finish } = {}) {
      const encoder = gpu.device.createCommandEncoder()
      for (let i = 0; i < count; i++) encodeStep(encoder, watched && i === count - 1)
      finish?.(encoder)
      queue.submit([encoder.finish()])
    },
    submitInParts(parts, { watched = false, finish } = {}) {
      const submit = (encode: (encoder: GPUCommandEncoder) => void) => {
        const encoder = gpu.device.createCommandEncoder()
        encode(encoder)
        queue.submit([encoder.finish()])
      }
      if (watched) submit(clearProbes)
      const perPart = Math.ceil((accumulate.ops.length * built.microBatches) / parts)
      for (let i = 0; i < built.microBatches; i++)
        for (let from = 0; from < accumulate.ops.length; from += perPart)
          submit((encoder) => accumulate.encode(encoder, { watched, from, to: Math.min(from + perPart, accumulate.ops.length) }))
      submit((encoder) => {
        update.encode(encoder, { watched })
        finish?.(encoder)
      })
    },
    submitPreview(finish) {
      const encoder = gpu.device.createCommandEncoder()
      clearProbes(encoder)
      for (let i = 0; i < built.microBatches; i++) accumulate.encode(encoder, { watched: true })
      clear(encoder, network.grads)
      clear(encoder, control.micro)
      finish(encoder)
      queue.submit([encoder.finish()])
    },
    encodePinned: (encoder) => compiled.programs.pinned.encode(encoder),
    async readMetrics(since) {
      const [clock, halted, metrics] = await Promise.all([
        compiled.read(control.clock),
        compiled.read(control.halted),
        compiled.read(control.metrics),
      ])
      const step = new Uint32Array(clock)[0]!
      return {
        step,
        rows: rowsOf(new Float32Array(metrics), since, step),
        halted: haltedOf(new Uint32Array(halted), await whatBroke(run, new Uint32Array(halted))),
      }
    },
    async evaluate(onBatch, soft = false) {
      if (evaluation.adaptive) write(evaluation.soft, Uint32Array.of(Number(soft)))
      const encoder = gpu.device.createCommandEncoder()
      for (const t of [evaluation.cursor, evaluation.lossSum, evaluation.confusion, evaluation.predictions]) clear(encoder, t)
      queue.submit([encoder.finish()])
      for (let i = 0; i < evaluation.batches; i++) {
        const batch = gpu.device.createCommandEncoder()
        compiled.programs.evaluate.encode(batch)
        queue.submit([batch.finish()])
        if (onBatch) await onBatch(i + 1, evaluation.batches)
        else if (i % 4 === 3) await queue.onSubmittedWorkDone()
      }
      const [loss, confusion, predictions] = await Promise.all([
        compiled.read(evaluation.lossSum),
        compiled.read(evaluation.confusion),
        compiled.read(evaluation.predictions),
      ])
      const cells = new Uint32Array(confusion)
      const correct = Array.from({ length: evaluation.classes }, (_, c) => cells[c * (evaluation.classes + 1)]!).reduce((a, b) => a + b, 0)
      return {
        loss: new Float32Array(loss)[0]! / evaluation.count,
        accuracy: correct / evaluation.count,
        confusion: cells,
        predictions: new Uint32Array(predictions),
      }
    },
    read: (t) => compiled.read(t),
    reset() {
      write(network.values, network.initialValues())
      if (network.statistics.shape[0]! > 0) write(network.statistics, network.initialStatistics())
      for (const t of [network.grads, ...built.moments, control.clock, control.micro, control.halted, control.metrics]) zero(t)
      for (const { range } of probes) if (range.initial) write(range, range.initial)
      const [rows, words] = built.pinned.images.shape as readonly [number, number]
      const images = new Uint8Array(rows * words * 4)
      images.set(data.test.images.subarray(0, Math.min(rows - 1, data.test.count) * words * 4))
      write(built.pinned.images, new Uint32Array(images.buffer))
    },
    async checkpoint() {
      const entries = await Promise.all(checkpointed.map(async (t) => [t.name, await compiled.read(t)] as const))
      const tensors = Object.fromEntries(entries)
      return { step: new Uint32Array(tensors[control.clock.name]!)[0]!, tensors }
    },
    restore(checkpoint) {
      const why = misfit(built, checkpoint)
      if (why !== null) throw new Error(why)
      for (const t of checkpointed) write(t, new Uint32Array(checkpoint.tensors[t.name]!))
      zero(network.grads)
      zero(control.micro)
      zero(control.halted)
    },
    clearHalt() {
      zero(network.grads)
      zero(control.halted)
      zero(control.micro)
    },
    destroy: () => compiled.destroy(),
  }
  run.reset()
  return run
}

function rowsOf(ring: Float32Array, since: number, step: number): MetricRow[] {
  const rows: MetricRow[] = []
  for (let s = Math.max(since, step - METRIC_ROWS); s < step; s++) {
    const at = (s % METRIC_ROWS) * 4
    rows.push({ step: s + 1, loss: ring[at]!, accuracy: ring[at + 1]!, gradientNorm: ring[at + 2]!, rate: ring[at + 3]! })
  }
  return rows
}

/** The parameter nearest the output whose gradient is not finite: where the trouble began on the way back. */
async function whatBroke(run: Run, halted: Uint32Array): Promise<string | undefined> {
  if (halted[0] === 0) return undefined
  const grads = new Float32Array(await run.read(run.built.network.grads))
  const names = [...run.built.network.parameters.values()].reverse()
  return names.find((p) => grads.subarray(p.grad.offset ?? 0, (p.grad.offset ?? 0) + sizeOf(p.grad.shape)).some((g) => !Number.isFinite(g)))
    ?.name
}

function haltedOf(word: Uint32Array, parameter: string | undefined): Halted | undefined {
  if (word[0] === 0) return undefined
  const what = word[2]! & 1 ? 'The loss' : 'A gradient'
  const where = parameter ? `, first seen at ${parameter}` : ''
  return {
    step: word[1]!,
    parameter: parameter ?? null,
    message: `${what} was no longer a finite number at step ${word[1]! + 1}${where}. The weights are those of the step before. Lower the learning rate, clip the gradient, or reset.`,
  }
}
