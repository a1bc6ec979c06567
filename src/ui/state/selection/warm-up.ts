/**
 * Whether evaluation mode answers otherwise than training does: until the running statistics of a tdBN have settled, and for as long
 * as training mixes spans of which evaluation uses only the most probable one.
 */
import { normalizationOf, warmUpOf } from '../../../networks/schema'
import { useMembrane } from '../session/frame-hooks'
import { useLab } from '../store/store'

/** Above this probability of the most probable skip length, the mix is practically that skip. */
const SINGLE = 0.99

export const useWarmingUp = (): boolean => useLab(({ open, progress }) => (progress?.step ?? 0) < warmUpOf(normalizationOf(open.network)))

export const useMixing = (): boolean =>
  useMembrane(1000)?.layers.some(({ spans }) => spans && spans.probabilities[spans.span - 1]! < SINGLE) ?? false

/** A note for measurements taken during warm-up. */
export const WARMING_UP = 'Running statistics are still warming up.'
export const WARMING_UP_WHY = 'It is shown in evaluation mode, with running statistics that have not settled yet.'
export const MIXING = 'Training still mixes skips.'
export const MIXING_WHY = 'It is shown in evaluation mode, where each layer uses only its most probable skip.'
