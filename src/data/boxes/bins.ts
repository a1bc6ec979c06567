/**
 * The events of a window as counts in bins of equal duration, as EAS-SNN slices them (Wang et al., ECCV 2024): bins are aligned to the
 * events, not to the clock, and the oldest comes first. The authors resize images with interpolation, so their counts are fractions; here
 * each event is counted in the pixel on which it falls.
 */
import { type Events, firstNotBefore } from '../events/events'
import type { Letterbox } from './labels'

export interface BinLosses {
  /** All events of the windows with at least one event in a bin. */
  events: number
  /** Events after the end of the last bin. */
  unbinned: number
  /** Events outside the sensor. */
  outside: number
  /** Events beyond the maximum count of 255 of a pixel in a bin. */
  saturated: number
}

export const noBinLosses = (): BinLosses => ({ events: 0, unbinned: 0, outside: 0, saturated: 0 })

/**
 * Bin j holds the events with t[0] + j w <= t < t[0] + (j + 1) w, where w = floor((t[last] - t[0]) / bins) microseconds.
 * @param into [bins, height, width, 2], OFF before ON; overwritten.
 * @param lost counts are added only for a window with events in its bins.
 * @returns whether any bin has an event.
 */
export function binEvents(
  events: Events,
  bins: number,
  { sensor, height, width, to, from }: Letterbox,
  into: Uint8Array,
  lost: BinLosses,
): boolean {
  into.fill(0)
  const { count, t, x, y, polarity } = events
  if (count === 0) return false
  const length = Math.floor((t[count - 1]! - t[0]!) / bins)
  const end = firstNotBefore(events, t[0]! + bins * length)
  let [outside, saturated] = [0, 0]
  for (let i = 0; i < end; i++) {
    const [column, row] = [x[i]!, y[i]!]
    if (column >= sensor.width || row >= sensor.height) {
      outside++
      continue
    }
    const bin = Math.floor((t[i]! - t[0]!) / length)
    const at = ((bin * height + Math.floor((row * to) / from)) * width + Math.floor((column * to) / from)) * 2 + polarity[i]!
    if (into[at]! === 255) saturated++
    else into[at]!++
  }
  if (outside === end) return false
  lost.events += count
  lost.unbinned += count - end
  lost.outside += outside
  lost.saturated += saturated
  return true
}
