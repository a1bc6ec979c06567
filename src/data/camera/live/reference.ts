/**
 * The live camera in float64, pixel by pixel: its events, and how close each pixel came to different ones. The reference implementation
 * of shaders/data/camera-sense.wgsl; for tests.
 */
import { randomBits, randomKey, streamOf } from '../../../engine/random'
import type { Sensor } from '../../events/events'
import { pixelThresholds } from '../path'
import { logLight, noiseAt, walkPixel } from '../pixel'
import type { PixelSpec } from '../schema'
import type { TimeStep } from './camera'
import type { SourceSpec } from './schema'

type Numbers = ArrayLike<number>

const clamp = (x: number, low: number, high: number) => Math.min(high, Math.max(low, x))
const inside = (distance: number) => clamp(distance + 0.5, 0, 1)
const mix = (a: number, b: number, share: number) => a + (b - a) * share

function bars(x: number, y: number, scene: Numbers): number {
  const along = x * scene[4]! + y * scene[5]! - scene[3]!
  return inside(scene[2]! * (0.25 - Math.abs(along - Math.floor(along) - 0.5)))
}

function disc(x: number, y: number, scene: Numbers): number {
  const [right, down] = [x - scene[2]!, y - scene[3]!]
  const across = Array.from({ length: scene[5]! }, (_, line) => right * scene[6 + 2 * line]! + down * scene[7 + 2 * line]!)
  const edge = Math.min(...across.map(Math.abs))
  const light = across.filter((a) => a > 0).length % 2 === 0
  return mix(0.5, inside(light ? edge : -edge), inside(scene[4]! - Math.hypot(right, down)))
}

function balls(x: number, y: number, scene: Numbers): number {
  const distances = Array.from({ length: scene[3]! }, (_, ball) => Math.hypot(x - scene[4 + 2 * ball]!, y - scene[5 + 2 * ball]!))
  return inside(scene[2]! - Math.min(...distances))
}

function bytes(x: number, y: number, scene: Numbers, { width, height }: Sensor, image: Uint8Array): number {
  const [left, top] = [clamp(x - 0.5 - scene[2]!, 0, width - 1), clamp(y - 0.5 - scene[3]!, 0, height - 1)]
  const [column, row] = [Math.floor(left), Math.floor(top)]
  const at = (i: number, j: number) => image[Math.min(j, height - 1) * width + Math.min(i, width - 1)]! / 255
  const line = (j: number) => mix(at(column, j), at(column + 1, j), left - column)
  return mix(line(row), line(row + 1), top - row)
}

/** @param scene the numbers of the scene, as returned by `sceneAt`. */
function brightnessAt(kind: SourceSpec['kind'], x: number, y: number, scene: Numbers, sensor: Sensor, image: Uint8Array): number {
  const light =
    kind === 'bars'
      ? bars(x, y, scene)
      : kind === 'disc'
        ? disc(x, y, scene)
        : kind === 'balls'
          ? balls(x, y, scene)
          : bytes(x, y, scene, sensor, image)
  return mix(scene[0]!, scene[1]!, light)
}

interface SensedEvent {
  /** The time in microseconds, not rounded. */
  readonly time: number
  readonly on: boolean
  /** The change of the log intensity per unit of time in the event's interval, which converts an error of the light to one in time. */
  readonly slope: number
}

export interface Sensed {
  readonly events: readonly SensedEvent[]
  /** The minimum margin over all intervals, as returned by `walkPixel`. */
  readonly margin: number
}

/**
 * [pixels]: the events of a camera from the first time step to the last.
 * @param pictures the brightness of each pixel at each time step, if the source is an image or a video.
 */
export function senses(
  { sensor, source, pixel, seed }: { sensor: Sensor; source: SourceSpec['kind']; pixel: PixelSpec; seed: number },
  timeSteps: readonly TimeStep[],
  pictures: readonly Uint8Array[] = [],
): Sensed[] {
  const thresholds = pixelThresholds(sensor.width * sensor.height, pixel, seed)
  const keys = timeSteps.map((_, k) => randomKey(seed, streamOf('camera live'), k))
  return Array.from({ length: sensor.width * sensor.height }, (_, i) => {
    const [x, y] = [(i % sensor.width) + 0.5, Math.floor(i / sensor.width) + 0.5]
    const [off, on] = [thresholds[2 * i]!, thresholds[2 * i + 1]!]
    const brightness = timeSteps.map(({ scene }, k) => brightnessAt(source, x, y, scene.map(Math.fround), sensor, pictures[k]!))
    const state = { difference: 0, rest: 0 }
    const events: SensedEvent[] = []
    let margin = Number.POSITIVE_INFINITY
    for (let k = 1; k < timeSteps.length; k++) {
      const { illumination, dark, leak, shotNoise, refractory } = pixel
      const start = timeSteps[k - 1]!.time
      const duration = timeSteps[k]!.time - start
      const light = (at: number) => logLight(brightness[at]!, illumination, dark)
      const change = light(k) - light(k - 1) + (leak / 1e6) * duration * on
      const probability = Math.min(1, (shotNoise / 1e6) * duration) * noiseAt(brightness[k]!, illumination)
      const walked = walkPixel(state, {
        change,
        duration,
        refractory: 1000 * refractory,
        on,
        off,
        ...(shotNoise > 0 && { noise: { bits: randomBits(keys[k]!, i), probability } }),
      })
      margin = Math.min(margin, walked.margin)
      for (const { time, on: up } of walked.events) events.push({ time: start + time, on: up, slope: Math.abs(change) / duration })
    }
    return { events, margin }
  })
}
