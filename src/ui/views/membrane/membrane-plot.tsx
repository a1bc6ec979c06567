/** The canvas of the membrane view for few steps, where a range of potentials is selected, with the grips of the lens. The panel around it is membrane.tsx. */

import { type KeyboardEvent, type PointerEvent, useRef } from 'react'
import { stepsOf, widestStep } from '../../../readings/shares'
import { penOf, text } from '../../base/draw'
import { usePainter } from '../../base/paint'
import { createSignal, useSettled } from '../../base/signal'
import viewCss from '../../base/style/view.module.css'
import { cursor, cursorStep } from '../../state/history'
import { countedFrame, countedNow, sampleLayer, useFonts, useFrames } from '../../state/hooks'
import { lens } from '../../state/lens'
import { overlayFrame, overlayNow, pinned } from '../../state/pinned'
import { roundedPotential } from '../../state/selected'
import { clearSelection, selectedNeurons, selectedRange, selection } from '../../state/selection'
import { useLab } from '../../state/store'
import { buildingWords } from '../../state/words'
import { type Pointed, PotentialTip } from '../shared/potential-tip'
import { type GripElements, Grips, placeGrips } from './grips'
import { type MembraneLayout, membraneLayout, partAt } from './membrane-layout'
import { besides, sentence } from './membrane-words'
import { rangeAfter } from './range-keys'
import { drawRidgeline, handledStep } from './ridgeline'
import { drawHeat, drawShares } from './share-columns'

/** Neurons that are selected, with the sample's potentials; looking back there are none. */
export function markedOf(layer: string | null) {
  const set = selectedNeurons(layer)
  const sample = set && cursorStep() === null ? sampleLayer(layer) : undefined
  return set && sample ? { set, sample } : null
}

export interface MembranePlotProps {
  readonly layer: string | null
  readonly step: number | null
  readonly log: boolean
  readonly canvas: { current: HTMLCanvasElement | null }
}

export function MembranePlot({ layer, step, log, canvas }: MembranePlotProps) {
  const hover = useRef(createSignal<Pointed | null>(null)).current
  const anchor = useRef<{ u: number; row: number } | null>(null)
  const fonts = useFonts()
  const layout = useRef<MembraneLayout | null>(null)
  const grips = useRef<GripElements>({})
  const counted = useLab((state) => state.counted)
  const run = useLab((state) => state.run)
  useFrames(['membrane', 'sample'], 5000)
  const trial = useSettled(lens)
  useSettled(pinned)
  const summary = `${sentence(countedFrame(layer), countedNow(counted))}${besides(countedFrame(layer), trial, overlayNow(countedFrame(layer)))}`

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
        text(pen, area.width / 2, area.height / 2, words, { color: colors.ink3, align: 'center', size: 12 })
        return
      }
      const place = membraneLayout(area.width, area.height, area.unit, frame, step)
      const [trial, moment, range] = [lens.get(), overlayFrame(frame), selectedRange()]
      layout.current = place
      drawRidgeline(pen, frame, place, { log, trial, hover: hover.get()?.u ?? null, range, marked: markedOf(layer), moment })
      drawShares(pen, frame, place, { trial, moment, step })
      drawHeat(pen, frame, place, { trial, step, range })
      placeGrips(grips.current, frame, handledStep(place), trial, (_, u) => ({
        left: Math.min(place.left + place.plotWidth, Math.max(place.left, place.x(u))),
      }))
    },
    [layer, step, log, fonts, counted, run],
    [lens, selection, hover, cursor, pinned],
  )

  const under = (event: PointerEvent<HTMLElement>, outside = false) => {
    const frame = countedFrame(layer)
    if (!layout.current || !frame) return null
    const box = event.currentTarget.getBoundingClientRect()
    return partAt(layout.current, stepsOf(frame), event.clientX - box.left, event.clientY - box.top, outside)
  }
  const brush = (at: { u: number; row: number }) => {
    const from = anchor.current
    const frame = countedFrame(layer)
    if (!from || !frame) return
    const [low, high] = [Math.min(from.u, at.u), Math.max(from.u, at.u)].map((u) => roundedPotential(u, frame)) as [number, number]
    const rows = { from: Math.min(from.row, at.row), to: Math.max(from.row, at.row) + 1 }
    const all = rows.to - rows.from >= stepsOf(frame)
    if (high > low) selection.set({ kind: 'potentials', low, high, steps: all ? null : rows })
  }
  const press = (event: KeyboardEvent) => {
    const frame = countedFrame(layer)
    if (event.target !== event.currentTarget || !frame) return
    const next =
      event.key === 'Escape' && selectedNeurons(layer) ? null : rangeAfter(event, selectedRange(), frame, step ?? widestStep(frame))
    if (next === undefined) return
    event.preventDefault()
    event.stopPropagation()
    selection.set(next)
  }

  return (
    <div
      className={viewCss.plot}
      onPointerMove={(event) => {
        const at = under(event, anchor.current !== null)
        if (at && anchor.current) brush(at)
        hover.set(at && !at.heat ? { u: at.u, x: at.x, step: step === null ? null : at.row } : null)
      }}
      onPointerDown={(event) => {
        if (event.target !== canvas.current || event.button !== 0) return
        clearSelection()
        const at = under(event)
        if (!at) return
        event.currentTarget.setPointerCapture(event.pointerId)
        anchor.current = at
      }}
      onPointerUp={() => {
        anchor.current = null
      }}
      onPointerLeave={() => hover.set(null)}
    >
      <canvas
        ref={ref}
        role="img"
        tabIndex={0}
        onKeyDown={press}
        aria-label={`${summary} Enter selects the potentials in the window; then arrow keys move the range, with Shift its upper end, up and down choose a step, Escape ends it.`}
      />
      {layer !== null && (
        <Grips
          elements={grips}
          vertical={false}
          shown={() => {
            const frame = countedFrame(layer)
            return frame && layout.current ? { frame, step: handledStep(layout.current) } : null
          }}
          under={(x) => layout.current?.u(x) ?? 0}
        />
      )}
      <PotentialTip hover={hover} frame={() => countedFrame(layer)} />
    </div>
  )
}
