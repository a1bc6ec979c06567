/** The link to the experiment: shown, copied, and the experiment as a file where a link is too long; and its weights, to keep and to put back. */
import { useEffect, useRef, useState } from 'react'
import { errorsOf } from '../../experiments/check'
import { differences } from '../../experiments/form'
import { presetNamed } from '../../experiments/presets'
import { attempt, loadWeights, say, weights } from '../actions'
import { saveBlob } from '../charts/download'
import { Modal } from '../controls/dialog'
import { link, shared } from '../links'
import { useLab } from '../store'

/** Chats and mail cut or break links beyond this. */
const LONG = 2000

export function ShareDialog() {
  const [text, setText] = useState('')
  useEffect(() => attempt(link().then(setText)), [])
  const broken = useLab((state) => errorsOf(state.problems).length > 0)
  const { experiment, preset } = shared()
  const base = presetNamed(preset)
  const changed = base ? differences(experiment, base.experiment).length : 0
  const copy = () => attempt(navigator.clipboard.writeText(text).then(() => say('Link copied.')))
  const json = () => new Blob([JSON.stringify(experiment, null, 2)], { type: 'application/json' })
  return (
    <Modal title="Link to this experiment">
      {broken && (
        <p className="problem error">
          What is on screen cannot be opened as it is: the link is of the last network that could be, and not of the changes since.
        </p>
      )}
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
      <button type="button" className="push-button" onClick={() => saveBlob(`${preset}.json`, json())}>
        Save as JSON
      </button>
      <Weights name={preset} />
    </Modal>
  )
}

/** What the open network has learned: a link does not hold it. */
function Weights({ name }: { name: string }) {
  const none = useLab((state) => state.layers.length === 0)
  const busy = useLab((state) => state.run.kind === 'compiling')
  const input = useRef<HTMLInputElement>(null)
  const save = async () => saveBlob(`${name}.safetensors`, new Blob([await weights()]))
  return (
    <>
      <h3>Weights</h3>
      <p>
        The link holds no weights. They are saved as a safetensors file, with PyTorch’s names, and loaded into a network of the same shape.
      </p>
      <div className="openers">
        <button type="button" className="push-button" disabled={none || busy} onClick={() => attempt(save())}>
          Save weights
        </button>
        <button type="button" className="push-button" disabled={none || busy} onClick={() => input.current?.click()}>
          Load weights …
        </button>
      </div>
      <input
        ref={input}
        type="file"
        accept=".safetensors"
        aria-label="File of weights"
        hidden
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? []
          if (file) attempt(loadWeights(file))
          // So that the same file can be chosen again.
          event.currentTarget.value = ''
        }}
      />
    </>
  )
}
