/**
 * The loss of some samples with the gradient of each layer's parameters: how it is run with the weights of an open run, and how gradients
 * are compared. It writes only its own tensors, so that the run is not changed by a single bit.
 */
import type { DataSet } from '../data/streams'
import type { Gpu } from '../engine/device'
import type { Op } from '../engine/kernel'
import { dispatchesOf } from '../engine/memory'
import type { Network } from '../engine/network'
import { type Compiled, compile } from '../engine/plan'
import { byteLengthOf, rootOf, sizeOf, type Tensor } from '../engine/tensor'
import type { NetworkGraph } from './graph'

/** The network over a batch whose rows are written from outside, in evaluation mode, but with skips weighted as in training. Data. */
export interface LossPass {
  readonly network: Network
  readonly graph: NetworkGraph
  /** The ops from the input to the loss. */
  readonly forward: readonly Op[]
  /** Backward from the gradient of the outputs; ADDS to the gradients of the parameters. */
  readonly backward: readonly Op[]
  /** [rows]: the loss of each row, whose mean is what the gradient is of. */
  readonly losses: Tensor<'f32'>
  /** [1]: the number of the draws that noisy neurons make. */
  readonly draw: Tensor<'u32'>
  /** Fills the rows. @param samples the number of each row's sample, among those that the views watch */
  write(compiled: Compiled<string>, data: DataSet, samples: readonly number[]): void
}

/** An open run, as far as its weights are read. */
export interface Weights {
  readonly gpu: Gpu
  readonly data: DataSet
  readonly compiled: Compiled<string>
  /** Tensors by name, since the pass may belong to another build with the same weights. */
  readonly persistent: readonly Tensor[]
}

/** The values of each spiking layer's gradient, in the order of its parameters. */
export type Gradients = readonly Float32Array[]

export interface OpenPass {
  readonly compiled: Compiled<string>
  /** Runs programs one after the other. */
  run(...programs: readonly string[]): void
  clearGradients(): void
  gradients(): Promise<Gradients>
}

interface PassOptions {
  /** Programs over the tensors of the pass. */
  readonly further?: Readonly<Record<string, readonly Op[]>>
  /** Weights and running statistics are copies, which may be written. */
  readonly copied?: boolean
}

/**
 * Compiles a pass, and destroys it after `use`.
 * @throws where the run has ended, or has other weights
 */
export async function withPass<R>(
  from: Weights,
  pass: LossPass,
  samples: readonly number[],
  use: (open: OpenPass) => Promise<R>,
  { further = {}, copied = false }: PassOptions = {},
): Promise<R> {
  const { gpu, data, compiled: run } = from
  const known = new Map(from.persistent.map((t) => [t.name, t]))
  const ofRun = (t: Tensor): Tensor | undefined => {
    const same = known.get(t.name)
    return same && byteLengthOf(same) === byteLengthOf(t) && run.holds(same) ? same : undefined
  }
  const { values, statistics, grads } = pass.network
  if (!ofRun(values)) throw new Error('The run has ended, or its weights are those of another network.')
  const own = copied ? [values, statistics].filter((t) => ofRun(t)) : []
  const lent = (t: Tensor): GPUBuffer | undefined => {
    const same = own.some(({ name }) => name === t.name) ? undefined : ofRun(t)
    return same && run.buffer(same)
  }
  const programs: Record<string, readonly Op[]> = { forward: pass.forward, backward: pass.backward, ...further }
  // Programs read what others have written.
  const readBack = new Set(Object.values(programs).flatMap((ops) => ops.flatMap(dispatchesOf).flatMap((d) => d.tensors.map(rootOf))))
  const compiled = await compile(gpu, programs, { readBack, lent })
  try {
    for (const t of own) if (compiled.holds(t)) compiled.write(t, new Float32Array(await run.read(ofRun(t)!)))
    pass.write(compiled, data, samples)
    return await use({
      compiled,
      run(...names) {
        const encoder = gpu.device.createCommandEncoder()
        for (const name of names) compiled.programs[name]!.encode(encoder)
        gpu.device.queue.submit([encoder.finish()])
      },
      clearGradients: () => compiled.write(grads, new Float32Array(sizeOf(grads.shape))),
      async gradients() {
        const all = new Float32Array(await compiled.read(grads))
        return pass.graph.spiking.map(({ parameters }) => joined(parameters.map(({ grad }) => slice(all, grad))))
      },
    })
  } finally {
    compiled.destroy()
  }
}

const slice = (all: Float32Array, { offset = 0, shape }: Tensor): Float32Array => all.subarray(offset, offset + sizeOf(shape))

function joined(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** The gradient of the mean loss of these samples. */
export const gradientsOf = (from: Weights, pass: LossPass, samples: readonly number[]): Promise<Gradients> =>
  withPass(from, pass, samples, ({ run, gradients }) => {
    run('forward', 'backward')
    return gradients()
  })

export const dot = (a: Float32Array, b: Float32Array): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0)

/** The cosine of two gradients in each layer, and of all layers together; null where one of them is 0. */
export function cosinesOf(a: Gradients, b: Gradients): (number | null)[] {
  const products = a.map((values, layer) => [dot(values, b[layer]!), dot(values, values), dot(b[layer]!, b[layer]!)] as const)
  const all = [0, 1, 2].map((i) => products.reduce((sum, product) => sum + product[i]!, 0)) as [number, number, number]
  return [...products, all].map(([ab, aa, bb]) => (aa === 0 || bb === 0 ? null : ab / Math.sqrt(aa * bb)))
}
