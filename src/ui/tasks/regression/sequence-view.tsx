/** For a sequence: the network's prediction for the watched sample after every step, against its target. */

import { useCallback, useRef } from 'react'
import { fixed } from '../../../format'
import type { SampleFrame } from '../../../readings/sample'
import { drawingOf, type Figure, figureItem, wide } from '../../base/figure'
import { Term } from '../../base/help'
import type { Colors } from '../../base/paint'
import { SaveMenu } from '../../base/parts'
import { digitsOf, linear, niceStep, ticks } from '../../base/scale'
import type { StepLines } from '../../base/step-lines'
import chartCss from '../../base/style/chart.module.css'
import { roundEnds } from '../../shared/plane'
import { StepLinesPlot } from '../../shared/step-lines-plot'
import { sampleName } from '../../state/labels/experiment-label'
import css from './regression.module.css'
import { markedOf, value } from './sample-label'
import { inputsOf, predictionOf, predictionsOf, targetOf } from './streams'

export function SequenceView({ frame }: { readonly frame: SampleFrame }) {
  const canvas = useRef<HTMLCanvasElement | null>(null)
  const specOf = useCallback((colors: Colors) => linesOf(frame, colors), [frame])
  const marked = markedOf(inputsOf(frame)).map(({ step, number }) => `${value(number)} at step ${step + 1}`)
  return (
    <section className={chartCss.chart} aria-label="Prediction by step">
      <div className={chartCss.head}>
        <h3>
          <Term term="readout" help="The output of the readout for this sample if the sequence ended after each step.">
            Prediction by step
          </Term>
        </h3>
        <span className={chartCss.tools}>
          <SaveMenu compact subject="Inspector, prediction by step" items={[figureItem(() => sequenceFigure(canvas.current, frame))]} />
        </span>
      </div>
      <div className={css.plot}>
        <StepLinesPlot
          specOf={specOf}
          canvas={canvas}
          summary={`Prediction of ${sampleName(frame.index)} by step: ${value(predictionOf(frame))} after the last, target ${value(targetOf(frame))}. Marked: ${marked.join(' and ')}.`}
        />
      </div>
      <p className={css.caption}>Marked: {marked.join(', ')}</p>
    </section>
  )
}

const sequenceFigure = (canvas: HTMLCanvasElement | null, frame: SampleFrame): Figure => ({
  name: 'prediction-by-step',
  title: 'Prediction by step',
  scope: `${sampleName(frame.index)}: ${value(predictionOf(frame))} after the last step, target ${value(targetOf(frame))}`,
  drawing: drawingOf(canvas),
  keys: (colors) => [
    { mark: { line: { color: colors.u, width: 1.75 } }, label: 'network' },
    { mark: { line: { color: colors.ink2, width: 1.25, dash: [5, 3] } }, label: 'target' },
  ],
  height: wide(0.42, 170),
})

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
