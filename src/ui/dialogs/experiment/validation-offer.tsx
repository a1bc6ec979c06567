/** Below Validation, where there is none: what evaluations then use, and a button that holds samples out. */
import { validationOffer } from '../../../experiments/check'
import { classesOf } from '../../base/classes'
import controlsCss from '../../base/style/controls.module.css'
import { settingsNow } from '../../state/session/changed-settings'
import { edit } from '../../state/session/edit'
import { useLab } from '../../state/store/store'

export function ValidationOffer() {
  const offer = validationOffer(useLab(settingsNow))
  if (!offer) return null
  return (
    <p className={classesOf(controlsCss.problem, controlsCss.muted)}>
      Evaluations, and choices by them, use the test set.{' '}
      <button type="button" className={controlsCss.textButton} onClick={() => edit(offer.path, offer.value)}>
        {offer.label}
      </button>
    </p>
  )
}
