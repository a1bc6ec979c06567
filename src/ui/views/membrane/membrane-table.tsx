/** The membrane view as a table: shares, mean, standard deviation and the predicted distribution, by step or by groups of steps. */

import { fixed, hundredths } from '../../../format'
import type { MembraneReading } from '../../../readings/membrane'
import { nanAt, overAt, sharesOver, sharesOverall, stepsOf, underAt } from '../../../readings/shares'
import { hasThreshold, titleOf, type VariableReading, variableText } from '../../../readings/variables'
import { type Column, DataTable } from '../../base/data-table'
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
  const { predicted } = frame
  const steps = stepsOf(frame)
  const groups = groupsOf(steps, MAX_ROWS)
  const grouped = groups.some(({ from, to }) => to - from > 1)
  const rows: Group[] = grouped && step !== null && step < steps ? [{ from: step, to: step + 1 }, ...groups] : groups
  return (
    <DataTable
      label={`${title === undefined ? 'Membrane potential' : variableText(title)} by step`}
      caption={
        <>
          {title === undefined
            ? `Potentials of ${frame.layer} before the reset, % of those of ${scope}`
            : `${variableText(title)} of ${frame.layer}, ${scope}`}
          {grouped && '; means over the steps of a row'}
          {trial &&
            `; preview: threshold ${fixed(trial.threshold, 2)}, windows × ${fixed(trial.widen, 2)}${isExact(frame, trial) ? '' : ', about'}`}
          {overlay && `; A is ${overlay.label}${overlay.ok ? '' : `: ${overlay.why}`}`}
        </>
      }
      rows={rows}
      keyOf={({ from, to }) => `${from} ${to}`}
      on={({ from, to }) => to - from === 1 && from === step}
      columns={[
        { head: 'step', cell: groupLabel },
        ...(hasThreshold(frame) ? windowColumns(frame, trial, overlaid) : []),
        { head: 'mean', term: 'membrane', help: 'Its mean over neurons and samples.', cell: mean(frame.mean) },
        { head: 'standard deviation', cell: mean(frame.standardDeviation) },
        predicted && { head: 'predicted distribution: mean', term: 'predicted', cell: mean(predicted.mean) },
        predicted && { head: 'standard deviation', cell: mean(predicted.standardDeviation) },
        { head: 'off axis', cell: (group) => hundredths(shareOf(frame, group, (at) => underAt(frame, at) + overAt(frame, at))) },
        { head: 'NaN', cell: (group) => sum(group, (at) => nanAt(frame, at)) },
      ]}
    >
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
    </DataTable>
  )
}

/** The columns of a layer with a threshold: the shares of potentials about its window, and the window. */
function windowColumns(frame: MembraneReading, trial: Trial | null, overlaid: MembraneReading | null): (Column<Group> | null)[] {
  const share = (reading: MembraneReading, part: keyof ReturnType<typeof sharesOver>) => (group: Group) =>
    hundredths(sharesOver(reading, group.from, group.to)[part])
  return [
    { head: 'below', cell: share(frame, 'below') },
    { head: 'in window', term: 'fraction', className: viewCss.win, cell: share(frame, 'inside') },
    trial && {
      head: 'preview',
      cellLook: () => ({ className: viewCss.onTrial }),
      cell: ({ from, to }) => hundredths(shownOver(frame, from, to, trial).inside),
    },
    overlaid && { head: 'A: in window', term: 'fraction', cell: share(overlaid, 'inside') },
    { head: 'above', cell: share(frame, 'above') },
    {
      head: 'fixed',
      term: 'fraction',
      help: 'In a fixed window of width 1, on the same potentials.',
      className: viewCss.fix,
      cell: share(frame, 'fixed'),
    },
    { head: 'fired', term: 'firingRate', cell: (group) => hundredths(shareOf(frame, group, (at) => frame.fired[at]!)) },
    { head: 'window from', term: 'window', cell: mean(frame.windowLow) },
    { head: 'to', cell: mean(frame.windowHigh) },
  ]
}

function sum({ from, to }: Group, at: (step: number) => number): number {
  let result = 0
  for (let step = from; step < to; step++) result += at(step)
  return result
}

/** The share of all potentials of these steps. */
const shareOf = (frame: VariableReading, group: Group, count: (step: number) => number): number =>
  sum(group, count) / ((frame.total || 1) * (group.to - group.from))

const mean = (values: ArrayLike<number>) => (group: Group) => fixed(sum(group, (at) => values[at]!) / (group.to - group.from), 3)
