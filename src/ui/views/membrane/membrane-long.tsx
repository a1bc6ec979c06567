/** The canvas of the membrane view for a long sequence: choose a step in the density, select a range of potentials beside it or, with Shift, in it. */

import { type KeyboardEvent, type PointerEvent, useRef } from 'react'
import { stepsOf } from '../../../readings/shares'
import { penOf } from '../../base/draw'
import { keptImage } from '../../base/image'
import { usePainter } from '../../base/paint'
import { stepUnder, whole } from '../../base/sight'
import { createSignal, useSettled } from '../../base/signal'
import viewCss from '../../base/style/view.module.css'
import { cursor } from '../../state/history'
import { countedFrame, countedNow, useFonts, useFrames } from '../../state/hooks'
import { lens } from '../../state/lens'
import { overlayFrame, overlayNow, pinned } from '../../state/pinned'
import { roundedPotential } from '../../state/selected'
import { clearSelection, selectedRange, selection } from '../../state/selection'
import { selectStep } from '../../state/shown'
import { useLab } from '../../state/store'
import { type Pointed, PotentialTip } from '../shared/potential-tip'
import { stepAfter } from '../shared/step-keys'
import { type GripElements, Grips, placeGrips } from './grips'
import { type LongMembraneLayout, longMembraneLayout } from './long-layout'
import { drawLongMembrane, handlePlaces } from './long-membrane'
import { type MembranePlotProps, markedOf } from './membrane-plot'
import { besides, sentence } from './membrane-words'

export function LongMembranePlot({ layer, step: asked, log, canvas }: MembranePlotProps) {
  const hover = useRef(createSignal<(Pointed & { readonly at: number | null }) | null>(null)).current
  /** Where a drag began; its step is null beside the density. */
  const anchor = useRef<{ u: number; step: number | null } | null>(null)
  const fonts = useFonts()
  const layout = useRef<LongMembraneLayout | null>(null)
  const image = useRef(keptImage())
  const grips = useRef<GripElements>({})
  const counted = useLab((state) => state.counted)
  useFrames(['membrane', 'sample'], 5000)
  const trial = useSettled(lens)
  useSettled(pinned)
  const summary = `${sentence(countedFrame(layer), countedNow(counted))}${besides(countedFrame(layer), trial, overlayNow(countedFrame(layer)))}`
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
      const [trial, pointed] = [lens.get(), hover.get()]
      drawLongMembrane(penOf(context, area, colors), frame, place, {
        log,
        trial,
        step,
        hover: pointed && { step: pointed.at, u: pointed.u },
        range: selectedRange(),
        marked: markedOf(layer),
        moment: overlayFrame(frame),
        image: image.current,
      })
      const places = handlePlaces(frame, place, step, trial, area.unit)
      placeGrips(grips.current, frame, step, trial, (name) => ({
        left: place.histogram.left + place.histogram.width,
        top: places[name],
      }))
    },
    [layer, asked, log, fonts, counted],
    [lens, selection, hover, cursor, pinned],
  )

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
    if (event.key === 'Escape' && selection.get()) {
      event.preventDefault()
      return clearSelection()
    }
    const next = frame && stepAfter(event, asked, stepsOf(frame))
    if (next === undefined) return
    event.preventDefault()
    event.stopPropagation()
    selectStep(next)
  }
  const brush = (at: { u: number; step: number | null }) => {
    const from = anchor.current
    const frame = countedFrame(layer)
    if (!from || !frame) return
    const [low, high] = [Math.min(from.u, at.u), Math.max(from.u, at.u)].map((u) => roundedPotential(u, frame)) as [number, number]
    const span = (a: number, b: number) => ({ from: Math.min(a, b), to: Math.max(a, b) + 1 })
    const own = asked === null ? null : span(asked, asked)
    const steps = from.step === null ? own : span(from.step, at.step ?? stepsOf(frame) - 1)
    if (high > low) selection.set({ kind: 'potentials', low, high, steps })
  }
  return (
    <div className={viewCss.plot}>
      <canvas
        ref={ref}
        role="img"
        aria-label={`${summary} Arrow keys choose a step, Escape shows all.`}
        tabIndex={0}
        onKeyDown={walk}
        onPointerDown={(event) => {
          if (event.button !== 0) return
          const at = under(event)
          clearSelection()
          if (!at) return
          event.currentTarget.setPointerCapture(event.pointerId)
          if (at.step === null || event.shiftKey) anchor.current = at
          else selectStep(at.step === asked ? null : at.step)
        }}
        onPointerMove={(event) => {
          const at = under(event)
          hover.set(at && { u: at.u, x: at.x, at: at.step, step: at.step ?? asked })
          if (!at || event.buttons !== 1) return
          if (anchor.current !== null) brush(at)
          else if (at.step !== null && at.step !== asked) selectStep(at.step)
        }}
        onPointerUp={() => {
          anchor.current = null
        }}
        onPointerLeave={() => hover.set(null)}
      />
      <Grips
        elements={grips}
        vertical
        shown={() => {
          const frame = countedFrame(layer)
          return frame ? { frame, step: stepIn(stepsOf(frame)) } : null
        }}
        under={(_, y) => layout.current?.u(y) ?? 0}
      />
      <PotentialTip hover={hover} frame={() => countedFrame(layer)} />
    </div>
  )
}
