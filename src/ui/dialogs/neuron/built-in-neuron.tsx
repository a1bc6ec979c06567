/** The single neuron as one of the built-in models, in exchange with the open experiment. */

import { useCallback, useMemo, useState } from 'react'
import type { SingleNeuron } from '../../../networks/single/schema'
import { currentGradient, type NeuronTrace, simulate } from '../../../networks/single/simulate'
import { isSpiking } from '../../../neurons/descriptions'
import { errorsOf } from '../../../problem'
import controlsCss from '../../base/style/controls.module.css'
import { settingsNow } from '../../state/session/changed-settings'
import { editAll } from '../../state/session/edit'
import { say } from '../../state/session/notices'
import { setNeuron, showEquations } from '../../state/settings/single-neuron'
import { useHidden, useLab } from '../../state/store/store'
import { asEquations, takenFrom, usedIn } from './exchange'
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
  const experiment = useLab((state) => (errorsOf(state.problems).length > 0 ? state.open : settingsNow(state)))
  const missing = useLab((state) => state.missing !== null)
  // A link may hide the settings, and where nothing trains there is nothing to change.
  const fixed = useHidden('experiment') || missing
  const { changes, refused, note } = useMemo(() => usedIn(experiment, spec), [experiment, spec])
  const use = () => {
    editAll(changes)
    say('The open experiment has this neuron now. Undo takes it back.')
  }
  const equations = asEquations(spec.neuron)
  const said =
    changes.length === 0
      ? 'The open experiment has this neuron and surrogate.'
      : refused
        ? `It does not fit the open experiment. ${refused}`
        : note
  return (
    <NeuronHead {...props} {...(!fixed && { said })}>
      {isSpiking(experiment.neuron) && (
        <button type="button" className={controlsCss.pushButton} onClick={() => setNeuron(takenFrom(experiment, spec))}>
          From the open experiment
        </button>
      )}
      {!fixed && (
        <button type="button" className={controlsCss.pushButton} disabled={changes.length === 0 || refused !== null} onClick={use}>
          Use in the experiment
        </button>
      )}
      {equations !== null && (
        <button type="button" className={controlsCss.pushButton} onClick={() => showEquations(equations, true)}>
          Show as equations
        </button>
      )}
    </NeuronHead>
  )
}
