/** The settings of the next comparison that the user has changed from their defaults. */
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { WrittenAxis } from '../../../studies/axis'
import type { Comparison } from '../../../studies/compare'
import type { Ready } from '../../../studies/variants'

/** Settings of a comparison that differ from the defaults, for scripts and the form. */
export type CompareOptions = Partial<Omit<Comparison, 'base'>>

/** In place of a set of variants: the experiment alone, with several seeds. */
export const SEEDS = 'seeds'

/** The same as the form stores it: variants as the name of a set or as values of fields, so that they follow the experiment. */
export type ComparePlan = Omit<CompareOptions, 'variants'> & {
  readonly ready?: Ready | typeof SEEDS
  readonly axes?: readonly WrittenAxis[]
}
const plan = createStore<{ readonly plan: ComparePlan }>(() => ({ plan: {} }))
export const usePlan = (): ComparePlan => useStore(plan, (state) => state.plan)
export const setPlan = (next: ComparePlan): void => plan.setState({ plan: next })
