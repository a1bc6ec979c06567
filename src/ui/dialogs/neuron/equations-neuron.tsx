/** The single neuron as equations that the user types: the text on the left, its answer to the current in the middle and on the right. */

import { useCallback, useState } from 'react'
import type { SingleNeuron } from '../../../networks/single/schema'
import { PushButton } from '../../base/buttons'
import { saveBlob } from '../../base/download'
import { setNeuron } from '../../state/settings/single-neuron'
import css from './equations.module.css'
import { type Answer, useAnswer } from './equations-answer'
import { equationsPlots } from './equations-chart'
import { EquationsForm } from './equations-form'
import { EquationsReadings } from './equations-readings'
import { equationsColumns, equationsSentence } from './equations-words'
import { asEquations } from './exchange'
import neuronCss from './neuron.module.css'
import { equationsFigure } from './neuron-figure'
import { withDrawn } from './neuron-form'
import { NeuronHead } from './neuron-head'
import type { Range } from './stacked-plots'
import { reachOf } from './trace-chart'
import { TracePlot } from './trace-plot'
import { TraceTable, traceRows } from './trace-table'
import { OpenText } from './typed-equations'
import { useInExperiment } from './use-in-experiment'

export function EquationsNeuron({ spec, text }: { readonly spec: SingleNeuron; readonly text: string }) {
  const answer = useAnswer(spec)
  const [chosen, choose] = useState<number | null>(null)
  const [table, setTable] = useState(false)
  const { experiment, button, said } = useInExperiment(spec)
  const theirs = asEquations(experiment.neuron)
  const shown = answer?.shown ?? null
  const faulty = answer !== null && answer.faults.length > 0
  const step =
    shown &&
    Math.min(
      shown.trace.input.length - 1,
      chosen ??
        Math.max(
          0,
          shown.trace.spikes.findIndex((s) => s > 0),
        ),
    )
  return (
    <div className={neuronCss.neuron} data-equations>
      <NeuronHead
        spec={spec}
        figure={shown && (() => equationsFigure({ spec, ...shown, reach: reachOf(spec, shown.trace.input) }))}
        rows={shown && (() => traceRows(equationsColumns(spec, shown)))}
        files={[{ text: 'Equations (text)', act: () => saveBlob('neuron.txt', new Blob([text], { type: 'text/plain' })) }]}
        table={table}
        setTable={setTable}
        {...(said !== undefined && { said: faulty ? null : said })}
      >
        {theirs !== null && (
          <PushButton onClick={() => setNeuron({ ...spec, equations: theirs, surrogate: experiment.surrogate })}>
            From the open experiment
          </PushButton>
        )}
        {button}
        <OpenText />
      </NeuronHead>
      <EquationsForm spec={spec} text={text} answer={answer} />
      {shown === null || step === null ? (
        <p className={css.nothing}>{answer && 'There is nothing to show yet: the text has a fault, which is named below it.'}</p>
      ) : (
        <>
          {table ? (
            <TraceTable columns={equationsColumns(spec, shown)} step={step} choose={choose} />
          ) : (
            <Plots spec={spec} shown={shown} step={step} choose={choose} old={faulty} />
          )}
          <EquationsReadings spec={spec} shown={shown} step={step} />
        </>
      )}
    </div>
  )
}

interface PlotsProps {
  readonly spec: SingleNeuron
  readonly shown: NonNullable<Answer['shown']>
  readonly step: number
  readonly choose: (step: number) => void
  /** Whether the plots belong to an earlier text. */
  readonly old: boolean
}

function Plots({ spec, shown, step, choose, old }: PlotsProps) {
  const { trace } = shown
  const plotsOf = useCallback((reach: Range) => equationsPlots({ spec, ...shown, reach }), [spec, shown])
  return (
    <TracePlot
      spec={spec}
      input={trace.input}
      plotsOf={plotsOf}
      step={step}
      choose={choose}
      draw={(from, to, value) => setNeuron(withDrawn(spec, trace.input, from, to, value))}
      sentence={equationsSentence(spec, shown, step)}
      windowed={trace.spike !== null && trace.spike.halfWidth !== null}
      focused={false}
    >
      {old && <p className={neuronCss.keys}>Shown is the last text that could be read.</p>}
      {trace.notFinite && (
        <p className={neuronCss.keys}>
          {trace.notFinite.name} is not finite from step {trace.notFinite.step + 1} on.
        </p>
      )}
    </TracePlot>
  )
}
