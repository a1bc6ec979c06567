/** The temporal scores of attention as strips over time, live; a click selects the step in all views. */
import { type CSSProperties, type PointerEvent, useRef } from 'react'
import type { ScoresReading } from '../../../readings/sample'
import { penOf } from '../../base/draw'
import { usePainter } from '../../base/paint'
import { pressStep } from '../../shared/step-keys'
import { selectStep } from '../../state/selection/select'
import { useFonts } from '../../state/session/frame-hooks'
import { useLab } from '../../state/store/store'
import { scoresSummary, temporalOf } from './scores'
import { drawStrips, STRIP, stripStep } from './streams-chart'
import css from './two-streams.module.css'

/** @param scoresNow returns the newest scores of the shown sample. */
export function ScoreStrips({ scoresNow }: { scoresNow: () => readonly ScoresReading[] }) {
  const strips = temporalOf(scoresNow())
  return strips.length > 0 ? <Strips strips={strips} scoresNow={scoresNow} /> : null
}

function Strips({ strips, scoresNow }: { strips: readonly ScoresReading[]; scoresNow: () => readonly ScoresReading[] }) {
  const step = useLab((state) => state.timeStep)
  const theme = useLab((state) => state.theme)
  const fonts = useFonts()
  const unit = useRef(1)
  const ref = usePainter(
    ['sample'],
    (context, area, colors) => {
      unit.current = area.unit
      drawStrips(penOf(context, area, colors), temporalOf(scoresNow()), step, { x: 0, y: 0, width: area.width })
    },
    [step, theme, fonts, strips.length],
  )
  const steps = strips[0]!.data.length
  const stepAt = ({ clientX, currentTarget }: PointerEvent<HTMLElement>) => {
    const { left, width } = currentTarget.getBoundingClientRect()
    return stripStep(clientX - left, width, steps, unit.current)
  }
  return (
    <canvas
      ref={ref}
      role="img"
      tabIndex={0}
      className={css.strips}
      style={{ '--height': `${(STRIP * strips.length) / 16}rem` } as CSSProperties}
      aria-label={`Temporal scores. ${scoresSummary(strips, step)} Arrow keys choose a step, Escape shows all.`}
      onPointerDown={(event) => {
        const at = stepAt(event)
        if (at !== null) selectStep(at === step ? null : at)
      }}
      onPointerMove={(event) => {
        const at = stepAt(event)
        if (event.buttons === 1 && at !== null && at !== step) selectStep(at)
      }}
      onKeyDown={(event) => pressStep(event, step, steps)}
    />
  )
}
