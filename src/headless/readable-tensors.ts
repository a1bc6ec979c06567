/**
 * Runs a list of ops with every tensor in a separate buffer, so that anything may be written before and read after: for checks, never for
 * training, which pools its memory.
 */
import type { Gpu } from '../engine/device'
import type { Op } from '../engine/kernel'
import { dispatchesOf } from '../engine/memory'
import { compile } from '../engine/plan'
import { type Data, rootOf, type Tensor } from '../engine/tensor'

export interface Inspection extends Disposable {
  /** Whether any op has the tensor. */
  holds(t: Tensor): boolean
  write(t: Tensor, data: Data): void
  /** Runs all ops in order, `times` times. */
  run(times?: number): void
  f32(t: Tensor): Promise<Float32Array<ArrayBuffer>>
  u32(t: Tensor): Promise<Uint32Array<ArrayBuffer>>
}

export async function inspect(gpu: Gpu, ops: readonly Op[]): Promise<Inspection> {
  const readBack = new Set(ops.flatMap(dispatchesOf).flatMap((d) => d.tensors.map(rootOf)))
  const compiled = await compile(gpu, { all: ops }, { readBack })
  return {
    holds: (t) => compiled.holds(t),
    write: (t, data) => compiled.write(t, data),
    run(times = 1) {
      const encoder = gpu.device.createCommandEncoder()
      for (let i = 0; i < times; i++) compiled.programs.all.encode(encoder, { watched: true })
      gpu.device.queue.submit([encoder.finish()])
    },
    f32: async (t) => new Float32Array(await compiled.read(t)),
    u32: async (t) => new Uint32Array(await compiled.read(t)),
    [Symbol.dispose]: () => compiled.destroy(),
  }
}
