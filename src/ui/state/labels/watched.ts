/** The part of the open experiment's data from which views show samples, and which evaluations during training use. */
import { watchedPart } from '../../../data/schema'
import type { HeldOut } from '../../../readings/metrics'
import { store, useLab } from '../store/store'

export const watchedNow = (): HeldOut => watchedPart(store.getState().open)
export const useWatched = (): HeldOut => useLab(({ open }) => watchedPart(open))
