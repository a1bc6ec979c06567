/** A canvas of lines over the steps of a long sequence: point to read, click, drag or use keys to choose the step that all views show. */

import { type PointerEvent, useMemo, useRef, useState } from 'react'
import { classesOf } from '../base/classes'
import { penOf } from '../base/draw'
import { type Colors, readColors, usePainter } from '../base/paint'
import { drawStepLines, type StepLines, type StepLinesPlace, stepLinesPlace } from '../base/step-lines'
import viewCss from '../base/style/view.module.css'
import { stepUnder, whole } from '../base/viewport'
import { selectStep } from '../state/selection/select'
import { useFonts } from '../state/session/frame-hooks'
import { useLab } from '../state/store/store'
import { pressStep } from './step-keys'
import css from './step-lines-plot.module.css'

interface PlotProps {
  /** What is drawn, in the colors of a theme; changes only when the content does. */
  readonly specOf: (colors: Colors) => StepLines
  /** A text alternative to the lines, for screen readers. */
  readonly summary: string
  readonly canvas: { current: HTMLCanvasElement | null }
}

export function StepLinesPlot({ specOf, summary, canvas }: PlotProps) {
  const step = useLab((state) => state.timeStep)
  const theme = useLab((state) => state.theme)
  const fonts = useFonts()
  const [hover, setHover] = useState<number | null>(null)
  const drawn = useRef<StepLinesPlace | null>(null)
  const spec = useMemo(() => specOf(readColors()), [specOf, theme])
  const ref = usePainter(
    [],
    (context, area, colors) => {
      const pen = penOf(context, area, colors)
      const now = specOf(colors)
      drawn.current = stepLinesPlace(pen, now)
      drawStepLines(pen, now, drawn.current, step, hover)
    },
    [spec, step, hover, fonts, theme],
    [],
    canvas,
  )
  const { steps } = spec
  const stepAt = (event: PointerEvent<HTMLElement>): number | null => {
    const place = drawn.current
    if (!place) return null
    const x = event.clientX - event.currentTarget.getBoundingClientRect().left
    if (x < place.left - 4 || x > place.left + place.width + 4) return null
    return Math.min(steps - 1, Math.max(0, Math.floor(stepUnder(whole(steps), place.left, place.width)(x))))
  }
  const read = spec.lines.flatMap(({ name, sign, values }) => {
    const value = step === null ? undefined : values[step]
    return value === undefined || !(name ?? sign) ? [] : [`${name ?? `curve ${sign}`} ${spec.show(value)}`]
  })
  return (
    <div className={classesOf(viewCss.plot, css.lines)}>
      <canvas
        ref={ref}
        role="img"
        aria-label={`${summary}${read.length > 0 ? ` At step ${step! + 1}: ${read.join(', ')}.` : ''} Arrow keys choose a step, Escape shows all.`}
        tabIndex={0}
        onPointerDown={(event) => {
          const at = stepAt(event)
          if (at !== null) selectStep(at === step ? null : at)
        }}
        onPointerMove={(event) => {
          const at = stepAt(event)
          setHover(at)
          if (event.buttons === 1 && at !== null) selectStep(at)
        }}
        onPointerLeave={() => setHover(null)}
        onKeyDown={(event) => pressStep(event, step, steps)}
      />
    </div>
  )
}
