/** The event player's image: events of a window, or a time surface, at the playhead; repainted only when its time or settings change. */

import { lazy, type RefObject, Suspense } from 'react'
import { grouped } from '../../../format'
import { drawImage } from '../../base/bitmap'
import { penOf, text } from '../../base/draw'
import { drawingOf, type Figure } from '../../base/figure'
import { LiveText } from '../../base/live-text'
import { usePainter } from '../../base/paint'
import { polarityKeys } from '../../base/polarity'
import viewCss from '../../base/style/view.module.css'
import { lengthOf, type Played, type PlayerState, player, playhead, usePlayer } from '../../state/imports/event-player'
import { durationLabel, eventsLabel, eventTimeLabel } from '../../state/labels/event-label'
import { useFonts } from '../../state/session/frame-hooks'
import { accumulated, type Planes, planeWords, type Shown, spanOf, timeSurface } from './event-image-chart'
import css from './event-player.module.css'

const EventCloud = lazy(async () => ({ default: (await import('./event-cloud')).EventCloud }))

const GAP = 12
const LABEL = 16

export function EventImage({ shown, canvas }: { shown: Played; canvas: RefObject<HTMLCanvasElement | null> }) {
  const view = usePlayer((state) => state.view)
  if (view !== 'cloud') return <Flat shown={shown} canvas={canvas} />
  return (
    <Suspense fallback={<p className={viewCss.empty}>Loading the plotting library …</p>}>
      <EventCloud shown={shown} />
    </Suspense>
  )
}

function Flat({ shown, canvas }: { shown: Played; canvas: RefObject<HTMLCanvasElement | null> }) {
  const { view, window, tau, full, separate } = usePlayer((state) => state)
  const fonts = useFonts()
  const ref = usePainter(
    [],
    (context, area, colors) => {
      canvas.current = ref.current
      const pen = penOf(context, area, colors)
      const { events } = shown
      if (events.count === 0) {
        text(pen, area.width / 2, area.height / 2, 'There is no event in this recording.', {
          color: colors.ink3,
          align: 'center',
          size: 12,
        })
        return
      }
      const planes = planesNow(shown, player.getState())
      const sides: readonly (readonly [Shown, string])[] = separate
        ? [
            ['on', 'ON'],
            ['off', 'OFF'],
          ]
        : [['both', '']]
      const places = placesOf(shown, area, sides.length, area.unit)
      sides.forEach(([side, name], k) => {
        const place = places[k]!
        if (name) text(pen, place.x, place.y - 4 * area.unit, name, { color: colors.ink2, weight: 600 })
        drawImage(context, planeWords(planes, side, area.dark), { ...shown, channels: 1 }, place)
        context.strokeStyle = colors.hair
        context.strokeRect(place.x - 0.5, place.y - 0.5, place.width + 1, place.height + 1)
      })
    },
    [shown, view, window, tau, full, separate, fonts],
    [playhead],
  )
  const how = view === 'frames' ? `counted over ${durationLabel(1000 * window)}` : `as a time surface with τ = ${durationLabel(1000 * tau)}`
  return (
    <div className={css.image}>
      <div className={viewCss.plot}>
        <canvas
          ref={ref}
          role="img"
          aria-label={`Events of ${shown.name} on ${shown.width} × ${shown.height} pixels, ${how}${separate ? ', ON left and OFF right' : ''}.`}
        />
      </div>
      <p className={viewCss.note}>
        <LiveText content={() => imageText(shown, player.getState())} on={[playhead]} />
      </p>
    </div>
  )
}

/** Computes the planes that the image currently shows. */
function planesNow(shown: Played, { view, window, tau, full }: PlayerState): Planes {
  const now = shown.events.t[0]! + playhead.get()
  return view === 'surface'
    ? timeSurface(shown.events, shown, now, 1000 * tau)
    : accumulated(shown.events, shown, spanOf(shown.events, now, 1000 * window), full)
}

function imageText(shown: Played, { window }: PlayerState): string {
  const { events } = shown
  if (events.count === 0) return ''
  const { from, to } = spanOf(events, events.t[0]! + playhead.get(), 1000 * window)
  let on = 0
  for (let at = from; at < to; at++) on += events.polarity[at]!
  const apart = Math.max(10, lengthOf(shown) / 1000)
  const ends = `${eventTimeLabel(Math.max(0, playhead.get() - 1000 * window), apart)} to ${eventTimeLabel(playhead.get(), apart)}`
  return `${ends}: ${eventsLabel(to - from)}, ${grouped(on)} ON and ${grouped(to - from - on)} OFF`
}

interface Place {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Places the images side by side or stacked, whichever is larger, centered. Enlarged pixels are a whole number of screen pixels. */
function placesOf({ width, height }: Played, area: { width: number; height: number }, count: number, unit: number): Place[] {
  const gap = GAP * unit
  const label = count > 1 ? LABEL * unit : 0
  const beside = Math.min((area.width - 2 - gap * (count - 1)) / count / width, (area.height - 2 - label) / height)
  const below = Math.min((area.width - 2) / width, (area.height - 2 - gap * (count - 1) - label * count) / count / height)
  const across = beside >= below
  const raw = Math.max(beside, below)
  const scale = raw >= 2 ? Math.floor(raw) : raw
  const [w, h] = [width * scale, height * scale]
  const [columns, rows] = across ? [count, 1] : [1, count]
  const left = (area.width - columns * w - (columns - 1) * gap) / 2
  const top = (area.height - rows * (h + label) - (rows - 1) * gap) / 2
  return Array.from({ length: count }, (_, k) => ({
    x: Math.round(left + (across ? k : 0) * (w + gap)),
    y: Math.round(top + label + (across ? 0 : k) * (h + label + gap)),
    width: w,
    height: h,
  }))
}

/** The image as a figure. */
export function eventsFigure(canvas: HTMLCanvasElement | null): Figure {
  const now = player.getState()
  const { shown, view, tau, separate } = now
  const ratio = shown ? shown.height / shown.width : 1
  const how = view === 'surface' ? `, time surface with τ = ${tau} ms` : ''
  return {
    name: 'events',
    title: shown?.name ?? 'Events',
    scope: shown ? `${imageText(shown, now)}${how}` : '',
    drawing: shown && shown.events.count > 0 ? drawingOf(canvas) : null,
    empty: 'There is no event in this recording.',
    keys: (_, dark) => polarityKeys(dark),
    height: (width) => Math.min(width, separate ? (width / 2) * ratio + 20 : 0.8 * width * ratio),
    apart: true,
  }
}
