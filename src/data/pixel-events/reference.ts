/**
 * Representations of one window of events in float64, directly from a list of events: the reference implementation of the shaders. For
 * tests.
 */
import { type EventMapSpec, MAP_CHANNELS } from './schema'

export interface Event {
  /** y * width + x */
  readonly pixel: number
  /** The time in whole microseconds. */
  readonly time: number
  /** 1 is ON. */
  readonly polarity: 0 | 1
}

/** The first and last event, and the width of a bin. */
function windowOf(events: readonly Event[], bins: number) {
  const times = events.map(({ time }) => time)
  const first = Math.min(...times)
  const duration = events.length > 0 ? Math.max(...times) - first : 0
  return { first, duration, width: Math.floor(duration / bins) }
}

/** [bins, pixels, 2], oldest first: OFF, ON. */
export function binsOf(events: readonly Event[], bins: number, pixels: number): Float64Array {
  const { first, width } = windowOf(events, bins)
  const counts = new Float64Array(bins * pixels * 2)
  for (const { pixel, time, polarity } of events) {
    const bin = width > 0 ? Math.floor((time - first) / width) : bins
    if (bin < bins) counts[(bin * pixels + pixel) * 2 + polarity]! += 1
  }
  return counts
}

/** [pixels, bins * channels of a bin] */
export function mapOf(events: readonly Event[], spec: EventMapSpec, pixels: number): Float64Array {
  const { bins } = spec
  const { first, duration, width } = windowOf(events, bins)
  const channels = MAP_CHANNELS[spec.kind]
  const map = new Float64Array(pixels * bins * channels)
  const add = (pixel: number, bin: number, channel: number, value: number) => {
    map[(pixel * bins + bin) * channels + channel]! += value
  }
  const binOf = (time: number) => (width > 0 ? Math.floor((time - first) / width) : bins)
  for (const { pixel, time, polarity } of events) {
    if (spec.kind === 'voxelGrid' && duration > 0)
      for (let bin = 0; bin < bins; bin++)
        add(pixel, bin, 0, (2 * polarity - 1) * Math.max(0, 1 - Math.abs((bins * (time - first)) / duration - bin)))
    if (spec.kind === 'voxelCube' && binOf(time) < bins) {
      const half = Math.floor(((time - first) % width) / (width / 2))
      add(pixel, binOf(time), (polarity + 1) * (half + 1) - 1, 1)
    }
  }
  if (spec.kind !== 'timeSurface') return map
  for (let bin = 0; bin < bins; bin++)
    for (const [pixel, polarity, last] of lastEvents(events.filter(({ time }) => binOf(time) <= bin && binOf(time) < bins)))
      add(pixel, bin, polarity, Math.exp(-(first + (bin + 1) * width - last) / (spec.tau * 1000)))
  return map
}

/** The latest event of each pixel and polarity. */
function lastEvents(events: readonly Event[]): [pixel: number, polarity: 0 | 1, time: number][] {
  const last = new Map<string, [number, 0 | 1, number]>()
  for (const { pixel, time, polarity } of events) {
    const before = last.get(`${pixel} ${polarity}`)
    if (!before || time >= before[2]) last.set(`${pixel} ${polarity}`, [pixel, polarity, time])
  }
  return [...last.values()]
}
