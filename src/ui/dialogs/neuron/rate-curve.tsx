/** The f–I curve of a neuron as equations: how often it fires on a constant current. It is computed between frames, a few points at a time. */

import { useEffect, useState } from 'react'
import { minus, significant } from '../../../format'
import type { EquationsTrace } from '../../../networks/single/equations'
import { rateOf } from '../../../networks/single/equations-curves'
import type { SingleNeuron } from '../../../networks/single/schema'
import type { Model } from '../../../neurons/equations/tree'
import { crisp, line, stroke } from '../../base/draw'
import { Chart } from '../../shared/chart'
import { useLab } from '../../state/store/store'
import { disc, drawPlane, paddedSpan } from './plane-chart'
import { spanOf } from './stacked-plots'

const POINTS = 41
/** How long a frame may take for points of the curve. */
const SLICE_MS = 6

interface Curve {
  readonly currents: readonly number[]
  readonly rates: readonly number[]
}

/** The currents of the curve: from 0, or the lowest that is given, to twice the highest. */
export function currentsOf(input: readonly number[]): readonly number[] {
  const [low, high] = [Math.min(0, ...input), 2 * Math.max(0.5, ...input)]
  return Array.from({ length: POINTS }, (_, n) => low + ((high - low) * n) / (POINTS - 1))
}

/** The last curve that is complete. */
function useRates(model: Model, spec: SingleNeuron, input: readonly number[]): Curve | null {
  const [curve, setCurve] = useState<Curve | null>(null)
  useEffect(() => {
    const currents = currentsOf(input)
    const rate = rateOf(model, spec)
    const rates: number[] = []
    const some = () => {
      const end = performance.now() + SLICE_MS
      do rates.push(rate(currents[rates.length]!))
      while (rates.length < POINTS && performance.now() < end)
      if (rates.length < POINTS) frame = requestAnimationFrame(some)
      else setCurve({ currents, rates })
    }
    let frame = requestAnimationFrame(some)
    return () => cancelAnimationFrame(frame)
  }, [model, spec, input])
  return curve
}

interface CurveProps {
  readonly model: Model
  readonly spec: SingleNeuron
  readonly trace: EquationsTrace
  readonly step: number
}

export function RateCurve({ model, spec, trace, step }: CurveProps) {
  const theme = useLab((state) => state.theme)
  const curve = useRates(model, spec, trace.input)
  if (!curve) return null
  const { currents, rates } = curve
  const name = trace.spike ? 'spikes per step' : 'mean output'
  const current = trace.input[step]!
  return (
    <Chart
      title="f–I curve"
      term="fiCurve"
      help={`The ${trace.spike ? 'share of the steps with a spike' : 'mean output'}, over ${spec.steps} steps on a constant current x. Dashed: the current of the chosen step.`}
      file="f-i-curve"
      draw={(pen) =>
        drawPlane(pen, ['current x', name], [paddedSpan(currents), spanOf(rates, 0.1)], ({ x, y }) => {
          if (!pen.area.figure)
            line(pen, crisp(x(current)), 0, crisp(x(current)), pen.area.height, { color: pen.colors.edge, dash: [2, 2] })
          stroke(pen, { color: pen.colors.spk, width: 1.5 * pen.r }, (path) => {
            for (const [n, rate] of rates.entries()) if (Number.isFinite(rate)) path.lineTo(x(currents[n]!), y(rate))
          })
          for (const [n, rate] of rates.entries()) if (Number.isFinite(rate)) disc(pen, x(currents[n]!), y(rate), 1.75, pen.colors.spk)
        })
      }
      inputs={[curve, current, theme]}
      sentence={`From ${significant(rates[0]!)} ${name} at a current of ${significant(currents[0]!)} to ${significant(rates.at(-1)!)} at ${significant(currents.at(-1)!)}.`}
      table={() => ({
        caption: `Over ${spec.steps} steps on a constant current.`,
        heads: ['x', name],
        rows: currents.map((x, n) => ({ name: minus(Number(x.toPrecision(4))), values: [rates[n]!] })),
        units: null,
        digits: 'significant',
      })}
      figure={{ scope: `over ${spec.steps} steps`, height: (width) => Math.max(200, 0.6 * width), apart: true }}
      height={200}
    />
  )
}
