/** The membrane view of a long sequence: a click selects a step; a drag next to the density, or with Shift in it, a range of potentials. */

import { useRef } from 'react'
import { stepsOf } from '../../../readings/shares'
import { createSignal } from '../../base/signal'
import viewCss from '../../base/style/view.module.css'
import { PotentialTip } from '../../shared/potential-tip'
import { variableFrame } from '../../state/selection/variable'
import { LensHandles } from './lens-handles'
import { type MembranePlotProps, useSummary } from './membrane-state'
import { useLongBrush } from './use-long-brush'
import { type LongPointed, useLongPainter } from './use-long-painter'

export function LongMembranePlot(props: MembranePlotProps) {
  const { layer, step } = props
  const hover = useRef(createSignal<LongPointed | null>(null)).current
  const { counted, summary } = useSummary(layer)
  const { ref, layout, handles, stepIn } = useLongPainter(props, counted, hover)
  const brush = useLongBrush(layer, step, layout, hover)
  return (
    <div className={viewCss.plot}>
      <canvas ref={ref} role="img" aria-label={`${summary} Arrow keys choose a step, Escape shows all.`} tabIndex={0} {...brush} />
      <LensHandles
        elements={handles}
        vertical
        shown={() => {
          const frame = variableFrame(layer)
          return frame ? { frame, step: stepIn(stepsOf(frame)) } : null
        }}
        under={(_, y) => layout.current?.u(y) ?? 0}
      />
      <PotentialTip hover={hover} frame={() => variableFrame(layer)} />
    </div>
  )
}
