/** What the live camera saw in the last milliseconds, painted when events arrive; below it, the number of events and the camera's pace. */

import { fixed, grouped, si } from '../../../format'
import { drawImage } from '../../base/bitmap'
import { penOf, text } from '../../base/draw'
import { LiveText } from '../../base/live-text'
import { usePainter } from '../../base/paint'
import { useOf } from '../../base/signal'
import viewCss from '../../base/style/view.module.css'
import { eventTimeLabel } from '../../state/labels/event-label'
import { useFonts } from '../../state/session/frame-hooks'
import { type CameraState, camera, eventBuffer, type Seen, seen, useCamera } from './camera'
import { accumulated, planeWords } from './event-image-chart'
import css from './event-player.module.css'

const isNothing = ({ time }: Seen): boolean => time === 0

/** The number of events at which a pixel has full color. */
const FULL = 2

export function CameraImage() {
  const state = useCamera((now) => now)
  const none = useOf(seen, isNothing)
  const buffer = eventBuffer()
  const { sensor, source } = buffer
  const waiting = state.phase === 'off' ? 'Start the camera, and events appear here.' : 'The camera is being started.'
  const fonts = useFonts()
  const ref = usePainter(
    [],
    (context, area, colors) => {
      if (isNothing(seen.get())) {
        text(penOf(context, area, colors), area.width / 2, area.height / 2, waiting, { color: colors.ink3, align: 'center', size: 12 })
        return
      }
      const events = buffer.since(seen.get().time - 1000 * state.window)
      const planes = accumulated(events, sensor, { from: 0, to: events.count }, FULL)
      const raw = Math.min((area.width - 2) / sensor.width, (area.height - 2) / sensor.height)
      const scale = raw >= 2 ? Math.floor(raw) : raw
      const [width, height] = [scale * sensor.width, scale * sensor.height]
      const place = { x: Math.round((area.width - width) / 2), y: Math.round((area.height - height) / 2), width, height }
      drawImage(context, planeWords(planes, 'both', area.dark), { ...sensor, channels: 1 }, place)
      context.strokeStyle = colors.hair
      context.strokeRect(place.x - 0.5, place.y - 0.5, width + 1, height + 1)
    },
    [state, fonts],
    [seen],
  )
  return (
    <div className={css.image}>
      <div className={viewCss.plot}>
        <canvas
          ref={ref}
          role="img"
          aria-label={
            none
              ? waiting
              : `What the event camera sees of ${source}: events of the last ${state.window} ms on ${sensor.width} × ${sensor.height} pixels.`
          }
        />
      </div>
      <p className={viewCss.note}>
        <LiveText content={() => statusText(camera.getState())} on={[seen]} />
      </p>
    </div>
  )
}

function statusText({ phase, spec }: CameraState): string {
  const { time, rate, pace, dropped, timeSteps } = seen.get()
  if (isNothing(seen.get())) return ''
  const facts = [
    `${eventTimeLabel(time, 1e5)}, ${si(rate)} events/s`,
    `${grouped(timeSteps)} frames`,
    phase === 'on' && pace < 0.95 ? `${fixed(pace, 2)} of real time: this adapter draws ${framesText(pace * spec.frames)} a second` : '',
    dropped > 0 ? `${grouped(dropped)} events had no room` : '',
  ]
  return facts.filter((fact) => fact !== '').join(' · ')
}

const framesText = (frames: number): string => `${grouped(frames)} ${grouped(frames) === '1' ? 'frame' : 'frames'}`
