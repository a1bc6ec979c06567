/**
 * The sensor of generated scenes: what varies from pixel to pixel, and how often a pixel fires without a signal. The response to light is
 * `walkPixel` of the camera.
 */
import { type PhiloxKey, units } from '../../engine/philox'

/** The stream of random numbers of the sensor. */
export const SENSOR = 2
const MEAN_THRESHOLD = 0.2
const STD = 0.03
const MIN_THRESHOLD = 0.05
/** The fraction of hot pixels. */
export const HOT_SHARE = 0.0005
/** Noise events per second of a hot pixel. */
export const HOT_RATE = 100
/** The refractory period of a pixel in microseconds. */
export const REFRACTORY = 500

export interface SensorPixel {
  /** The thresholds in log light. */
  readonly on: number
  readonly off: number
  readonly hot: boolean
}

/** @param sample the number of the scene that determines the random draws, or 0 for a sensor that all share. */
export function sensorPixel(key: PhiloxKey, sample: number, pixel: number): SensorPixel {
  const [u0, u1, , u3] = units(key, sample, SENSOR, pixel, 0)
  const radius = STD * Math.sqrt(-2 * Math.log(u0))
  const angle = 2 * Math.PI * u1
  return {
    on: Math.max(MIN_THRESHOLD, MEAN_THRESHOLD + radius * Math.cos(angle)),
    off: Math.max(MIN_THRESHOLD, MEAN_THRESHOLD + radius * Math.sin(angle)),
    hot: u3 < HOT_SHARE,
  }
}

/** A Poisson number with this mean, by inversion: the reference implementation of shaders/lib/philox.wgsl. */
export function poisson(u: number, mean: number): number {
  let count = 0
  let probability = Math.exp(-mean)
  for (let below = probability; u >= below && count < MAX_COUNT; below += probability) {
    count++
    probability *= mean / count
  }
  return count
}
/** Larger than any mean of a sensor requires. It bounds the loop, since rounding can keep the sum of probabilities below the largest u. */
const MAX_COUNT = 255
