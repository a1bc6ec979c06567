/** How many dispatches a training step takes, by how many pipelines, and how many bytes they bind: what a step costs where calls and memory, not arithmetic, are the limit. */
import { type Op, unwatched } from '../../engine/kernel'
import { countDispatches, dispatchesOf, opsOfStep, usesOf } from '../../engine/memory'
import { byteLengthOf, type Tensor } from '../../engine/tensor'
import { buildExperiment } from '../../experiments/build'
import { PRESETS } from '../../experiments/presets'
import { bytesOf } from '../../experiments/profile'
import type { Built } from '../../tasks/built'

/** A line for each preset: dispatches, distinct pipelines, bytes; built for its whole data set, without a device. */
export function dispatchTable(): string {
  const lines = PRESETS.map(({ name, experiment }) => {
    const { stages, programs } = buildExperiment(experiment)
    const ops = opsOfStep(stages, programs)
    return `${name.padEnd(28)}${String(countDispatches(ops)).padStart(6)}${String(countPipelines(ops)).padStart(5)}${(bytesOf(ops) / 2 ** 20).toFixed(1).padStart(10)} MiB`
  })
  return `${lines.join('\n')}\n`
}

/** Shaders with different constants or libraries are compiled separately. */
const countPipelines = (ops: readonly Op[]): number =>
  new Set(ops.flatMap(dispatchesOf).map(({ kernel: { shader, libraries }, constants }) => JSON.stringify([shader, libraries, constants])))
    .size

/** Bytes that a step binds, and the minimum that any implementation must move: each tensor written once and read once by each pass. */
interface Traffic {
  /** Every bound tensor of every dispatch, once. Repeated reads within a dispatch are left to the cache. */
  readonly bound: number
  /** Weights read forward, read backward, gradient written, moments read and written; activations and their gradients written and read once. */
  readonly min: number
}

export function trafficOf(built: Built): Traffic {
  const ops = unwatched(built.stages.flatMap(({ program }) => built.programs[program]!))
  const parameters = built.networks.reduce((sum, { network }) => sum + byteLengthOf(network.values), 0)
  const moments = built.networks.reduce((sum, network) => sum + network.moments.reduce((bytes, t) => bytes + byteLengthOf(t), 0), 0)
  const samples = built.batch / Math.max(...built.stages.map(({ repeat }) => repeat))
  const transient = new Set<Tensor>()
  for (const op of ops) {
    const { reads, writes } = usesOf(op)
    for (const t of [...reads, ...writes]) if (!t.persistent) transient.add(t)
  }
  const activations = [...transient].filter((t) => t.shape.length === 3 && t.shape[1] === samples)
  const min = 2 * activations.reduce((sum, t) => sum + byteLengthOf(t), 0) + (2 + 2 + 2) * parameters + 2 * moments
  return { bound: bytesOf(ops), min }
}
