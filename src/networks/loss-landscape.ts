/**
 * The loss around a point, of any function of many numbers: over a plane of two directions, coarse to fine, and how sharply it bends.
 * Directions are as long as the weights, filter by filter (Li et al. 2018). Knows no network and no device.
 */
import { normal, randomKey } from '../engine/random'

export type Vector = Float32Array<ArrayBuffer>

/** The loss at a point, one number for each model that is looked at. */
type LossAt = (x: number, y: number) => Promise<readonly number[]>

/** Random numbers where filters are, each filter as long as that of the weights; 0 everywhere else. */
export function filterNormalized(weights: Vector, filters: readonly Int32Array[], seed: number, index: number): Vector {
  const direction = new Float32Array(weights.length)
  const key = randomKey(seed, 34, index)
  for (const filter of filters) {
    let [own, drawn] = [0, 0]
    for (const place of filter) {
      direction[place] = normal(key, place)
      own += weights[place]! ** 2
      drawn += direction[place]! ** 2
    }
    const factor = Math.sqrt(own / (drawn || 1))
    for (const place of filter) direction[place]! *= factor
  }
  return direction
}

/** A vector with all components outside filters set to 0. */
export function inFilters(vector: Vector, filters: readonly Int32Array[]): Vector {
  const kept = new Float32Array(vector.length)
  for (const filter of filters) for (const place of filter) kept[place] = vector[place]!
  return kept
}

export const normOf = (vector: Vector): number => Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0))

/** from + a one + b other */
export const moved = (from: Vector, a: number, one: Vector, b = 0, other: Vector = one): Vector =>
  from.map((value, i) => value + a * one[i]! + b * other[i]!)

/** Evenly from one end to the other, both included. */
export const places = (low: number, high: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => low + ((high - low) * i) / (count - 1))

/** The coarsest grid, on a side. */
const COARSEST = 5

/** How many points a side has in each pass, of which the next has all and those between them. @param points 2^n + 1, at least 5 */
export function passesOf(points: number): number[] {
  const passes = [points]
  while (passes[0]! > COARSEST) passes.unshift((passes[0]! + 1) / 2)
  return passes
}

/** A whole grid of losses: by row, from the lowest y on; a list for each model. */
interface Grid {
  readonly at: readonly number[]
  readonly losses: readonly Float32Array<ArrayBuffer>[]
}

/** Calls `found` with a whole grid after each pass; a point is asked for once. */
export async function overPlane(
  [low, high]: readonly [number, number],
  points: number,
  lossAt: LossAt,
  found: (grid: Grid) => void,
): Promise<void> {
  const known = new Map<number, readonly number[]>()
  for (const count of passesOf(points)) {
    const stride = (points - 1) / (count - 1)
    const at = places(low, high, count)
    const all: (readonly number[])[] = []
    for (const [row, y] of at.entries())
      for (const [column, x] of at.entries()) {
        const key = stride * (row * points + column)
        const losses = known.get(key) ?? (await lossAt(x, y))
        known.set(key, losses)
        all.push(losses)
      }
    found({ at, losses: all[0]!.map((_, model) => Float32Array.from(all, (losses) => losses[model]!)) })
  }
}

interface Eigenvalue {
  readonly value: number
  /** |Hv − λv| of the unit vector v that was found, over the largest eigenvalue by size. */
  readonly residual: number
  /** Products with the matrix that it took. */
  readonly iterations: number
}

interface Effort {
  /** The most that each of the two rounds takes. */
  readonly iterations: number
  readonly residual: number
}

/**
 * The largest eigenvalue of a symmetric matrix by power iterations, which find the largest by size; where that is negative, a second round
 * with the matrix shifted by it.
 */
export async function largestEigenvalue(
  product: (v: Vector) => Promise<Vector>,
  start: Vector,
  { iterations, residual }: Effort,
): Promise<Eigenvalue> {
  const round = async (shift: number) => {
    let v = unit(start)
    let [value, apart, taken] = [0, Number.POSITIVE_INFINITY, 0]
    while (taken < iterations && apart > residual) {
      const next = moved(await product(v), -shift, v)
      value = next.reduce((sum, one, i) => sum + one * v[i]!, 0)
      apart = normOf(moved(next, -value, v)) / (Math.max(Math.abs(value), Math.abs(shift)) || 1)
      v = unit(next)
      taken++
    }
    return { value: value + shift, residual: apart, iterations: taken }
  }
  const first = await round(0)
  if (first.value >= 0) return first
  const second = await round(first.value)
  return { ...second, iterations: first.iterations + second.iterations }
}

function unit(v: Vector): Vector {
  const norm = normOf(v) || 1
  return v.map((value) => value / norm)
}

/** The product of the Hessian at a point with a unit vector, by the difference of two gradients `2 distance` apart. */
export const hessianProduct =
  (gradient: (at: Vector) => Promise<Vector>, from: Vector, distance: number) =>
  async (v: Vector): Promise<Vector> => {
    const ahead = await gradient(moved(from, distance, v))
    const behind = await gradient(moved(from, -distance, v))
    return ahead.map((value, i) => (value - behind[i]!) / (2 * distance))
  }
