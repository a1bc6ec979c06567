/** The trajectory of a neuron in the plane of its two states, with their nullclines. A text with one state or with more has none. */

import { useMemo } from 'react'
import { minus, significant } from '../../../format'
import type { EquationsTrace } from '../../../networks/single/equations'
import { flowOf } from '../../../networks/single/equations-curves'
import type { SingleNeuron } from '../../../networks/single/schema'
import { type Model, operationsOf, walk } from '../../../neurons/equations/tree'
import { type LineStyle, type Pen, stroke } from '../../base/draw'
import type { Colors } from '../../base/paint'
import { Chart } from '../../shared/chart'
import { useLab } from '../../state/store/store'
import { disc, drawPlane, paddedSpan } from './plane-chart'
import { type Segment, zeroLines } from './zero-lines'

type Names = readonly [string, string]
type Nullclines = readonly (readonly Segment[])[]

/** The points of the grid along each axis, and the operations up to which nullclines are computed while one types. */
const [GRID, FEW] = [33, 200]

/** The nullclines: where each of the two states does not change in a step. */
function nullclinesOf(
  model: Model,
  spec: SingleNeuron,
  { lines }: EquationsTrace,
  names: Names,
  step: number,
  current: number,
): Nullclines {
  if (operationsOf(model) > FEW) return []
  const [columns, rows] = names.map((name) => {
    const [low, high] = paddedSpan(lines[name]!)
    return Array.from({ length: GRID }, (_, n) => low + ((high - low) * n) / (GRID - 1))
  }) as [number[], number[]]
  return flowOf(model, spec, { step, current }, names, columns, rows).changes.map((values) => zeroLines(columns, rows, values))
}

const nullclineStyle = (colors: Colors, axis: number): LineStyle => ({
  color: axis === 0 ? colors.fix : colors.win,
  width: 1.25,
  dash: axis === 0 ? [5, 3] : [1.5, 2.5],
})

const saysTime = ({ lines }: Model): boolean => {
  let found = false
  for (const { value } of lines)
    walk(value, (node) => {
      found ||= node.kind === 'name' && node.name === 't'
    })
  return found
}

/** The two states other than the output, or null. */
export function planeOf({ states }: Pick<EquationsTrace, 'states'>): Names | null {
  const [a, b, ...more] = states.filter((name) => name !== 's')
  return a !== undefined && b !== undefined && more.length === 0 ? [a, b] : null
}

interface PlaneProps {
  readonly model: Model
  readonly spec: SingleNeuron
  readonly trace: EquationsTrace
  readonly step: number
}

export function PhasePlane(props: PlaneProps) {
  const names = planeOf(props.trace)
  return names && <Trajectory {...props} names={names} />
}

function Trajectory({ model, spec, trace, step, names }: PlaneProps & { readonly names: Names }) {
  const theme = useLab((state) => state.theme)
  const current = trace.input[step]!
  // A text that says t has other nullclines at every step.
  const nullclines = useMemo(
    () => nullclinesOf(model, spec, trace, names, step, current),
    [model, spec, trace, current, saysTime(model) && step],
  )
  const [a, b] = names.map((name) => trace.lines[name]!) as [readonly number[], readonly number[]]
  const at = (values: readonly number[]) => (Number.isFinite(values[step]) ? significant(values[step]!) : 'not finite')
  return (
    <Chart
      title="Phase plane"
      term="phasePlane"
      help={`The two states against each other, step by step; orange is a step with a spike. Nullclines, without a spike and at the current of the chosen step: where ${names[0]} does not change (dashed), and where ${names[1]} does not (dotted).`}
      file="phase-plane"
      draw={(pen) => drawTrajectory(pen, names, trace, nullclines, step)}
      inputs={[trace, nullclines, step, theme]}
      sentence={`${names[1]} against ${names[0]} over ${a.length} steps; at step ${step + 1}, ${names[0]} is ${at(a)} and ${names[1]} is ${at(b)}.`}
      table={() => ({
        caption: 'The states after each step.',
        heads: ['t', ...names],
        rows: a.map((value, t) => ({ name: minus(t + 1), values: [value, b[t]!] })),
        units: null,
        digits: 'significant',
      })}
      figure={{
        scope: `${names[1]} against ${names[0]}`,
        keys: (colors) => names.map((name, axis) => ({ mark: { line: nullclineStyle(colors, axis) }, label: `${name} does not change` })),
        height: (width) => Math.max(240, 0.75 * width),
        apart: true,
      }}
      height={240}
    />
  )
}

function drawTrajectory(pen: Pen, names: Names, { lines, spikes, spike }: EquationsTrace, nullclines: Nullclines, step: number): void {
  const [a, b] = names.map((name) => lines[name]!) as [readonly number[], readonly number[]]
  const { colors, r } = pen
  drawPlane(pen, names, [paddedSpan(a), paddedSpan(b)], ({ x, y }) => {
    const end = a.findIndex((value, t) => !Number.isFinite(value + b[t]!))
    const count = end < 0 ? a.length : end
    for (const [axis, segments] of nullclines.entries())
      stroke(pen, nullclineStyle(colors, axis), (path) => {
        for (const [x1, y1, x2, y2] of segments) {
          path.moveTo(x(x1), y(y1))
          path.lineTo(x(x2), y(y2))
        }
      })
    const place = (t: number) => [x(a[t]!), y(b[t]!)] as const
    stroke(pen, { color: colors.u, width: 1.25 * r, alpha: 0.7 }, (path) => {
      for (let t = 0; t < count; t++) path.lineTo(...place(t))
    })
    for (let t = 0; t < count; t++) disc(pen, ...place(t), 2, spike && spikes[t] ? colors.spk : colors.u)
    if (step >= count || pen.area.figure) return
    stroke(pen, { color: colors.ink, width: 1.5 * r }, (path) => path.arc(...place(step), 4.5 * r, 0, 2 * Math.PI))
  })
}
