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
        extra: {
          head: <span className={viewCss.fix}>fixed, {own.layer}</span>,
          cell: ({ from, to }) => <span className={viewCss.fix}>{hundredths(sharesOver(own, from, to).fixed)}</span>,
        },
      })}
    />
  )
}

function LongCell({ frame, from, to }: { frame: CountedFrame; from: number; to: number }) {
  const beside = useOf(comparedFractions, (kind) => kind)
  const { inside } = sharesOver(frame, from, to)
  const words = () => {
    const trial = lens.get()
    if (trial) return hundredths(shownOver(frame, from, to, trial).inside)
    const moment = overlayFrame(frame)
    const difference = moment ? inside - sharesOver(moment, from, to).inside : Number.NaN
    return differenceText(difference)
  }
  return (
    <>
      {hundredths(inside)}
      {beside !== 'none' && (
        <LiveText mark={beside} className={beside === 'trial' ? viewCss.onTrial : viewCss.ofMoment} on={[lens, pinned]} content={words} />
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
  const own = layers.find((frame) => frame.layer === selected) ?? layers[0]!
  const trial = useSignal(lens)
  const pin = useSignal(pinned)
  const moment = overlayFrame(own)
  const specOf = useCallback((colors: Colors) => linesOf(layers, own, colors, trial, moment), [layers, own, trial, moment, pin])
  const { inside, fixed } = sharesOverall(own)
  const at = (t: number) => percent(own.available[t]! / own.total)
  const summary = `Gradient-available fraction against time. ${shareText(own.layer, 'all steps', inside, fixed)}; ${at(0)} at the first step, ${at(stepsOf(own) - 1)} at the last.`
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
