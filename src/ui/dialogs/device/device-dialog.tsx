/** The adapter in use: name, features, limits, a diagnostic to copy into a report, and where the time of a training step goes. */

import { grouped } from '../../../format'
import { PushButton } from '../../base/buttons'
import { type Fact, FactsTable } from '../../base/facts-table'
import { LongWork } from '../../base/long-work'
import { Modal } from '../../shared/dialog'
import { bytes } from '../../state/labels/experiment-label'
import { attempt, say } from '../../state/session/notices'
import { stopTuning, tune } from '../../state/session/tuning'
import { useLab } from '../../state/store/store'
import css from './device-dialog.module.css'
import { diagnostic } from './diagnostic'
import { ProfilePanel } from './profile-panel'

export function DeviceDialog() {
  const device = useLab((state) => state.device)
  if (!device) return null
  const limits = Object.entries(device.limits)
  return (
    <Modal className={css.device}>
      {device.software && (
        <p>
          <b>This is a software adapter.</b> The browser found no usable GPU and computes on the CPU: results are correct but slow. Small
          presets work well.
        </p>
      )}
      <FactsTable
        facts={[
          fact('vendor', device.vendor),
          fact('architecture', device.architecture),
          fact('description', device.description),
          fact('features', device.features.join(', ') || 'none that the lab uses'),
        ]}
      />
      <details className={css.limits}>
        <summary>Limits</summary>
        <FactsTable facts={limits.map(([name, value]) => fact(spaced(name), /Size$/.test(name) ? bytes(value) : grouped(value)))} />
      </details>
      <Timing />
      <PushButton
        className={css.secondAction}
        onClick={() => attempt(navigator.clipboard.writeText(diagnostic()).then(() => say('Diagnostic copied.')))}
      >
        Copy diagnostic
      </PushButton>
      <ProfilePanel />
    </Modal>
  )
}

const spaced = (name: string): string => name.replace(/([A-Z])/g, ' $1').toLowerCase()

const fact = (name: string, value: string): Fact => ({ name, term: null, value: value || 'not reported' })

/** Starts autotuning; while it runs, shows its progress and a cancel button. Closing the dialog does not stop it. */
function Timing() {
  const tuning = useLab((state) => state.tuning)
  const run = useLab((state) => state.run)
  if (!tuning)
    return (
      <PushButton
        disabled={run.kind === 'compiling' || run.kind === 'idle'}
        data-help="Times each kernel variant of the network’s matrix products on this device and continues with the fastest. All variants give the same bits; training pauses meanwhile."
        onClick={() => attempt(tune())}
      >
        Autotune kernels
      </PushButton>
    )
  const { done, total, what } = run.kind === 'compiling' ? run : { done: 0, total: 1, what: 'Preparing' }
  return (
    <LongWork
      label="Timing the kernels"
      status={`${what}: ${done} of ${total}`}
      done={done}
      total={total}
      cancel={() => attempt(stopTuning())}
      ending="Stopping …"
    />
  )
}
