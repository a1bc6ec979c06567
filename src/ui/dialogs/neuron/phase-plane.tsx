/** The trajectory of a neuron in the plane of its two states. A text with one state or with more has none. */

import { minus, significant } from '../../../format'
import type { EquationsTrace } from '../../../networks/single/equations'
import { type Pen, stroke } from '../../base/draw'
import { Chart } from '../../shared/chart'
import { useLab } from '../../state/store/store'
import { disc, drawPlane, paddedSpan } from './plane-chart'

/** The two states other than the output, or null. */
export function planeOf({ states }: Pick<EquationsTrace, 'states'>): readonly [string, string] | null {
  const [a, b, ...more] = states.filter((name) => name !== 's')
  return a !== undefined && b !== undefined && more.length === 0 ? [a, b] : null
}

export function PhasePlane({ trace, step }: { readonly trace: EquationsTrace; readonly step: number }) {
  const theme = useLab((state) => state.theme)
  const names = planeOf(trace)
  if (!names) return null
  const [a, b] = names.map((name) => trace.lines[name]!) as [readonly number[], readonly number[]]
  const at = (values: readonly number[]) => (Number.isFinite(values[step]) ? significant(values[step]!) : 'not finite')
  return (
    <Chart
      title="Phase plane"
      term="phasePlane"
      help="The two states against each other, step by step. Orange: a step with a spike."
      file="phase-plane"
      draw={(pen) => drawTrajectory(pen, names, trace, step)}
      inputs={[trace, step, theme]}
      sentence={`${names[1]} against ${names[0]} over ${a.length} steps; at step ${step + 1}, ${names[0]} is ${at(a)} and ${names[1]} is ${at(b)}.`}
      table={() => ({
        caption: 'The states after each step.',
        heads: ['t', ...names],
        rows: a.map((value, t) => ({ name: minus(t + 1), values: [value, b[t]!] })),
        digits: 'significant',
      })}
      figure={{ scope: `${names[1]} against ${names[0]}`, height: (width) => Math.max(240, 0.75 * width), apart: true }}
      height={240}
    />
  )
}

function drawTrajectory(pen: Pen, names: readonly [string, string], { lines, spikes, spike }: EquationsTrace, step: number): void {
  const [a, b] = names.map((name) => lines[name]!) as [readonly number[], readonly number[]]
  const { colors, r } = pen
  drawPlane(pen, names, [paddedSpan(a), paddedSpan(b)], ({ x, y }) => {
    const end = a.findIndex((value, t) => !Number.isFinite(value + b[t]!))
    const count = end < 0 ? a.length : end
    const place = (t: number) => [x(a[t]!), y(b[t]!)] as const
    stroke(pen, { color: colors.u, width: 1.25 * r, alpha: 0.7 }, (path) => {
      for (let t = 0; t < count; t++) path.lineTo(...place(t))
    })
    for (let t = 0; t < count; t++) disc(pen, ...place(t), 2, spike && spikes[t] ? colors.spk : colors.u)
    if (step >= count || pen.area.figure) return
    stroke(pen, { color: colors.ink, width: 1.5 * r }, (path) => path.arc(...place(step), 4.5 * r, 0, 2 * Math.PI))
  })
}
