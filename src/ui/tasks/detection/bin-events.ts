/** Events of any sensor as bins of the size that a network was built for. Pure. */
import type { SeenEvents } from '../../state/imports/camera-feed'

export interface BinShape {
  readonly bins: number
  readonly height: number
  readonly width: number
}

/** The largest part of a sensor, in its middle, that has the shape of the network's input. */
export function fieldOf(
  sensor: SeenEvents['sensor'],
  { height, width }: BinShape,
): { readonly x: number; readonly y: number; readonly pitch: number } {
  const pitch = Math.min(sensor.width / width, sensor.height / height)
  return { x: (sensor.width - pitch * width) / 2, y: (sensor.height - pitch * height) / 2, pitch }
}

/**
 * [bins, pixels * 2], oldest first, OFF and ON of a pixel next to each other, of the events in [from, to), microseconds. Where several
 * pixels of the sensor fall on one, it has their mean, as in a smaller image of the same scene: counts may be fractions.
 */
export function binned({ events, sensor, from, to }: SeenEvents, shape: BinShape): Float32Array {
  const { count, t, x, y, polarity } = events
  const { bins, height, width } = shape
  const counts = new Float32Array(bins * height * width * 2)
  const field = fieldOf(sensor, shape)
  const one = 1 / Math.max(1, field.pitch) ** 2
  for (let at = 0; at < count; at++) {
    const bin = Math.floor(((t[at]! - from) / (to - from)) * bins)
    const column = Math.floor((x[at]! - field.x) / field.pitch)
    const row = Math.floor((y[at]! - field.y) / field.pitch)
    if (bin < 0 || bin >= bins || column < 0 || column >= width || row < 0 || row >= height) continue
    counts[(bin * height * width + row * width + column) * 2 + (polarity[at]! > 0 ? 1 : 0)]! += one
  }
  return counts
}
