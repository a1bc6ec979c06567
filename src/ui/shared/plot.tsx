/** A plot: a canvas with its description for screen readers; an empty room or words until there is something to draw. */

import type { RefObject } from 'react'
import type { FrameKind } from '../../worker/protocol'
import { type Pen, penOf, textOfNone } from '../base/draw'
import { usePainter } from '../base/paint'
import viewCss from '../base/style/view.module.css'
import { useFonts } from '../state/session/frame-hooks'

interface PlotProps {
  /** The description for screen readers. */
  readonly label: string
  readonly draw: (pen: Pen) => void
  /** The plot is redrawn when one of these changes. */
  readonly inputs: readonly unknown[]
  /** It is redrawn when a frame of these arrives. */
  readonly kinds?: readonly FrameKind[]
  readonly canvas?: RefObject<HTMLCanvasElement | null>
  readonly className?: string | undefined
}

export function Plot({ label, draw, inputs, kinds = [], canvas, className }: PlotProps) {
  const fonts = useFonts()
  const ref = usePainter(kinds, (context, area, colors) => draw(penOf(context, area, colors)), [...inputs, fonts], [], canvas)
  return (
    <div className={className ?? viewCss.plot}>
      <canvas ref={ref} role="img" aria-label={label} />
    </div>
  )
}

/** An empty area of the size of a plot, while the plot is loading. */
export const PlotRoom = () => <div className={viewCss.plot} />

/** Text shown instead of a plot: the reason why there is nothing. */
export const PlotText = ({ words, label }: { readonly words: string; readonly label: string }) => (
  <Plot label={label} draw={(pen) => textOfNone(pen, words)} inputs={[words]} />
)
