/** The norm of the gradient on the potential: against time for a long sequence, and as a table, layer x time step, on one color scale. */

import { type CSSProperties, useMemo, useRef, useState } from 'react'
import { brief } from '../../../format'
import type { MembraneReading } from '../../../readings/membrane'
import { normOver, normOverSteps, stepsOf } from '../../../readings/shares'
import { isLong } from '../../../readings/steps'
import { saveCsv } from '../../base/download'
import { figureItem } from '../../base/figure'
import { useFull } from '../../base/full-size'
import { askedPart } from '../../base/later'
import { inkOn, logPlace, magnitude, rgb } from '../../base/magnitude'
import { Head, Region, SaveMenu, TextButton } from '../../base/parts'
import { ScaleBar } from '../../shared/color-scale'
import { GroupTable } from '../../shared/group-table'
import { isNarrow, LayerTable, NotMeasured, shownSteps } from '../../shared/layer-table'
import { PlotRoom } from '../../shared/plot'
import { useMembrane, useShownLayer } from '../../state/session/frame-hooks'
import { normRange } from '../../state/session/history'
import { useLab } from '../../state/store/store'
import css from './gradient-norm.module.css'
import { keptNorms } from './kept-norms'
import { colorRange, normCell, power, scaleEnd } from './norms'

const GradientFlowView = askedPart(async () => (await import('./gradient-flow')).GradientFlowView)
const NormLines = askedPart(async () => (await import('./norm-lines')).NormLines, PlotRoom)

function colorsOf(norm: number, [low, high]: readonly [number, number], dark: boolean): CSSProperties {
  const color = magnitude(logPlace(norm, low, high), dark)
  return { background: rgb(color), color: inkOn(color) }
}

export function GradientNormPanel() {
  const shown = useMembrane(250)
  const selected = useShownLayer()
  const layers = shown?.layers ?? []
  const steps = layers[0] ? stepsOf(layers[0]) : 0
  const long = isLong(steps)
  // By default few steps are shown as numbers, many as lines.
  const [chosen, setChosen] = useState<boolean | null>(null)
  const table = chosen ?? !long
  // The gradient of one sample over time, which is computed only while it is shown.
  const [flow, setFlow] = useState(false)
  const follows = useLab(({ viewedRun }) => !viewedRun)
  const large = useFull()
  const canvas = useRef<HTMLCanvasElement | null>(null)
  const curves = useMemo(() => layers.map(({ layer, gradientNorm }) => ({ layer, norms: gradientNorm })), [shown])
  const figureOf = async (of: HTMLCanvasElement | null) =>
    (await import('./norm-figure')).normFigure({ layers, selected, step: shown?.step ?? 0, range: colorRange(normRange()) }, of)
  const save = [
    figureItem(() => figureOf(table ? null : canvas.current)),
    { text: 'Norms (CSV)', act: () => saveCsv('gradient-norm.csv', rowsOf(layers)) },
  ]
  return (
    <Region long={long} className={css.norms}>
      <Head
        drawn={{ step: 'timeStep' }}
        definition="The axis and the color scale are logarithmic; both span the powers of ten of all norms that this run has had, so that a color means the same at every step, and the row “all” is the root mean square over the steps."
        unit={flow && follows ? undefined : table && !long ? 'in 10⁻³' : 'log'}
      >
        {layers.length > 0 && (
          <>
            {follows && (
              <TextButton
                text="Flow"
                title="Gradient flow: which way the gradient came, and how it changes from step to step, for the shown sample"
                pressed={flow}
                act={() => setFlow(!flow)}
              />
            )}
            {!(flow && follows) && (
              <>
                <TextButton text="Table" pressed={table} act={() => setChosen(!table)} />
                <SaveMenu compact items={save} />
              </>
            )}
          </>
        )}
      </Head>
      {layers.length === 0 ? (
        <NotMeasured />
      ) : flow && follows ? (
        <GradientFlowView large={large} />
      ) : !table ? (
        <NormLines curves={curves} selected={selected} batch={shown?.step ?? 0} canvas={canvas} large={large} />
      ) : long ? (
        <LongTable layers={layers} selected={selected} />
      ) : (
        <StepTable layers={layers} selected={selected} />
      )}
    </Region>
  )
}

interface TableProps {
  readonly layers: readonly MembraneReading[]
  readonly selected: string | null
}

function LongTable({ layers, selected }: TableProps) {
  const step = useLab((state) => state.timeStep)
  return (
    <GroupTable
      label="Gradient norm by layer and time"
      caption="‖∂L/∂u‖, root mean square over the steps named"
      layers={layers.map((frame) => frame.layer)}
      selected={selected}
      steps={stepsOf(layers[0]!)}
      step={step}
      cell={(index, { from, to }) => power(normOver(layers[index]!.gradientNorm, from, to), 2)}
    />
  )
}

function StepTable({ layers, selected }: TableProps) {
  const step = useLab((state) => state.timeStep)
  const dark = useLab((state) => state.theme) !== 'light'
  const scale = colorRange(normRange())
  const words = isNarrow(layers) ? (norm: number) => brief(1000 * norm) : normCell
  return (
    <LayerTable
      label="Gradient norm by layer and step"
      layers={layers.map((frame) => frame.layer)}
      selected={selected}
      steps={shownSteps(stepsOf(layers[0]!), step)}
      step={step}
      cell={(index, t) => {
        const norm = layers[index]!.gradientNorm[t]!
        return (
          <span
            className={css.norm}
            style={colorsOf(norm, scale, dark)}
            data-help={`${layers[index]!.layer}, step ${t + 1}: ${(1000 * norm).toPrecision(4)} × 10⁻³`}
          >
            {words(norm)}
          </span>
        )
      }}
      note={
        <>
          {scaleEnd(scale[0])}
          <ScaleBar from={0.1} label="The colors of the scale" />
          {scaleEnd(scale[1])}, log
        </>
      }
      all={(index) => <span className={css.norm}>{words(normOverSteps(layers[index]!))}</span>}
    />
  )
}

/** The rows of the file: every layer and step, with the kept curves. */
function rowsOf(layers: readonly MembraneReading[]): (string | number)[][] {
  const row = (run: string, layer: string) => (norm: number, t: number) => [run, layer, t + 1, norm]
  return [
    ['run', 'layer', 'step', 'norm'],
    ...layers.flatMap((frame) => Array.from(frame.gradientNorm, row('now', frame.layer))),
    ...keptNorms().flatMap((run) =>
      run.curves.flatMap(({ layer, norms }) => Array.from(norms, row(`${run.number}: ${run.title}; ${run.settings}`, layer))),
    ),
  ]
}
