/** What was changed while a run trained, in words: for the message, the mark on the curves and the list of changes. */
import { asOf, settingsOf } from '../../experiments/changes'
import { formOf, valueAt } from '../../experiments/form'
import type { Experiment } from '../../experiments/schema'

type Change = NonNullable<Experiment['changes']>[number]

/** “Learning rate 0.001 → 0.0003, Clip norm 0 → 1”. */
export function settingsInWords(change: Change, experiment: Experiment): string {
  const before = asOf(experiment, change.step - 1)
  const rows = formOf(asOf(experiment, change.step), before).flatMap((group) => group.rows)
  const { step: _, ...values } = change
  const paths = settingsOf(values).map(([path]) => path)
  const changed = rows.filter((row) => row.changed && paths.some((path) => row.path === path || row.path.startsWith(`${path}.`)))
  return changed.map((row) => `${row.label} ${inWords(row, valueAt(before, row.path))} → ${inWords(row, row.value)}`).join(', ')
}

export const changeInWords = (change: Change, experiment: Experiment): string =>
  `From step ${change.step + 1} on: ${settingsInWords(change, experiment)}. The run continues.`

const inWords = ({ choices }: { readonly choices?: readonly { value: string; label: string }[] }, value: unknown): string =>
  choices?.find((choice) => choice.value === value)?.label ?? (value === undefined ? 'none' : String(value))
