/** The live event camera: its source on the left, its events on the right; start and stop above, the buffered events below. */

import { useEffect } from 'react'
import { grouped } from '../../../format'
import { PushButton } from '../../base/buttons'
import { classesOf } from '../../base/classes'
import { LiveText } from '../../base/live-text'
import { NumberField } from '../../base/number-field'
import { SaveMenu } from '../../base/parts'
import { Select } from '../../base/select'
import { useOf } from '../../base/signal'
import controlsCss from '../../base/style/controls.module.css'
import formCss from '../../base/style/form.module.css'
import modalCss from '../../base/style/modal.module.css'
import { Modal } from '../../shared/dialog'
import { PolarityLegend } from '../../shared/polarity-legend'
import { durationLabel } from '../../state/labels/event-label'
import { attempt } from '../../state/session/notices'
import {
  cameraRecording,
  eventBuffer,
  keepSeconds,
  MAX_SECONDS,
  MIN_SECONDS,
  playBuffer,
  seen,
  setWindow,
  startCamera,
  stopCamera,
  useCamera,
  WINDOWS,
  wantsFile,
} from './camera'
import css from './camera-dialog.module.css'
import { CameraForm } from './camera-form'
import { CameraImage } from './camera-image'
import eventPlayerCss from './event-player.module.css'
import { FORMATS, saveAs } from './recordings'

export function CameraDialog() {
  // Closing the dialog stops the webcam.
  useEffect(() => () => attempt(stopCamera()), [])
  return (
    <Modal className={modalCss.full}>
      <div className={classesOf(eventPlayerCss.player, css.camera)}>
        <Head />
        <div className={classesOf(css.form, formCss.beside)}>
          <CameraForm />
        </div>
        <CameraImage />
        <BufferControls />
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
    <div className={eventPlayerCss.head}>
      <PushButton
        className={classesOf(controlsCss.primary, css.start)}
        disabled={phase === 'off' && wanting}
        // The error is shown next to the button.
        onClick={() => void (phase === 'off' ? startCamera() : stopCamera()).catch(() => undefined)}
      >
        {phase === 'off' ? 'Start' : 'Stop'}
        <span className={controlsCss.hidden}> the camera</span>
      </PushButton>
      <label>
        shows the last <Select value={window} options={WINDOWS.map((value) => ({ value, text: `${value} ms` }))} choose={setWindow} />
      </label>
      <PolarityLegend />
      <p role={said?.kind === 'error' ? 'alert' : 'status'} className={classesOf(css.said, said?.kind === 'error' && css.error)}>
        {wanting && said?.kind !== 'error' ? 'Choose a file to look at, then start.' : said?.text}
      </p>
    </div>
  )
}

/** The buffered events, and the actions on them. */
function BufferControls() {
  const keep = useCamera((state) => state.keep)
  const none = useOf(seen, () => eventBuffer().count() === 0)
  return (
    <div className={classesOf(eventPlayerCss.time, css.buffer)}>
      <label htmlFor="camera-keep">
        keeps the last
        <NumberField id="camera-keep" integer min={MIN_SECONDS} max={MAX_SECONDS} value={keep} change={keepSeconds} />s
      </label>
      <LiveText content={bufferText} on={[seen]} className={css.count} />
      <span className={classesOf(controlsCss.push, eventPlayerCss.files)}>
        <PushButton disabled={none} onClick={() => attempt(playBuffer())}>
          Open in the player
        </PushButton>
        {!none && (
          <SaveMenu
            items={FORMATS.map(([format, text]) => ({ text, act: () => attempt(saveAs('event-camera', cameraRecording(), format)) }))}
          />
        )}
      </span>
    </div>
  )
}

function bufferText(): string {
  const buffer = eventBuffer()
  if (buffer.count() === 0) return ''
  const { from, to } = buffer.span()
  return `${grouped(buffer.count())} events of ${durationLabel(to - from)}${buffer.cut() ? ', as many as the page holds' : ''}`
}
