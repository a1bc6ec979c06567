/** Paints the membrane view of few steps, and places the handles of the lens in it. */

import { useRef } from 'react'
import { penOf, textOfNone } from '../../base/draw'
import { usePainter } from '../../base/paint'
import type { Signal } from '../../base/signal'
import type { Pointed } from '../../shared/potential-tip'
import { lens } from '../../state/selection/lens'
import { overlayFrame, pinned } from '../../state/selection/pinned'
import { selectedRange, selection } from '../../state/selection/selection'
import { useVariable, variableFrame } from '../../state/selection/variable'
import { useFonts } from '../../state/session/frame-hooks'
import { cursor } from '../../state/session/history'
import { type LabState, useLab } from '../../state/store/store'
import { type HandleElements, placeHandles } from './lens-handles'
import { type MembraneLayout, membraneLayout } from './membrane-layout'
import { type MembranePlotProps, markedOf, trialOf } from './membrane-state'
import { wordsOfNone } from './membrane-waits'
import { handledStep } from './ridge-handles'
import { drawRidgeline } from './ridgeline'
import { drawHeat, drawShares } from './share-columns'

export function useRidgePainter(
  { layer, step, log, canvas }: MembranePlotProps,
  counted: LabState['counted'],
  hover: Signal<Pointed | null>,
) {
  const fonts = useFonts()
  const variable = useVariable(layer)
  const layout = useRef<MembraneLayout | null>(null)
  const handles = useRef<HandleElements>({})
  const run = useLab((state) => state.run)
  const layers = useLab((state) => state.layers)
  const problems = useLab((state) => state.problems)
  const ref = usePainter(
    ['membrane', 'sample'],
    (context, area, colors) => {
      const pen = penOf(context, area, colors)
      const frame = variableFrame(layer)
      if (!frame) {
        layout.current = null
        textOfNone(pen, wordsOfNone(layer, { run, layers, problems }, counted))
        return
      }
      const place = membraneLayout(area.width, area.height, area.unit, frame, step)
      const [trial, overlay, range] = [trialOf(frame), overlayFrame(frame), selectedRange()]
      layout.current = place
      drawRidgeline(pen, frame, place, { log, trial, hover: hover.get()?.u ?? null, range, marked: markedOf(layer), overlay })
      drawShares(pen, frame, place, { trial, overlay, step })
      drawHeat(pen, frame, place, { trial, step, range })
      placeHandles(handles.current, frame, handledStep(place), trial, (_, u) => ({
        left: Math.min(place.left + place.plotWidth, Math.max(place.left, place.x(u))),
      }))
    },
    [layer, step, log, fonts, counted, variable, run, problems],
    [lens, selection, hover, cursor, pinned],
    canvas,
  )
  return { ref, layout, handles }
}
