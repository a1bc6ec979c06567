/** The second number next to a measured fraction, on the page and in its figure: the fraction on trial, otherwise the difference to A. */
import { hundredths } from '../../../format'
import { type CountedFrame, sharesAt, sharesOverall } from '../../../readings/shares'
import { lens } from '../../state/selection/lens'
import { overlayFrame, pinned } from '../../state/selection/pinned'
import { shownOverall, shownShares } from '../../state/selection/window-trial'

/** On trial "55.1"; compared with A "+3.1". @param step null: over all. */
export function comparisonText(frame: CountedFrame, step: number | null, inside: number): string {
  const trial = lens.get()
  if (trial) return hundredths((step === null ? shownOverall(frame, trial) : shownShares(frame, step, trial)).inside)
  const overlay = overlayFrame(frame)
  if (!overlay) return '–'
  return differenceText(inside - (step === null ? sharesOverall(overlay) : sharesAt(overlay, step)).inside)
}

/** The heading of the difference: since an earlier snapshot of this run, or to another run. */
export const differenceTitle = (): string => (pinned.get()?.run ? '± to A' : '± since A')

/** In percentage points, with a sign, as wide as a share. */
export const differenceText = (difference: number): string =>
  `${difference >= 0 ? '+' : ''}${hundredths(difference, Math.abs(difference) < 0.0995 ? 1 : 0)}`

/** "lif1, step 2: 55.1 % in the window in use, 38.2 % in the fixed one" */
export const shareText = (name: string, at: string, inUse: number, fixed: number): string =>
  Number.isNaN(fixed)
    ? `${name}, ${at}: ${hundredths(inUse)} % above 0`
    : `${name}, ${at}: ${hundredths(inUse)} % in the window in use, ${hundredths(fixed)} % in the fixed one`
