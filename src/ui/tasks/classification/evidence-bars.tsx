/** Class evidence of the pinned sample after its last step, as small bars. */
import { newestFrame } from '../../base/frames'
import { useFrames } from '../../state/hooks'
import css from './classification.module.css'
import { evidenceOf, probability, shownClasses } from './evidence'

export function EvidenceBars() {
  useFrames(['sample'], 500)
  const frame = newestFrame('sample')?.frame
  if (!frame) return null
  const shown = evidenceOf(frame)
  return (
    <span className={css.evidenceBars} aria-hidden="true">
      {shownClasses(shown).map((label) => (
        <i key={label} style={{ height: `${Math.max(3, 100 * probability(shown, shown.steps - 1, label))}%` }} />
      ))}
    </span>
  )
}
