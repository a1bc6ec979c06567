/** Paints the tracks of the history, and finds the training step under the pointer. */

import { type PointerEvent, type RefObject, useMemo, useRef, useState } from 'react'
import type { Metric } from '../../../readings/metrics'
import { decidingOf } from '../../../studies/metrics'
import { type Pen, penOf } from '../../base/draw'
import { usePainter } from '../../base/paint'
import { grownSpan } from '../../base/scale'
import { useSignal } from '../../base/signal'
import { type DrawnTime, laySlider, trainingStepAt } from '../../shared/time-plot'
import { axesOf } from '../../state/labels/metric-labels'
import { SNAPSHOT_TEXTS, useShowing } from '../../state/labels/snapshot-label'
import { pinned } from '../../state/selection/pinned'
import { useVariable } from '../../state/selection/variable'
import { useFonts } from '../../state/session/frame-hooks'
import { cursorStep, gapAt, takeFrames, useCursor } from '../../state/session/history'
import { trainingTime } from '../../state/session/training-time'
import { useLab } from '../../state/store/store'
import { marksOf } from './change-marks'
import { widestName } from './metric-track'
import { drawTracks } from './tracks'
import { type TracksLayout, timeAxis, tracksLayout } from './tracks-frame'
import type { TracksLook } from './tracks-tools'

export interface Tracks {
  readonly canvas: RefObject<HTMLCanvasElement | null>
  /** A slider over the ruler that spans the training time so far. */
  readonly slider: RefObject<HTMLInputElement | null>
  /** Laid over the titles: a button for each track, in order. */
  readonly titles: RefObject<HTMLDivElement | null>
  /** The training step under the pointer; null outside the tracks. */
  readonly stepAt: (event: PointerEvent<HTMLElement>) => number | null
  /** Shows the values of the curves at a step. */
  readonly hover: (step: number | null) => void
}

type Metrics = readonly Metric[]

/**
 * @param potentials whether tracks of the window and of the drift follow those of the metrics
 * @param table whether a table replaces the tracks
 */
export function useTracks(layer: string | null, metrics: Metrics, potentials: boolean, look: TracksLook, table: boolean): Tracks {
  const { log, span, halfLife } = look
  const layers = useLab((state) => state.layers)
  const open = useLab((state) => state.open)
  const changes = useMemo(() => marksOf(open), [open])
  const pin = useSignal(pinned)
  const [hovered, hover] = useState<number | null>(null)
  const fonts = useFonts()
  const variable = useVariable(layer)
  const cursor = useCursor()
  const words = SNAPSHOT_TEXTS[useShowing()]
  const drawn = useRef<DrawnTime | null>(null)
  const slider = useRef<HTMLInputElement>(null)
  const titles = useRef<HTMLDivElement>(null)

  const canvas = usePainter(
    ['scalars', 'membrane', 'report', 'state'],
    (context, area, colors) => {
      takeFrames()
      const { now, epochs, stepsPerEpoch, unit } = trainingTime()
      const pen = penOf(context, area, colors)
      const place = placeOf(pen, metrics, potentials)
      const shownEpochs = span === 'run' ? epochs : grownSpan(now / stepsPerEpoch, epochs)
      const looking = cursorStep()
      const at = looking === null ? now : Math.min(now, looking)
      const axis = timeAxis(place, { epochs: shownEpochs, stepsPerEpoch, unit, now, at })
      drawn.current = { left: place.left, width: place.width, steps: shownEpochs * stepsPerEpoch }
      const read = hovered === null ? at : Math.min(now, hovered)
      drawTracks(
        pen,
        place,
        axis,
        {
          metrics,
          layer,
          variable,
          layers: layers.map((item) => item.name),
          log,
          halfLife,
          cursorText: looking === null ? words.now : words.past,
          read,
          // A link may contain changes at later steps, which are not yet on the axis.
          changes: changes.filter(({ step }) => step <= now),
          overlay: pin?.curves,
        },
        hovered,
      )
      if (slider.current) laySlider(slider.current, drawn.current, place.ruler)
      if (titles.current) layOverTitles(titles.current, place, area.unit)
    },
    [metrics, potentials, layer, variable, layers, changes, pin, log, span, halfLife, hovered, fonts, cursor, words, table],
  )

  const stepAt = (event: PointerEvent<HTMLElement>) => drawn.current && trainingStepAt(event, drawn.current)
  return { canvas, slider, titles, stepAt, hover }
}

/** The layout of the tracks: the deciding metric's track is taller if it shows a gap. */
function placeOf(pen: Pen, metrics: Metrics, potentials: boolean): TracksLayout {
  const { area } = pen
  const projector = document.documentElement.dataset.mode === 'projector'
  const axes = axesOf(metrics)
  const tall = gapAt(metrics) === null ? -1 : axes.findIndex(({ name }) => name === decidingOf(metrics).axis)
  return tracksLayout(area.width, area.height, area.unit, {
    projector,
    axes: axes.length,
    tall,
    potentials,
    figure: area.figure !== undefined,
    widest: widestName(pen, axes),
  })
}

/** Places the title buttons. A track too low for its title gets none. @param r the root font size divided by 16 */
function layOverTitles({ children }: HTMLElement, { left, tracks }: TracksLayout, r: number): void {
  for (const [index, title] of Array.from(children as HTMLCollectionOf<HTMLElement>).entries()) {
    const track = tracks[index]
    title.hidden = !track || track.height < MIN_TITLED * r
    title.style.top = `${(track?.top ?? 0) + TITLE_TOP * r}px`
    title.style.maxWidth = `${left - TITLE_ROOM * r}px`
  }
}
const MIN_TITLED = 20
const TITLE_TOP = 1.5
const TITLE_ROOM = 22
