/** The canvas of the membrane view for a long sequence: choose a step in the density, brush a range of potentials beside it, drag the edges. */
import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react'
import { selectStep } from '../actions'
import { brushed, setBrush, useBrush } from '../charts/brush'
import { penOf } from '../charts/draw'
import { countedNow, useFonts, useFrames } from '../charts/hooks'
import { keptImage } from '../charts/image'
import { drawLongMembrane, handlePlaces, type LongMembraneLayout, longMembraneLayout } from '../charts/long-membrane'
import { type Handles, handlesAt, trialAfter } from '../charts/membrane-layout'
import { stepsOf } from '../charts/shares'
import { stepUnder, whole } from '../charts/sight'
import { useCursor } from '../history'
import { usePainter } from '../paint'
import { useLab } from '../store'
import { BinReadout, countedFrame, HANDLE_NAMES, HANDLES, type MembranePlotProps, Readout } from './membrane-plot'
import { sentence, windowWords } from './membrane-words'
import { stepAfter } from './step-keys'

export function LongMembranePlot({ layer, step: asked, log, trial, setTrial, canvas }: MembranePlotProps) {
  const [hover, setHover] = useState<{ step: number | null; u: number; x: number } | null>(null)
  const brush = useBrush()
  const anchor = useRef<number | null>(null)
  const fonts = useFonts()
  const cursor = useCursor()
  const layout = useRef<LongMembraneLayout | null>(null)
  const image = useRef(keptImage())
  const grips = useRef<Partial<Record<keyof Handles, HTMLElement | null>>>({})
  const counted = useLab((state) => state.counted)
  const surrogate = useLab((state) => state.open.surrogate.kind)
  useFrames(['membrane', 'sample'], 5000)
  const summary = sentence(countedFrame(layer), countedNow(counted))
  const stepIn = (steps: number): number | null => (asked === null ? null : Math.min(asked, steps - 1))

  const ref = usePainter(
    ['membrane', 'sample'],
    (context, area, colors) => {
      canvas.current = ref.current
      const frame = countedFrame(layer)
      if (!frame) return
      const step = stepIn(stepsOf(frame))
      const place = longMembraneLayout(area.width, area.height, area.unit, frame)
      layout.current = place
      drawLongMembrane(penOf(context, area, colors), frame, place, { log, trial, step, hover, brush, image: image.current })
      const at = handlesAt(frame, step, trial)
      const places = handlePlaces(frame, place, step, trial, area.unit)
      for (const name of HANDLES) {
        const grip = grips.current[name]
        if (!grip) continue
        grip.style.left = `${place.histogram.left + place.histogram.width}px`
        grip.style.top = `${places[name]}px`
        grip.setAttribute('aria-valuenow', Math.min(frame.high, Math.max(frame.low, at[name])).toFixed(2))
        grip.setAttribute('aria-valuemin', frame.low.toFixed(2))
        grip.setAttribute('aria-valuemax', frame.high.toFixed(2))
      }
    },
    [layer, asked, log, trial, hover, fonts, cursor, brush, counted],
  )

  const move = (name: keyof Handles, u: number) => {
    const frame = countedFrame(layer)
    if (frame) setTrial(trialAfter(frame, stepIn(stepsOf(frame)), trial, name, u))
  }
  const drag = (name: keyof Handles) => (event: PointerEvent<HTMLElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId) || !layout.current) return
    move(name, layout.current.u(event.clientY - (event.currentTarget.parentElement?.getBoundingClientRect().top ?? 0)))
  }
  const press = (name: keyof Handles) => (event: KeyboardEvent) => {
    const frame = countedFrame(layer)
    if (!frame) return
    if (event.key === 'Escape') return setTrial(null)
    const sign = event.key === 'ArrowRight' || event.key === 'ArrowUp' ? 1 : event.key === 'ArrowLeft' || event.key === 'ArrowDown' ? -1 : 0
    if (!sign) return
    event.preventDefault()
    event.stopPropagation()
    move(name, handlesAt(frame, stepIn(stepsOf(frame)), trial)[name] + sign * (event.shiftKey ? 0.1 : 0.02))
  }
  /** The step under the pointer, null beside the density; and the potential. */
  const under = (event: PointerEvent<HTMLElement>) => {
    const place = layout.current
    const frame = countedFrame(layer)
    if (!place || !frame) return null
    const box = event.currentTarget.getBoundingClientRect()
    const [x, y] = [event.clientX - box.left, event.clientY - box.top]
    const { left, width, top, bottom } = place.heat
    if (x < left || x > place.histogram.left + place.histogram.width || y < top || y > bottom) return null
    const steps = stepsOf(frame)
    const step = Math.floor(stepUnder(whole(steps), left, width)(x))
    return { step: x > left + width ? null : Math.min(steps - 1, Math.max(0, step)), u: place.u(y), x }
  }
  const walk = (event: KeyboardEvent) => {
    const frame = countedFrame(layer)
    const next = frame && stepAfter(event, asked, stepsOf(frame))
    if (next === undefined) return
    event.preventDefault()
    event.stopPropagation()
    selectStep(next)
  }
  const readAt = hover && (hover.step ?? asked)
  return (
    <div className="view-plot">
      <canvas
        ref={ref}
        role="img"
        aria-label={`${summary} Arrow keys choose a step, Escape shows all.`}
        tabIndex={0}
        onKeyDown={walk}
        onPointerDown={(event) => {
          const at = under(event)
          setBrush(null)
          if (!at) return
          event.currentTarget.setPointerCapture(event.pointerId)
          if (at.step === null) anchor.current = at.u
          else selectStep(at.step === asked ? null : at.step)
        }}
        onPointerMove={(event) => {
          const at = under(event)
          setHover(at)
          if (!at || event.buttons !== 1) return
          if (anchor.current !== null) setBrush({ low: Math.min(anchor.current, at.u), high: Math.max(anchor.current, at.u) })
          else if (at.step !== null && at.step !== asked) selectStep(at.step)
        }}
        onPointerUp={() => {
          anchor.current = null
          const range = brushed()
          if (range && layout.current && layout.current.y(range.low) - layout.current.y(range.high) < 3) setBrush(null)
        }}
        onPointerLeave={() => setHover(null)}
      />
      {HANDLES.map((name) => (
        <div
          key={name}
          ref={(element) => {
            grips.current[name] = element
          }}
          className="view-grip view-grip-side"
          role="slider"
          tabIndex={0}
          aria-label={HANDLE_NAMES[name]}
          aria-orientation="vertical"
          aria-valuenow={0}
          title={`${HANDLE_NAMES[name]}: drag, or arrow keys, to try another. No run is changed.${name === 'threshold' ? '' : ` ${windowWords(surrogate).long}`}`}
          onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
          onPointerMove={drag(name)}
          onKeyDown={press(name)}
        />
      ))}
      {brush && layout.current ? (
        <Readout layer={layer} low={brush.low} high={brush.high} x={layout.current.histogram.left} step={asked} />
      ) : (
        hover && <BinReadout layer={layer} u={hover.u} x={hover.x} step={readAt ?? null} />
      )}
    </div>
  )
}
