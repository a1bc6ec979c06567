/** The gradient of a class's output with respect to the input of the shown sample, step by step. Requested only while it is open. */

import { useMemo, useRef, useState } from 'react'
import type { Attribution } from '../../../readings/attribution'
import { Turns } from '../../base/buttons'
import { classesOf } from '../../base/classes'
import { diverging, divergingGradient } from '../../base/diverging'
import { newestFrame } from '../../base/frames'
import { rgb } from '../../base/magnitude'
import chartCss from '../../base/style/chart.module.css'
import controlsCss from '../../base/style/controls.module.css'
import inspectorCss from '../../base/style/inspector.module.css'
import { Chart } from '../../shared/chart'
import { ColorScale } from '../../shared/color-scale'
import { useSampleShape } from '../../shared/digit'
import { StepChoice } from '../../shared/step-choice'
import { type Answered, useAsked } from '../../shared/use-asked'
import { useNextStepKey } from '../../shared/use-next-step-key'
import { sampleName } from '../../state/labels/experiment-label'
import { selectSample, selectStep } from '../../state/selection/select'
import { useFrames } from '../../state/session/frame-hooks'
import { useLab } from '../../state/store/store'
import { attributionRows, attributionTable, precise, seenOf, shownOf } from './attribution'
import { attributionHeight, drawAttribution, stepUnder } from './attribution-chart'
import { attributionSentence, availableText, inputText, outputText, slopeText, zeroText } from './attribution-text'
import { useClassNames } from './class-names'
import css from './classification.module.css'
import { attribution } from './questions'
import { isImage, labelOf } from './streams'

/** The shortest interval between two requests: each needs a forward and two backward passes over the pinned samples. */
const INTERVAL_MS = 3000

/** The output: that of a class, of the predicted class at each request, or of the true class. */
type Wanted = 'predicted' | 'true' | number

export function AttributionView() {
  const host = useRef<HTMLDivElement>(null)
  const [wanted, setWanted] = useState<Wanted>('predicted')
  const sample = useLab((state) => state.sample)
  const own = useLab((state) => state.customSample)
  useFrames(['sample'], 500)
  const newest = newestFrame('sample')?.frame
  const frame = newest && isImage(newest) && (own ? newest.index === 'custom' : newest.sample === sample) ? newest : undefined
  const truth = frame && labelOf(frame)
  const output = wanted === 'predicted' ? undefined : wanted === 'true' ? truth : wanted
  const { now, refusal } = useAsked({
    host,
    ask: () => attribution(own?.images ?? sample, output),
    question: `attribution ${own ? 'own' : sample} ${output ?? 'predicted'}`,
    intervalMs: INTERVAL_MS,
  })
  return (
    <div ref={host} className={css.attribution}>
      <Choices
        wanted={wanted}
        choose={setWanted}
        truth={truth}
        predicted={now?.answer.predicted}
        words={frame && sampleName(frame.index)}
      />
      {refusal && <p className={controlsCss.problem}>{refusal}</p>}
      {now ? (
        <Shown now={now} of={frame ? sampleName(frame.index) : 'the sample'} />
      ) : (
        !refusal && <p className={controlsCss.muted}>Waiting for the network.</p>
      )}
    </div>
  )
}

interface ChoicesProps {
  readonly wanted: Wanted
  readonly choose: (wanted: Wanted) => void
  readonly truth: number | undefined
  readonly predicted: number | undefined
  readonly words: string | undefined
}

function Choices({ wanted, choose, truth, predicted, words }: ChoicesProps) {
  const names = useClassNames()
  const { classes } = useSampleShape()
  const count = useLab((state) => state.pinned)
  const sample = useLab((state) => state.sample)
  const own = useLab((state) => state.customSample)
  const named = (label: number | undefined) => (label === undefined ? '' : `: ${names.of(label)}`)
  return (
    <div className={classesOf(inspectorCss.row, css.attributionChoices)}>
      <span className={inspectorCss.choice}>
        <Turns what="sample" chosen={sample} count={count} disabled={own !== null || count < 2} choose={selectSample}>
          {words ?? 'no sample yet'}
        </Turns>
      </span>
      <label className={inspectorCss.choice}>
        gradient of the output for{' '}
        <select
          value={wanted}
          onChange={({ currentTarget: { value } }) => choose(value === 'predicted' || value === 'true' ? value : Number(value))}
        >
          <option value="predicted">the predicted class{named(predicted)}</option>
          {truth !== undefined && <option value="true">the true class{named(truth)}</option>}
          {Array.from({ length: classes }, (_, label) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a class is its number.
            <option key={label} value={label}>
              {names.words ? names.of(label) : `class ${label}`}
            </option>
          ))}
        </select>
      </label>
    </div>
  )
}

function Shown({ now: { answer, batch }, of }: { readonly now: Answered<Attribution>; readonly of: string }) {
  const open = useLab((state) => state.open)
  const chosen = useLab((state) => state.timeStep)
  const sequence = useSampleShape().sequence !== undefined
  const names = useClassNames()
  const dark = useLab((state) => state.theme) === 'dark'
  const size = useRef({ width: 0, unit: 1 })
  useNextStepKey()
  const { steps } = answer.input
  const step = chosen !== null && chosen < steps ? chosen : null
  const shown = useMemo(
    () => (open.task === 'classification' ? shownOf(answer, seenOf(open, sequence), step) : null),
    [answer, open, sequence, step],
  )
  if (open.task !== 'classification' || !shown) return null
  const name = `class ${names.of(answer.output)}`
  const ends = [precise(-shown.reach), precise(shown.reach)] as const
  const when = shown.seen.arrival ? 'all steps' : step === null ? 'sum over steps' : `step ${step + 1}`
  const file = `attribution-${answer.output}`
  return (
    <>
      <StepChoice steps={steps} step={step} choose={selectStep} />
      {shown.reachOfSteps === 0 && <p className={controlsCss.problem}>{zeroText(answer, open)}</p>}
      <Chart
        title="Gradient of the output to the input"
        term="attribution"
        drawn={{ 't = 1': 'timeStep' }}
        help="How much the output of the chosen class changes for a small change of each value of the input, at each step. Orange: more there makes the output larger. Blue: more there makes it smaller. The outline is where the input is over half of its largest value."
        file={file}
        draw={(pen) => {
          if (!pen.area.figure) size.current = { width: pen.area.width, unit: pen.r }
          drawAttribution(pen, shown)
        }}
        inputs={[shown, dark]}
        sentence={`${attributionSentence(answer, shown, of, name)}${steps > 1 ? ' Arrow keys choose a step.' : ''}`}
        table={() => attributionTable(answer, `Gradient of the output for ${name} to the input of ${of}, by step`)}
        files={[{ text: 'Gradient and input, by step', name: file, rows: () => attributionRows(answer, shown.seen) }]}
        figure={{
          scope: `${name}, ${of}, ${when}`,
          keys: (_, darkFigure) => [
            {
              mark: { colors: (part) => rgb(diverging(2 * part - 1, darkFigure)), low: ends[0], high: ends[1] },
              label: '∂y/∂x, output per unit of input',
            },
          ],
          height: (width) => attributionHeight(shown, width),
          step: batch,
        }}
        height={(width) => attributionHeight(shown, width)}
        acts={{
          onClick: (event) => {
            const box = event.currentTarget.getBoundingClientRect()
            const under = stepUnder(shown, size.current.width, size.current.unit, event.clientX - box.left, event.clientY - box.top)
            if (under !== null) selectStep(under === step ? null : under)
          },
          onKeyDown: (event) => {
            const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
            if (by === undefined || event.shiftKey) return
            event.preventDefault()
            selectStep(step === null ? 0 : Math.min(steps - 1, Math.max(0, step + by)))
          },
        }}
      >
        <p className={inspectorCss.legend}>
          <ColorScale low={ends[0]} high={ends[1]} colors={divergingGradient(dark)} />
          <span className={controlsCss.unit}>output per unit of input, {when}</span>
        </p>
        <p className={chartCss.caption}>
          {outputText(open, answer.output, name)} {inputText(open.encoder)}
        </p>
        <p className={chartCss.caption}>
          {slopeText(open)} {availableText(answer)}
        </p>
      </Chart>
    </>
  )
}
