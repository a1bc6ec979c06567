/** The canvas of the membrane view, its draggable edges and the readout under the pointer. The panel around it is membrane.tsx. */
import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react'
import type { MembraneFrame } from '../../worker/protocol'
import { brushed, setBrush, useBrush } from '../charts/brush'
import { penOf, text } from '../charts/draw'
import { fixed, grouped, percent } from '../charts/format'
import { countedNow, layerOf, useFonts, useFrames } from '../charts/hooks'
import { type Handles, handlesAt, type MembraneLayout, membraneLayout, type Trial, trialAfter } from '../charts/membrane-layout'
import { drawRidgeline, handledStep } from '../charts/ridgeline'
import { drawHeat, drawShares } from '../charts/share-columns'
import { countBetween, stepsOf } from '../charts/shares'
import { buildingWords } from '../controls/words'
import { useCursor } from '../history'
import { usePainter } from '../paint'
import { store, useLab } from '../store'
import { sentence, windowWords } from './membrane-words'

export const HANDLES = ['low', 'threshold', 'high'] as const
export const HANDLE_NAMES: Record<keyof Handles, string> = {
  low: 'Lower edge of the window',
  threshold: 'Threshold',
  high: 'Upper edge of the window',
}

export const countedFrame = (layer: string | null): MembraneFrame | undefined => layerOf(countedNow(store.getState().counted), layer)

export interface MembranePlotProps {
  readonly layer: string | null
  readonly step: number | null
  readonly log: boolean
  readonly trial: Trial | null
  readonly setTrial: (trial: Trial | null) => void
  readonly canvas: { current: HTMLCanvasElement | null }
}

export function MembranePlot({ layer, step, log, trial, setTrial, canvas }: MembranePlotProps) {
  const [hover, setHover] = useState<{ u: number; x: number } | null>(null)
  const brush = useBrush()
  const anchor = useRef<number | null>(null)
  const fonts = useFonts()
  const cursor = useCursor()
  const layout = useRef<MembraneLayout | null>(null)
  const grips = useRef<Partial<Record<keyof Handles, HTMLElement | null>>>({})
  const counted = useLab((state) => state.counted)
  const surrogate = useLab((state) => state.open.surrogate.kind)
  const run = useLab((state) => state.run)
  useFrames(['membrane', 'sample'], 5000)
  const summary = sentence(countedFrame(layer), countedNow(counted))

  const ref = usePainter(
    ['membrane', 'sample'],
    (context, area, colors) => {
      canvas.current = ref.current
      const pen = penOf(context, area, colors)
      const frame = countedFrame(layer)
      if (!frame) {
        layout.current = null
        const words =
          buildingWords(run) ??
          (layer === null
            ? 'No network is open.'
            : counted === 'sample'
              ? 'The sample is on its way.'
              : 'Press Play or Step: potentials are measured as the network trains.')
        text(pen, area.width / 2, area.height / 2, words, {
          color: colors.ink3,
          align: 'center',
          size: 12,
        })
        return
      }
      const place = membraneLayout(area.width, area.height, area.unit, frame, step)
      layout.current = place
      drawRidgeline(pen, frame, place, { log, trial, hover: hover?.u ?? null, brush })
      drawShares(pen, frame, place, trial, step)
      drawHeat(pen, frame, place, trial, step)
      const at = handlesAt(frame, handledStep(place), trial)
      for (const name of HANDLES) {
        const grip = grips.current[name]
        if (!grip) continue
        grip.style.left = `${Math.min(place.left + place.plotWidth, Math.max(place.left, place.x(at[name])))}px`
        grip.setAttribute('aria-valuenow', Math.min(frame.high, Math.max(frame.low, at[name])).toFixed(2))
        grip.setAttribute('aria-valuemin', frame.low.toFixed(2))
        grip.setAttribute('aria-valuemax', frame.high.toFixed(2))
      }
    },
    [layer, step, log, trial, hover, fonts, cursor, brush, counted, run],
  )

  const move = (name: keyof Handles, u: number) => {
    const frame = countedFrame(layer)
    if (!frame || !layout.current) return
    setTrial(trialAfter(frame, handledStep(layout.current), trial, name, u))
  }
  const drag = (name: keyof Handles) => (event: PointerEvent<HTMLElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId) || !layout.current) return
    const left = event.currentTarget.parentElement?.getBoundingClientRect().left ?? 0
    move(name, layout.current.u(event.clientX - left))
  }
  const press = (name: keyof Handles) => (event: KeyboardEvent) => {
    const frame = countedFrame(layer)
    if (!frame || !layout.current) return
    if (event.key === 'Escape') return setTrial(null)
    const sign = event.key === 'ArrowRight' || event.key === 'ArrowUp' ? 1 : event.key === 'ArrowLeft' || event.key === 'ArrowDown' ? -1 : 0
    if (!sign) return
    event.preventDefault()
    event.stopPropagation()
    move(name, handlesAt(frame, handledStep(layout.current), trial)[name] + sign * (event.shiftKey ? 0.1 : 0.02))
  }

  return (
    <div
      className="view-plot"
      onPointerMove={(event) => {
        const place = layout.current
        if (!place) return
        const x = event.clientX - event.currentTarget.getBoundingClientRect().left
        if (anchor.current !== null) setBrush({ low: Math.min(anchor.current, place.u(x)), high: Math.max(anchor.current, place.u(x)) })
        setHover(x >= place.left && x <= place.left + place.plotWidth ? { u: place.u(x), x } : null)
      }}
      onPointerDown={(event) => {
        const place = layout.current
        if (!place || event.target !== canvas.current) return
        const x = event.clientX - event.currentTarget.getBoundingClientRect().left
        setBrush(null)
        if (x < place.left || x > place.left + place.plotWidth) return
        event.currentTarget.setPointerCapture(event.pointerId)
        anchor.current = place.u(x)
      }}
      onPointerUp={() => {
        anchor.current = null
        const range = brushed()
        if (range && layout.current && layout.current.x(range.high) - layout.current.x(range.low) < 3) setBrush(null)
      }}
      onPointerLeave={() => setHover(null)}
    >
      <canvas ref={ref} role="img" aria-label={summary} />
      {layer !== null &&
        HANDLES.map((name) => (
          <div
            key={name}
            ref={(element) => {
              grips.current[name] = element
            }}
            className="view-grip"
            role="slider"
            tabIndex={0}
            aria-label={HANDLE_NAMES[name]}
            aria-valuenow={0}
            title={`${HANDLE_NAMES[name]}: drag, or arrow keys, to try another. No run is changed.${name === 'threshold' ? '' : ` ${windowWords(surrogate).long}`}`}
            onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
            onPointerMove={drag(name)}
            onKeyDown={press(name)}
          />
        ))}
      {brush && layout.current ? (
        <Readout layer={layer} low={brush.low} high={brush.high} x={layout.current.x((brush.low + brush.high) / 2)} step={step} />
      ) : (
        hover && <BinReadout layer={layer} u={hover.u} x={hover.x} step={step} />
      )}
    </div>
  )
}

/** The counts of the bin under the pointer. */
export function BinReadout({ layer, u, x, step }: { layer: string | null; u: number; x: number; step: number | null }) {
  const frame = countedFrame(layer)
  if (!frame) return null
  const width = (frame.high - frame.low) / frame.bins
  const bin = Math.min(frame.bins - 1, Math.max(0, Math.floor((u - frame.low) / width)))
  return <Readout layer={layer} low={frame.low + bin * width} high={frame.low + (bin + 1) * width} x={x} step={step} />
}

/** How many potentials lie between two. */
export function Readout({
  layer,
  low,
  high,
  x,
  step,
}: {
  layer: string | null
  low: number
  high: number
  x: number
  step: number | null
}) {
  const frame = countedFrame(layer)
  if (!frame) return null
  const steps = step === null ? Array.from({ length: stepsOf(frame) }, (_, t) => t) : [Math.min(step, stepsOf(frame) - 1)]
  const count = steps.reduce((sum, t) => sum + countBetween(frame, t, low, high), 0)
  return (
    <div className="view-tip" style={{ left: `${x}px` }}>
      {fixed(low, 2)} to {fixed(high, 2)}: <b>{grouped(count)}</b> ({percent(count / (frame.total * steps.length || 1), 2)})
    </div>
  )
}
