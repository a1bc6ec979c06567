/** Text shown instead of a plot until there is something to draw and its code has loaded: the reason why there is nothing. */

import { penOf, textOfNone } from '../base/draw'
import { usePainter } from '../base/paint'
import viewCss from '../base/style/view.module.css'
import { useFonts } from '../state/session/frame-hooks'

/** An empty area of the size of a plot, while the plot is loading. */
export const PlotRoom = () => <div className={viewCss.plot} />

/** @param label the name of the plot for screen readers. */
export function PlotText({ words, label }: { readonly words: string; readonly label: string }) {
  const fonts = useFonts()
  const ref = usePainter([], (context, area, colors) => textOfNone(penOf(context, area, colors), words), [words, fonts])
  return (
    <div className={viewCss.plot}>
      <canvas ref={ref} role="img" aria-label={label} />
    </div>
  )
}
