/** The offer to switch to a newer version of the lab. Until the user accepts, the open version keeps running. */

import { IconButton, PushButton } from '../base/buttons'
import { Icon } from '../base/icons'
import controlsCss from '../base/style/controls.module.css'
import { attempt } from '../state/session/notices'
import { reloadAsNew } from '../state/settings/offline'
import { setLab } from '../state/store/store'
import css from './link-notes.module.css'

export function NewVersion() {
  return (
    <aside className={css.linkNotes} aria-label="New version">
      <div role="status">
        <p>A new version is here: reload when you like. Training progress is saved and can be resumed.</p>
      </div>
      <PushButton onClick={() => attempt(reloadAsNew())}>Reload</PushButton>
      <IconButton className={controlsCss.push} aria-label="Dismiss" onClick={() => setLab({ newVersion: false })}>
        <Icon sign="close" />
      </IconButton>
    </aside>
  )
}
