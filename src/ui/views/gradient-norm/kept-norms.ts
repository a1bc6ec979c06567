/** Gradient norms that the user keeps for comparison, of this experiment or an earlier one, until they are removed. Outside React. */
import { useSyncExternalStore } from 'react'

/** The norms of one layer, one per step. */
export interface NormCurve {
  readonly layer: string
  readonly norms: ArrayLike<number>
}

export interface KeptNorms {
  /** The number, from 1, that labels it in the chart. */
  readonly number: number
  readonly title: string
  /** How the experiment differs from its preset, and how long it was trained. */
  readonly settings: string
  readonly curves: readonly NormCurve[]
}

export const MAX_KEPT = 5

let kept: readonly KeptNorms[] = []
const watchers = new Set<() => void>()

export const keptNorms = (): readonly KeptNorms[] => kept

/** Keeps curves under the lowest free number; does nothing if none is free. */
export function keepNorms(curves: Omit<KeptNorms, 'number'>): void {
  const free = Array.from({ length: MAX_KEPT }, (_, index) => index + 1).find((number) => kept.every((other) => other.number !== number))
  if (free === undefined) return
  set([...kept, { ...curves, number: free }])
}

export const dropNorms = (number: number): void => set(kept.filter((other) => other.number !== number))

function set(next: readonly KeptNorms[]): void {
  kept = next
  for (const watch of watchers) watch()
}

const subscribe = (watch: () => void) => {
  watchers.add(watch)
  return () => {
    watchers.delete(watch)
  }
}
export const useKeptNorms = (): readonly KeptNorms[] => useSyncExternalStore(subscribe, keptNorms)

/** The kept curve to draw next to that of `layer`: of the layer with the same name, otherwise of the first layer. */
export const matchingCurve = ({ curves }: KeptNorms, layer: string | null): NormCurve | undefined =>
  curves.find((curve) => curve.layer === layer) ?? curves[0]

/** The dash pattern for each number, so that curves do not differ in shade alone. */
export const KEPT_DASHES: readonly (readonly number[])[] = [[], [6, 3], [2, 2], [8, 3, 2, 3], [1, 3]]
