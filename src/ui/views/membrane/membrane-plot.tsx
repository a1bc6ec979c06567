/** The canvas of the membrane view for few steps, on which a range of potentials is selected, with the handles of the lens. */

import { useRef } from 'react'
import { createSignal } from '../../base/signal'
import viewCss from '../../base/style/view.module.css'
import { type Pointed, PotentialTip } from '../../shared/potential-tip'
import { variableFrame } from '../../state/selection/variable'
import { LensHandles } from './lens-handles'
import { type MembranePlotProps, useSummary } from './membrane-state'
import { handledStep } from './ridge-handles'
import { useRidgeBrush } from './use-ridge-brush'
import { useRidgePainter } from './use-ridge-painter'

export function MembranePlot(props: MembranePlotProps) {
  const { layer, step, canvas } = props
  const hover = useRef(createSignal<Pointed | null>(null)).current
  const { counted, summary } = useSummary(layer)
  const { ref, layout, handles } = useRidgePainter(props, counted, hover)
  const { press, pointer } = useRidgeBrush({ layer, step, canvas, layout, hover })
  return (
    <div className={viewCss.plot} {...pointer}>
      <canvas
        ref={ref}
        role="img"
        tabIndex={0}
        onKeyDown={press}
        aria-label={`${summary} Enter selects the potentials in the window; then arrow keys move the range, with Shift its upper end, up and down choose a step, Escape ends it.`}
      />
      {layer !== null && (
        <LensHandles
          elements={handles}
          vertical={false}
          shown={() => {
            const frame = variableFrame(layer)
            return frame && layout.current ? { frame, step: handledStep(layout.current) } : null
          }}
          under={(x) => layout.current?.u(x) ?? 0}
        />
      )}
      <PotentialTip hover={hover} frame={() => variableFrame(layer)} />
    </div>
  )
}
