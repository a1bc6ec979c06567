/** Distances of many pairs of spike trains of a cell: model to data against data to data. Pure. */
import { type DefinedMean, meanOfDefined } from './defined'
import type { SpikeTimes } from './trains'

/** The distance of two spike trains; null where undefined. */
export type TrainDistance = (a: SpikeTimes, b: SpikeTimes) => number | null

/** The mean distance between different trials of one set, over n (n - 1) / 2 pairs. */
export const withinTrials = (trains: readonly SpikeTimes[], distance: TrainDistance): DefinedMean =>
  meanOfDefined(trains.flatMap((a, i) => trains.slice(i + 1).map((b) => distance(a, b))))

/** The mean distance from any trial of one set to any of the other: n m distances. */
export const betweenTrials = (a: readonly SpikeTimes[], b: readonly SpikeTimes[], distance: TrainDistance): DefinedMean =>
  meanOfDefined(a.flatMap((one) => b.map((other) => distance(one, other))))

/**
 * D(model, data) / D(data, data), trials against different trials: 1 where a sampled trial is as far from a recorded one as recorded trials
 * are from each other. A model without variability may have it too: never read it alone.
 * @returns null where no pair of either kind has a distance, or recorded trials are all equal
 */
export function distanceRatio(model: readonly SpikeTimes[], data: readonly SpikeTimes[], distance: TrainDistance): number | null {
  const own = withinTrials(data, distance).mean
  const other = betweenTrials(model, data, distance).mean
  return own === null || own === 0 || other === null ? null : other / own
}
