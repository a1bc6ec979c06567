/** The metric of batches against the energy of a sample, with the weight that trades one for the other, as a plot or as a table. */

import { useRef, useState } from 'react'
import { valueAt } from '../../../experiments/form'
import { grouped, setting } from '../../../format'
import { type EnergyByShare, energyByShare } from '../../../readings/energy'
import { DataTable } from '../../base/data-table'
import { saveCsv } from '../../base/download'
import { drawingOf, type Figure, figureItem, wide } from '../../base/figure'
import { Head, Region, SaveMenu, TextButton } from '../../base/parts'
import { HALF_LIFE } from '../../base/series'
import viewCss from '../../base/style/view.module.css'
import { Plot } from '../../shared/plot'
import { headTitle, valueText } from '../../state/labels/metric-labels'
import { settingsNow } from '../../state/session/changed-settings'
import { edit } from '../../state/session/edit'
import { useFrames, useMetrics } from '../../state/session/frame-hooks'
import { history, takeFrames } from '../../state/session/history'
import { useAnswer } from '../../state/session/use-answer'
import { worker } from '../../state/session/worker-connection'
import { useLab } from '../../state/store/store'
import css from './energy.module.css'
import { drawEnergyPath } from './energy-chart'
import { batchMetric, type EnergyPath, energyPath, energyText, evenPoints, NOT_TRAINED, pathText, WEIGHT, weightAt } from './energy-path'

const WORDS =
  'Each point is a metric of training batches and the energy of a sample’s arithmetic, both smoothed. The line is their way over training, older parts fainter; the large dot is now. A small dot: the weight of the term was changed there. Of the energy, what the spikes of neurons take is from the share of connections that they meet in the batches, the rest from the pinned samples.'

export function EnergyPanel() {
  const scale = useEnergyScale()
  const [table, setTable] = useState(false)
  const canvas = useRef<HTMLCanvasElement | null>(null)
  const path = useEnergyPath(scale)
  return (
    <Region className={css.energy}>
      <Head
        definition={WORDS}
        drawn={{ weight: 'lossTerms', 'Energy a sample, nJ': 'energy', [path?.metric.title ?? 'loss']: path?.metric.term ?? 'loss' }}
      >
        <WeightSlider />
        <TextButton text="Table" pressed={table} act={() => setTable(!table)} />
        {path && (
          <SaveMenu
            compact
            items={[
              ...(table ? [] : [figureItem(() => figureOf(path, canvas.current))]),
              { text: 'The path (CSV)', act: () => saveCsv('energy-while-training.csv', rowsOf(path)) },
            ]}
          />
        )}
      </Head>
      {!path ? (
        <p className={viewCss.empty}>Counting the operations of a sample …</p>
      ) : path.points.length === 0 ? (
        <p className={viewCss.empty}>{NOT_TRAINED}</p>
      ) : table ? (
        <PathTable path={path} />
      ) : (
        <>
          <p className={viewCss.sentence}>{pathText(path)}</p>
          <Plot label={pathText(path)} draw={(pen) => drawEnergyPath(pen, path)} inputs={[path]} canvas={canvas} />
        </>
      )}
    </Region>
  )
}

/** Places of the slider, and the weights between its first place, which is 0, and its last. */
const [PLACES, LOW, HIGH] = [100, 0.01, 100] as const

function WeightSlider() {
  const weight = useLab((state) => Number(valueAt(settingsNow(state), WEIGHT)))
  const place = weight > 0 ? 1 + ((PLACES - 1) * Math.log(weight / LOW)) / Math.log(HIGH / LOW) : 0
  const weightOf = (at: number) => (at > 0 ? Number((LOW * (HIGH / LOW) ** ((at - 1) / (PLACES - 1))).toPrecision(2)) : 0)
  return (
    <label
      className={viewCss.slider}
      data-help="The factor of synaptic operations in the loss, from the next batch on. At the left it is 0."
    >
      weight
      <input
        type="range"
        aria-label="Weight of synaptic operations"
        aria-valuetext={setting(weight)}
        min={0}
        max={PLACES}
        value={Math.round(Math.min(PLACES, Math.max(weight > 0 ? 1 : 0, place)))}
        onChange={(event) => edit(WEIGHT, weightOf(event.currentTarget.valueAsNumber), true)}
      />
      <output className={css.weight}>{setting(weight)}</output>
    </label>
  )
}

/** Rows of the table. */
const MAX_ROWS = 20

function PathTable({ path }: { readonly path: EnergyPath }) {
  const open = useLab((state) => state.open)
  const { metric, points } = path
  return (
    <DataTable
      label="Energy while training"
      rows={evenPoints(points, MAX_ROWS)}
      keyOf={({ step }) => step}
      columns={[
        { head: 'batch', cell: ({ step }) => grouped(step) },
        { head: 'energy a sample', term: 'energy', cell: ({ energy }) => energyText(energy) },
        { head: headTitle(metric), term: metric.term, cell: ({ value }) => valueText(metric, value) },
        { head: 'weight', term: 'lossTerms', cell: ({ step }) => setting(weightAt(open, step - 1)) },
      ]}
    />
  )
}

const rowsOf = ({ metric, points }: EnergyPath): (string | number)[][] => [
  ['step', 'energy (nJ)', 'energy of spikes (nJ)', metric.name],
  ...points.map(({ step, energy, ofSpikes, value }) => [step, energy, ofSpikes, value]),
]

const figureOf = (path: EnergyPath, canvas: HTMLCanvasElement | null): Figure => ({
  name: 'energy-while-training',
  title: 'Energy while training',
  scope: pathText(path),
  drawing: path.points.length > 0 ? drawingOf(canvas) : null,
  empty: NOT_TRAINED,
  keys: (colors) => [
    { mark: { line: { color: colors.u, width: 1.5 } }, label: 'the run, older parts fainter' },
    { mark: { dot: colors.u }, label: 'now' },
    ...(path.changes.length > 0 ? [{ mark: { dot: colors.ink2 }, label: 'weight changed' }] : []),
  ],
  height: wide(0.5, 220),
})

/** The path so far, redrawn at most four times a second. */
function useEnergyPath(scale: EnergyByShare | null): EnergyPath | null {
  const open = useLab((state) => state.open)
  const metrics = useMetrics()
  useFrames(['scalars', 'state'], 250)
  takeFrames()
  return scale && energyPath(history.curves, batchMetric(metrics), scale, open, HALF_LIFE)
}

/** Counted once for each network: what follows the share of connections, and what does not. */
function useEnergyScale(): EnergyByShare | null {
  const layers = useLab((state) => state.layers)
  const ask = async () => ({ layers, scale: energyByShare(await worker().operations()) })
  const found = useAnswer(() => (layers.length > 0 ? ask() : undefined), [layers])
  return found?.layers === layers ? found.scale : null
}
