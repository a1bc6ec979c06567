/** What the next comparison is set to: variants that are ready for an experiment, and what a person chose otherwise than is usual. */
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { Experiment } from '../../experiments/schema'
import type { Comparison } from '../../studies/compare'
import { orderVariants, spanVariants, type Variant, windowVariants } from '../../studies/variants'

/** For scripts and for the form: what to compare otherwise than is usual. */
export type CompareOptions = Partial<Omit<Comparison, 'base'>>

/** Variants that are ready to be compared, of an experiment that has them. */
export const READY = {
  recurrence: { text: 'recurrence', variants: spanVariants },
  window: { text: 'gradient window', variants: windowVariants },
  order: { text: 'order of frames', variants: orderVariants },
} as const satisfies Record<string, { text: string; variants: (open: Experiment) => Variant[] }>
export type Ready = keyof typeof READY
/** The usual one first. */
export const readyFor = ({ network, encoder }: Experiment): Ready[] => [
  ...(network.kind === 'recurrent' && network.hidden.length > 0 ? (['recurrence'] as const) : []),
  'window',
  ...(encoder.kind === 'frames' ? (['order'] as const) : []),
]

/** What the form is set to otherwise than is usual: the variants by their name, so that they follow the experiment. */
export type ComparePlan = Omit<CompareOptions, 'variants'> & { readonly ready?: Ready }
const plan = createStore<{ readonly plan: ComparePlan }>(() => ({ plan: {} }))
export const usePlan = (): ComparePlan => useStore(plan, (state) => state.plan)
export const setPlan = (next: ComparePlan): void => plan.setState({ plan: next })
