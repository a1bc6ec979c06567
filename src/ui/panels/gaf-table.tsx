/** The gradient-available fraction by layer and time: the window in use beside a fixed one on the same potentials. */
import { type CSSProperties, useMemo, useRef, useState } from 'react'
import type { MembraneFrame } from '../../worker/protocol'
import { saveCsv, savePng } from '../charts/download'
import { grouped, hundredths, percent } from '../charts/format'
import { useCounted, useShownLayer } from '../charts/hooks'
import { Head, Region, SaveMenu, TextButton } from '../charts/parts'
import { ticks } from '../charts/scale'
import { sharesOver, sharesOverall, stepsOf } from '../charts/shares'
import { isLong } from '../charts/sight'
import type { StepLine, StepLines } from '../charts/step-lines'
import { type Colors, readColors } from '../paint'
import { useLab } from '../store'
import '../charts/charts.css'
import './views.css'
import { GroupTable } from './group-table'
import { LayerTable, NotMeasured, shownSteps } from './layer-table'
import { windowWords } from './membrane-words'
import { StepLinesPlot } from './step-lines-plot'

function Cell({ inUse, fixed, title }: { inUse: number; fixed: number; title: string }) {
  return (
    <div className="view-gaf" title={title}>
      <b>{hundredths(inUse)}</b>
      <s>{hundredths(fixed)}</s>
      <span className="view-bullet" style={{ '--a': `${100 * inUse}%`, '--x': `${100 * fixed}%` } as CSSProperties} />
    </div>
  )
}

export function GafPanel() {
  const shown = useCounted(250)
  const surrogate = useLab((state) => state.open.surrogate.kind)
  const selected = useShownLayer()
  const [table, setTable] = useState(false)
  const canvas = useRef<HTMLCanvasElement | null>(null)
  const layers = shown?.layers ?? []
  const long = layers[0] !== undefined && isLong(stepsOf(layers[0]))
  const save = [
    ...(long && !table ? [{ text: 'Picture (PNG)', act: () => savePng('gradient-available-fraction.png', canvas.current) }] : []),
    { text: 'Fractions (CSV)', act: () => saveCsv('gradient-available-fraction.csv', rowsOf(layers)) },
  ]
  // Beside the Table button there is no room for it.
  const sample = shown && shown.sample !== null ? `sample ${grouped(shown.sample)}` : ''
  const props = { layers, selected }
  return (
    <Region name="Gradient-available fraction" className={long ? 'view-fractions view-long' : 'view-fractions'}>
      <Head
        title="Gradient-available fraction"
        definition={`Share of (neuron, sample) in the gradient window. ${windowWords(surrogate).long}`}
        unit={
          shown && shown.sample !== null ? (
            <span
              title={`Of the test sample that the spike raster shows.${shown.of > layers.length ? ' The other layers have too many potentials to count them for every sample shown.' : ''}`}
            >
              {shown.of > layers.length && `${layers.length} of ${shown.of} layers, `}%{!long && `, ${sample}`}
            </span>
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

interface Props {
  readonly layers: readonly MembraneFrame[]
  readonly selected: string | null
}

const wordsOf = (name: string, at: string, inUse: number, fixed: number): string =>
  `${name}, ${at}: ${hundredths(inUse)} % in the window in use, ${hundredths(fixed)} % in the fixed one`

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
      note={
        <>
          <i className="key-bar" />
          in use
          <i className="key-tick" />
          fixed κ = 1
        </>
      }
      cell={(index, t) => {
        const frame = layers[index]!
        const inUse = frame.available[t]! / frame.total
        const fixed = frame.availableFixed[t]! / frame.total
        return <Cell inUse={inUse} fixed={fixed} title={wordsOf(frame.layer, `step ${t + 1}`, inUse, fixed)} />
      }}
      all={(index) => {
        const shares = all[index]!
        return (
          <Cell
            inUse={shares.inside}
            fixed={shares.fixed}
            title={wordsOf(layers[index]!.layer, 'all steps', shares.inside, shares.fixed)}
          />
        )
      }}
    />
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
      cell={(index, { from, to }) => hundredths(sharesOver(layers[index]!, from, to).inside)}
      beside={{
        head: <span className="view-fix">fixed, {own.layer}</span>,
        cell: ({ from, to }) => <span className="view-fix">{hundredths(sharesOver(own, from, to).fixed)}</span>,
      }}
    />
  )
}

/** A line a layer; of the selected one also the fixed window. */
function Lines({ layers, selected, sample, canvas }: Props & OfSample & { canvas: { current: HTMLCanvasElement | null } }) {
  const theme = useLab((state) => state.theme)
  const own = layers.find((frame) => frame.layer === selected) ?? layers[0]!
  const spec = useMemo(() => linesOf(layers, own, readColors()), [layers, own, theme])
  const { inside, fixed } = sharesOverall(own)
  const at = (t: number) => percent(own.available[t]! / own.total)
  const summary = `Gradient-available fraction against time. ${wordsOf(own.layer, 'all steps', inside, fixed)}; ${at(0)} at the first step, ${at(stepsOf(own) - 1)} at the last.`
  return (
    <>
      <StepLinesPlot spec={spec} summary={summary} canvas={canvas} />
      <p className="view-note" title={summary}>
        <i className="key-bar" />
        in use: {hundredths(inside)}
        <i className="key-dash" />
        fixed κ = 1: {hundredths(fixed)}
        {sample && <span className="push">{sample}</span>}
      </p>
    </>
  )
}

function linesOf(layers: readonly MembraneFrame[], own: MembraneFrame, colors: Colors): StepLines {
  const shares = (frame: MembraneFrame, counts: Uint32Array) => Float64Array.from(counts, (count) => count / frame.total)
  const lines: StepLine[] = [
    ...layers
      .filter((frame) => frame !== own)
      .map((frame) => ({
        values: shares(frame, frame.available),
        name: frame.layer,
        style: { color: colors.ink3, width: 1, alpha: 0.7 },
      })),
    { values: shares(own, own.availableFixed), style: { color: colors.fix, width: 1.25, dash: [4, 3] } },
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

function rowsOf(layers: readonly MembraneFrame[]): (string | number)[][] {
  return [
    ['layer', 'step', 'inUse', 'fixed'],
    ...layers.flatMap((frame) =>
      Array.from({ length: stepsOf(frame) }, (_, t) => [
        frame.layer,
        t + 1,
        frame.available[t]! / frame.total,
        frame.availableFixed[t]! / frame.total,
      ]),
    ),
  ]
}
