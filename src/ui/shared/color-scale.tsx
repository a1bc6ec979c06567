/** The colors of a plot, from least to most. */

import { field, penOf } from '../base/draw'
import { usePainter } from '../base/paint'
import inspectorCss from '../base/style/inspector.module.css'
import viewCss from '../base/style/view.module.css'

/** A bar of magnitudes. @param from the first of them @param label its name, if the words next to it do not say it */
export function ScaleBar({ from, label }: { readonly from: number; readonly label?: string }) {
  const ref = usePainter(
    [],
    (context, area, colors) =>
      field(penOf(context, area, colors), 120, 1, (column) => from + ((1 - from) * column) / 119, 0, 0, area.width, area.height),
    [],
  )
  return <canvas ref={ref} data-color-bar className={viewCss.bar} role={label && 'img'} aria-label={label} />
}

interface ScaleProps {
  readonly low: string
  readonly high: string
  /** A CSS gradient. */
  readonly colors: string
}

/** A scale in a legend, between the words of its ends. */
export const ColorScale = ({ low, high, colors }: ScaleProps) => (
  <span>
    {low} <i aria-hidden="true" className={inspectorCss.scale} style={{ background: colors }} /> {high}
  </span>
)
