/** ISI-distance and SPIKE-distance of two spike trains, which need no time constant, and their profiles over time. Pure. */
import type { SpikeTimes } from './trains'

/** The start and end of the recording, in the unit of the spike times; all spikes lie within. */
export type Recorded = readonly [start: number, end: number]

/** The dissimilarity of two trains over time, from 0 to 1, linear between successive spikes of either. */
export interface Profile {
  /** The start, each time at which a train spikes, and the end, without duplicates: [pieces + 1]. */
  readonly times: Float64Array
  /** The value at the start of each piece, from within: [pieces]. */
  readonly starts: Float64Array
  /** The value at the end of each piece, from within: [pieces]. */
  readonly ends: Float64Array
}

/**
 * |nu_a - nu_b| / max(nu_a, nu_b), constant on each piece; nu is the length of the interspike interval around a time (Kreuz et al. 2007;
 * edges as in PySpike). O(n_a + n_b).
 * @returns null where a train is empty: not defined
 */
export function isiProfile(a: SpikeTimes, b: SpikeTimes, recorded: Recorded): Profile | null {
  if (a.length === 0 || b.length === 0) return null
  const { times, passedA, passedB } = segmentsOf(a, b, recorded)
  const values = passedA.map((passed, piece) => {
    const [nuA, nuB] = [intervalAround(a, passed, recorded), intervalAround(b, passedB[piece]!, recorded)]
    return Math.abs(nuA - nuB) / Math.max(nuA, nuB)
  })
  return { times, starts: values, ends: values }
}

/**
 * (S_a nu_b + S_b nu_a) / (2 mean(nu_a, nu_b)^2), linear on each piece (Kreuz et al. 2013; edges as in PySpike). S_a(t) lies between the
 * distances of the spikes of a around t from the nearest spikes of b, weighted by nearness in time. O(n_a + n_b).
 * @returns null where a train is empty: not defined
 */
export function spikeProfile(a: SpikeTimes, b: SpikeTimes, recorded: Recorded): Profile | null {
  if (a.length === 0 || b.length === 0) return null
  const { times, passedA, passedB } = segmentsOf(a, b, recorded)
  const [fromA, fromB] = [nearestOf(a, b, recorded), nearestOf(b, a, recorded)]
  const at = (time: number, piece: number): number => {
    const [beforeA, beforeB] = [passedA[piece]!, passedB[piece]!]
    const [nuA, nuB] = [intervalAround(a, beforeA, recorded), intervalAround(b, beforeB, recorded)]
    const sum = between(a, fromA, beforeA, time) * nuB + between(b, fromB, beforeB, time) * nuA
    return (2 * sum) / (nuA + nuB) ** 2
  }
  return {
    times,
    starts: passedA.map((_, piece) => at(times[piece]!, piece)),
    ends: passedA.map((_, piece) => at(times[piece + 1]!, piece)),
  }
}

/** The mean of a profile over time: exact, it is linear on each piece. O(pieces). */
export function profileMean({ times, starts, ends }: Profile): number {
  let sum = 0
  for (let piece = 0; piece < starts.length; piece++) sum += ((times[piece + 1]! - times[piece]!) * (starts[piece]! + ends[piece]!)) / 2
  return sum / (times.at(-1)! - times[0]!)
}

/** The mean of the ISI profile: how unlike the instantaneous rates are, from 0 to 1. Null where a train is empty. O(n_a + n_b). */
export function isiDistance(a: SpikeTimes, b: SpikeTimes, recorded: Recorded): number | null {
  const profile = isiProfile(a, b, recorded)
  return profile && profileMean(profile)
}

/** The mean of the SPIKE profile: how unlike the spike times are for their rates, from 0 to 1. Null where a train is empty. O(n_a + n_b). */
export function spikeDistance(a: SpikeTimes, b: SpikeTimes, recorded: Recorded): number | null {
  const profile = spikeProfile(a, b, recorded)
  return profile && profileMean(profile)
}

/** The intervals between successive spikes of either train, and the number of spikes of each up to the start of each interval. */
function segmentsOf(a: SpikeTimes, b: SpikeTimes, [start, end]: Recorded) {
  const times = [start]
  const passed: [number[], number[]] = [[], []]
  let [i, j] = [0, 0]
  while (times.at(-1)! < end) {
    const now = times.at(-1)!
    while (i < a.length && a[i]! <= now) i++
    while (j < b.length && b[j]! <= now) j++
    passed[0].push(i)
    passed[1].push(j)
    times.push(Math.min(a[i] ?? end, b[j] ?? end))
  }
  return { times: Float64Array.from(times), passedA: Float64Array.from(passed[0]), passedB: Float64Array.from(passed[1]) }
}

/** nu: the interval between the last of the `passed` spikes and the next; at an edge, the distance to the edge or the next interval, if longer. */
function intervalAround(train: SpikeTimes, passed: number, [start, end]: Recorded): number {
  const n = train.length
  if (passed === 0) return Math.max(train[0]! - start, n > 1 ? train[1]! - train[0]! : 0)
  if (passed === n) return Math.max(end - train[n - 1]!, n > 1 ? train[n - 1]! - train[n - 2]! : 0)
  return train[passed]! - train[passed - 1]!
}

/**
 * The distance of each spike to the nearest spike of the other train, which gets an extra spike at each edge: at the edge, or one first or
 * last interval outside the train if that is further out.
 */
function nearestOf(train: SpikeTimes, other: SpikeTimes, [start, end]: Recorded): Float64Array {
  const n = other.length
  const first = n > 1 ? Math.min(start, 2 * other[0]! - other[1]!) : start
  const last = n > 1 ? Math.max(end, 2 * other[n - 1]! - other[n - 2]!) : end
  let next = 0
  return train.map((time) => {
    while (next < n && other[next]! < time) next++
    return Math.min(time - (other[next - 1] ?? first), (other[next] ?? last) - time)
  })
}

/** S: the distances of two successive spikes, weighted by nearness in time; before the first and after the last spike, that spike's. */
function between(train: SpikeTimes, nearest: Float64Array, passed: number, time: number): number {
  if (passed === 0) return nearest[0]!
  if (passed === train.length) return nearest[passed - 1]!
  const [before, after] = [train[passed - 1]!, train[passed]!]
  return (nearest[passed - 1]! * (after - time) + nearest[passed]! * (time - before)) / (after - before)
}
