/** Class probabilities of the pinned sample after its last step, as small bars. */
import { newestFrame } from '../../base/frames'
import { useFrames } from '../../state/session/frame-hooks'
import { classProbabilitiesOf, probability, shownClasses } from './class-probabilities'
import css from './classification.module.css'

export function ProbabilityBars() {
  useFrames(['sample'], 500)
  const frame = newestFrame('sample')?.frame
  if (!frame) return null
  const shown = classProbabilitiesOf(frame)
  return (
    <span className={css.probabilityBars} aria-hidden="true">
      {shownClasses(shown).map((label) => (
        <i key={label} style={{ height: `${Math.max(3, 100 * probability(shown, shown.steps - 1, label))}%` }} />
      ))}
    </span>
  )
}
