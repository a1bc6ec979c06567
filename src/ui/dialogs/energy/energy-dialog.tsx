/**
 * Operations and energy: what one sample takes, product by product, counted over the pinned samples and compared with the analog network.
 */

import { useEffect, useId, useState } from 'react'
import type { Experiment } from '../../../experiments/schema'
import {
  ARITHMETIC,
  type Energy,
  type EnergyModel,
  energyOf,
  energyRows,
  estimateText,
  MEMORIES,
  type Memory,
  type OperationsReading,
  PICOJOULES,
} from '../../../readings/energy'
import { saveCsv } from '../../base/download'
import { type Fact, FactsTable } from '../../base/facts-table'
import { Term } from '../../base/help'
import { Scrolling, TextButton } from '../../base/parts'
import { Select } from '../../base/select'
import controlsCss from '../../base/style/controls.module.css'
import modalCss from '../../base/style/modal.module.css'
import { Modal } from '../../shared/dialog'
import { attempt } from '../../state/session/notices'
import { worker } from '../../state/session/worker-connection'
import { useLab } from '../../state/store/store'
import css from './energy.module.css'
import { counted, inputLabel, joules, operations, ratio } from './energy-label'

const MEMORY_CHOICES = (Object.keys(MEMORIES) as Memory[]).map((value) => {
  const { title, word } = MEMORIES[value]
  return { value, text: word === 0 ? title : `${title}, ${word} pJ a weight` }
})

export function EnergyDialog() {
  const open = useLab((state) => state.open)
  const ready = useLab(({ layers }) => layers.length > 0)
  const [model, setModel] = useState(ARITHMETIC)
  const { reading, measure } = useOperations(open, ready)
  return (
    <Modal className={css.energy}>
      <p>
        Energy: {estimateText(model)}. {PICOJOULES.accumulate} pJ an accumulate (AC), {PICOJOULES.multiplyAccumulate} pJ a
        multiply-accumulate (MAC), of 32-bit floating-point numbers (Horowitz 2014).
      </p>
      <Included model={model} change={setModel} />
      {reading ? <Counted energy={energyOf(reading, model)} measure={measure} /> : <p>{ready ? 'Counting …' : 'No network is open.'}</p>}
    </Modal>
  )
}

interface IncludedProps {
  readonly model: EnergyModel
  readonly change: (model: EnergyModel) => void
}

/** What the energy includes besides arithmetic. */
function Included({ model, change }: IncludedProps) {
  const id = useId()
  return (
    <div className={css.head}>
      <label htmlFor={id}>Memory traffic</label>
      <Select id={id} value={model.memory} options={MEMORY_CHOICES} choose={(memory) => change({ ...model, memory })} />
      <label className={controlsCss.check}>
        <input
          type="checkbox"
          checked={model.updates}
          onChange={({ currentTarget: { checked } }) => change({ ...model, updates: checked })}
        />
        Neurons’ updates in the total
      </label>
    </div>
  )
}

/** Counts when the dialog opens, and again on request. */
function useOperations(open: Experiment, ready: boolean) {
  const [found, setFound] = useState<{ readonly experiment: Experiment; readonly reading: OperationsReading } | null>(null)
  const measure = async () => {
    const reading = await worker().operations()
    setFound({ experiment: open, reading })
  }
  useEffect(() => {
    if (ready) attempt(measure())
  }, [open, ready])
  return { reading: found?.experiment === open ? found.reading : null, measure }
}

function Counted({ energy, measure }: { energy: Energy; measure: () => Promise<void> }) {
  return (
    <>
      <div className={css.head}>
        <p>{counted(energy)}</p>
        <TextButton text="Count again" act={() => attempt(measure())} />
        <TextButton text="Save CSV" label="Save operations and energy as CSV" act={() => saveCsv('operations.csv', energyRows(energy))} />
      </div>
      <Scrolling label="Operations and energy by product" className={css.scroll}>
        <Products energy={energy} />
      </Scrolling>
      <AnalogNetwork energy={energy} />
      <Updates energy={energy} />
      <p className={controlsCss.muted}>
        A product whose input is spikes takes an AC for each weight that a spike meets. Any other takes a MAC for each weight at each step
        at which its input is new, also where the input is 0. With memory traffic each operation reads its weight, and an update in the
        total reads and writes its state; nothing is reused, and moving inputs and spikes is left out. The numbers are of 32-bit words at 45
        nm (Horowitz 2014; Han et al. 2015). Not counted: biases, normalizations (they fold into weights), pooling, sums of spikes, the
        scaling of attention, the readout.
      </p>
    </>
  )
}

function Products({ energy: { rows, total } }: { energy: Energy }) {
  return (
    <table className={`${modalCss.listed} ${css.table}`}>
      <thead>
        <tr>
          <th scope="col">Product</th>
          <th scope="col">Input</th>
          <th scope="col">
            <Term term="operations">AC</Term>
          </th>
          <th scope="col">
            <Term term="operations">MAC</Term>
          </th>
          <th scope="col">
            <Term term="energy">Energy</Term>
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.name}>
            <th scope="row">
              {row.name}
              {row.layer !== row.name && <span className={controlsCss.unit}> to {row.layer}</span>}
            </th>
            <td>{inputLabel(row)}</td>
            <td data-help={String(row.accumulates)}>{operations(row.accumulates)}</td>
            <td data-help={String(row.multiplyAccumulates)}>{operations(row.multiplyAccumulates)}</td>
            <td>{joules(row.picojoules)}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">Together</th>
          <td />
          <td>{operations(total.accumulates)}</td>
          <td>{operations(total.multiplyAccumulates)}</td>
          <td>{joules(total.picojoules)}</td>
        </tr>
      </tfoot>
    </table>
  )
}

/** The same network with real-valued activations: over one step, as a network without time runs it, and over all steps. */
function AnalogNetwork({ energy: { total, analog, analogOverSteps, steps } }: { energy: Energy }) {
  const line = (cost: Energy['analog']) =>
    `${operations(cost.multiplyAccumulates)} MAC, ${joules(cost.picojoules)}; this network takes ${ratio(total.picojoules, cost.picojoules)} as much`
  const facts: readonly Fact[] = [
    { name: 'One step, every product a MAC', term: 'operations', value: line(analog) },
    ...(steps > 1 ? [{ name: `All ${steps} steps, every product a MAC`, term: 'operations', value: line(analogOverSteps) }] : []),
  ]
  return (
    <>
      <FactsTable caption="Compared with the analog network" facts={facts} />
      {steps > 1 && (
        <p className={controlsCss.muted}>
          One step is the fair comparison where a sample is a single image, all steps where each step brings something new.
        </p>
      )}
    </>
  )
}

function Updates({ energy: { model, updates, ofUpdates } }: { energy: Energy }) {
  const facts: readonly Fact[] = [
    ...updates.map(({ layer, neurons, steps, updates: count }) => {
      const value = `${operations(count)}: ${operations(neurons)} neurons × ${steps}`
      return { name: layer, term: null, value }
    }),
    { name: 'Together', term: null, value: `${operations(ofUpdates.updates)}; ${joules(ofUpdates.picojoules)} if each is one MAC` },
  ]
  const included = model.updates ? 'In the total' : 'In addition'
  return <FactsTable caption={`${included}, the neurons’ own updates (decay, threshold, reset), one a step`} facts={facts} />
}
