/** Why the lab cannot run here: which of the cases applies, and what to do about it in this browser. */

import { PushButton } from '../base/buttons'
import controlsCss from '../base/style/controls.module.css'
import { diagnostic } from '../dialogs/device/diagnostic'
import { showDialog } from '../state/selection/select'
import { restart } from '../state/session/connection'
import { attempt, say } from '../state/session/notices'
import { useLab } from '../state/store/store'
import css from './missing-page.module.css'

type Reason = 'no-api' | 'insecure-context' | 'no-adapter' | 'device-refused' | 'lost' | 'no-data'

const TITLES: Readonly<Record<Reason, string>> = {
  'no-api': 'This browser has no WebGPU',
  'insecure-context': 'This page is not on a secure address',
  'no-adapter': 'WebGPU is here, but it found no graphics adapter',
  'device-refused': 'The graphics adapter refused',
  lost: 'The graphics device was lost',
  'no-data': 'The data set could not be loaded',
}

const MEANINGS: Readonly<Record<Reason, string>> = {
  'no-api': 'Membrane trains networks on your GPU through WebGPU, which this browser does not support.',
  'insecure-context': 'Browsers offer WebGPU only on https addresses and on localhost.',
  'no-adapter':
    'The browser supports WebGPU but reports no usable GPU: the driver is outdated or blocked, or hardware acceleration is turned off.',
  'device-refused': 'The browser found a GPU, which did not open a device with the limits that it reported.',
  lost: 'The driver restarted, the computer slept, or the system removed the GPU.',
  'no-data': 'The page works and the adapter is ready, but the images to learn from did not arrive.',
}

export function MissingPage() {
  const missing = useLab((state) => state.missing)
  if (!missing) return null
  const { reason, message } = missing
  return (
    <main className={css.missing}>
      <h1>{TITLES[reason]}</h1>
      <p>{reason === 'no-data' ? message : MEANINGS[reason]}</p>
      <h2>What to do</h2>
      <ul>
        {stepsFor(reason, navigator.userAgent).map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ul>
      <p className={css.actions}>
        <PushButton className={controlsCss.primary} onClick={() => attempt(restart())}>
          {reason === 'lost' ? 'Resume' : 'Try again'}
        </PushButton>
        <PushButton onClick={() => attempt(navigator.clipboard.writeText(diagnostic()).then(() => say('Diagnostic copied.')))}>
          Copy diagnostic
        </PushButton>
        <PushButton onClick={() => attempt(import('../state/runs/viewed-run').then(({ viewRecordedRun }) => viewRecordedRun()))}>
          Look at a recorded run
        </PushButton>
        <PushButton aria-haspopup="dialog" onClick={() => showDialog('neuron')}>
          Play with a single neuron
        </PushButton>
        <PushButton aria-haspopup="dialog" onClick={() => showDialog('tiny')}>
          Train a tiny network on the processor
        </PushButton>
      </p>
      <details>
        <summary>What the browser said</summary>
        <p>{message}</p>
        <pre>{diagnostic()}</pre>
      </details>
    </main>
  )
}

function stepsFor(reason: Reason, agent: string): string[] {
  if (reason === 'insecure-context') return ['Open the page over https, or on this computer as http://localhost.']
  if (reason === 'no-data')
    return [
      'Check the connection and try again.',
      'On your own server: run the install again, which puts the data sets into the folder data/ next to the page.',
    ]
  if (reason === 'lost')
    return [
      'Resume opens the device again with the same experiment.',
      'If it happens again: use a smaller batch or fewer neurons, and close other pages that use the GPU.',
    ]
  if (reason === 'device-refused')
    return ['Close other pages that use the GPU, and try again.', 'Restart the browser; update the graphics driver.']
  return browserSteps(agent, reason === 'no-api')
}

/** Instructions by browser. Chromium's user agent also contains Safari's name, so the order matters. */
function browserSteps(agent: string, noApi: boolean): string[] {
  const acceleration = 'Settings, System: turn on “Use graphics acceleration when available”, and start the browser again.'
  if (/Firefox\//.test(agent))
    return noApi
      ? [
          'Firefox has WebGPU on Windows from version 141 and on macOS with Apple silicon from 145: update it.',
          'On other systems, turn on dom.webgpu.enabled in about:config, or use Chrome or Edge.',
        ]
      : ['Update the graphics driver.', 'Look in about:support under Graphics whether WebGPU is blocked, and why.']
  if (/Chrom(e|ium)\/|Edg\//.test(agent)) {
    const linux =
      /Linux/.test(agent) && !/Android/.test(agent)
        ? ['On Linux, turn on “Unsafe WebGPU support” and “Vulkan” in chrome://flags, and start the browser again.']
        : []
    return noApi
      ? [
          'Chrome and Edge have WebGPU from version 113 on Windows, macOS and ChromeOS, and from 121 on Android: update the browser.',
          ...linux,
        ]
      : [acceleration, 'Look at chrome://gpu: it says whether WebGPU is on, and what blocks it. Update the graphics driver.', ...linux]
  }
  if (/Safari\//.test(agent))
    return ['Safari has WebGPU from version 26, on macOS 26, iOS 26 and later: update the system.', 'On an older Mac, use Chrome or Edge.']
  return ['Use a current Chrome, Edge, Safari or Firefox.']
}
