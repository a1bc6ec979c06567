/** The live event camera: what it looks at on the left, what it sees on the right; start and stop above, what is kept of it below. */
import { useEffect } from 'react'
import { grouped } from '../../../format'
import { LiveText } from '../../base/live-text'
import { NumberField } from '../../base/number-field'
import { SaveMenu } from '../../base/parts'
import { useOf } from '../../base/signal'
import { Modal } from '../../state/dialog'
import { attempt } from '../../state/notices'
import {
  cameraRecording,
  keepSeconds,
  keptEvents,
  LEAST_KEPT,
  LONGEST_KEPT,
  playKept,
  seen,
  setWindow,
  startCamera,
  stopCamera,
  useCamera,
  WINDOWS,
  wantsFile,
} from './camera'
import { CameraForm } from './camera-form'
import { CameraPicture } from './camera-picture'
import { durationWords } from './event-words'
import { PolarityLegend } from './polarity-legend'
import { FORMATS, saveAs } from './recordings'
import './event-player.css'
import './camera-dialog.css'

export function CameraDialog() {
  // Nobody looks at a webcam that nobody sees.
  useEffect(() => () => attempt(stopCamera()), [])
  return (
    <Modal title="Event camera" className="full">
      <div className="player camera">
        <Head />
        <div className="camera-form">
          <CameraForm />
        </div>
        <CameraPicture />
        <Kept />
      </div>
    </Modal>
  )
}

function Head() {
  const phase = useCamera((state) => state.phase)
  const wanting = useCamera(wantsFile)
  const window = useCamera((state) => state.window)
  const said = useCamera((state) => state.said)
  return (
    <div className="player-head">
      <button
        type="button"
        className="push-button primary"
        disabled={phase === 'off' && wanting}
        // What is wrong is said beside it.
        onClick={() => void (phase === 'off' ? startCamera() : stopCamera()).catch(() => undefined)}
      >
        {phase === 'off' ? 'Start' : 'Stop'}
        <span className="hidden"> the camera</span>
      </button>
      <label>
        shows the last{' '}
        <select value={window} onChange={(event) => setWindow(Number(event.currentTarget.value))}>
          {WINDOWS.map((ms) => (
            <option key={ms} value={ms}>
              {ms} ms
            </option>
          ))}
        </select>
      </label>
      <PolarityLegend />
      <p role={said?.kind === 'error' ? 'alert' : 'status'} className={said?.kind === 'error' ? 'camera-said error' : 'camera-said'}>
        {wanting && said?.kind !== 'error' ? 'Choose a file to look at, then start.' : said?.text}
      </p>
    </div>
  )
}

/** The newest seconds, and what can be done with them. */
function Kept() {
  const keep = useCamera((state) => state.keep)
  const none = useOf(seen, () => keptEvents().count() === 0)
  return (
    <div className="player-time camera-kept">
      <label htmlFor="camera-keep">
        keeps the last
        <NumberField id="camera-keep" integer min={LEAST_KEPT} max={LONGEST_KEPT} value={keep} change={keepSeconds} />s
      </label>
      <LiveText of={keptWords} on={[seen]} className="camera-count" />
      <span className="push player-files">
        <button type="button" className="push-button" disabled={none} onClick={() => attempt(playKept())}>
          Open in the player
        </button>
        {!none && (
          <SaveMenu
            items={FORMATS.map(([format, text]) => ({ text, act: () => attempt(saveAs('event-camera', cameraRecording(), format)) }))}
          />
        )}
      </span>
    </div>
  )
}

function keptWords(): string {
  const kept = keptEvents()
  if (kept.count() === 0) return ''
  const { from, to } = kept.span()
  return `${grouped(kept.count())} events of ${durationWords(to - from)}${kept.cut() ? ', as many as the page holds' : ''}`
}
