/** The tooltip for the pointer in the membrane view: how many potentials are there, and what share. */

import type { CSSProperties } from 'react'
import { fixed, grouped, percent } from '../../format'
import { type CountedFrame, countBetween, stepsOf } from '../../readings/shares'
import { type Signal, useOf, useSignal } from '../base/signal'
import type { Group } from '../base/viewport'
import { selection } from '../state/selection/selection'
import css from './potential-tip.module.css'

export interface Pointed {
  readonly u: number
  /** The position of the pointer, in pixels of the plot. */
  readonly x: number
  /** The step drawn under the pointer; null for all steps. */
  readonly step: number | null
}

interface TipProps {
  readonly hover: Pick<Signal<Pointed | null>, 'on' | 'get'>
  readonly frame: () => CountedFrame | undefined
}

/** The number of potentials in a range at some steps, and their share of all. */
export function countIn(frame: CountedFrame, low: number, high: number, span: Group | null): { count: number; share: number } {
  const { from, to } = span ?? { from: 0, to: stepsOf(frame) }
  let count = 0
  for (let step = from; step < Math.min(to, stepsOf(frame)); step++) count += countBetween(frame, step, low, high)
  return { count, share: count / (frame.total * (to - from) || 1) }
}

export function PotentialTip({ hover, frame }: TipProps) {
  const pointed = useSignal(hover)
  const selecting = useOf(selection, (now) => now?.kind === 'potentials')
  const now = frame()
  // A selection is described above the plot.
  if (!now || !pointed || selecting) return null
  const width = (now.high - now.low) / now.bins
  const bin = Math.min(now.bins - 1, Math.max(0, Math.floor((pointed.u - now.low) / width)))
  const steps = pointed.step === null ? null : { from: pointed.step, to: pointed.step + 1 }
  return <Tip frame={now} low={now.low + bin * width} high={now.low + (bin + 1) * width} steps={steps} x={pointed.x} />
}

function Tip({ frame, low, high, steps, x }: { frame: CountedFrame; low: number; high: number; steps: Group | null; x: number }) {
  const { count, share } = countIn(frame, low, high, steps)
  return (
    <div className={css.tip} style={{ '--x': `${x}px` } as CSSProperties}>
      {steps && `t = ${steps.from + 1}, `}
      {fixed(low, 2)} to {fixed(high, 2)}: <b>{grouped(count)}</b> ({percent(share, 2)})
    </div>
  )
}
