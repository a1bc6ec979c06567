/** Of a sequence: what the network predicts of the watched sample after every step, against its target. */

import { useMemo, useRef } from 'react'
import { fixed } from '../../../format'
import type { SampleFrame } from '../../../readings/sample'
import { Term } from '../../base/help'
import { type Colors, readColors } from '../../base/paint'
import { digitsOf, linear, niceStep, ticks } from '../../base/scale'
import type { StepLines } from '../../base/step-lines'
import { useLab } from '../../state/store'
import { StepLinesPlot } from '../../views/shared/step-lines-plot'
import { roundEnds } from './plane'
import css from './regression.module.css'
import { markedOf, value } from './sample-label'
import { inputsOf, predictionOf, predictionsOf, targetOf } from './streams'

export function SequenceView({ frame }: { readonly frame: SampleFrame }) {
  const canvas = useRef<HTMLCanvasElement | null>(null)
  const theme = useLab((state) => state.theme)
  const spec = useMemo(() => linesOf(frame, readColors()), [frame, theme])
  const marked = markedOf(inputsOf(frame)).map(({ step, number }) => `${value(number)} at step ${step + 1}`)
  return (
    <section className={css.chart} aria-label="Prediction by step">
      <div className={css.head}>
        <h3>
          <Term help="What the readout would say of this test sample if the sequence ended after each step.">Prediction by step</Term>
        </h3>
      </div>
      <div className={css.plot}>
        <StepLinesPlot
          spec={spec}
          canvas={canvas}
          summary={`Prediction of test sample ${frame.index} by step: ${value(predictionOf(frame))} after the last, target ${value(targetOf(frame))}. Marked: ${marked.join(' and ')}.`}
        />
      </div>
      <p className={css.caption}>Marked: {marked.join(', ')}</p>
    </section>
  )
}

function linesOf(frame: SampleFrame, colors: Colors): StepLines {
  const predictions = predictionsOf(frame)
  const targets = predictions.map(() => targetOf(frame))
  const [low, high] = roundEnds([0, ...predictions, ...targets])
  const place = linear(low, high, 0, 1)
  const digits = digitsOf(niceStep(high - low, 4))
  return {
    steps: frame.steps,
    lines: [
      { values: targets, name: 'target', style: { color: colors.ink2, width: 1.25, dash: [5, 3] } },
      { values: predictions, name: 'network', style: { color: colors.u, width: 1.75 } },
    ],
    place,
    ticks: ticks(low, high, 4).map((at) => ({ place: place(at), text: fixed(at, digits) })),
    show: value,
  }
}
