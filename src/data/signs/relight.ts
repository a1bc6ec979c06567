/** Makes a sign of a set again with the same movement in another light, as chosen by the user. */
import type { Gpu } from '../../engine/device'
import { openSignCameras } from './cameras'
import { lightAt } from './light'
import type { SeenSign } from './reference'
import { samplesOf } from './samples'
import { sceneOf } from './scene'
import { MIN_LEVEL, type SignsSpec, type Split } from './schema'

/**
 * @param sample its index in a part of the set.
 * @param level of the light, from MIN_LEVEL to 1, which is bright.
 */
export async function relight(gpu: Gpu, spec: SignsSpec, split: Split, sample: number, level: number): Promise<SeenSign> {
  const found = samplesOf(spec, split)[sample]
  if (!found) throw new Error(`The ${split} set has no sample ${sample}.`)
  if (!(level >= MIN_LEVEL && level <= 1)) throw new Error(`The light is from ${MIN_LEVEL} to 1, and not ${level}.`)
  const cameras = await openSignCameras(gpu, spec.seed, 1)
  try {
    return await cameras.see([sceneOf(spec.seed, found, lightAt(level))])
  } finally {
    cameras.destroy()
  }
}
