/** For a function of one input: the function, the training samples, and the network's output over x after every time step. */

import { type RefObject, useRef, useState } from 'react'
import { grouped } from '../../../format'
import type { Curve, RegressionCall } from '../../../tasks/regression/detail'
import { saveCsv } from '../../base/download'
import { drawingOf, type Figure, figureItem } from '../../base/figure'
import { Term } from '../../base/help'
import { SaveMenu, TextButton } from '../../base/parts'
import { evenly } from '../../base/scale'
import chartCss from '../../base/style/chart.module.css'
import controlsCss from '../../base/style/controls.module.css'
import { Plot } from '../../shared/plot'
import { StepChoice } from '../../shared/step-choice'
import { type Answered, useAsked } from '../../shared/use-asked'
import { selectStep } from '../../state/selection/select'
import { worker } from '../../state/session/worker-connection'
import { useLab } from '../../state/store/store'
import { curveAt, distanceAt, drawCurve } from './curve-chart'
import css from './regression.module.css'
import { value } from './sample-label'

/** Rows of the table. */
const ROWS = 17

export function CurveView({ pinned }: { readonly pinned: { readonly x: number; readonly predictions: Float32Array } | null }) {
  const host = useRef<HTMLElement>(null)
  const canvas = useRef<HTMLCanvasElement | null>(null)
  const now = useCurve(host)
  const chosen = useLab((state) => state.timeStep)
  const [table, setTable] = useState(false)
  const step = now ? Math.min(chosen ?? now.answer.steps - 1, now.answer.steps - 1) : 0
  const mark = pinned && { x: pinned.x, prediction: pinned.predictions[step] ?? Number.NaN }
  return (
    <section ref={host} className={chartCss.chart} aria-label="Curve">
      <div className={chartCss.head}>
        <h3>
          <Term
            term="readout"
            help="The function to learn, and the network’s output for every x if the sequence ended after each time step."
          >
            Curve
          </Term>
        </h3>
        {now && (
          <span className={chartCss.tools}>
            <TextButton text="Table" label="Curve as a table" pressed={table} act={() => setTable(!table)} />
            <SaveMenu
              compact
              subject="Inspector, curve"
              items={[
                ...(table ? [] : [figureItem(() => curveFigure(canvas.current, now, step))]),
                { text: 'Curve (CSV)', act: () => saveCsv('curve.csv', rowsOf(now.answer)) },
              ]}
            />
          </span>
        )}
      </div>
      {!now ? (
        <p className={controlsCss.muted}>Waiting for the network.</p>
      ) : table ? (
        <CurveTable curve={now.answer} step={step} />
      ) : (
        <Plot
          className={css.plot}
          label={curveSentence(now.answer, step, now.batch)}
          draw={(pen) => drawCurve(pen, now.answer, step, mark)}
          inputs={[now.answer, step, mark?.x, mark?.prediction]}
          canvas={canvas}
        />
      )}
      {now && (
        <>
          <StepChoice steps={now.answer.steps} step={chosen} choose={selectStep} />
          <p className={css.legend}>
            <span data-line="network">after step {step + 1}</span>
            <span data-line="function">function</span>
            <span data-line="sample">samples</span>
          </p>
          <p className={css.caption}>
            Mean distance: <b>{value(distanceAt(now.answer, step))}</b>
            {step > 0 && `, ${value(distanceAt(now.answer, 0))} after step 1`}
          </p>
        </>
      )}
    </section>
  )
}

type CurveNow = Answered<Curve>

const askCurve = (): Promise<Curve> => worker().inspect({ ask: 'curve' } satisfies RegressionCall) as Promise<Curve>

/** The curve, requested again as the network learns. @param host the element that must be visible. */
const useCurve = (host: RefObject<HTMLElement | null>): CurveNow | null =>
  useAsked({ host, ask: askCurve, question: 'curve', intervalMs: 500 }).now

const curveFigure = (canvas: HTMLCanvasElement | null, { answer: curve, batch }: CurveNow, step: number): Figure => ({
  name: 'curve',
  title: 'The function and the network',
  scope: `after step ${step + 1} of ${curve.steps}, mean distance ${value(distanceAt(curve, step))}`,
  drawing: drawingOf(canvas),
  keys: (colors) => [
    { mark: { line: { color: colors.u, width: 2.25 } }, label: `network after step ${step + 1}` },
    ...(curve.steps > 1 ? [{ mark: { line: { color: colors.u, alpha: 0.5 } }, label: 'after the other steps' }] : []),
    { mark: { line: { color: colors.ink, width: 1.25, dash: [5, 3] } }, label: 'function' },
    { mark: { dot: colors.ink3 }, label: 'training samples' },
  ],
  height: (width) => Math.min(0.75 * width, 320),
  step: batch,
})

/** A text alternative to the chart, for screen readers. */
export function curveSentence(curve: Curve, step: number, batch: number): string {
  const { steps, target } = curve
  const of = (at: number) => value(distanceAt(curve, at))
  const range = (values: Float32Array) => `from ${value(Math.min(...values))} to ${value(Math.max(...values))}`
  const first = step > 0 ? `, ${of(0)} after step 1` : ''
  return `The network’s output for x from ${value(curve.x[0]!)} to ${value(curve.x.at(-1)!)}, batch ${grouped(batch)}. The function goes ${range(target)}; after step ${step + 1} of ${steps} the network goes ${range(curveAt(curve, step))}, at a mean distance of ${of(step)}${first}.`
}

function CurveTable({ curve, step }: { readonly curve: Curve; readonly step: number }) {
  const columns = [...new Set([0, step, curve.steps - 1])].sort((a, b) => a - b)
  return (
    <table className={css.table}>
      <caption>The network by x, after time steps</caption>
      <thead>
        <tr>
          <th scope="col">x</th>
          <th scope="col">function</th>
          {columns.map((at) => (
            <th key={at} scope="col">
              step {at + 1}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {evenly(curve.x.length, ROWS).map((i) => (
          <tr key={i}>
            <th scope="row">{value(curve.x[i]!)}</th>
            <td>{value(curve.target[i]!)}</td>
            {columns.map((at) => (
              <td key={at}>{value(curveAt(curve, at)[i]!)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const rowsOf = (curve: Curve): (string | number)[][] => [
  ['x', 'function', ...Array.from({ length: curve.steps }, (_, step) => `step ${step + 1}`)],
  ...Array.from(curve.x, (x, i) => [x, curve.target[i]!, ...Array.from({ length: curve.steps }, (_, step) => curveAt(curve, step)[i]!)]),
]
