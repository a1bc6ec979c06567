/** The surrogate derivative over the argument of the spike, and where on it the steps of the neuron lie. */

import { useMemo } from 'react'
import { significant } from '../../../format'
import type { SpikeTrace } from '../../../networks/single/equations'
import { surrogateCurve } from '../../../networks/single/equations-curves'
import type { SingleNeuron } from '../../../networks/single/schema'
import type { Model } from '../../../neurons/equations/tree'
import { anySurrogateSchema } from '../../../neurons/surrogate/schema'
import { choiceLabel } from '../../../schema'
import { stroke } from '../../base/draw'
import { Chart } from '../../shared/chart'
import { useLab } from '../../state/store/store'
import { disc, drawPlane, paddedSpan } from './plane-chart'
import { type Range, spanOf } from './stacked-plots'

const POINTS = 161

interface CurveProps {
  readonly model: Model
  readonly spec: SingleNeuron
  readonly spike: SpikeTrace
  readonly spikes: readonly number[]
  readonly step: number
}

export function SurrogateCurve({ model, spec, spike, spikes, step }: CurveProps) {
  const theme = useLab((state) => state.theme)
  const { z, span, over, slope, high } = useMemo(() => curveOf(model, spec, spike), [model, spec, spike])
  const own = model.surrogate !== null
  return (
    <Chart
      title="Surrogate"
      term="surrogate"
      help={`The derivative that replaces that of the spike, over its argument z: ${own ? 'the text’s own' : 'the one that is set under Surrogate and gradient'}. A dot for every step, orange with a spike.`}
      file="surrogate"
      draw={(pen) =>
        drawPlane(pen, ['z', '∂s/∂z'], [span, high], ({ x, y }) => {
          stroke(pen, { color: pen.colors.win, width: 1.5 * pen.r }, (path) => {
            for (const [n, value] of slope.entries()) if (Number.isFinite(value)) path.lineTo(x(over[n]!), y(value))
          })
          for (const [t, value] of spike.slope.entries())
            if (Number.isFinite(value)) disc(pen, x(z[t]!), y(value), 2, spikes[t] ? pen.colors.spk : pen.colors.u)
          if (pen.area.figure || !Number.isFinite(spike.slope[step])) return
          stroke(pen, { color: pen.colors.ink, width: 1.5 * pen.r }, (path) =>
            path.arc(x(z[step]!), y(spike.slope[step]!), 4.5 * pen.r, 0, 2 * Math.PI),
          )
        })
      }
      inputs={[model, spec, spike, step, theme]}
      sentence={`The surrogate derivative over z from ${significant(span[0])} to ${significant(span[1])}, at most ${significant(Math.max(...slope.filter(Number.isFinite)))}; at step ${step + 1}, z is ${significant(z[step] ?? 0)}.`}
      table={() => ({
        caption: 'At every step of the neuron.',
        heads: ['t', 'z', '∂s/∂z'],
        rows: z.map((value, t) => ({ name: String(t + 1), values: [value, spike.slope[t]!] })),
        units: null,
        digits: 'significant',
      })}
      figure={{
        scope: own ? 'of the text' : choiceLabel(anySurrogateSchema, spec.surrogate.kind),
        height: (width) => Math.max(200, 0.6 * width),
        apart: true,
      }}
      height={200}
    />
  )
}

function curveOf(model: Model, spec: SingleNeuron, spike: SpikeTrace) {
  const z = spike.potential.map((u, t) => u - spike.threshold[t]!)
  const span = paddedSpan([-1.5, 1.5, ...z])
  const over = Array.from({ length: POINTS }, (_, n) => span[0] + ((span[1] - span[0]) * n) / (POINTS - 1))
  const slope = surrogateCurve(model, spec, over)
  const high: Range = spanOf([...slope, ...spike.slope], 0.1)
  return { z, span, over, slope, high }
}
