/**
 * The link to the experiment: shown, copied, as a QR code, or with parts of the page hidden for a class; the experiment as a file if
 * the link is too long; and its weights, to save and to load.
 */

import { useEffect, useId, useRef, useState } from 'react'
import { dataShape, isLabeled } from '../../../data/datasets/schema'
import { hasName } from '../../../data/store/schema'
import { differences } from '../../../experiments/form'
import { presetNamed } from '../../../experiments/presets'
import { errorsOf } from '../../../problem'
import { HIDEABLE, type Hideable, inOrder, isOnlySimple, isSimple, SIMPLE } from '../../../share/hide'
import { taskOf } from '../../../tasks/registry'
import { PushButton } from '../../base/buttons'
import { classesOf } from '../../base/classes'
import controlsCss from '../../base/style/controls.module.css'
import { Wrong } from '../../base/wrong'
import { Modal } from '../../shared/dialog'
import { OneFileButton } from '../../shared/file-button'
import { OpenFile } from '../../shared/open-file'
import { changeLines } from '../../state/labels/change-label'
import { saveExperiment } from '../../state/links/experiment-files'
import { copyLink, link, shared } from '../../state/links/links'
import { showDialog } from '../../state/selection/select'
import { attempt } from '../../state/session/notices'
import { loadWeights, saveWeights } from '../../state/session/weights'
import { store, useLab } from '../../state/store/store'
import { hiddenText } from '../../views/registry'
import { EmbedCode } from './embed-code'
import { Nir } from './nir'
import { LargeQr, QrButton } from './qr-code'
import css from './share-dialog.module.css'

/** Chats and mails cut or break links longer than LONG; few programs carry links longer than TOO_LONG. */
const LONG = 2000
const TOO_LONG = 8000
/** At most this many changes are listed. */
const MAX_CHANGES = 6

export function ShareDialog() {
  const [hide, setHide] = useState(() => store.getState().hidden)
  const [text, setText] = useState('')
  const [large, setLarge] = useState(false)
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => attempt(link(hide).then(setText)), [hide])
  const here = text !== ''
  useEffect(() => {
    if (here && !large) select(input.current)
  }, [here, large])
  if (large) return <LargeQr text={text} back={() => setLarge(false)} />
  const copy = async () => {
    if (!(await copyLink(text))) select(input.current)
  }
  const file = <FileButtons hide={hide} first={text.length > LONG} />
  return (
    <Modal className={css.share}>
      <What />
      {text.length > LONG && (
        <>
          <p className={controlsCss.warnText}>
            {text.length} characters:{' '}
            {text.length > TOO_LONG
              ? 'few chats, mails or sites carry a link this long. Send the file.'
              : 'some chats and mails cut a link this long. The file is safer.'}
          </p>
          {file}
        </>
      )}
      <div className={css.shareLink}>
        <div>
          <div className={classesOf(controlsCss.link, css.linkRow)}>
            <input ref={input} type="text" readOnly aria-label="Link" value={text} onFocus={(event) => event.currentTarget.select()} />
            <PushButton className={text.length > LONG ? undefined : controlsCss.primary} onClick={() => attempt(copy())}>
              Copy
            </PushButton>
          </div>
          <label className={controlsCss.check}>
            <input
              type="checkbox"
              checked={isSimple(hide)}
              onChange={({ currentTarget: { checked } }) =>
                setHide(inOrder([...hide.filter((name) => !SIMPLE.includes(name)), ...(checked ? SIMPLE : [])]))
              }
            />
            In the simple view
          </label>
          <p className={controlsCss.muted}>
            The same link gives the same settings and the same order of data everywhere, and the same run bit for bit on the same adapter
            and shaders.
          </p>
        </div>
        {here && <QrButton text={text} enlarge={() => setLarge(true)} />}
      </div>
      {text.length <= LONG && file}
      <Teaching hide={hide} choose={setHide} />
      <EmbedCode hide={hide} />
      <Weights />
      <Nir />
      <Everything />
    </Modal>
  )
}

/** Selects the link, so that the system's copy shortcut copies it. */
function select(input: HTMLInputElement | null): void {
  input?.focus()
  input?.select()
}

/** Describes what the link opens. */
function What() {
  const broken = useLab((state) => errorsOf(state.problems).length > 0)
  const { experiment, preset } = shared()
  const base = presetNamed(preset)
  const changed = base ? differences(experiment, base.experiment).length : 0
  const later = changeLines(experiment, MAX_CHANGES)
  return (
    <>
      {broken && (
        <Wrong>
          What is on screen cannot be opened as it is: the link is of the last network that could be, and not of the changes since.
        </Wrong>
      )}
      <p>
        Whoever opens the link sees this experiment and this view, paused at step 0
        {base
          ? `, and that ${changed === 0 ? 'nothing differs' : changed === 1 ? '1 setting differs' : `${changed} settings differ`} from “${base.title}”`
          : ''}
        {later.length > 0 ? ' at its start' : ''}.{' '}
        {isLabeled(experiment.data) && hasName(experiment.data)
          ? `The link holds everything but the data: “${dataShape(experiment.data).title}” are your own, and whoever opens it needs the same files.`
          : 'The link holds everything.'}{' '}
        Nothing is sent to a server.
      </p>
      {later.length > 0 && (
        <>
          <p>While it trains, its settings change:</p>
          <ul>
            {later.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </>
      )}
    </>
  )
}

function FileButtons({ hide, first }: { hide: readonly Hideable[]; first: boolean }) {
  return (
    <div className={controlsCss.openers}>
      <PushButton className={first ? controlsCss.primary : undefined} onClick={() => saveExperiment(hide)}>
        Save as file
      </PushButton>
      <OpenFile />
    </div>
  )
}

/** Hides parts of the page that a class does not need. */
function Teaching({ hide, choose }: { hide: readonly Hideable[]; choose: (hide: readonly Hideable[]) => void }) {
  const id = useId()
  return (
    <details className={css.teaching} open={hide.length > 0 && !isOnlySimple(hide)}>
      <summary>For teaching: hide a part of the page</summary>
      <fieldset aria-describedby={id}>
        <legend className={controlsCss.hidden}>The link hides</legend>
        {HIDEABLE.map((name) => (
          <label key={name} className={controlsCss.check}>
            <input
              type="checkbox"
              checked={hide.includes(name)}
              onChange={({ currentTarget: { checked } }) =>
                choose(inOrder(checked ? [...hide, name] : hide.filter((other) => other !== name)))
              }
            />
            {hiddenText(name)}
          </label>
        ))}
      </fieldset>
      <p id={id} className={controlsCss.muted}>
        The link and the file above hide what is checked; this page stays as it is. It protects nothing: Keyboard and help (?) shows
        everything again, and anyone may edit the link.
      </p>
    </details>
  )
}

/** Saves and loads the open network's weights, which a link does not contain. */
function Weights() {
  const name = shared().preset
  const none = useLab((state) => state.layers.length === 0)
  const busy = useLab((state) => state.run.kind === 'compiling')
  const keepsBest = useLab(({ open }) => taskOf(open).keepsBest(open))
  return (
    <>
      <h3>Weights and code</h3>
      <p>
        The link holds no weights. They are saved as a safetensors file, with PyTorch’s names, and loaded into a network of the same shape.
        The experiment is also written as code for SpikingJelly, snnTorch and Norse, which reads that file.
      </p>
      <div className={controlsCss.openers}>
        <PushButton disabled={none || busy} onClick={() => attempt(saveWeights(name))}>
          Save weights
        </PushButton>
        {keepsBest && (
          <PushButton disabled={none || busy} onClick={() => attempt(saveWeights(`${name}-best`, 'best'))}>
            Save the best weights
          </PushButton>
        )}
        <OneFileButton
          text="Load weights …"
          label="File of weights"
          accept=".safetensors"
          disabled={none || busy}
          open={(file) => attempt(loadWeights(file))}
        />
        <PushButton onClick={() => showDialog('code')}>Code …</PushButton>
      </div>
    </>
  )
}

/** Files for other programs and for archiving. */
function Everything() {
  const busy = useLab((state) => state.run.kind === 'compiling')
  const save = async () => (await import('./everything')).saveEverything()
  return (
    <>
      <h3>Everything</h3>
      <p>
        One zip with a page that says what is in it: the experiment, weights, code for other frameworks and a NIR graph, the run, its
        metrics as CSV, JSON and TensorBoard events, distributions of the potentials, and potentials and spikes of the pinned samples as
        NumPy arrays and as NIRData.
      </p>
      <div className={controlsCss.openers}>
        <PushButton disabled={busy} onClick={() => attempt(save())}>
          Save everything (.zip)
        </PushButton>
      </div>
    </>
  )
}
