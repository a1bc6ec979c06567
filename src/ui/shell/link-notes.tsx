/** The strip under the bar: what a link left unclear, what differs from its preset, or why it could not be opened as intended. */

import { presetNamed } from '../../experiments/presets'
import { IconButton, PushButton } from '../base/buttons'
import { classesOf } from '../base/classes'
import { Icon } from '../base/icons'
import controlsCss from '../base/style/controls.module.css'
import { openPreset } from '../state/session/edit'
import { attempt } from '../state/session/notices'
import { setLab, useLab } from '../state/store/store'
import css from './link-notes.module.css'

export function LinkNotes() {
  const notes = useLab((state) => state.linkNotes)
  if (!notes) return null
  const nearest = notes.nearest === null ? undefined : presetNamed(notes.nearest)
  const refused = notes.refused === true || notes.faults.length > 0
  return (
    <aside className={refused ? classesOf(css.linkNotes, css.refused) : css.linkNotes} aria-label="About this link">
      {refused && <Icon sign="warn" className={css.noticeSign} />}
      <div role={refused ? 'alert' : undefined}>
        {notes.lines.map((line, at) => (
          <p key={line}>{refused && at === 0 ? <b>{line}</b> : line}</p>
        ))}
        <Items items={notes.faults} />
        {notes.changes.length > 0 && (
          <details>
            <summary>What differs</summary>
            <Items items={notes.changes} />
          </details>
        )}
      </div>
      {nearest && <PushButton onClick={() => attempt(openPreset(nearest.name))}>Open “{nearest.title}”</PushButton>}
      <IconButton className={controlsCss.push} aria-label="Dismiss" onClick={() => setLab({ linkNotes: null })}>
        <Icon sign="close" />
      </IconButton>
    </aside>
  )
}

function Items({ items }: { items: readonly string[] }) {
  if (items.length === 0) return null
  return (
    <ul>
      {items.map((item) => (
        <li key={item}>{item}</li>
      ))}
    </ul>
  )
}
