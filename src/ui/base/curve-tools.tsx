/** Controls for plotly curves: smoothing, a log axis for the loss, and saving the chart as an image. */

import type { ReactNode } from 'react'
import { askedFigure, type Figure } from './figure'
import { TextButton } from './parts'
import partsCss from './style/parts.module.css'
import viewCss from './style/view.module.css'

export interface CurveOptions {
  readonly log: boolean
  /** The half-life of the smoothing, in rows. */
  readonly halfLife: number
}

interface Props {
  readonly look: CurveOptions
  readonly change: (look: CurveOptions) => void
  readonly figure: () => Figure
  readonly children: ReactNode
}

export function CurveTools({ look, change, figure, children }: Props) {
  return (
    <span className={partsCss.options}>
      <label className={viewCss.slider}>
        smoothing
        <input
          type="range"
          min={0}
          max={100}
          value={look.halfLife}
          onChange={(event) => change({ ...look, halfLife: event.currentTarget.valueAsNumber })}
        />
        <output>{look.halfLife}</output>
      </label>
      <label className={viewCss.check}>
        <input type="checkbox" checked={look.log} onChange={(event) => change({ ...look, log: event.currentTarget.checked })} />
        log loss
      </label>
      <TextButton text="Save figure" title="As SVG or PNG, with its legend" act={() => askedFigure.set(figure())} />
      {children}
    </span>
  )
}
