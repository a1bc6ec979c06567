/** Opens recordings in the player, with the progress, the errors and other files to choose; and saves them in other formats. */

import { useId } from 'react'
import { READ_FORMATS } from '../../../data/events/schema'
import { grouped } from '../../../format'
import { PushButton } from '../../base/buttons'
import { LongWork } from '../../base/long-work'
import { NumberField } from '../../base/number-field'
import { TextButton } from '../../base/parts'
import controlsCss from '../../base/style/controls.module.css'
import modalCss from '../../base/style/modal.module.css'
import { Wrong } from '../../base/wrong'
import type { Played } from '../../state/imports/event-player'
import { showDialog } from '../../state/selection/select'
import { chooseRecording } from './choose-recording'
import css from './event-player.module.css'
import { cancelOpening, FORMATS, openOther, saveRecording, useRecordings } from './recordings'

/** Empty while no file is being opened. The recording that was open before stays visible below. */
export function EventOpening() {
  const work = useRecordings((state) => state.work)
  const failed = useRecordings((state) => state.failed)
  if (work)
    return (
      <LongWork label="Opening" status={`${work.name}: ${work.what.toLowerCase()}`} done={work.share} total={1} cancel={cancelOpening} />
    )
  return failed ? (
    <Wrong role="alert" className={modalCss.problemLine}>
      {failed}
    </Wrong>
  ) : null
}

export const OpenRecordingButton = () => <PushButton onClick={chooseRecording}>Open a recording …</PushButton>

export const CameraButton = () => <PushButton onClick={() => showDialog('camera')}>Event camera …</PushButton>

export const SaveRecording = () => (
  <p className={css.save}>
    Save the recording as
    {FORMATS.map(([format, text]) => (
      // The error is shown above.
      <TextButton
        key={format}
        text={text}
        label={`Save the recording as ${text}`}
        act={() => void saveRecording(format).catch(() => undefined)}
      />
    ))}
  </p>
)

export function NothingOpen() {
  const busy = useRecordings((state) => state.work !== null)
  if (busy) return null
  return (
    <div className={css.none}>
      <p>
        Drop a file of events anywhere on this page, or choose one. Its format is detected from its content, and it stays in this browser.
      </p>
      <p>
        <OpenRecordingButton /> <CameraButton />
      </p>
      <p className={controlsCss.muted}>{READ_FORMATS}.</p>
    </div>
  )
}

/** A field that chooses one of several recordings in a file. */
export function OtherRecording({ shown: { source } }: { shown: Played }) {
  const busy = useRecordings((state) => state.work !== null)
  const id = useId()
  if (!source || source.recordings < 2) return null
  const { recording, recordings } = source
  const open = (which: number) => void openOther(which).catch(() => undefined)
  return (
    <p className={css.which}>
      <label htmlFor={id}>Recording</label>
      <NumberField id={id} integer min={1} max={recordings} step={1} value={recording + 1} change={(number) => open(number - 1)} /> of{' '}
      {grouped(recordings)}
      <PushButton aria-label="Previous recording" disabled={busy || recording === 0} onClick={() => open(recording - 1)}>
        ‹
      </PushButton>
      <PushButton aria-label="Next recording" disabled={busy || recording + 1 === recordings} onClick={() => open(recording + 1)}>
        ›
      </PushButton>
    </p>
  )
}
