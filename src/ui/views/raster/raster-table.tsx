/** One sample in a layer as a table, a row for each neuron, the most active first: a text alternative to the plots. */

import { fixed, grouped } from '../../../format'
import { variableText } from '../../../readings/variables'
import type { RasterLayer } from '../../base/columns'
import { helpOf, Term } from '../../base/help'
import { Scrolling } from '../../base/parts'
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
  const steps = Array.from({ length: shown.steps }, (_, t) => t)
  return (
    <Scrolling className={viewCss.scroll} label={`Spikes and potentials of ${shown.layer} by neuron`}>
      <table className={viewCss.data}>
        <caption>
          {rows.length < shown.neurons && `The ${rows.length} most active of ${grouped(shown.neurons)} neurons. `}
          {each ? `${name} at each step; * where it fired.` : 'Steps are counted from 1.'}
        </caption>
        <thead>
          <tr>
            <th scope="col">neuron</th>
            <th scope="col">
              <Term term="spike">spikes</Term>
            </th>
            {each ? (
              steps.map((t) => (
                <th key={t} scope="col">
                  t = {t + 1}
                </th>
              ))
            ) : (
              <>
                <th scope="col">first</th>
                <th scope="col">last</th>
                <th scope="col">
                  <Term term="membrane">mean {name}</Term>
                </th>
              </>
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ neuron, spikes, first, last, mean }) => (
            <tr key={neuron} data-on={neuron === chosen || undefined}>
              <th scope="row">
                <button
                  type="button"
                  className={partsCss.text}
                  aria-pressed={neuron === chosen}
                  {...helpOf('Its trace is drawn under the raster')}
                  onClick={() => selectNeuron(neuron)}
                >
                  {neuronText(neuron, shape)}
                </button>
              </th>
              <td>{spikes}</td>
              {each ? (
                steps.map((t) => (
                  <td key={t} className={shown.spikes[t * shown.neurons + neuron] ? css.fired : undefined}>
                    {shown.spikes[t * shown.neurons + neuron] ? '* ' : ''}
                    {fixed(shown.membrane[t * shown.neurons + neuron]!, 2)}
                  </td>
                ))
              ) : (
                <>
                  <td>{first === null ? '–' : first + 1}</td>
                  <td>{last === null ? '–' : last + 1}</td>
                  <td>{fixed(mean, 2)}</td>
                </>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolling>
  )
}

function rowsOf({ steps, neurons, membrane, spikes }: RasterLayer) {
  const rows = Array.from({ length: neurons }, (_, neuron) => {
    const fired = Array.from({ length: steps }, (_, t) => t).filter((t) => spikes[t * neurons + neuron])
    let sum = 0
    for (let t = 0; t < steps; t++) sum += membrane[t * neurons + neuron]!
    return { neuron, spikes: fired.length, first: fired[0] ?? null, last: fired.at(-1) ?? null, mean: sum / steps }
  })
  return rows.sort((a, b) => b.spikes - a.spikes || a.neuron - b.neuron).slice(0, MAX_ROWS)
}
