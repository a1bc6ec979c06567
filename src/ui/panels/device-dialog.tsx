/** The adapter in use: name, limits, features, and a diagnostic to copy into a report. */
import { attempt, say, showDialog, tune } from '../actions'
import { grouped } from '../charts/format'
import { diagnostic } from '../controls/diagnostic'
import { Modal } from '../controls/dialog'
import { bytes } from '../controls/words'
import { useLab } from '../store'

export function DeviceDialog() {
  const device = useLab((state) => state.device)
  if (!device) return null
  const show = (name: string, value: number) => (/Size$/.test(name) ? bytes(value) : grouped(value))
  return (
    <Modal title="Graphics adapter">
      {device.software && (
        <p>
          <b>This is a software adapter.</b> The browser found no graphics processor it may use, and computes on the main one: results are
          correct, and slow. Small presets work well.
        </p>
      )}
      <table className="facts">
        <tbody>
          {[
            ['vendor', device.vendor],
            ['architecture', device.architecture],
            ['description', device.description],
            ...Object.entries(device.limits).map(([name, value]) => [name.replace(/([A-Z])/g, ' $1').toLowerCase(), show(name, value)]),
            ['features', device.features.join(', ') || 'none that the lab uses'],
          ].map(([name, value]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{value || 'not told'}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <button
        type="button"
        className="push-button"
        data-help="Times each form of the network’s products on this device and goes on with the fastest. All forms give the same bits."
        onClick={() => {
          showDialog(null)
          attempt(tune())
        }}
      >
        Time the kernels
      </button>
      <button
        type="button"
        className="push-button"
        onClick={() => attempt(navigator.clipboard.writeText(diagnostic()).then(() => say('Diagnostic copied.')))}
      >
        Copy diagnostic
      </button>
    </Modal>
  )
}
