/**
 * Both cameras on the GPU: given scenes, they return bytes. Stay open for a whole set, or for a sample that is viewed in different
 * lights.
 */
import type { Gpu } from '../../engine/device'
import { compile } from '../../engine/plan'
import { persistent, view } from '../../engine/tensor'
import { signsSee } from '../kernels'
import { HOT_RATE } from '../scene/sensor'
import { IMAGE_GAIN, lightAt } from './light'
import { type SeenSign, signSensor } from './reference'
import { keyOf, samplesOf } from './samples'
import { DURATION, type SignScene, sceneOf, TIME_STEP_NUMBERS, TIME_STEPS } from './scene'
import { MIN_LEVEL, SIGNS_SIDE, SIGNS_STEPS, type SignsSpec, type Split } from './schema'

export interface SignCameras {
  /** The maximum number of scenes in a call. */
  readonly maxScenes: number
  /** Renders scenes, one after another in one array. */
  see(scenes: readonly SignScene[]): Promise<SeenSign>
  destroy(): void
}

const PIXELS = SIGNS_SIDE ** 2
/** The number of cells in a scene. */
const CELLS = SIGNS_STEPS * PIXELS
const FACTS = 24
const CONTROL = 4
/** A dispatch takes a GPU milliseconds, and a software adapter less than a second or two. */
const MAX_SCENES = 32

/** @param maxScenes the maximum number of scenes in a call. */
export async function openSignCameras(gpu: Gpu, seed: number, maxScenes = MAX_SCENES): Promise<SignCameras> {
  const timeSteps = persistent('signs.moments', 'f32', [maxScenes, TIME_STEPS, TIME_STEP_NUMBERS])
  const facts = persistent('signs.facts', 'f32', [maxScenes, FACTS])
  const control = persistent('signs.control', 'u32', [maxScenes, CONTROL])
  const sensor = persistent('signs.sensor', 'f32', [PIXELS, 4], sensorNumbers(seed))
  const seen = persistent('signs.seen', 'u32', [maxScenes, SIGNS_STEPS, PIXELS])
  const [, family] = keyOf(seed)
  const compiled = await compile(gpu, { see: [signsSee({ timeSteps, facts, control, sensor, seen }, { seed, family })] })

  return {
    maxScenes,
    async see(scenes) {
      const table = new Float32Array(scenes.length * TIME_STEPS * TIME_STEP_NUMBERS)
      scenes.forEach((scene, at) => {
        table.set(scene.timeSteps, at * TIME_STEPS * TIME_STEP_NUMBERS)
      })
      compiled.write(timeSteps, table)
      compiled.write(facts, Float32Array.from(scenes.flatMap(factsOf)))
      const rows = new Uint32Array(maxScenes * CONTROL)
      rows.set(scenes.flatMap(({ number, light, open }) => [number, light.exposure, Number(open), 1]))
      compiled.write(control, rows)
      const encoder = gpu.device.createCommandEncoder()
      compiled.programs.see.encode(encoder)
      gpu.device.queue.submit([encoder.finish()])
      return unpacked(new Uint32Array(await compiled.read(view(view(seen, [maxScenes * CELLS]), [scenes.length * CELLS]))))
    },
    destroy: () => compiled.destroy(),
  }
}

/** @param words OFF, ON and the gray level of a cell, one byte each. */
function unpacked(words: Uint32Array): SeenSign {
  const events = new Uint8Array(2 * words.length)
  const frames = new Uint8Array(words.length)
  for (let cell = 0; cell < words.length; cell++) {
    const word = words[cell]!
    events[2 * cell] = word & 255
    events[2 * cell + 1] = (word >>> 8) & 255
    frames[cell] = word >>> 16
  }
  return { events, frames }
}

/** The OFF and ON thresholds of each pixel, and the mean of its noise if it is hot. */
const sensorNumbers = (seed: number): Float32Array<ArrayBuffer> =>
  Float32Array.from(signSensor(seed).flatMap(({ off, on, hot }) => [off, on, hot ? DURATION * HOT_RATE : -1, 0]))

/** The parameters of a scene in the layout of shaders/data/signs-see.wgsl. */
function factsOf({ palm, head, skin, face, rest, headAt, bodyY, light, restFingers }: SignScene): number[] {
  const image = [IMAGE_GAIN * light.level, light.deviation]
  return [palm, head, skin, face, ...rest, ...headAt, bodyY, ...image, DURATION * light.noise, ...restFingers, 0, 0]
}

/**
 * Makes a sign of a set again with the same movement in another light, as chosen by the user.
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
