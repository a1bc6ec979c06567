/** The single neuron's plots as one control: pointer and arrow keys select a step, and draw the current if it is drawn by hand. */

import { Fragment, type KeyboardEvent, type PointerEvent, useEffect, useMemo, useRef, useState } from 'react'
import { MAX_CURRENT, type SingleNeuron } from '../../../networks/single/schema'
import type { NeuronTrace } from '../../../networks/single/simulate'
import { penOf } from '../../base/draw'
import type { DrawnTerms } from '../../base/glossary'
import { Term } from '../../base/help'
import { usePainter } from '../../base/paint'
import { stepAfter } from '../../shared/step-keys'
import { useFonts } from '../../state/session/frame-hooks'
import { useLab } from '../../state/store/store'
import css from './neuron.module.css'
import { sentenceAt } from './reading'
import { currentUnderY, drawTrace, type Frame, frameOf, GRAIN, PLOTS, type Range, reachOf, rounded, stepUnderX } from './trace-chart'

/** Terms drawn at the potential's axis. */
const IN_POTENTIAL: DrawnTerms = { θ: 'threshold' }

interface PlotProps {
  readonly spec: SingleNeuron
  readonly trace: NeuronTrace
  readonly gradient: readonly number[] | null
  readonly step: number
  readonly choose: (step: number) => void
  /** Sets the current between two steps, both counted from 0. */
  readonly draw: (from: number, to: number, value: number) => void
}

export function TracePlot({ spec, trace, gradient, step, choose, draw }: PlotProps) {
  const theme = useLab((state) => state.theme)
  const fonts = useFonts()
  const frame = useRef<Frame | null>(null)
  /** The axis as it was when drawing started, held while the user draws; and the step that was drawn last. */
  const [held, hold] = useState<Range | null>(null)
  const last = useRef(0)
  const drawn = spec.current.kind === 'drawn'
  const fitting = useMemo(() => reachOf(spec, trace.input), [spec, trace])
  const reach = held ?? fitting
  const ref = usePainter(
    [],
    (context, area, colors) => {
      frame.current = frameOf(area.width, area.height, area.unit, gradient !== null)
      drawTrace(penOf(context, area, colors), frame.current, { spec, trace, gradient, step, reach })
    },
    [spec, trace, gradient, step, reach, theme, fonts],
  )

  // Focuses the plot, so that the arrow keys work at once.
  useEffect(() => ref.current?.focus(), [ref])

  const at = (event: PointerEvent): { step: number; y: number } | null => {
    if (!frame.current) return null
    const { left, top } = event.currentTarget.getBoundingClientRect()
    return { step: stepUnderX(frame.current, spec.steps, event.clientX - left), y: event.clientY - top }
  }
  const press = (event: PointerEvent) => {
    const under = at(event)
    if (!under || !frame.current || event.button !== 0) return
    event.currentTarget.setPointerCapture(event.pointerId)
    choose(under.step)
    const value = drawn ? currentUnderY(frame.current, reach, under.y) : null
    if (value === null) return
    hold(reach)
    last.current = under.step
    draw(under.step, under.step, value)
  }
  const move = (event: PointerEvent) => {
    const under = at(event)
    if (!under || !frame.current) return
    choose(under.step)
    if (!held) return
    // Beyond the plot's edge, the value stays at the end of the axis.
    const { top, bottom } = frame.current.plots[0]!
    const value = currentUnderY(frame.current, reach, Math.min(bottom, Math.max(top, under.y)))
    if (value !== null) draw(last.current, under.step, value)
    last.current = under.step
  }
  const release = () => hold(null)
  const key = (event: KeyboardEvent) => {
    const up = { ArrowUp: 1, ArrowDown: -1 }[event.key]
    if (drawn && up !== undefined && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault()
      const next = rounded(trace.input[step]! + up * GRAIN * (event.shiftKey ? 10 : 1))
      return draw(step, step, Math.min(MAX_CURRENT, Math.max(-MAX_CURRENT, next)))
    }
    const next = stepAfter(event, step, spec.steps)
    if (next === undefined || next === null) return
    event.preventDefault()
    choose(next)
  }

  return (
    <div className={css.plots}>
      <canvas
        ref={ref}
        role="slider"
        tabIndex={0}
        aria-label="Time step"
        aria-describedby="neuron-keys"
        aria-valuemin={1}
        aria-valuemax={spec.steps}
        aria-valuenow={step + 1}
        aria-valuetext={sentenceAt(spec, trace, gradient, step)}
        data-draws={drawn || undefined}
        onPointerDown={press}
        onPointerMove={move}
        onPointerUp={release}
        onPointerCancel={release}
        onKeyDown={key}
      />
      <p className={css.keys}>
        In the plots:{' '}
        {PLOTS.filter(({ kind }) => kind !== 'gradient' || gradient).map(({ kind, title, term }, n) => (
          <Fragment key={kind}>
            {n > 0 && ', '}
            <Term term={term} drawn={kind === 'potential' ? IN_POTENTIAL : undefined}>
              {title}
            </Term>
          </Fragment>
        ))}
      </p>
      <p id="neuron-keys" className={css.keys}>
        {drawn
          ? 'Drag in the plot of the current to draw it. Arrow keys: left and right choose the step, up and down change its current (with Shift by more).'
          : 'Point at the plots or use the arrow keys to read a step. Green band: the potentials at which the surrogate passes a gradient.'}
      </p>
    </div>
  )
}
