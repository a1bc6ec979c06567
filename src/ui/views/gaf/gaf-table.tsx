/** The gradient-available fraction by layer and time: the window in use beside a fixed one on the same potentials. */

import { type CSSProperties, useCallback, useRef, useState } from 'react'
import { grouped, hundredths, percent } from '../../../format'
import type { MembraneReading } from '../../../readings/membrane'
import type { SampleFrame } from '../../../readings/sample'
import { type CountedFrame, isAnalog, type Shares, sharesAt, sharesOver, sharesOverall, stepsOf } from '../../../readings/shares'
import { isLong } from '../../../readings/steps'
import { saveCsv } from '../../base/download'
import { figureItem } from '../../base/figure'
import { Term } from '../../base/help'
import { LiveText } from '../../base/live-text'
import type { Colors } from '../../base/paint'
import { Head, Region, SaveMenu, TextButton } from '../../base/parts'
import { ticks } from '../../base/scale'
import { useOf, useSignal } from '../../base/signal'
import type { StepLine, StepLines } from '../../base/step-lines'
import controlsCss from '../../base/style/controls.module.css'
import viewCss from '../../base/style/view.module.css'
import { isAnalogKind, useWindowKind } from '../../state/analog'
import { useCounted, useShownLayer } from '../../state/hooks'
import { besideFractions, lens, lensWords } from '../../state/lens'
import { overlayFrame, pinned } from '../../state/pinned'
import { useLab } from '../../state/store'
import { shownOver, shownOverall, shownShares, type Trial } from '../../state/trial'
import { sampleWords } from '../../state/words'
import { GroupTable } from '../shared/group-table'
import { LayerTable, NotMeasured, shownSteps } from '../shared/layer-table'
import { StepLinesPlot } from '../shared/step-lines-plot'
import { windowWords } from '../shared/window-words'
import { besideWords, differenceTitle, differenceWords } from './beside-words'
import css from './gaf-table.module.css'

interface CellProps {
  readonly frame: CountedFrame
  /** Null: all. */
  readonly step: number | null
  readonly shares: Shares
  readonly title: string
}

/** The measured fraction; beside it the one on trial, else the difference to A, else that of the fixed window, which has its tick always. */
function Cell({ frame, step, shares: { inside, fixed }, title }: CellProps) {
  const beside = useOf(besideFractions, (kind) => kind)
  return (
    <div className={css.gaf} data-help={title}>
      <b>{hundredths(inside)}</b>
      {beside === 'none' ? (
        !Number.isNaN(fixed) && <s>{hundredths(fixed)}</s>
      ) : (
        <LiveText
          mark={beside}
          className={beside === 'trial' ? viewCss.onTrial : viewCss.ofMoment}
          on={[lens, pinned]}
          of={() => besideWords(frame, step, inside)}
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

export function GafPanel() {
  const shown = useCounted(250)
  const surrogate = useWindowKind()
  const selected = useShownLayer()
  const [table, setTable] = useState(false)
  const canvas = useRef<HTMLCanvasElement | null>(null)
  const layers = shown?.layers ?? []
  const long = layers[0] !== undefined && isLong(stepsOf(layers[0]))
  const save = [
    figureItem(async () => (await import('./gaf-figure')).gafFigure(layers, shown, selected, long && !table ? canvas.current : null)),
    { text: 'Fractions (CSV)', act: () => saveCsv('gradient-available-fraction.csv', rowsOf(layers)) },
  ]
  // Beside the Table button there is no room for it.
  const sample = shown && shown.sample !== null ? sampleWords(shown.sample).replace('test ', '') : ''
  const props = { layers, selected }
  return (
    <Region name="Gradient-available fraction" view="fraction" long={long} className={css.fractions}>
      <Head
        title="Gradient-available fraction"
        definition={`Share of (neuron, sample) in the gradient window. ${windowWords(surrogate).long}`}
        unit={
          shown && shown.sample !== null ? (
            <Term
              help={`Of ${sampleWords(shown.sample)}, which the spike raster shows.${shown.of > layers.length ? ' The other layers have too many potentials to count them for every sample shown.' : ''}`}
            >
              {shown.of > layers.length && `${layers.length} of ${shown.of} layers, `}%
              {!long && (
                <>
                  , <span className={controlsCss.hidden}>{shown.sample === 'own' ? 'the image on the ' : 'sample '}</span>
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
        <LongTable {...props} sample={sample} />
      ) : (
        <Lines {...props} sample={sample} canvas={canvas} />
      )}
    </Region>
  )
}

/** As the raster names it: beside the whole title there is no room for more. */
const briefSample = (index: SampleFrame['index']): string => (index === 'own' ? 'pad' : `#${grouped(index)}`)

interface Props {
  readonly layers: readonly CountedFrame[]
  readonly selected: string | null
}

const wordsOf = (name: string, at: string, inUse: number, fixed: number): string =>
  Number.isNaN(fixed)
    ? `${name}, ${at}: ${hundredths(inUse)} % above 0`
    : `${name}, ${at}: ${hundredths(inUse)} % in the window in use, ${hundredths(fixed)} % in the fixed one`

function StepTable({ layers, selected }: Props) {
  const step = useLab((state) => state.step)
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
        return <Cell frame={frame} step={t} shares={shares} title={wordsOf(frame.layer, `step ${t + 1}`, shares.inside, shares.fixed)} />
      }}
      all={(index) => {
        const [frame, shares] = [layers[index]!, all[index]!]
        return <Cell frame={frame} step={null} shares={shares} title={wordsOf(frame.layer, 'all steps', shares.inside, shares.fixed)} />
      }}
    />
  )
}

/** What the second number of a cell is. */
function Note() {
  const beside = useOf(besideFractions, (kind) => kind)
  const surrogate = useWindowKind()
  const analog = isAnalogKind(surrogate)
  return (
    <>
      <i className={css.keyBar} />
      {analog ? windowWords(surrogate).short : 'in use'}
      {beside === 'trial' && (
        <span className={viewCss.onTrial}>
          <LiveText on={[lens]} of={lensWords} />
        </span>
      )}
      {beside === 'moment' && <LiveText className={viewCss.ofMoment} on={[pinned]} of={() => `${differenceTitle()}, points`} />}
      {!analog && (
        <>
          <i className={css.keyTick} />
          fixed κ = 1
        </>
      )}
    </>
  )
}

/** Of a test sample, by its words; empty where a batch is counted. */
type OfSample = { readonly sample: string }

/** The fixed window of the selected layer alone, as the lines have it. */
function LongTable({ layers, selected, sample }: Props & OfSample) {
  const step = useLab((state) => state.step)
  const own = layers.find((frame) => frame.layer === selected) ?? layers[0]!
  return (
    <GroupTable
      label="Gradient-available fraction by layer and time"
      caption={`% of potentials${sample && ` of ${sample}`} in the window in use, mean over the steps named`}
      layers={layers.map((frame) => frame.layer)}
      selected={selected}
      steps={stepsOf(layers[0]!)}
      step={step}
      cell={(index, { from, to }) => <LongCell frame={layers[index]!} from={from} to={to} />}
      {...(!isAnalog(own) && {
        beside: {
          head: <span className={viewCss.fix}>fixed, {own.layer}</span>,
          cell: ({ from, to }) => <span className={viewCss.fix}>{hundredths(sharesOver(own, from, to).fixed)}</span>,
        },
      })}
    />
  )
}

function LongCell({ frame, from, to }: { frame: CountedFrame; from: number; to: number }) {
  const beside = useOf(besideFractions, (kind) => kind)
  const { inside } = sharesOver(frame, from, to)
  const words = () => {
    const trial = lens.get()
    if (trial) return hundredths(shownOver(frame, from, to, trial).inside)
    const moment = overlayFrame(frame)
    const difference = moment ? inside - sharesOver(moment, from, to).inside : Number.NaN
    return differenceWords(difference)
  }
  return (
    <>
      {hundredths(inside)}
      {beside !== 'none' && (
        <LiveText mark={beside} className={beside === 'trial' ? viewCss.onTrial : viewCss.ofMoment} on={[lens, pinned]} of={words} />
      )}
    </>
  )
}

/** A line a layer; of the selected one also the fixed window. */
function Lines({ layers, selected, sample, canvas }: Props & OfSample & { canvas: { current: HTMLCanvasElement | null } }) {
  const own = layers.find((frame) => frame.layer === selected) ?? layers[0]!
  const trial = useSignal(lens)
  const pin = useSignal(pinned)
  const moment = overlayFrame(own)
  const specOf = useCallback((colors: Colors) => linesOf(layers, own, colors, trial, moment), [layers, own, trial, moment, pin])
  const { inside, fixed } = sharesOverall(own)
  const at = (t: number) => percent(own.available[t]! / own.total)
  const summary = `Gradient-available fraction against time. ${wordsOf(own.layer, 'all steps', inside, fixed)}; ${at(0)} at the first step, ${at(stepsOf(own) - 1)} at the last.`
  return (
    <>
      <StepLinesPlot specOf={specOf} summary={summary} canvas={canvas} />
      <p className={viewCss.note} data-help={summary}>
        <i className={css.keyBar} />
        {isAnalog(own) ? 'u > 0' : 'in use'}: {hundredths(inside)}
        {!isAnalog(own) && (
          <>
            <i className={css.keyDash} />
            fixed κ = 1: {hundredths(fixed)}
          </>
        )}
        {trial && <span className={viewCss.onTrial}>on trial: {hundredths(shownOverall(own, trial).inside)}</span>}
        {moment && <span className={viewCss.ofMoment}>A: {hundredths(sharesOverall(moment).inside)}</span>}
        {sample && <span className={controlsCss.push}>{sample}</span>}
      </p>
    </>
  )
}

function linesOf(
  layers: readonly MembraneReading[],
  own: CountedFrame,
  colors: Colors,
  trial: Trial | null,
  moment: MembraneReading | null,
): StepLines {
  const shares = (frame: MembraneReading, counts: Uint32Array) => Float64Array.from(counts, (count) => count / frame.total)
  const lines: StepLine[] = [
    ...layers
      .filter((frame) => frame !== own)
      .map((frame) => ({
        values: shares(frame, frame.available),
        name: frame.layer,
        style: { color: colors.ink3, width: 1, alpha: 0.7 },
      })),
    ...(isAnalog(own) ? [] : [{ values: shares(own, own.availableFixed), style: { color: colors.fix, width: 1.25, dash: [4, 3] } }]),
    ...(moment ? [{ values: shares(moment, moment.available), style: { color: colors.ink, width: 1.25, dash: [3, 1.5] } }] : []),
    ...(trial
      ? [
          {
            values: Float64Array.from(own.available, (_, t) => shownShares(own, t, trial).inside),
            name: 'on trial',
            style: { color: colors.win, width: 1.5, dash: [1, 2] },
          },
        ]
      : []),
    { values: shares(own, own.available), name: own.layer, style: { color: colors.win, width: 1.75 } },
  ]
  const highest = lines.reduce((most, { values }) => Array.from(values).reduce((a, b) => Math.max(a, b), most), 0)
  const top = Math.max(0.05, Math.min(1, 1.08 * highest))
  return {
    steps: stepsOf(own),
    lines,
    place: (share) => share / top,
    ticks: ticks(0, top, 4).map((share) => ({ place: share / top, text: hundredths(share, 0) })),
    show: (share) => hundredths(share),
  }
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
