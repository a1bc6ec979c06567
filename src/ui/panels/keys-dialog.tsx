/** What the keys do, how to turn them off, and how to read the screen. */
import { commandsOf, keyRows } from '../commands'
import { Modal } from '../controls/dialog'
import { setShortcuts } from '../preferences'
import { useLab } from '../store'

export function KeysDialog() {
  const shortcuts = useLab((state) => state.shortcuts)
  return (
    <Modal title="Keyboard and help">
      <table className="keys">
        <tbody>
          {keyRows(commandsOf()).map(([keys, does]) => (
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
      <label className="check">
        <input type="checkbox" checked={shortcuts} onChange={(event) => setShortcuts(event.currentTarget.checked)} />
        Single keys act while no control that uses them has focus
      </label>
      <h3>How to read the screen</h3>
      <p>
        Left is what you set, right what it means. In every view the time step runs down, and depth or potential runs right. Above the ruler
        of training time is now; below it, history. One selected layer drives all views.
      </p>
      <p>
        Scripts use <code>window.lab</code>: the same actions, with plain data as answers. Try{' '}
        <code>await lab.step(10); await lab.metrics()</code> in the console.
      </p>
    </Modal>
  )
}
