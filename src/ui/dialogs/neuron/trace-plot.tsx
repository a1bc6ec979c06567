/** The single neuron's plots as one control: pointer and arrow keys select a step, and draw the current if it is drawn by hand. */

import {
  type CSSProperties,
  Fragment,
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import { MAX_CURRENT, type SingleNeuron } from '../../../networks/single/schema'
import { penOf } from '../../base/draw'
import type { DrawnTerms } from '../../base/glossary'
import { Term } from '../../base/help'
import { usePainter } from '../../base/paint'
import { stepAfter } from '../../shared/step-keys'
import { useFonts } from '../../state/session/frame-hooks'
import { useLab } from '../../state/store/store'
import css from './neuron.module.css'
import { currentUnderY, drawStacked, type Frame, frameOf, GRAIN, type Plot, type Range, rounded, stepUnderX } from './stacked-plots'
import { reachOf } from './trace-chart'

/** Terms drawn at the potential's axis. */
const IN_POTENTIAL: DrawnTerms = { θ: 'threshold' }

interface PlotProps {
  readonly spec: SingleNeuron
  readonly input: readonly number[]
  /** The plots, the first of which is that of the current. @param reach the range of the current's axis */
  readonly plotsOf: (reach: Range) => readonly Plot[]
  readonly step: number
  readonly choose: (step: number) => void
  /** Sets the current between two steps, both counted from 0. */
  readonly draw: (from: number, to: number, value: number) => void
  /** The marked step in words, for screen readers. */
  readonly sentence: string
  /** The window of the surrogate is drawn. */
  readonly windowed: boolean
  /** Takes the focus when it appears, so that the arrow keys work at once. */
  readonly focused: boolean
  /** Content above the plots. */
  readonly children?: ReactNode
}

export function TracePlot({ spec, input, plotsOf, step, choose, draw, sentence, windowed, focused, children }: PlotProps) {
  const theme = useLab((state) => state.theme)
  const fonts = useFonts()
  const frame = useRef<Frame | null>(null)
  /** The axis as it was when drawing started, held while the user draws; and the step that was drawn last. */
  const [held, hold] = useState<Range | null>(null)
  const last = useRef(0)
  const drawn = spec.current.kind === 'drawn'
  const fitting = useMemo(() => reachOf(spec, input), [spec, input])
  const reach = held ?? fitting
  const plots = plotsOf(reach)
  const ref = usePainter(
    [],
    (context, area, colors) => {
      frame.current = frameOf(area.width, area.height, area.unit, plots)
      drawStacked(penOf(context, area, colors), frame.current, plots, input.length, step)
    },
    [plotsOf, step, reach, theme, fonts],
  )

  useEffect(() => {
    if (focused) ref.current?.focus()
  }, [ref, focused])

  const at = (event: PointerEvent): { step: number; y: number } | null => {
    if (!frame.current) return null
    const { left, top } = event.currentTarget.getBoundingClientRect()
    return { step: stepUnderX(frame.current, input.length, event.clientX - left), y: event.clientY - top }
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
      const next = rounded(input[step]! + up * GRAIN * (event.shiftKey ? 10 : 1))
      return draw(step, step, Math.min(MAX_CURRENT, Math.max(-MAX_CURRENT, next)))
    }
    const next = stepAfter(event, step, input.length)
    if (next === undefined || next === null) return
    event.preventDefault()
    choose(next)
  }

  return (
    <div className={css.plots}>
      {children}
      <canvas
        ref={ref}
        style={{ '--plots': plots.length } as CSSProperties}
        role="slider"
        tabIndex={0}
        aria-label="Time step"
        aria-describedby="neuron-keys"
        aria-valuemin={1}
        aria-valuemax={input.length}
        aria-valuenow={step + 1}
        aria-valuetext={sentence}
        data-draws={drawn || undefined}
        onPointerDown={press}
        onPointerMove={move}
        onPointerUp={release}
        onPointerCancel={release}
        onKeyDown={key}
      />
      <PlotNames plots={plots} />
      <p id="neuron-keys" className={css.keys}>
        {drawn
          ? 'Drag in the plot of the current to draw it. Arrow keys: left and right choose the step, up and down change its current (with Shift by more).'
          : 'Point at the plots or use the arrow keys to read a step.'}
        {windowed && ' Green band: the potentials at which the surrogate passes a gradient.'}
      </p>
    </div>
  )
}

const PlotNames = ({ plots }: { readonly plots: readonly Plot[] }) => (
  <p className={css.keys}>
    In the plots:{' '}
    {plots.map(({ title, term }, n) => (
      <Fragment key={title}>
        {n > 0 && ', '}
        <Term term={term} drawn={term === 'membrane' ? IN_POTENTIAL : undefined}>
          {title}
        </Term>
      </Fragment>
    ))}
  </p>
)
