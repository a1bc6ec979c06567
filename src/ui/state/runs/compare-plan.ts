/** What the next comparison is set to: what a person chose otherwise than is usual. */
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { Comparison } from '../../../studies/compare'
import type { Ready } from '../../../studies/variants'

/** For scripts and for the form: what to compare otherwise than is usual. */
export type CompareOptions = Partial<Omit<Comparison, 'base'>>

/** What the form is set to otherwise than is usual: the variants by their name, so that they follow the experiment. */
export type ComparePlan = Omit<CompareOptions, 'variants'> & { readonly ready?: Ready }
const plan = createStore<{ readonly plan: ComparePlan }>(() => ({ plan: {} }))
export const usePlan = (): ComparePlan => useStore(plan, (state) => state.plan)
export const setPlan = (next: ComparePlan): void => plan.setState({ plan: next })
