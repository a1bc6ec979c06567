/**
 * The live camera: a sensor on the GPU that receives time steps in order and returns the events of the time between them. The state of
 * its pixels stays on the GPU. Independent of clocks, workers and the source of images.
 */
import type { Gpu } from '../../../engine/device'
import { compile } from '../../../engine/plan'
import { streamOf } from '../../../engine/random'
import { persistent, view } from '../../../engine/tensor'
import { columnsFor, type Events, type Sensor } from '../../events/events'
import { cameraSense } from '../../kernels'
import { pixelThresholds } from '../path'
import type { PixelSpec } from '../schema'
import { NUMBERS, SOURCES } from './scene'
import type { SourceSpec } from './schema'

/** The maximum number of time steps of a dispatch. */
export const MAX_TIME_STEPS = 64
/** The maximum number of events of a dispatch: 8 MiB. */
const CAPACITY = 2 ** 20

export interface TimeStep {
  /** Whole microseconds, later than the previous time step. */
  readonly time: number
  /** The numbers of the scene, as returned by `sceneAt`. */
  readonly scene: readonly number[]
}

interface Exposure {
  readonly events: Events
  /** The number of events that did not fit. */
  readonly dropped: number
}

export interface LiveCamera {
  /** Sets thresholds, noise or light from the next time step on, without resetting the pixels. */
  set(pixel: PixelSpec): void
  /** Sets the brightness of each pixel, for sources that are images or videos. */
  show(bytes: Uint8Array): void
  /**
   * Takes at most MAX_TIME_STEPS; one call at a time. The first time step gives no events, since the pixels store its light as their
   * reference.
   */
  expose(timeSteps: readonly TimeStep[]): Promise<Exposure>
  /** Resets the pixels with the next time step, which may have any time. */
  forget(): void
  destroy(): void
}

export interface LiveOptions {
  readonly sensor: Sensor
  readonly source: SourceSpec['kind']
  readonly pixel: PixelSpec
  readonly seed: number
  readonly capacity?: number
}

const STREAM = streamOf('camera live')

export async function createCamera(gpu: Gpu, { sensor, source, pixel, seed, capacity = CAPACITY }: LiveOptions): Promise<LiveCamera> {
  const pixels = sensor.width * sensor.height
  const bytes = Math.ceil(pixels / 4)
  const image = persistent('camera.image', 'u32', [SOURCES[source] === SOURCES.picture ? bytes : 1])
  const scene = persistent('camera.scene', 'f32', [MAX_TIME_STEPS, NUMBERS])
  const thresholds = persistent('camera.thresholds', 'f32', [pixels, 2])
  const settings = persistent('camera.settings', 'f32', [8])
  const control = persistent('camera.control', 'u32', [4])
  const memory = persistent('camera.memory', 'f32', [pixels, 4])
  const events = persistent('camera.events', 'u32', [capacity, 2])
  const count = persistent('camera.count', 'u32', [4])
  const sense = cameraSense(
    { image, scene, thresholds, settings, control, memory, events, count },
    { width: sensor.width, stream: STREAM },
    { SOURCE: SOURCES[source] },
  )
  const compiled = await compile(gpu, { sense: [sense] })
  const flat = view(events, [2 * capacity])
  let last: number | undefined
  let seen = 0

  const set = (spec: PixelSpec): void => {
    const { refractory, leak, shotNoise, illumination, dark } = spec
    compiled.write(thresholds, pixelThresholds(pixels, spec, seed))
    compiled.write(settings, Float32Array.of(1000 * refractory, leak / 1e6, shotNoise / 1e6, illumination, dark, 0, 0, 0))
  }
  set(pixel)

  return {
    set,
    show(shown) {
      const words = new Uint32Array(bytes)
      new Uint8Array(words.buffer).set(shown.subarray(0, pixels))
      compiled.write(image, words)
    },
    async expose(timeSteps) {
      const begins = last === undefined
      const from = last ?? timeSteps[0]!.time
      const table = new Float32Array(MAX_TIME_STEPS * NUMBERS)
      let before = from
      for (const [k, timeStep] of timeSteps.entries()) {
        table.set([before - from, timeStep.time - before, ...timeStep.scene], k * NUMBERS)
        before = timeStep.time
      }
      compiled.write(scene, table)
      compiled.write(control, Uint32Array.of(timeSteps.length, seen, Number(begins), seed))
      compiled.write(count, new Uint32Array(4))
      const encoder = gpu.device.createCommandEncoder()
      compiled.programs.sense.encode(encoder)
      gpu.device.queue.submit([encoder.finish()])
      last = before
      seen += timeSteps.length
      const said = new Uint32Array(await compiled.read(count))[0]!
      const room = Math.min(said, capacity)
      const words = room > 0 ? new Uint32Array(await compiled.read(view(flat, [2 * room]))) : new Uint32Array(0)
      return { events: inOrder(words, sensor, from), dropped: said - room }
    },
    forget() {
      last = undefined
    },
    destroy: () => compiled.destroy(),
  }
}

/** Sorts events by time, then pixel, then polarity, since the GPU appends them in any order. @param words as written by the kernel */
export function inOrder(words: Uint32Array<ArrayBuffer>, { width }: Sensor, from: number): Events {
  const sorted = byWord(byWord(words, 1), 0)
  const count = words.length / 2
  const events = columnsFor(count)
  for (let at = 0; at < count; at++) {
    const place = sorted[2 * at + 1]!
    const pixel = place >>> 1
    events.t[at] = from + sorted[2 * at]!
    events.x[at] = pixel % width
    events.y[at] = Math.floor(pixel / width)
    events.polarity[at] = place & 1
  }
  return events
}

const DIGIT = 11

/** Sorts pairs by their first or second word, keeping the order of equal ones: a radix sort. */
function byWord(pairs: Uint32Array<ArrayBuffer>, word: 0 | 1): Uint32Array<ArrayBuffer> {
  let max = 0
  for (let at = word; at < pairs.length; at += 2) max = Math.max(max, pairs[at]!)
  let source = pairs
  for (let shift = 0; 2 ** shift <= max; shift += DIGIT) {
    const starts = new Uint32Array(2 ** DIGIT + 1)
    for (let at = word; at < source.length; at += 2) starts[((source[at]! >>> shift) & (2 ** DIGIT - 1)) + 1]! += 2
    for (let digit = 1; digit <= 2 ** DIGIT; digit++) starts[digit]! += starts[digit - 1]!
    const target = new Uint32Array(source.length)
    for (let at = 0; at < source.length; at += 2) {
      const digit = (source[at + word]! >>> shift) & (2 ** DIGIT - 1)
      const to = starts[digit]!
      starts[digit] = to + 2
      target[to] = source[at]!
      target[to + 1] = source[at + 1]!
    }
    source = target
  }
  return source
}
