/**
 * The distribution of the selected layer's weights; of a learned parameter also its values over training, and of the first layer on images
 * its filters or receptive fields.
 */

import { useState } from 'react'
import { fixed, grouped } from '../../../format'
import { classesOf } from '../../base/classes'
import { saveCsv } from '../../base/download'
import { penOf, textOfNone } from '../../base/draw'
import { figureItem } from '../../base/figure'
import { newestFrame } from '../../base/frames'
import { laterPart } from '../../base/later'
import { usePainter } from '../../base/paint'
import { Head, Region, SaveMenu, Segments, TextButton } from '../../base/parts'
import controlsCss from '../../base/style/controls.module.css'
import viewCss from '../../base/style/view.module.css'
import { useFonts, useFrames } from '../../state/session/frame-hooks'
import { setLab, useLab } from '../../state/store/store'
import css from './weights.module.css'
import { drawWeights } from './weights-chart'
import { beyondOf, type Counts, countRows } from './weights-counts'
import { WeightsTable } from './weights-table'

const FilterImages = laterPart(async () => (await import('./filters')).FilterImages)
const LearnedValues = laterPart(async () => (await import('./learned-values')).LearnedValues)

export function WeightsPanel() {
  const fonts = useFonts()
  const [table, setTable] = useState(false)
  useFrames(['weights'], 250)
  const shown = newestFrame('weights')
  const layer = useLab(({ layers }) => shown && layers.findLast(({ name }) => `${shown.layer}.`.startsWith(`${name}.`)))
  const learned = layer?.learned ?? []
  const parameter = learned.find((name) => shown?.layer === `${layer?.name}.${name}`)
  const ref = usePainter(
    ['weights'],
    (context, area, colors) => {
      const pen = penOf(context, area, colors)
      const frame = newestFrame('weights')
      if (!frame || frame.counts.length === 0) {
        textOfNone(pen, 'No weights measured yet.')
        return
      }
      drawWeights(pen, frame, parameter ?? 'a weight')
    },
    [fonts, table, parameter],
  )
  const total = shown ? shown.counts.reduce((sum, count) => sum + count, 0) : 0
  return (
    <Region className={css.weights}>
      <Head
        definition="A histogram of the layer’s weights: W, those from the previous layer, R, those from its own spikes, a learned parameter of its neurons, or the delays of its synapses."
        context={layer && <b>{layer.name}</b>}
        unit={
          shown && (
            <span data-help={`${grouped(total)} ${parameter ? 'values' : 'weights'}`}>
              {grouped(total)}
              <span className={controlsCss.hidden}> {parameter ? 'values' : 'weights'}</span>
            </span>
          )
        }
      >
        {(layer?.recurrent || learned.length > 0) && <WeightsChoice recurrent={layer?.recurrent ?? false} learned={learned} />}
        {shown && (
          <>
            <TextButton text="Table" pressed={table} act={() => setTable(!table)} />
            <SaveMenu
              compact
              items={[
                figureItem(async () => (await import('./weights-figure')).weightsFigure(ref.current, shown, total)),
                { text: 'Counts (CSV)', act: () => saveCsv(`weights-${shown.layer}.csv`, countRows(shown)) },
              ]}
            />
          </>
        )}
      </Head>
      {table && shown && <WeightsTable frame={shown} />}
      <div className={classesOf(viewCss.plot, css.counts)} hidden={table}>
        <canvas ref={ref} role="img" aria-label={wordsOf(shown, total)} />
      </div>
      {shown && parameter && <LearnedValues name={shown.layer} />}
      {shown && <FilterImages layer={shown.layer} />}
    </Region>
  )
}

interface ChoiceProps {
  readonly recurrent: boolean
  /** The learned parameters of the layer's neurons. */
  readonly learned: readonly string[]
}

/** Chooses between the weights from the previous layer, those from the layer itself, and what its neurons learn. */
function WeightsChoice({ recurrent, learned }: ChoiceProps) {
  const choice = useLab((state) => state.weights)
  const options = [
    { value: 'W', text: 'W', title: 'Weights from the previous layer' },
    ...(recurrent ? [{ value: 'R', text: 'R', title: 'Recurrent weights' } as const] : []),
  ] as const
  if (learned.length === 0)
    return <Segments label="Which weights" value={choice} options={options} choose={(value) => setLab({ weights: value })} />
  return (
    <select
      aria-label="Which weights"
      data-help="What is counted: the weights from the previous layer, those from the layer itself, a learned parameter of its neurons, or the delays of its synapses."
      value={choice}
      onChange={({ currentTarget: { value } }) => setLab({ weights: value as typeof choice })}
    >
      {options.map(({ value, text }) => (
        <option key={value}>{text}</option>
      ))}
      {learned.map((name) => (
        <option key={name} value={`neuron.${name}`}>
          {name}
        </option>
      ))}
    </select>
  )
}

function wordsOf(shown: Counts | undefined, total: number): string {
  if (!shown) return 'Weights: nothing measured yet.'
  const { below, above } = beyondOf(shown)
  return `Weights of ${shown.layer}: ${grouped(total)}, drawn from ${fixed(shown.low, 2)} to ${fixed(shown.high, 2)}; ${grouped(below)} lie below, ${grouped(above)} above.`
}
