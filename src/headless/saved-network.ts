/** What the network in a file of weights has learned, for programs that look from one network to others. */
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import type { DataSet } from '../data/streams'
import type { Gpu } from '../engine/device'
import { sizeOf, type Tensor } from '../engine/tensor'
import type { Other } from '../experiments/loss-landscape'
import type { Experiment } from '../experiments/schema'
import { writeWeights } from '../networks/weights'
import { messageOf } from '../problem'
import { openRunOf } from './open-run'

/** @param path a safetensors file of a network of this experiment. @throws with a sentence where it is none */
export async function networkIn(gpu: Gpu, experiment: Experiment, data: DataSet, path: string): Promise<Other> {
  const { built, compiled, destroy } = await openRunOf(gpu, experiment, data)
  try {
    writeWeights(compiled, built.networks, new Uint8Array(readFileSync(path)).buffer)
    const { values, statistics } = built.networks[0]!.network
    const read = async (t: Tensor<'f32'>) =>
      compiled.holds(t) ? new Float32Array(await compiled.read(t)) : new Float32Array(sizeOf(t.shape))
    return { title: basename(path), values: await read(values), statistics: await read(statistics) }
  } catch (error) {
    throw new Error(`${path}: ${messageOf(error)}`)
  } finally {
    destroy()
  }
}
