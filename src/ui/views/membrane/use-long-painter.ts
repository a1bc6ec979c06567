/** Paints the membrane view of a long sequence, and places the handles of the lens in it. */

import { useRef } from 'react'
import { stepsOf } from '../../../readings/shares'
import { cachedImage } from '../../base/cached-canvas'
import { penOf } from '../../base/draw'
import { usePainter } from '../../base/paint'
import type { Signal } from '../../base/signal'
import type { Pointed } from '../../shared/potential-tip'
import { lens } from '../../state/selection/lens'
import { overlayFrame, pinned } from '../../state/selection/pinned'
import { selectedRange, selection } from '../../state/selection/selection'
import { useVariable, variableFrame } from '../../state/selection/variable'
import { useFonts } from '../../state/session/frame-hooks'
import { cursor } from '../../state/session/history'
import type { LabState } from '../../state/store/store'
import { type HandleElements, placeHandles } from './lens-handles'
import { type LongMembraneLayout, longMembraneLayout } from './long-layout'
import { drawLongMembrane, handlePlaces } from './long-membrane'
import { type MembranePlotProps, markedOf, trialOf } from './membrane-state'

export type LongPointed = Pointed & { readonly at: number | null }

export function useLongPainter(
  { layer, step: asked, log, canvas }: MembranePlotProps,
  counted: LabState['counted'],
  hover: Signal<LongPointed | null>,
) {
  const fonts = useFonts()
  const variable = useVariable(layer)
  const layout = useRef<LongMembraneLayout | null>(null)
  const image = useRef(cachedImage())
  const handles = useRef<HandleElements>({})
  const stepIn = (steps: number): number | null => (asked === null ? null : Math.min(asked, steps - 1))

  const ref = usePainter(
    ['membrane', 'sample'],
    (context, area, colors) => {
      const frame = variableFrame(layer)
      if (!frame) return
      const step = stepIn(stepsOf(frame))
      const place = longMembraneLayout(area.width, area.height, area.unit, frame)
      layout.current = place
      const [trial, pointed] = [trialOf(frame), hover.get()]
      drawLongMembrane(penOf(context, area, colors), frame, place, {
        log,
        trial,
        step,
        hover: pointed && { step: pointed.at, u: pointed.u },
        range: selectedRange(),
        marked: markedOf(layer),
        overlay: overlayFrame(frame),
        image: image.current,
      })
      const places = handlePlaces(frame, place, step, trial, area.unit)
      placeHandles(handles.current, frame, step, trial, (name) => ({
        left: place.histogram.left + place.histogram.width,
        top: places[name],
      }))
    },
    [layer, asked, log, fonts, counted, variable],
    [lens, selection, hover, cursor, pinned],
    canvas,
  )
  return { ref, layout, handles, stepIn }
}
