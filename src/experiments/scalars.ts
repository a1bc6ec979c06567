/** Reads the scalars of a run from the GPU: clock, halted words and the ring buffer of the report, in one copy through existing staging buffers. */
import { createRing, type Range } from '../engine/readback'
import { sizeOf, type Tensor } from '../engine/tensor'
import { rangeOf } from '../networks/probe-reading'
import type { MetricRows } from '../readings/metrics'
import type { Built, RunAccess, TrainedNetwork } from '../tasks/built'

export interface Halted {
  readonly step: number
  readonly message: string
  /** The parameter nearest the output whose gradient is not finite; null where only the loss was not finite. */
  readonly parameter: string | null
}

/** The bits of a halted word that say what was not finite, as in shaders/optimizers/step-control.wgsl. */
export const NOT_FINITE = { loss: 1, gradient: 2 } as const

/** The number of reads that may be in flight at a time. */
const SLOTS = 2

const scalarTensors = ({ clock, networks, report }: Built): Tensor[] => [clock, ...networks.map(({ control }) => control.halted), report]

/** Bytes of the staging buffers through which scalars are read. */
export const scalarStaging = (built: Built): number => SLOTS * scalarTensors(built).reduce((sum, { shape }) => sum + 4 * sizeOf(shape), 0)

export function scalarReader(run: RunAccess & { readonly built: Built }) {
  const { gpu, compiled, built } = run
  const ranges: Range[] = scalarTensors(built).map((t) => rangeOf(compiled, t))
  const ring = createRing(
    gpu,
    ranges.reduce((sum, { byteLength }) => sum + byteLength, 0),
    SLOTS,
  )
  const waiting: (() => void)[] = []
  /** Waits for a free slot of the ring. */
  const ticket = async () => {
    for (;;) {
      const free = ring.tryAcquire()
      if (free) return free
      await new Promise<void>((resolve) => waiting.push(resolve))
    }
  }
  return {
    async read(since: number): Promise<{ step: number; rows: MetricRows; halted: Halted | undefined }> {
      const { copy, read } = await ticket()
      const encoder = gpu.device.createCommandEncoder()
      copy(encoder, ranges)
      gpu.device.queue.submit([encoder.finish()])
      const bytes = await read().finally(() => waiting.shift()?.())
      const [clock, ...rest] = cut(bytes, ranges)
      const report = new Float32Array(rest.pop()!)
      const words = rest.map((word) => new Uint32Array(word))
      const step = new Uint32Array(clock!)[0]!
      const halted = words.findIndex(([set]) => set !== 0)
      return {
        step,
        rows: rowsOf(built, report, since, step),
        halted: halted < 0 ? undefined : await haltedOf(run, built.networks[halted]!.control.halted, words[halted]!),
      }
    },
    destroy: ring.destroy,
  }
}

function cut(bytes: ArrayBuffer, ranges: readonly Range[]): ArrayBuffer[] {
  let at = 0
  return ranges.map(({ byteLength }) => {
    at += byteLength
    return bytes.slice(at - byteLength, at)
  })
}

/** The rows of the ring buffer after step `since`, by metric. */
function rowsOf({ metrics, report: { shape } }: Built, ring: Float32Array, since: number, step: number): MetricRows {
  const [capacity, columns] = shape as readonly [number, number]
  const first = Math.max(since, step - capacity)
  const length = Math.max(0, step - first)
  const column = (c: number) => Float32Array.from({ length }, (_, i) => ring[((first + i) % capacity) * columns + c]!)
  return {
    step: Uint32Array.from({ length }, (_, i) => first + i + 1),
    columns: Object.fromEntries(metrics.map(({ name }, c) => [name, column(c)])),
  }
}

/** The parameter nearest the output whose gradient is not finite: where the problem began in the backward pass. */
async function whatBroke({ compiled }: RunAccess, { network }: TrainedNetwork): Promise<string | undefined> {
  const grads = new Float32Array(await compiled.read(network.grads as Tensor))
  return [...network.parameters.values()]
    .reverse()
    .find(({ grad }) => grads.subarray(grad.offset ?? 0, (grad.offset ?? 0) + sizeOf(grad.shape)).some((g) => !Number.isFinite(g)))?.name
}

/** @param tensor the halted word of one network, or of several that halt together */
async function haltedOf(run: RunAccess & { readonly built: Built }, tensor: Tensor, word: Uint32Array): Promise<Halted> {
  const together = run.built.networks.filter(({ control }) => control.halted === tensor)
  const broken = await Promise.all(together.map((network) => whatBroke(run, network)))
  const parameter = broken.find((name) => name !== undefined)
  const what = word[2]! & NOT_FINITE.loss ? 'The loss' : 'A gradient'
  const where = parameter ? `, first seen at ${parameter}` : ''
  return {
    step: word[1]!,
    parameter: parameter ?? null,
    message: `${what} was no longer a finite number at step ${word[1]! + 1}${where}. The weights are those of the step before. Lower the learning rate, clip the gradient, or reset.`,
  }
}
