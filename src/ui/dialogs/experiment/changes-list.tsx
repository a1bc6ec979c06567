/** The settings that changed while the run trained, or that a link will change, each with its training step. */

import { LinkButton } from '../../base/buttons'
import formCss from '../../base/style/form.module.css'
import { changeText } from '../../state/labels/change-label'
import { capital } from '../../state/labels/metric-labels'
import { withoutChanges, withSettingsNow } from '../../state/session/edit'
import { useLab } from '../../state/store/store'
import css from './experiment.module.css'

export function ChangesList() {
  // The run does not know about rejected values: it still has the previous ones.
  const experiment = useLab(({ draft, draftRun, open, progress }) => (draft.changes || progress?.id !== draftRun ? draft : open))
  if (!experiment.changes) return null
  return (
    <fieldset className={formCss.group}>
      <legend>Changed while training</legend>
      <ol className={css.changes}>
        {experiment.changes.map((change) => (
          <li key={change.step}>{capital(changeText(change, experiment))}</li>
        ))}
      </ol>
      <LinkButton
        data-help="Starts another run at step 0 with the settings that this one started with. Undo brings this run back."
        onClick={withoutChanges}
      >
        Start without them
      </LinkButton>{' '}
      <LinkButton
        data-help="Starts another run at step 0 that has the changed settings from its first step on. Undo brings this run back."
        onClick={withSettingsNow}
      >
        Start with the current settings
      </LinkButton>
    </fieldset>
  )
}
