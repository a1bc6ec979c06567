/**
 * The camera encoder on one sample in float64, pixel by pixel: counts of events, and how close each pixel came to different ones. For
 * tests, and for measurements without a GPU. Not fast.
 */
import type { Space } from '../../engine/graph'
import { randomBits, randomKey } from '../../engine/random'
import { pixelThresholds, saccades } from '../camera/path'
import { logLight, noiseAt, walkPixel } from '../camera/pixel'
import { sensorOf } from '../camera/schema'
import { type CameraSpec, paramsOf } from './camera'

interface Picture extends Space {
  readonly bytes: Uint8Array
}

/** The brightness from 0 to 1, interpolated between four pixels; black outside. */
function brightnessAt({ bytes, height, width, channels }: Picture, x: number, y: number): number {
  const at = (column: number, row: number): number => {
    if (column < 0 || row < 0 || column >= width || row >= height) return 0
    const first = (row * width + column) * channels
    if (channels === 1) return bytes[first]! / 255
    return (0.299 * bytes[first]! + 0.587 * bytes[first + 1]! + 0.114 * bytes[first + 2]!) / 255
  }
  const [left, top] = [Math.floor(x), Math.floor(y)]
  const [right, down] = [x - left, y - top]
  const line = (row: number) => at(left, row) * (1 - right) + at(left + 1, row) * right
  return line(top) * (1 - down) + line(top + 1) * down
}

export interface Seen {
  /** [steps, height, width, 2]: OFF and ON. */
  readonly counts: Float32Array
  /** [height, width]: how close each pixel's nearest decision was to the other outcome. */
  readonly margins: Float64Array
}

export function cameraSees(image: Picture, spec: CameraSpec, sample: number, mode: 'train' | 'evaluate', stride: number): Seen {
  const { steps, microSteps, border } = spec
  const sensor = sensorOf(image, border)
  const places = sensor.height * sensor.width
  const path = saccades(steps * microSteps + 1, border)
  const thresholds = pixelThresholds(places, spec, spec.seed)
  const { duration, refractory, leak, noise, maxCount, stream } = paramsOf(spec, mode)
  const key = randomKey(spec.seed, stream, sample)
  const counts = new Float32Array(steps * places * 2)
  const margins = new Float64Array(places)
  for (let place = 0; place < places; place++) {
    const [x, y] = [(place % sensor.width) - border, Math.floor(place / sensor.width) - border]
    const [off, on] = [thresholds[2 * place]!, thresholds[2 * place + 1]!]
    const brightness = (k: number) => brightnessAt(image, x - path[2 * k]!, y - path[2 * k + 1]!)
    const state = { difference: 0, rest: 0 }
    let before = logLight(brightness(0), spec.illumination, spec.dark)
    let margin = Number.POSITIVE_INFINITY
    for (let k = 1; k <= steps * microSteps; k++) {
      const light = brightness(k)
      const now = logLight(light, spec.illumination, spec.dark)
      const walked = walkPixel(state, {
        change: now - before + leak * on,
        duration,
        refractory,
        on,
        off,
        ...(noise > 0 && { noise: { bits: randomBits(key, k * stride + place), probability: noise * noiseAt(light, spec.illumination) } }),
      })
      before = now
      margin = Math.min(margin, walked.margin)
      const t = Math.floor((k - 1) / microSteps)
      for (const event of walked.events) counts[(t * places + place) * 2 + Number(event.on)]!++
    }
    margins[place] = margin
  }
  return { counts: counts.map((count) => Math.min(count, maxCount)), margins }
}
