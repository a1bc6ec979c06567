/** Bytes that a step's ops bind, and the least that any implementation must move: each tensor written once and read once by each pass. */
import { dispatchesOf, usesOf } from '../../engine/memory'
import { byteLengthOf, type Tensor } from '../../engine/tensor'
import type { BuiltExperiment } from '../../experiments/build'

export interface Traffic {
  /** Every bound tensor of every dispatch, once. What is read again within a dispatch is the cache's affair. */
  readonly bound: number
  /** Weights read forward, read backward, gradient written, moments read and written; activations and their gradients written and read once. */
  readonly least: number
}

export function trafficOf(built: BuiltExperiment): Traffic {
  const ops = [...built.programs.accumulate, ...built.programs.update].filter((op) => !op.watch)
  const parameters = built.network.values
  const own = (t: Tensor) => t.shape.reduce((a, b) => a * b, 4)
  let bound = 0
  for (const op of ops) for (const d of dispatchesOf(op)) for (const t of d.tensors) if (!t.name.includes('shard')) bound += own(t)
  const transient = new Set<Tensor>()
  for (const op of ops) {
    const { reads, writes } = usesOf(op)
    for (const t of [...reads, ...writes]) if (!t.persistent) transient.add(t)
  }
  const activations = [...transient].filter((t) => t.shape.length === 3 && t.shape[1] === built.batch / built.microBatches)
  const least =
    2 * activations.reduce((sum, t) => sum + byteLengthOf(t), 0) + (2 + 2 + 2 * built.moments.length + 2) * byteLengthOf(parameters)
  return { bound, least }
}
