/** The gradient over time in the shown layer, for the shown sample: its parts, the gain of a step, its reach, exponents. Asked only while shown. */
import { useRef, useState } from 'react'
import { significant } from '../../../format'
import type { GradientFlow } from '../../../readings/gradient-flow'
import type { Pen } from '../../base/draw'
import { newestFrame } from '../../base/frames'
import { Segments } from '../../base/parts'
import { drawStepLines, stepLinesPlace } from '../../base/step-lines'
import chartCss from '../../base/style/chart.module.css'
import controlsCss from '../../base/style/controls.module.css'
import { Chart } from '../../shared/chart'
import { dots, drawPlane, roundEnds } from '../../shared/plane'
import { useAsked } from '../../shared/use-asked'
import { sampleName } from '../../state/labels/experiment-label'
import { useShownLayer } from '../../state/session/frame-hooks'
import { worker } from '../../state/session/worker-connection'
import { useLab } from '../../state/store/store'
import { type FlowChart, flowSentence, linesOf, methodText, tableOf } from './flow-charts'
import css from './gradient-norm.module.css'

/** The shortest interval between two looks. */
const INTERVAL_MS = 3000

const CHARTS = {
  parts: {
    text: 'Parts',
    title: 'Parts of the gradient',
    term: 'gradientFlow',
    help: 'What the gradient of the potential at a step came through, as shares of the sum of the norms: leak and reset of the neuron from the next step, recurrent weights from later ones, and the layer above at the same step.',
    drawn: { neuron: 'bptt', skip: 'skip' },
  },
  gain: {
    text: 'Gain',
    title: 'Gain of a step',
    term: 'stepJacobian',
    help: 'Singular values of the step Jacobian: their root mean square is the gain of a typical direction. Below 1 a gradient shrinks from step to step, above it grows.',
    drawn: { typical: 'stepJacobian', largest: 'stepJacobian' },
  },
  reach: {
    text: 'Reach',
    title: 'Reach of the gradient',
    term: 'stepJacobian',
    help: 'The norm of the derivative of the last potentials by those of a step, over √N: what is left of a gradient of the last step.',
    drawn: {},
  },
  depth: {
    text: 'Depth',
    title: 'Through depth',
    term: 'fraction',
    help: 'What becomes of the gradient of the next layer at the same step: the share of neurons that pass it, its gain (root mean square of the singular values of ∂u′[t]/∂u[t]), and how many directions are left of it (their participation ratio, over N).',
    drawn: { passing: 'fraction', gain: 'stepJacobian', rank: 'stepJacobian' },
  },
} as const

export function GradientFlowView({ large }: { readonly large: boolean }) {
  const host = useRef<HTMLDivElement>(null)
  const layer = useShownLayer() ?? ''
  const sample = useLab((state) => state.sample)
  const open = useLab((state) => state.open)
  const [chart, setChart] = useState<FlowChart | 'exponents'>('parts')
  const past = useRef<{ of: unknown; points: { batch: number; exponents: readonly number[] }[] }>({ of: null, points: [] })
  const { now, refusal } = useAsked({
    host,
    ask: () => worker().gradientFlow(layer, sample),
    question: `${layer} ${sample}`,
    intervalMs: INTERVAL_MS,
  })
  const of = `${open.run.seed} ${layer} ${sample}`
  if (past.current.of !== of) past.current = { of, points: [] }
  const { points } = past.current
  if (now && now.answer.layer === layer && points.at(-1)?.batch !== now.batch)
    points.push({ batch: now.batch, exponents: now.answer.exponents })
  const frame = newestFrame('sample')?.frame
  const name = frame && frame.sample === sample ? sampleName(frame.index) : `sample ${sample + 1}`
  const charts = (Object.keys(CHARTS) as FlowChart[]).filter((which) => which !== 'depth' || !now || now.answer.depth)
  const shown = large ? charts : charts.filter((which) => which === chart)
  return (
    <div ref={host} className={css.flow}>
      {!large && (
        <Segments
          label="Chart of the gradient flow"
          value={chart}
          options={[...charts.map((value) => ({ value, text: CHARTS[value].text })), { value: 'exponents' as const, text: 'λ' }]}
          choose={setChart}
        />
      )}
      {refusal && <p className={controlsCss.problem}>{refusal}</p>}
      {!now && !refusal && <p className={controlsCss.muted}>Waiting for the network.</p>}
      {now && (
        <>
          <div className={css.flowCharts}>
            {shown.map((which) => (
              <Steps key={which} which={which} flow={now.answer} batch={now.batch} name={name} large={large} />
            ))}
            {(large || chart === 'exponents') && <Exponents points={[...points]} layer={layer} name={name} large={large} />}
          </div>
          <p className={chartCss.caption} data-help={methodText(now.answer)}>
            {now.answer.layer}, {name}: {flowSentence(now.answer)}
          </p>
          {large && <p className={chartCss.caption}>{methodText(now.answer)}</p>}
        </>
      )}
    </div>
  )
}

interface StepsProps {
  readonly which: FlowChart
  readonly flow: GradientFlow
  readonly batch: number
  readonly name: string
  readonly large: boolean
}

function Steps({ which, flow, batch, name, large }: StepsProps) {
  const step = useLab((state) => state.timeStep)
  const theme = useLab((state) => state.theme)
  const { text: _, ...chart } = CHARTS[which]
  const height = large ? 220 : 130
  return (
    <Chart
      {...chart}
      file={`gradient-${which}`}
      draw={(pen) => {
        const lines = linesOf(which, flow, pen.colors, large ? 7 : 4)
        drawStepLines(pen, lines, stepLinesPlace(pen, lines), step, null)
      }}
      inputs={[flow, step, theme]}
      sentence={`${chart.title} of ${flow.layer}, ${name}. ${flowSentence(flow)}`}
      table={() => tableOf(which, flow)}
      figure={{ scope: `${flow.layer}, ${name}`, height: () => 240, step: batch }}
      height={height}
    />
  )
}

interface ExponentsProps {
  readonly points: readonly { readonly batch: number; readonly exponents: readonly number[] }[]
  readonly layer: string
  readonly name: string
  readonly large: boolean
}

function Exponents({ points, layer, name, large }: ExponentsProps) {
  const theme = useLab((state) => state.theme)
  const newest = points.at(-1)
  return (
    <Chart
      title="Lyapunov exponents"
      term="lyapunov"
      help="The largest exponents at each look, against training steps. Below 0 what a step remembers is forgotten, above 0 a gradient grows."
      drawn={{ exponent: 'lyapunov', 'training step': 'batch' }}
      file="lyapunov-exponents"
      draw={(pen) => drawExponents(pen, points)}
      inputs={[points.length, theme]}
      sentence={`Lyapunov exponents of ${layer}, ${name}, by training step: ${newest ? newest.exponents.map((e) => significant(e)).join(', ') : 'none yet'} a step.`}
      table={() => ({
        caption: 'Lyapunov exponents a step, by training step',
        heads: ['training step', ...(newest?.exponents ?? []).map((_, i) => `λ${i + 1}`)],
        units: null,
        digits: 'significant',
        rows: points.map(({ batch, exponents }) => ({ name: String(batch), values: exponents })),
      })}
      figure={{ scope: `${layer}, ${name}`, height: () => 240 }}
      height={large ? 220 : 130}
    />
  )
}

function drawExponents(pen: Pen, points: ExponentsProps['points']): void {
  const [first, last] = [points[0]?.batch ?? 0, points.at(-1)?.batch ?? 1]
  const [low, high] = roundEnds([0, ...points.flatMap(({ exponents }) => exponents)])
  const plane = drawPlane(
    pen,
    { low: first, high: Math.max(last, first + 10), title: 'training step', unit: null },
    { low, high, title: 'exponent', unit: null },
  )
  plane.inside(() => {
    const count = Math.max(0, ...points.map(({ exponents }) => exponents.length))
    for (let i = count - 1; i >= 0; i--) {
      const y = points.map(({ exponents }) => exponents[i] ?? Number.NaN)
      dots(
        pen,
        plane,
        { x: points.map(({ batch }) => batch), y, shown: [...points.keys()] },
        { color: i === 0 ? pen.colors.win : pen.colors.ink3, radius: 2.5 },
      )
    }
  })
}
