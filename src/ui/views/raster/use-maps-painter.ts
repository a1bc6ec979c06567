/** Paints the visible feature maps of a layer. */

import { reachOf } from '../../base/diverging'
import { penOf, textOfNone } from '../../base/draw'
import { usePainter } from '../../base/paint'
import { litNeuron } from '../../state/selection/selected-counts'
import { selection } from '../../state/selection/selection'
import { variableSample } from '../../state/selection/variable'
import { sampleLayer, useFonts } from '../../state/session/frame-hooks'
import { drawMaps, type MapQuantity, type MapsLayout } from './feature-maps-chart'

interface MapsLook {
  readonly quantity: MapQuantity
  readonly step: number | null
  readonly threshold: number
  /** Channels: the selected one, and the one under the pointer. */
  readonly selected: number | null
  readonly pointed: number | null
  readonly scrolled: number
  readonly labels: boolean
}

export function useMapsPainter(layer: string, layout: MapsLayout, look: MapsLook, canvas: { current: HTMLCanvasElement | null }) {
  const { quantity, step, threshold, selected, pointed, scrolled, labels } = look
  const fonts = useFonts()
  return usePainter(
    ['sample'],
    (context, area, colors) => {
      const pen = penOf(context, area, colors)
      const shown = sampleLayer(layer)
      if (!shown) {
        textOfNone(pen, `${layer} comes with the next sample.`)
        return
      }
      const reach = reachOf(shown.membrane, threshold)
      const picked = selection.get()
      const lit = picked && litNeuron(variableSample(layer) ?? shown, picked, step)
      drawMaps(pen, shown, layout, { ...look, reach, lit })
    },
    [layer, layout, quantity, step, threshold, selected, pointed, scrolled, labels, fonts],
    [selection],
    canvas,
  )
}
