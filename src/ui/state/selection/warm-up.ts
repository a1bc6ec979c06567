/**
 * Whether evaluation mode computes something else than training: until the running statistics of tdBN have settled, and while training
 * mixes skip lengths of which evaluation uses only the most probable one.
 */
import { normalizationOf, warmUpOf } from '../../../networks/schema'
import { useMembrane } from '../session/frame-hooks'
import { useLab } from '../store/store'

/** From this probability of the most probable skip length on, the mix is practically that skip. */
const SINGLE = 0.99

export const useWarmingUp = (): boolean => useLab(({ open, progress }) => (progress?.step ?? 0) < warmUpOf(normalizationOf(open.network)))

export const useMixing = (): boolean =>
  useMembrane(1000)?.layers.some(({ spans }) => spans && spans.probabilities[spans.span - 1]! < SINGLE) ?? false

/** Notes for measurements in evaluation mode: short ones, and sentences that explain them. */
export const WARMING_UP = 'Running statistics are still warming up.'
export const WARMING_UP_WHY = 'It is shown in evaluation mode, with running statistics that have not settled yet.'
export const MIXING = 'Training still mixes skips.'
export const MIXING_WHY = 'It is shown in evaluation mode, where each layer uses only its most probable skip.'
