/**
 * Changes of settings during training, in words: for the message, the mark on the curves, lists, names, links and captions. A change is
 * labeled with the number of training steps completed before it. Pure.
 */
import { asOf, settingsOf } from '../../../experiments/changes'
import { formOf, valueAt } from '../../../experiments/form'
import type { Experiment } from '../../../experiments/schema'
import { grouped } from '../../../format'

type Change = NonNullable<Experiment['changes']>[number]

/** “Learning rate 0.001 → 0.0003, Clip norm 0 → 1”. */
function settingsText(change: Change, experiment: Experiment): string {
  const before = asOf(experiment, change.step - 1)
  const rows = formOf(asOf(experiment, change.step), before).flatMap((group) => group.rows)
  const { step: _, ...values } = change
  const paths = settingsOf(values).map(([path]) => path)
  const changed = rows.filter((row) => row.changed && paths.some((path) => row.path === path || row.path.startsWith(`${path}.`)))
  return changed.map((row) => `${row.label} ${valueText(row, valueAt(before, row.path))} → ${valueText(row, row.value)}`).join(', ')
}

/** “after step 22: Learning rate 0.001 → 0.0003”. */
export const changeText = (change: Change, experiment: Experiment): string =>
  `after step ${grouped(change.step)}: ${settingsText(change, experiment)}`

/** One line per change; beyond `max`, the first ones and the number of further ones. */
export function changeLines(experiment: Experiment, max = Number.POSITIVE_INFINITY): string[] {
  const { changes = [] } = experiment
  const lines = changes.slice(0, max).map((change) => changeText(change, experiment))
  return changes.length > max ? [...lines, `${changes.length - max} more`] : lines
}

/** The change as part of a run's name; several changes as their number. */
export function changesInName(experiment: Experiment): string[] {
  const { changes = [] } = experiment
  return changes.length > 1 ? [`${changes.length} changes while it trained`] : changeLines(experiment)
}

const valueText = ({ choices }: { readonly choices?: readonly { value: string; label: string }[] }, value: unknown): string =>
  choices?.find((choice) => choice.value === value)?.label ?? (value === undefined ? 'none' : String(value))
