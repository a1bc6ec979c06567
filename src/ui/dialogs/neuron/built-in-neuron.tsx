/** The single neuron as one of the built-in models, in exchange with the open experiment. */

import { useCallback, useMemo, useState } from 'react'
import type { SingleNeuron } from '../../../networks/single/schema'
import { currentGradient, type NeuronTrace, simulate } from '../../../networks/single/simulate'
import { isSpiking } from '../../../neurons/descriptions'
import { PushButton } from '../../base/buttons'
import { setNeuron, showEquations } from '../../state/settings/single-neuron'
import { asEquations, takenFrom } from './exchange'
import css from './neuron.module.css'
import { neuronFigure } from './neuron-figure'
import { NeuronForm, withDrawn } from './neuron-form'
import { NeuronHead } from './neuron-head'
import { sentenceAt } from './reading'
import type { Range } from './stacked-plots'
import { StepEquations } from './step-equations'
import { reachOf, tracePlots } from './trace-chart'
import { TracePlot } from './trace-plot'
import { TraceTable, traceColumns, traceRows } from './trace-table'
import { useInExperiment } from './use-in-experiment'

export function BuiltInNeuron({ spec }: { readonly spec: SingleNeuron }) {
  const [chosen, choose] = useState<number | null>(null)
  const trace = useMemo(() => simulate(spec), [spec])
  const gradient = useMemo(() => currentGradient(spec, trace), [spec, trace])
  const step = Math.min(spec.steps - 1, chosen ?? tellingStep(trace))
  const [table, setTable] = useState(false)
  const columns = traceColumns({ spec, trace, gradient })
  const plotsOf = useCallback((reach: Range) => tracePlots({ spec, trace, gradient, reach }), [spec, trace, gradient])
  return (
    <div className={css.neuron}>
      <BuiltInHead
        spec={spec}
        figure={() => neuronFigure({ spec, trace, gradient, reach: reachOf(spec, trace.input) })}
        rows={() => traceRows(columns)}
        table={table}
        setTable={setTable}
      />
      <NeuronForm spec={spec} input={trace.input} />
      {table ? (
        <TraceTable columns={columns} step={step} choose={choose} />
      ) : (
        <TracePlot
          spec={spec}
          input={trace.input}
          plotsOf={plotsOf}
          step={step}
          choose={choose}
          draw={(from, to, value) => setNeuron(withDrawn(spec, trace.input, from, to, value))}
          sentence={sentenceAt(spec, trace, gradient, step)}
          windowed={spec.current.kind !== 'drawn'}
          focused
        />
      )}
      <StepEquations spec={spec} trace={trace} gradient={gradient} step={step} />
    </div>
  )
}

/** The first spike, or, if the neuron never fires, the step with the highest potential. */
function tellingStep({ spikes, membrane }: NeuronTrace): number {
  const max = Math.max(...membrane)
  return spikes.includes(1) ? spikes.indexOf(1) : membrane.findIndex((u) => u > max - 1e-6)
}

type BuiltInHeadProps = Pick<Parameters<typeof NeuronHead>[0], 'spec' | 'figure' | 'rows' | 'table' | 'setTable'>

function BuiltInHead(props: BuiltInHeadProps) {
  const { spec } = props
  const { experiment, button, said } = useInExperiment(spec)
  const equations = asEquations(spec.neuron)
  return (
    <NeuronHead {...props} {...(said !== undefined && { said })}>
      {isSpiking(experiment.neuron) && (
        <PushButton onClick={() => setNeuron(takenFrom(experiment, spec))}>From the open experiment</PushButton>
      )}
      {button}
      {equations !== null && <PushButton onClick={() => showEquations(equations, true)}>Show as equations</PushButton>}
    </NeuronHead>
  )
}
