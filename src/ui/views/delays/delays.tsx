/** The delays of the shown layer: as a matrix with a histogram in its colors, as the ways of spikes from layer to layer, or as a table. */

import { useMemo, useRef, useState } from 'react'
import { synapticDelays } from '../../../layers/delay/schema'
import type { DelayedSynapses, LayerInfo } from '../../../readings/layers'
import { DataTable } from '../../base/data-table'
import { saveCsv } from '../../base/download'
import { figureItem } from '../../base/figure'
import { Term } from '../../base/help'
import { Head, Region, SaveMenu, Segments } from '../../base/parts'
import viewCss from '../../base/style/view.module.css'
import { layerBefore } from '../../shared/layer-before'
import { Plot } from '../../shared/plot'
import { useDelays } from '../../shared/use-delays'
import { useShownLayer } from '../../state/session/frame-hooks'
import { trainingTime } from '../../state/session/training-time'
import { useLab } from '../../state/store/store'
import { strongest, synapseRows } from './delay-counts'
import css from './delays.module.css'
import { drawDelays } from './delays-chart'
import { delaysFigure } from './delays-figure'
import { delaysText, SPREAD, spreadText } from './delays-text'
import { HopsPlot } from './hops-plot'

const SHOWN = [
  { value: 'matrix', text: 'matrix', title: 'The delay of every synapse, and how many have each' },
  { value: 'hops', text: 'hops', title: 'The way of spikes to the neurons at which they arrive later' },
  { value: 'table', text: 'table', title: 'The synapses with the largest weights' },
] as const
type Shown = (typeof SHOWN)[number]['value']

export function DelaysPanel() {
  const name = useShownLayer()
  const before = useLab(({ layers }) => layerBefore(layers, name))
  const [shown, setShown] = useState<Shown>('matrix')
  const canvas = useRef<HTMLCanvasElement | null>(null)
  const synapses = useDelays(name)
  return (
    <Region className={css.delays}>
      <Head
        definition="A spike arrives later by the delay of its synapse. Each row of the matrix is a neuron of the layer before, each column one of this layer, in front of a convolution channels; the bars have the colors of the matrix, and the line is the share of the weights, without their signs, at each delay."
        drawn={{ 'delay, steps': 'delay', 't = 1': 'timeStep' }}
        context={<b>{name}</b>}
      >
        <Segments label="Delays shown as" value={shown} options={SHOWN} choose={setShown} />
        {synapses && (
          <SaveMenu
            compact
            items={[
              ...(shown === 'table' ? [] : [figureItem(() => delaysFigure(canvas.current, synapses, shown))]),
              { text: 'Delays and weights (CSV)', act: () => saveCsv(`delays-${synapses.layer}.csv`, synapseRows(synapses)) },
            ]}
          />
        )}
      </Head>
      {synapses && before ? (
        <Content synapses={synapses} before={before} shown={shown} canvas={canvas} />
      ) : (
        <p className={viewCss.empty}>Nothing is read of this layer yet.</p>
      )}
    </Region>
  )
}

interface ContentProps {
  readonly synapses: DelayedSynapses
  readonly before: LayerInfo
  readonly shown: Shown
  readonly canvas: { current: HTMLCanvasElement | null }
}

function Content({ synapses, before, shown, canvas }: ContentProps) {
  if (shown === 'hops') return <HopsPlot synapses={synapses} before={before.name} canvas={canvas} />
  if (shown === 'table') return <DelaysTable synapses={synapses} before={before.name} />
  return <Matrix synapses={synapses} before={before.name} canvas={canvas} />
}

function Matrix({ synapses, before, canvas }: Omit<ContentProps, 'before' | 'shown'> & { readonly before: string }) {
  const delays = useLab(({ open: { network } }) => synapticDelays(network))
  const spread = spreadText(delays, trainingTime().now)
  return (
    <>
      <p className={viewCss.sentence}>{delaysText(synapses)}</p>
      {spread && (
        <p className={css.spread}>
          <Term term="delayKernel" help={SPREAD}>
            {spread}
          </Term>
        </p>
      )}
      <Plot
        label={`Delays from ${before} to ${synapses.layer}: ${delaysText(synapses)}.`}
        draw={(pen) => drawDelays(pen, synapses, before)}
        inputs={[synapses, before]}
        canvas={canvas}
      />
    </>
  )
}

/** Rows of the table. */
const MAX_ROWS = 50

function DelaysTable({ synapses, before }: { readonly synapses: DelayedSynapses; readonly before: string }) {
  const rows = useMemo(() => strongest(synapses, MAX_ROWS), [synapses])
  return (
    <DataTable
      label={`The synapses of ${synapses.layer} with the largest weights`}
      rows={rows}
      keyOf={({ from, to }) => `${from} ${to}`}
      columns={[
        { head: `from ${before}`, cell: ({ from }) => from },
        { head: synapses.channels ? 'to channel' : 'to neuron', cell: ({ to }) => to },
        { head: 'delay, steps', term: 'delay', cell: ({ delay }) => delay.toFixed(2) },
        { head: 'weight', term: 'weights', cell: ({ weight }) => weight.toFixed(3) },
      ]}
    />
  )
}
