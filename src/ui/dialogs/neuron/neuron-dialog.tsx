/**
 * A single neuron to experiment with: settings and input on the left, its trace in the middle, its equations with a step's numbers on the
 * right.
 */

import { useEffect, useMemo, useState } from 'react'
import { currentGradient, type NeuronTrace, simulate } from '../../../networks/single/simulate'
import { isSpiking } from '../../../neurons/descriptions'
import { errorsOf } from '../../../problem'
import { classesOf } from '../../base/classes'
import { saveCsv } from '../../base/download'
import { type Figure, figureItem } from '../../base/figure'
import { SaveMenu, TextButton } from '../../base/parts'
import controlsCss from '../../base/style/controls.module.css'
import modalCss from '../../base/style/modal.module.css'
import { Modal } from '../../shared/dialog'
import { copyLink, leaveNeuron } from '../../state/links/links'
import { settingsNow } from '../../state/session/changed-settings'
import { editAll } from '../../state/session/edit'
import { attempt, say } from '../../state/session/notices'
import { setNeuron, useSingle } from '../../state/settings/single-neuron'
import { useHidden, useLab } from '../../state/store/store'
import { takenFrom, usedIn } from './exchange'
import css from './neuron.module.css'
import { neuronAddress, neuronFigure } from './neuron-figure'
import { NeuronForm, withDrawn } from './neuron-form'
import { StepEquations } from './step-equations'
import { reachOf } from './trace-chart'
import { TracePlot } from './trace-plot'
import { TraceTable, traceRows } from './trace-table'

export function NeuronDialog() {
  const spec = useSingle((state) => state.neuron)
  const [chosen, choose] = useState<number | null>(null)
  const trace = useMemo(() => simulate(spec), [spec])
  const gradient = useMemo(() => currentGradient(spec, trace), [spec, trace])
  useEffect(() => leaveNeuron, [])
  const step = Math.min(spec.steps - 1, chosen ?? tellingStep(trace))
  const [table, setTable] = useState(false)
  const shown = { spec, trace, gradient, step, choose }
  return (
    <Modal className={modalCss.full}>
      <div className={css.neuron}>
        <Head
          figure={() => neuronFigure({ spec, trace, gradient, step, reach: reachOf(spec, trace.input) })}
          rows={() => traceRows(shown)}
          table={table}
          setTable={setTable}
        />
        <NeuronForm spec={spec} trace={trace} />
        {table ? (
          <TraceTable {...shown} />
        ) : (
          <TracePlot {...shown} draw={(from, to, value) => setNeuron(withDrawn(spec, trace, from, to, value))} />
        )}
        <StepEquations spec={spec} trace={trace} gradient={gradient} step={step} />
      </div>
    </Modal>
  )
}

/** The first spike, or, if the neuron never fires, the step with the highest potential. */
function tellingStep({ spikes, membrane }: NeuronTrace): number {
  const max = Math.max(...membrane)
  return spikes.includes(1) ? spikes.indexOf(1) : membrane.findIndex((u) => u > max - 1e-6)
}

interface HeadProps {
  readonly figure: () => Figure
  /** The table's rows, for a file. */
  readonly rows: () => (string | number)[][]
  readonly table: boolean
  readonly setTable: (table: boolean) => void
}

function Head({ figure, rows, table, setTable }: HeadProps) {
  const spec = useSingle((state) => state.neuron)
  const notes = useSingle((state) => state.notes)
  const faulty = useSingle((state) => state.faulty)
  const experiment = useLab((state) => (errorsOf(state.problems).length > 0 ? state.open : settingsNow(state)))
  const missing = useLab((state) => state.missing !== null)
  // A link may hide the settings, and where nothing trains there is nothing to change.
  const fixed = useHidden('experiment') || missing
  const { changes, refused, note } = useMemo(() => usedIn(experiment, spec), [experiment, spec])
  const use = () => {
    editAll(changes)
    say('The open experiment has this neuron now. Undo takes it back.')
  }
  const copy = async () => {
    const link = await neuronAddress(spec)
    // If copying fails, the link goes into the address bar.
    if (!(await copyLink(link))) history.replaceState(null, '', link)
  }
  return (
    <div className={css.head}>
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
      <button type="button" className={controlsCss.pushButton} onClick={() => attempt(copy())}>
        Copy link
      </button>
      <TextButton text="Table" pressed={table} act={() => setTable(!table)} />
      <SaveMenu items={[figureItem(figure), { text: 'Steps (CSV)', act: () => saveCsv('neuron.csv', rows()) }]} />
      {!fixed && (
        <p>
          {changes.length === 0
            ? 'The open experiment has this neuron and surrogate.'
            : refused
              ? `It does not fit the open experiment. ${refused}`
              : note}
        </p>
      )}
      {notes.length > 0 && (
        <div role="alert" className={classesOf(controlsCss.problem, faulty && controlsCss.error, css.notes)}>
          {faulty && <p>This link could not be opened as it was meant. Open instead is what of it is understood.</p>}
          {notes.map((text) => (
            <p key={text}>{text}</p>
          ))}
        </div>
      )}
    </div>
  )
}
