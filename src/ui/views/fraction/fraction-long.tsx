/** The gradient-available fraction of a long sequence: as lines against time, and as a table of groups of steps. */

import { useCallback } from 'react'
import { hundredths, percent } from '../../../format'
import type { MembraneReading } from '../../../readings/membrane'
import { type CountedFrame, isAnalog, sharesOver, sharesOverall, stepsOf } from '../../../readings/shares'
import { LiveText } from '../../base/live-text'
import type { Colors } from '../../base/paint'
import { ticks } from '../../base/scale'
import { useOf, useSignal } from '../../base/signal'
import type { StepLine, StepLines } from '../../base/step-lines'
import controlsCss from '../../base/style/controls.module.css'
import viewCss from '../../base/style/view.module.css'
import { GroupTable } from '../../shared/group-table'
import { StepLinesPlot } from '../../shared/step-lines-plot'
import { comparedFractions, lens } from '../../state/selection/lens'
import { overlayFrame, pinned } from '../../state/selection/pinned'
import { shownOver, shownOverall, shownShares, type Trial } from '../../state/selection/window-trial'
import { useLab } from '../../state/store/store'
import { differenceText, shareText } from './comparison-text'
import css from './fraction.module.css'

export interface FractionProps {
  readonly layers: readonly CountedFrame[]
  readonly selected: string | null
}

/** The label of the test sample that is counted; empty for a batch. */
type OfSample = { readonly sample: string }

/** The table of groups of steps. Like the lines, it has the fixed window of the selected layer only. */
export function FractionLongTable({ layers, selected, sample }: FractionProps & OfSample) {
  const step = useLab((state) => state.timeStep)
  const selectedFrame = layers.find((frame) => frame.layer === selected) ?? layers[0]!
  return (
    <GroupTable
      label="Gradient-available fraction by layer and time"
      caption={`% of potentials${sample && ` of ${sample}`} in the window in use, mean over the steps named`}
      layers={layers.map((frame) => frame.layer)}
      selected={selected}
      steps={stepsOf(layers[0]!)}
      step={step}
      cell={(index, { from, to }) => <LongCell frame={layers[index]!} from={from} to={to} />}
      {...(!isAnalog(selectedFrame) && {
        extra: {
          head: <span className={viewCss.fix}>fixed, {selectedFrame.layer}</span>,
          cell: ({ from, to }) => <span className={viewCss.fix}>{hundredths(sharesOver(selectedFrame, from, to).fixed)}</span>,
        },
      })}
    />
  )
}

function LongCell({ frame, from, to }: { frame: CountedFrame; from: number; to: number }) {
  const kind = useOf(comparedFractions, (compared) => compared)
  const { inside } = sharesOver(frame, from, to)
  const words = () => {
    const trial = lens.get()
    if (trial) return hundredths(shownOver(frame, from, to, trial).inside)
    const overlay = overlayFrame(frame)
    const difference = overlay ? inside - sharesOver(overlay, from, to).inside : Number.NaN
    return differenceText(difference)
  }
  return (
    <>
      {hundredths(inside)}
      {kind !== 'none' && (
        <LiveText mark={kind} className={kind === 'trial' ? viewCss.onTrial : viewCss.ofOverlay} on={[lens, pinned]} content={words} />
      )}
    </>
  )
}

/** Draws one line per layer; for the selected one, also that of the fixed window. */
export function FractionLines({
  layers,
  selected,
  sample,
  canvas,
}: FractionProps & OfSample & { canvas: { current: HTMLCanvasElement | null } }) {
  const selectedFrame = layers.find((frame) => frame.layer === selected) ?? layers[0]!
  const trial = useSignal(lens)
  const pin = useSignal(pinned)
  const overlay = overlayFrame(selectedFrame)
  const specOf = useCallback(
    (colors: Colors) => linesOf(layers, selectedFrame, colors, trial, overlay),
    [layers, selectedFrame, trial, overlay, pin],
  )
  const { inside, fixed } = sharesOverall(selectedFrame)
  const at = (t: number) => percent(selectedFrame.available[t]! / selectedFrame.total)
  const summary = `Gradient-available fraction against time. ${shareText(selectedFrame.layer, 'all steps', inside, fixed)}; ${at(0)} at the first step, ${at(stepsOf(selectedFrame) - 1)} at the last.`
  return (
    <>
      <StepLinesPlot specOf={specOf} summary={summary} canvas={canvas} />
      <p className={viewCss.note} data-help={summary}>
        <i className={css.keyBar} />
        {isAnalog(selectedFrame) ? 'u > 0' : 'in use'}: {hundredths(inside)}
        {!isAnalog(selectedFrame) && (
          <>
            <i className={css.keyDash} />
            fixed κ = 1: {hundredths(fixed)}
          </>
        )}
        {trial && <span className={viewCss.onTrial}>preview: {hundredths(shownOverall(selectedFrame, trial).inside)}</span>}
        {overlay && <span className={viewCss.ofOverlay}>A: {hundredths(sharesOverall(overlay).inside)}</span>}
        {sample && <span className={controlsCss.push}>{sample}</span>}
      </p>
    </>
  )
}

function linesOf(
  layers: readonly MembraneReading[],
  selectedFrame: CountedFrame,
  colors: Colors,
  trial: Trial | null,
  overlay: MembraneReading | null,
): StepLines {
  const shares = (frame: MembraneReading, counts: Uint32Array) => Float64Array.from(counts, (count) => count / frame.total)
  const lines: StepLine[] = [
    ...layers
      .filter((frame) => frame !== selectedFrame)
      .map((frame) => ({
        values: shares(frame, frame.available),
        name: frame.layer,
        style: { color: colors.ink3, width: 1, alpha: 0.7 },
      })),
    ...(isAnalog(selectedFrame)
      ? []
      : [{ values: shares(selectedFrame, selectedFrame.availableFixed), style: { color: colors.fix, width: 1.25, dash: [4, 3] } }]),
    ...(overlay ? [{ values: shares(overlay, overlay.available), style: { color: colors.ink, width: 1.25, dash: [3, 1.5] } }] : []),
    ...(trial
      ? [
          {
            values: Float64Array.from(selectedFrame.available, (_, t) => shownShares(selectedFrame, t, trial).inside),
            name: 'preview',
            style: { color: colors.win, width: 1.5, dash: [1, 2] },
          },
        ]
      : []),
    { values: shares(selectedFrame, selectedFrame.available), name: selectedFrame.layer, style: { color: colors.win, width: 1.75 } },
  ]
  const highest = lines.reduce((max, { values }) => Array.from(values).reduce((a, b) => Math.max(a, b), max), 0)
  const top = Math.max(0.05, Math.min(1, 1.08 * highest))
  return {
    steps: stepsOf(selectedFrame),
    lines,
    place: (share) => share / top,
    ticks: ticks(0, top, 4).map((share) => ({ place: share / top, text: hundredths(share, 0) })),
    show: (share) => hundredths(share),
  }
}
