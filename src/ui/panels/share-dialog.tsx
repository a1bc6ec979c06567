/** The link to what is open: shown, copied, and the experiment as a file where a link is too long. */
import { useEffect, useState } from 'react'
import { differences } from '../../experiments/form'
import { presetNamed } from '../../experiments/presets'
import { attempt, link, say } from '../actions'
import { Modal } from '../controls/dialog'
import { store } from '../store'

/** Chats and mail cut or break links beyond this. */
const LONG = 2000

export function ShareDialog() {
  const [text, setText] = useState('')
  useEffect(() => attempt(link().then(setText)), [])
  const { open, preset } = store.getState()
  const base = presetNamed(preset)
  const changed = base ? differences(open, base.experiment).length : 0
  const copy = () => attempt(navigator.clipboard.writeText(text).then(() => say('Link copied.')))
  return (
    <Modal title="Link to this experiment">
      <p>
        Who opens it sees this experiment, paused at step 0
        {base
          ? `, and that ${changed === 0 ? 'nothing differs' : changed === 1 ? '1 setting differs' : `${changed} settings differ`} from “${base.title}”`
          : ''}
        . The link holds everything; nothing is sent to a server.
      </p>
      <div className="link">
        <input type="text" readOnly aria-label="Link" value={text} onFocus={(event) => event.currentTarget.select()} />
        <button type="button" className="push-button primary" onClick={copy}>
          Copy
        </button>
      </div>
      {text.length > LONG && <p className="muted">{text.length} characters: some chats cut links this long. Send the file instead.</p>}
      <button type="button" className="push-button" onClick={() => saveJson(open, `${preset}.json`)}>
        Save as JSON
      </button>
    </Modal>
  )
}

function saveJson(value: unknown, name: string): void {
  const url = URL.createObjectURL(new Blob([JSON.stringify(value, null, 2)], { type: 'application/json' }))
  const anchor = Object.assign(document.createElement('a'), { href: url, download: name })
  anchor.click()
  URL.revokeObjectURL(url)
}
