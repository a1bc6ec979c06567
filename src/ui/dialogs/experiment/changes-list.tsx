/** What was changed while the run trained, or a link says will be: setting by setting, with the training step. */

import { grouped } from '../../../format'
import controlsCss from '../../base/style/controls.module.css'
import formCss from '../../base/style/form.module.css'
import { withoutChanges } from '../../state/actions'
import { settingsInWords } from '../../state/change-words'
import { useLab } from '../../state/store'
import css from './experiment.module.css'

export function ChangesList() {
  const experiment = useLab((state) => (state.draft.changes ? state.draft : null))
  if (!experiment?.changes) return null
  return (
    <fieldset className={formCss.group}>
      <legend>Changed while training</legend>
      <ol className={css.changes}>
        {experiment.changes.map((change) => (
          <li key={change.step}>
            Step {grouped(change.step)}: {settingsInWords(change, experiment)}
          </li>
        ))}
      </ol>
      <button
        type="button"
        className={controlsCss.textButton}
        data-help="Starts another run at step 0 by the settings above, without these changes. Undo brings this run back."
        onClick={withoutChanges}
      >
        Start without them
      </button>
    </fieldset>
  )
}
