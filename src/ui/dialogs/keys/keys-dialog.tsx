/** The keyboard shortcuts, how to turn them off, and how to read the screen. */

import { isChosen, isOnlySimple } from '../../../share/hide'
import { PushButton } from '../../base/buttons'
import controlsCss from '../../base/style/controls.module.css'
import { Modal } from '../../shared/dialog'
import { keyRows } from '../../state/command'
import { showDialog } from '../../state/selection/select'
import { setShortcuts } from '../../state/settings/preferences'
import { hideViews } from '../../state/settings/shown-views'
import { startTour } from '../../state/settings/tour'
import { setLab, useLab } from '../../state/store/store'
import { hiddenText } from '../../views/registry'
import type { DialogProps } from '../dialog'
import css from './keys-dialog.module.css'

export function KeysDialog({ commands }: DialogProps) {
  const shortcuts = useLab((state) => state.shortcuts)
  return (
    <Modal>
      <HiddenParts />
      <Learning />
      <table className={css.keys}>
        <tbody>
          {keyRows(commands()).map(([keys, does]) => (
            <tr key={keys}>
              <th scope="row">
                {keys.split(', ').map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </th>
              <td>{does}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <label className={controlsCss.check}>
        <input type="checkbox" checked={shortcuts} onChange={(event) => setShortcuts(event.currentTarget.checked)} />
        Single keys act while no control that uses them has focus
      </label>
      <h3>How to read the screen</h3>
      <p>
        Left is what you set, right what it means. The time step runs down, and depth or potential runs right; of a long sequence time runs
        right. Above the ruler of training time is now; below it, history. One selected layer drives all views. The menu Views has the
        simple view, all views, and each of them by itself.
      </p>
      <p>
        Scripts use <code>window.lab</code>: the same actions, which return plain data. Try{' '}
        <code>await lab.step(10); await lab.metrics()</code> in the console.
      </p>
    </Modal>
  )
}

/** Starting points for people who are new to the lab or to the field. */
function Learning() {
  return (
    <p className={css.learning}>
      <PushButton onClick={startTour}>Tour</PushButton>
      <PushButton onClick={() => showDialog('lessons')}>Lessons</PushButton>
      <PushButton onClick={() => showDialog('glossary')}>Glossary</PushButton>
      <PushButton onClick={() => showDialog('docs')}>Docs</PushButton>
    </p>
  )
}

/** Lists the parts that are hidden, so that nobody looks for them in vain. */
function HiddenParts() {
  const hidden = useLab((state) => state.hidden)
  if (hidden.length === 0) return null
  const chosen = hidden.every(isChosen)
  const who = isOnlySimple(hidden) ? 'The simple view leaves out' : chosen ? 'Not shown' : 'The link that was opened hides'
  return (
    <div className={css.hiddenParts}>
      <p>
        {who}: {hidden.map(hiddenText).join('; ')}. Keys for what is hidden do nothing.
      </p>
      <PushButton
        onClick={() => {
          hideViews([])
          setLab({ dialog: null })
        }}
      >
        {chosen ? 'All views' : 'Show all controls'}
      </PushButton>
    </div>
  )
}
