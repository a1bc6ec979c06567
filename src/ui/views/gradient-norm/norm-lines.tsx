/** The gradient norm against time on a log axis: a line per layer, next to curves that the user keeps from this run or another. */

import { useCallback } from 'react'
import { differences } from '../../../experiments/form'
import { presetNamed } from '../../../experiments/presets'
import { grouped } from '../../../format'
import { IconButton } from '../../base/buttons'
import { classesOf } from '../../base/classes'
import { Icon } from '../../base/icons'
import type { Colors } from '../../base/paint'
import { TextButton } from '../../base/parts'
import type { StepLine, StepLines } from '../../base/step-lines'
import viewCss from '../../base/style/view.module.css'
import { StepLinesPlot } from '../../shared/step-lines-plot'
import { showValue, summaryOf } from '../../state/labels/experiment-label'
import { normRange } from '../../state/session/history'
import { store } from '../../state/store/store'
import css from './gradient-norm.module.css'
import { dropNorms, KEPT_DASHES, type KeptNorms, keepNorms, MAX_KEPT, matchingCurve, type NormCurve, useKeptNorms } from './kept-norms'
import { normAxis, normText, power } from './norms'

interface LinesProps {
  readonly curves: readonly NormCurve[]
  /** The highlighted layer, next to whose curve the kept ones are drawn. */
  readonly selected: string | null
  /** Training steps taken. */
  readonly batch: number
  readonly canvas: { current: HTMLCanvasElement | null }
  /** Whether the view fills the page, which leaves room for the names of kept curves. */
  readonly large: boolean
}

export function NormLines({ curves, selected, batch, canvas, large }: LinesProps) {
  const kept = useKeptNorms()
  const max = large ? 9 : 6
  const specOf = useCallback((colors: Colors) => linesOf(curves, kept, selected, colors, max), [curves, kept, selected, max])
  const own = curves.find((curve) => curve.layer === selected) ?? curves[0]
  const summary = [
    `Gradient norm against time, batch ${grouped(batch)}.`,
    ...curves.map(({ layer, norms }) => `${layer}: ${normText(norms)}.`),
    ...kept.flatMap((run) => {
      const curve = matchingCurve(run, selected)
      return curve ? [`Kept curve ${run.number}, ${run.title}, ${curve.layer}: ${normText(curve.norms)}.`] : []
    }),
  ].join(' ')
  const full = kept.length === MAX_KEPT
  return (
    <>
      <StepLinesPlot specOf={specOf} summary={summary} canvas={canvas} />
      {own && (
        <p className={classesOf(viewCss.note, css.sayNorm)} data-help={summary}>
          <span className={viewCss.scope}>
            {own.layer}: {normText(own.norms)}
          </span>
        </p>
      )}
      <div className={classesOf(viewCss.note, css.kept)}>
        <TextButton
          text="Keep this curve"
          title={
            full
              ? `${MAX_KEPT} curves are kept: remove one first.`
              : 'Keeps the curves as they are now, to compare others with: of a later batch, or of another experiment.'
          }
          act={() => !full && keepNorms(runOf(curves, batch))}
        />
        {!large && kept.map((run) => <KeptChip key={run.number} run={run} />)}
      </div>
      {large && kept.length > 0 && <KeptList kept={kept} />}
    </>
  )
}

/** The lines of the plot, with the selected layer's curve last and strongest. */
function linesOf(
  curves: readonly NormCurve[],
  kept: readonly KeptNorms[],
  selected: string | null,
  colors: Colors,
  max: number,
): StepLines {
  const matching = kept.flatMap((run) => {
    const curve = matchingCurve(run, selected)
    return curve ? [{ run, curve }] : []
  })
  const own = curves.find((curve) => curve.layer === selected) ?? curves[0]
  const lines: StepLine[] = [
    ...matching.map(({ run, curve }) => ({
      values: curve.norms,
      sign: String(run.number),
      style: { color: colors.ink3, width: 1.25, dash: KEPT_DASHES[run.number - 1]! },
    })),
    ...curves
      .filter((curve) => curve !== own)
      .map(({ layer, norms }) => ({ values: norms, name: layer, style: { color: colors.ink2, width: 1, alpha: 0.75 } })),
    ...(own ? [{ values: own.norms, name: own.layer, style: { color: colors.win, width: 1.75 } }] : []),
  ]
  const axis = normAxis(
    lines.map((item) => item.values),
    max,
    normRange(),
  )
  const steps = Math.max(1, ...lines.map((item) => item.values.length))
  return { steps, lines, show: power, ...axis }
}

/** The curves to keep, with what distinguishes this run from others. */
function runOf(curves: readonly NormCurve[], batch: number): Omit<KeptNorms, 'number'> {
  const state = store.getState()
  const { open, openedAs } = state.viewedRun?.shown ?? state
  const preset = presetNamed(openedAs)
  const changed = preset ? differences(open, preset.experiment) : []
  const settings = changed.length > 0 ? changed.map((row) => `${row.label} ${showValue(row, row.value)}`) : summaryOf(open).slice(0, 2)
  return {
    title: preset?.title ?? 'Experiment',
    settings: `${settings.join(', ')}; batch ${grouped(batch)}`,
    curves: curves.map(({ layer, norms }) => ({ layer, norms: Float64Array.from(norms) })),
  }
}

const Remove = ({ run }: { run: KeptNorms }) => (
  <IconButton
    className={css.remove}
    aria-label={`Remove kept curve ${run.number}: ${run.title}, ${run.settings}`}
    title="Remove this curve"
    onClick={() => dropNorms(run.number)}
  >
    <Icon sign="close" />
  </IconButton>
)

const Dash = ({ number }: { number: number }) => (
  <svg className={css.dash} viewBox="0 0 22 8" aria-hidden="true">
    <path d="M0 4h22" strokeDasharray={KEPT_DASHES[number - 1]!.join(' ')} />
  </svg>
)

/** A kept curve in compact form. */
const KeptChip = ({ run }: { run: KeptNorms }) => (
  <span className={css.chip} data-help={`${run.number}: ${run.title}; ${run.settings}`}>
    <b>{run.number}</b>
    <Dash number={run.number} />
    <Remove run={run} />
  </span>
)

const KeptList = ({ kept }: { kept: readonly KeptNorms[] }) => (
  <ul className={css.keptList} aria-label="Kept curves">
    {kept.map((run) => (
      <li key={run.number}>
        <b>{run.number}</b>
        <Dash number={run.number} />
        <span>
          {run.title}; {run.settings}
        </span>
        <Remove run={run} />
      </li>
    ))}
  </ul>
)
