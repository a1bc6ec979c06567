/** The membrane view as a table: shares, mean, standard deviation and the predicted distribution, by step or by groups of steps. */

import { fixed, hundredths } from '../../../format'
import type { MembraneReading } from '../../../readings/membrane'
import { nanAt, overAt, sharesOver, sharesOverall, stepsOf, underAt } from '../../../readings/shares'
import { hasThreshold, titleOf, type VariableReading, variableText } from '../../../readings/variables'
import { Term } from '../../base/help'
import { Scrolling } from '../../base/parts'
import { useSignal } from '../../base/signal'
import viewCss from '../../base/style/view.module.css'
import { type Group, groupLabel, groupsOf } from '../../base/viewport'
import { lens } from '../../state/selection/lens'
import { overlayNow, pinned } from '../../state/selection/pinned'
import { isExact, shownOver, shownOverall, type Trial } from '../../state/selection/window-trial'

/** The largest number of rows: in a long simulation each covers several steps. The CSV has every step. */
const MAX_ROWS = 32

export function MembraneTable({ frame, step, scope }: { frame: VariableReading; step: number | null; scope: string }) {
  const overall = sharesOverall(frame)
  const tried = useSignal(lens)
  const trial = frame.variable === undefined ? tried : null
  useSignal(pinned)
  const title = titleOf(frame)
  const overlay = overlayNow(frame)
  const overlaid = overlay?.ok ? overlay.frame : null
  const steps = stepsOf(frame)
  const groups = groupsOf(steps, MAX_ROWS)
  const grouped = groups.some(({ from, to }) => to - from > 1)
  const rows: Group[] = grouped && step !== null && step < steps ? [{ from: step, to: step + 1 }, ...groups] : groups
  return (
    <Scrolling className={viewCss.scroll} label={`${title === undefined ? 'Membrane potential' : variableText(title)} by step`}>
      <table className={viewCss.data}>
        <caption>
          {title === undefined
            ? `Potentials of ${frame.layer} before the reset, % of those of ${scope}`
            : `${variableText(title)} of ${frame.layer}, ${scope}`}
          {grouped && '; means over the steps of a row'}
          {trial &&
            `; preview: threshold ${fixed(trial.threshold, 2)}, windows × ${fixed(trial.widen, 2)}${isExact(frame, trial) ? '' : ', about'}`}
          {overlay && `; A is ${overlay.label}${overlay.ok ? '' : `: ${overlay.why}`}`}
        </caption>
        <thead>
          <tr>
            <th scope="col">step</th>
            {hasThreshold(frame) && <WindowHeads trial={trial !== null} overlaid={overlaid !== null} />}
            <th scope="col">
              <Term term="membrane" help="Its mean over neurons and samples.">
                mean
              </Term>
            </th>
            <th scope="col">standard deviation</th>
            {frame.predicted && (
              <th scope="col">
                <Term term="predicted">predicted distribution: mean</Term>
              </th>
            )}
            {frame.predicted && <th scope="col">standard deviation</th>}
            <th scope="col">off axis</th>
            <th scope="col">NaN</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((group) => (
            <Row
              key={`${group.from} ${group.to}`}
              frame={frame}
              group={group}
              on={group.to - group.from === 1 && group.from === step}
              trial={trial}
              overlaid={overlaid}
            />
          ))}
          {hasThreshold(frame) && (
            <tr>
              <th scope="row">all</th>
              <td>{hundredths(overall.below)}</td>
              <td className={viewCss.win}>{hundredths(overall.inside)}</td>
              {trial && <td className={viewCss.onTrial}>{hundredths(shownOverall(frame, trial).inside)}</td>}
              {overlaid && <td>{hundredths(sharesOverall(overlaid).inside)}</td>}
              <td>{hundredths(overall.above)}</td>
              <td className={viewCss.fix}>{hundredths(overall.fixed)}</td>
            </tr>
          )}
        </tbody>
      </table>
    </Scrolling>
  )
}

function WindowHeads({ trial, overlaid }: { trial: boolean; overlaid: boolean }) {
  return (
    <>
      <th scope="col">below</th>
      <th scope="col" className={viewCss.win}>
        <Term term="fraction">in window</Term>
      </th>
      {trial && <th scope="col">preview</th>}
      {overlaid && (
        <th scope="col">
          <Term term="fraction">A: in window</Term>
        </th>
      )}
      <th scope="col">above</th>
      <th scope="col" className={viewCss.fix}>
        <Term term="fraction" help="In a fixed window of width 1, on the same potentials.">
          fixed
        </Term>
      </th>
      <th scope="col">
        <Term term="firingRate">fired</Term>
      </th>
      <th scope="col">
        <Term term="window">window from</Term>
      </th>
      <th scope="col">to</th>
    </>
  )
}

interface RowProps {
  readonly frame: VariableReading
  readonly group: Group
  readonly on: boolean
  readonly trial: Trial | null
  readonly overlaid: MembraneReading | null
}

function Row({ frame, group, on, trial, overlaid }: RowProps) {
  const { from, to } = group
  const shares = sharesOver(frame, from, to)
  const all = (frame.total || 1) * (to - from)
  const sum = (at: (step: number) => number) => {
    let result = 0
    for (let step = from; step < to; step++) result += at(step)
    return result
  }
  const mean = (values: ArrayLike<number>) => sum((step) => values[step]!) / (to - from)
  return (
    <tr data-on={on || undefined}>
      <th scope="row">{groupLabel(group)}</th>
      {hasThreshold(frame) && (
        <>
          <td>{hundredths(shares.below)}</td>
          <td className={viewCss.win}>{hundredths(shares.inside)}</td>
          {trial && <td className={viewCss.onTrial}>{hundredths(shownOver(frame, from, to, trial).inside)}</td>}
          {overlaid && <td>{hundredths(sharesOver(overlaid, from, to).inside)}</td>}
          <td>{hundredths(shares.above)}</td>
          <td className={viewCss.fix}>{hundredths(shares.fixed)}</td>
          <td>{hundredths(sum((step) => frame.fired[step]!) / all)}</td>
          <td>{fixed(mean(frame.windowLow), 3)}</td>
          <td>{fixed(mean(frame.windowHigh), 3)}</td>
        </>
      )}
      <td>{fixed(mean(frame.mean), 3)}</td>
      <td>{fixed(mean(frame.standardDeviation), 3)}</td>
      {frame.predicted && <td>{fixed(mean(frame.predicted.mean), 3)}</td>}
      {frame.predicted && <td>{fixed(mean(frame.predicted.standardDeviation), 3)}</td>}
      <td>{hundredths(sum((step) => underAt(frame, step) + overAt(frame, step)) / all)}</td>
      <td>{sum((step) => nanAt(frame, step))}</td>
    </tr>
  )
}
