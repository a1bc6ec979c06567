/** The gradient-available fraction by layer and time: the window in use next to a fixed one on the same potentials. */

import { type CSSProperties, useRef, useState } from 'react'
import { grouped, hundredths } from '../../../format'
import type { MembraneReading } from '../../../readings/membrane'
import type { SampleFrame } from '../../../readings/sample'
import { type CountedFrame, isAnalog, type Shares, sharesAt, sharesOverall, stepsOf } from '../../../readings/shares'
import { isLong } from '../../../readings/steps'
import { saveCsv } from '../../base/download'
import { figureItem } from '../../base/figure'
import { Term } from '../../base/help'
import { askedPart } from '../../base/later'
import { LiveText } from '../../base/live-text'
import { Head, Region, SaveMenu, TextButton } from '../../base/parts'
import { useOf } from '../../base/signal'
import controlsCss from '../../base/style/controls.module.css'
import viewCss from '../../base/style/view.module.css'
import { LayerTable, NotMeasured, shownSteps } from '../../shared/layer-table'
import { PlotRoom } from '../../shared/plot'
import { sampleName } from '../../state/labels/experiment-label'
import { useShownNeuron } from '../../state/selection/analog'
import { comparedFractions, lens, trialText } from '../../state/selection/lens'
import { pinned } from '../../state/selection/pinned'
import { useCounted, useShownLayer } from '../../state/session/frame-hooks'
import { useLab } from '../../state/store/store'
import { comparisonText, differenceTitle, shareText } from './comparison-text'
import css from './fraction.module.css'
import type { FractionProps } from './fraction-long'

interface CellProps {
  readonly frame: CountedFrame
  /** The step; null for all steps together. */
  readonly step: number | null
  readonly shares: Shares
  readonly title: string
}

/** The measured fraction; next to it the one on trial, otherwise the difference to A, otherwise that of the fixed window. Its tick remains. */
function Cell({ frame, step, shares: { inside, fixed }, title }: CellProps) {
  const kind = useOf(comparedFractions, (compared) => compared)
  return (
    <div className={css.share} data-help={title}>
      <b>{hundredths(inside)}</b>
      {kind === 'none' ? (
        !Number.isNaN(fixed) && <s>{hundredths(fixed)}</s>
      ) : (
        <LiveText
          mark={kind}
          className={kind === 'trial' ? viewCss.onTrial : viewCss.ofOverlay}
          on={[lens, pinned]}
          content={() => comparisonText(frame, step, inside)}
        />
      )}
      <span
        className={css.bullet}
        data-alone={Number.isNaN(fixed) || undefined}
        style={{ '--a': `${100 * inside}%`, '--x': `${100 * fixed}%` } as CSSProperties}
      />
    </div>
  )
}

const FractionLines = askedPart(async () => (await import('./fraction-long')).FractionLines, PlotRoom)
const FractionLongTable = askedPart(async () => (await import('./fraction-long')).FractionLongTable, PlotRoom)

export function FractionPanel() {
  const shown = useCounted(250)
  const { window } = useShownNeuron()
  const selected = useShownLayer()
  const [table, setTable] = useState(false)
  const canvas = useRef<HTMLCanvasElement | null>(null)
  const layers = shown?.layers ?? []
  const long = layers[0] !== undefined && isLong(stepsOf(layers[0]))
  const save = [
    figureItem(async () =>
      (await import('./fraction-figure')).fractionFigure(layers, shown, selected, long && !table ? canvas.current : null),
    ),
    { text: 'Fractions (CSV)', act: () => saveCsv('gradient-available-fraction.csv', rowsOf(layers)) },
  ]
  // There is no room for it next to the Table button.
  const sample = shown && shown.sample !== null ? sampleName(shown.sample).replace('test ', '') : ''
  const props = { layers, selected }
  return (
    <Region long={long} className={css.fraction}>
      <Head
        drawn={{ step: 'timeStep' }}
        definition={window.long}
        unit={
          shown && shown.sample !== null ? (
            <Term
              help={`Of ${sampleName(shown.sample)}, which the spike raster shows.${shown.layerCount > layers.length ? ' The other layers have too many potentials to count them for every sample shown.' : ''}`}
            >
              {shown.layerCount > layers.length && `${layers.length} of ${shown.layerCount} layers, `}%
              {!long && (
                <>
                  , <span className={controlsCss.hidden}>{shown.sample === 'custom' ? 'the image on the ' : 'sample '}</span>
                  {briefSample(shown.sample)}
                </>
              )}
            </Term>
          ) : (
            '%'
          )
        }
      >
        {layers.length > 0 && (
          <>
            {long && <TextButton text="Table" pressed={table} act={() => setTable(!table)} />}
            <SaveMenu compact items={save} />
          </>
        )}
      </Head>
      {layers.length === 0 ? (
        <NotMeasured />
      ) : !long ? (
        <StepTable {...props} />
      ) : table ? (
        <FractionLongTable {...props} sample={sample} />
      ) : (
        <FractionLines {...props} sample={sample} canvas={canvas} />
      )}
    </Region>
  )
}

/** The short name, as in the raster: there is no room for the full one next to the title. */
const briefSample = (index: SampleFrame['index']): string => (index === 'custom' ? 'pad' : `#${grouped(index)}`)

function StepTable({ layers, selected }: FractionProps) {
  const step = useLab((state) => state.timeStep)
  const all = layers.map(sharesOverall)
  return (
    <LayerTable
      label="Gradient-available fraction by layer and step"
      layers={layers.map((frame) => frame.layer)}
      selected={selected}
      steps={shownSteps(stepsOf(layers[0]!), step)}
      step={step}
      note={<Note />}
      cell={(index, t) => {
        const frame = layers[index]!
        const shares = sharesAt(frame, t)
        return <Cell frame={frame} step={t} shares={shares} title={shareText(frame.layer, `step ${t + 1}`, shares.inside, shares.fixed)} />
      }}
      all={(index) => {
        const [frame, shares] = [layers[index]!, all[index]!]
        return <Cell frame={frame} step={null} shares={shares} title={shareText(frame.layer, 'all steps', shares.inside, shares.fixed)} />
      }}
    />
  )
}

/** The legend of the bar, of the second number and of the tick. */
function Note() {
  const kind = useOf(comparedFractions, (compared) => compared)
  const { window, analog } = useShownNeuron()
  return (
    <>
      <i className={css.keyBar} />
      {analog ? window.short : 'in use'}
      {kind === 'trial' && (
        <span className={viewCss.onTrial}>
          <LiveText on={[lens]} content={trialText} />
        </span>
      )}
      {kind === 'snapshot' && <LiveText className={viewCss.ofOverlay} on={[pinned]} content={() => `${differenceTitle()}, points`} />}
      {!analog && (
        <>
          <i className={css.keyTick} />
          fixed κ = 1
        </>
      )}
    </>
  )
}

function rowsOf(layers: readonly MembraneReading[]): (string | number)[][] {
  return [
    ['layer', 'step', 'inUse (%)', 'fixed (%)'],
    ...layers.flatMap((frame) =>
      Array.from({ length: stepsOf(frame) }, (_, t) => [
        frame.layer,
        t + 1,
        (100 * frame.available[t]!) / frame.total,
        isAnalog(frame) ? '' : (100 * frame.availableFixed[t]!) / frame.total,
      ]),
    ),
  ]
}
