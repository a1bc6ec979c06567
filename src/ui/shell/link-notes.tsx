/** The strip under the bar: what a link did not say plainly, what differs from its preset, or why it could not be opened as it was meant. */
import { presetNamed } from '../../experiments/presets'
import { Icon } from '../base/icons'
import { openPreset } from '../state/actions'
import { attempt } from '../state/notices'
import { setLab, useLab } from '../state/store'

export function LinkNotes() {
  const notes = useLab((state) => state.linkNotes)
  if (!notes) return null
  const nearest = notes.nearest === null ? undefined : presetNamed(notes.nearest)
  const refused = notes.faults.length > 0 || nearest !== undefined
  return (
    <aside className={refused ? 'link-notes refused' : 'link-notes'} aria-label="About this link">
      {refused && <Icon sign="warn" className="sign" />}
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
      {nearest && (
        <button type="button" className="push-button" onClick={() => attempt(openPreset(nearest.name))}>
          Open “{nearest.title}”
        </button>
      )}
      <button type="button" className="icon-button push" aria-label="Dismiss" title="Dismiss" onClick={() => setLab({ linkNotes: null })}>
        <Icon sign="close" />
      </button>
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
