/** Converts events to an image: the counts of bins, and the color of a count. Pure; draws nothing. */
import type { Scene } from '../../../tasks/detection/detail'
import { imagePixels } from '../../base/bitmap'

type Binned = Pick<Scene, 'bins' | 'events' | 'height' | 'width'>

/** The counts of one bin, [pixels * 2], counted from the oldest; null: of all bins together. */
export function countsOf(
  { bins, events }: { readonly bins: number; readonly events: ArrayLike<number> },
  bin: number | null,
): Float32Array {
  const size = events.length / bins
  if (bin !== null) return Float32Array.from({ length: size }, (_, at) => events[bin * size + at]!)
  const sums = new Float32Array(size)
  for (let at = 0; at < events.length; at++) sums[at % size]! += events[at]!
  return sums
}

/** The 95th percentile of nonzero counts, so that a single hot pixel does not darken the rest. At least 1. */
export function fullOf(counts: ArrayLike<number>): number {
  const some = Array.from(counts)
    .filter((count) => count > 0)
    .sort((a, b) => a - b)
  return Math.max(1, some[Math.ceil(0.95 * some.length) - 1] ?? 1)
}

/** The scale is the same for all bins, so that a bin of few events looks sparse. */
export function fullOfBins({ bins, events }: Pick<Binned, 'bins' | 'events'>, bin: number | null): number {
  return fullOf(bin === null ? countsOf({ bins, events }, null) : events)
}

/** @param values [pixels * 2], OFF and ON of a pixel next to each other; negative values are drawn as 0. */
export const polarityPixels = (
  values: ArrayLike<number>,
  { height, width }: Pick<Binned, 'height' | 'width'>,
  full: number,
  dark: boolean,
): Uint32Array =>
  imagePixels(
    Float32Array.from(values, (value) => Math.max(0, value)),
    { height, width, channels: 2 },
    { low: 0, high: full },
    dark,
  )

/** "bin 3 of 4", or all of them. */
export const binText = (bins: number, bin: number | null): string => (bin === null ? `all ${bins} bins` : `bin ${bin + 1} of ${bins}`)
