/** One sample in a layer as a table, a row for each neuron, the most active first: a text alternative to the plots. */

import { fixed, grouped } from '../../../format'
import { variableText } from '../../../readings/variables'
import type { RasterLayer } from '../../base/columns'
import { type Column, DataTable } from '../../base/data-table'
import { helpOf } from '../../base/help'
import partsCss from '../../base/style/parts.module.css'
import viewCss from '../../base/style/view.module.css'
import { selectNeuron } from '../../state/selection/select'
import { useVariable, variableSample } from '../../state/selection/variable'
import { useFrames, useMapShape } from '../../state/session/frame-hooks'
import { useLab } from '../../state/store/store'
import { neuronText } from './neuron-trace'
import css from './raster.module.css'

/** The largest number of rows; the file has all of them. */
const MAX_ROWS = 200
/** With more steps than this, the steps have no columns of their own. */
const MAX_STEPS = 8

export function RasterTable({ layer }: { layer: string | null }) {
  useFrames(['sample'], 1000)
  const shape = useMapShape(layer)
  const chosen = useLab((state) => state.neuron)
  const variable = useVariable(layer)
  const name = variable === null ? 'u' : variableText(variable)
  const shown = variableSample(layer)
  if (!shown) return <p className={viewCss.empty}>No sample has been shown to the network yet.</p>
  const rows = rowsOf(shown)
  const each = shown.steps <= MAX_STEPS
  return (
    <DataTable
      label={`Spikes and potentials of ${shown.layer} by neuron`}
      caption={
        <>
          {rows.length < shown.neurons && `The ${rows.length} most active of ${grouped(shown.neurons)} neurons. `}
          {each ? `${name} at each step; * where it fired.` : 'Steps are counted from 1.'}
        </>
      }
      rows={rows}
      keyOf={({ neuron }) => neuron}
      on={({ neuron }) => neuron === chosen}
      columns={[
        {
          head: 'neuron',
          cell: ({ neuron }) => (
            <button
              type="button"
              className={partsCss.text}
              aria-pressed={neuron === chosen}
              {...helpOf('Its trace is drawn under the raster')}
              onClick={() => selectNeuron(neuron)}
            >
              {neuronText(neuron, shape)}
            </button>
          ),
        },
        { head: 'spikes', term: 'spike', cell: ({ spikes }) => spikes },
        ...(each ? stepColumns(shown) : meanColumns(name)),
      ]}
    />
  )
}

type Row = ReturnType<typeof rowsOf>[number]

const stepColumns = ({ steps, neurons, spikes, membrane }: RasterLayer): Column<Row>[] =>
  Array.from({ length: steps }, (_, t) => ({
    head: `t = ${t + 1}`,
    cellLook: ({ neuron }) => ({ className: spikes[t * neurons + neuron] ? css.fired : undefined }),
    cell: ({ neuron }) => `${spikes[t * neurons + neuron] ? '* ' : ''}${fixed(membrane[t * neurons + neuron]!, 2)}`,
  }))

const meanColumns = (name: string): Column<Row>[] => [
  { head: 'first', cell: ({ first }) => (first === null ? '–' : first + 1) },
  { head: 'last', cell: ({ last }) => (last === null ? '–' : last + 1) },
  { head: `mean ${name}`, term: 'membrane', cell: ({ mean }) => fixed(mean, 2) },
]

function rowsOf({ steps, neurons, membrane, spikes }: RasterLayer) {
  const rows = Array.from({ length: neurons }, (_, neuron) => {
    const fired = Array.from({ length: steps }, (_, t) => t).filter((t) => spikes[t * neurons + neuron])
    let sum = 0
    for (let t = 0; t < steps; t++) sum += membrane[t * neurons + neuron]!
    return { neuron, spikes: fired.length, first: fired[0] ?? null, last: fired.at(-1) ?? null, mean: sum / steps }
  })
  return rows.sort((a, b) => b.spikes - a.spikes || a.neuron - b.neuron).slice(0, MAX_ROWS)
}
