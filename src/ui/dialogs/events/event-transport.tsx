/** The player's controls: play, single windows, speed, loop; and a slider that follows the playhead without rendering. */

import { useEffect, useRef } from 'react'
import { UNKNOWN } from '../../../format'
import { PushButton } from '../../base/buttons'
import { classesOf } from '../../base/classes'
import { LiveText } from '../../base/live-text'
import { Select } from '../../base/select'
import controlsCss from '../../base/style/controls.module.css'
import viewCss from '../../base/style/view.module.css'
import { useFirstFocus } from '../../shared/dialog'
import {
  lengthOf,
  type Played,
  pauseEvents,
  playhead,
  playOrPauseEvents,
  SPEEDS,
  seek,
  setPlayer,
  stepWindows,
  usePlayer,
} from '../../state/imports/event-player'
import { durationLabel, eventTimeLabel } from '../../state/labels/event-label'
import css from './event-player.module.css'

/** The number of slider positions. */
const PLACES = 1000

export function EventTransport({ shown }: { shown: Played }) {
  const playing = usePlayer((state) => state.playing)
  const speed = usePlayer((state) => state.speed)
  const loop = usePlayer((state) => state.loop)
  const play = useFirstFocus<HTMLButtonElement>()
  return (
    <div className={css.transport}>
      <PushButton
        ref={play}
        className={classesOf(controlsCss.primary, css.play)}
        disabled={lengthOf(shown) === 0}
        onClick={playOrPauseEvents}
      >
        {playing ? 'Pause' : 'Play'}
        <span className={controlsCss.hidden}> the recording</span>
      </PushButton>
      <PushButton aria-label="Back by a window" onClick={() => stepWindows(-1)}>
        ‹
      </PushButton>
      <PushButton aria-label="Forward by a window" onClick={() => stepWindows(1)}>
        ›
      </PushButton>
      <span className={css.now}>
        <LiveText content={() => timeText(lengthOf(shown))} on={[playhead]} />
      </span>
      <label>
        speed{' '}
        <Select value={speed} options={SPEEDS.map((value) => ({ value, text: `${value}×` }))} choose={(speed) => setPlayer({ speed })} />
      </label>
      <label className={viewCss.check}>
        <input type="checkbox" checked={loop} onChange={(event) => setPlayer({ loop: event.currentTarget.checked })} />
        loop
      </label>
    </div>
  )
}

const timeText = (length: number): string =>
  `${eventTimeLabel(playhead.get(), Math.max(10, length / PLACES))} of ${length > 0 ? durationLabel(length) : UNKNOWN}`

/** The slider, as wide as the rate plot below it. Arrow keys move by a thousandth, page keys by a window. */
export function EventScrub({ shown }: { shown: Played }) {
  const length = lengthOf(shown)
  const ref = useRef<HTMLInputElement>(null)
  useEffect(() => {
    const follow = () => {
      const input = ref.current
      if (!input) return
      input.valueAsNumber = length > 0 ? Math.round((PLACES * playhead.get()) / length) : 0
      input.setAttribute('aria-valuetext', timeText(length))
    }
    follow()
    return playhead.on(follow)
  }, [length])
  return (
    <input
      ref={ref}
      className={css.scrub}
      type="range"
      min={0}
      max={PLACES}
      defaultValue={0}
      aria-label="Time of the recording"
      onInput={(event) => {
        pauseEvents()
        seek((length * event.currentTarget.valueAsNumber) / PLACES)
      }}
      onKeyDown={(event) => {
        const by = { PageUp: 1, PageDown: -1 }[event.key]
        if (by === undefined) return
        event.preventDefault()
        stepWindows(by)
      }}
    />
  )
}
