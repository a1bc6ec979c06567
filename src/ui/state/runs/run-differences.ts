/** The settings in which runs differ, as rows of a table. Pure. */

import { dataKey, dataShape } from '../../../data/datasets/schema'
import { type FormRow, formOf } from '../../../experiments/form'
import type { Experiment } from '../../../experiments/schema'
import { UNKNOWN } from '../../../format'
import { changeLines } from '../labels/change-label'
import { showValue } from '../labels/experiment-label'

export interface DifferenceRow {
  readonly path: string
  readonly group: string
  readonly label: string
  /** The glossary term of the setting; null where there is none. */
  readonly term: string | null
  /** One value per run; a dash where a run has no such setting. */
  readonly values: readonly string[]
  /** The same values for export: numbers without units. */
  readonly raw: readonly (string | number)[]
  readonly unit: string
  /** For each run, whether its value differs from the first run's. */
  readonly changed: readonly boolean[]
}

/** Only the settings in which they differ. */
export function differencesOf(experiments: readonly Experiment[]): DifferenceRow[] {
  const settings = experiments.map(settingsOf)
  const paths = new Map<string, Setting>()
  for (const bySetting of settings) for (const [path, setting] of bySetting) if (!paths.has(path)) paths.set(path, setting)
  return [...paths].flatMap(([path, { group, row }]) => {
    const found = settings.map((bySetting) => bySetting.get(path)?.row)
    const keys = found.map((other) => (other ? JSON.stringify(other.value) : ''))
    if (keys.every((key) => key === keys[0])) return []
    return [
      {
        path,
        group,
        label: row.label,
        term: row.term ?? null,
        unit: row.unit ?? '',
        values: found.map((other) => valueText(other, found)),
        raw: found.map((other) => (typeof other?.value === 'number' ? other.value : other ? valueText(other, found) : '')),
        changed: keys.map((key) => key !== keys[0]),
      },
    ]
  })
}

export interface Setting {
  readonly group: string
  readonly row: FormRow
}

export function settingsOf(experiment: Experiment): Map<string, Setting> {
  const settings = new Map<string, Setting>()
  for (const { title, rows } of formOf(experiment, experiment)) for (const row of rows) settings.set(row.path, { group: title, row })
  // The form does not show the data of a custom set.
  const { title } = dataShape(experiment.data)
  const row: FormRow = {
    path: 'data',
    label: 'Data set',
    help: '',
    control: 'choice',
    changed: false,
    rare: false,
    initial: undefined,
    choices: [{ value: dataKey(experiment.data), label: title }],
    value: dataKey(experiment.data),
  }
  settings.delete('data.kind')
  settings.set('data', { group: 'Data', row })
  const changes = changeLines(experiment).join('; ')
  if (changes) settings.set('changes', { group: 'Run', row: { ...row, label: 'Changed while training', choices: [], value: changes } })
  return settings
}

/** Values with the same text, such as lists of equally many layers, are shown as JSON. */
function valueText(row: FormRow | undefined, all: readonly (FormRow | undefined)[]): string {
  if (!row) return UNKNOWN
  const shown = showValue(row, row.value)
  const alike = all.some(
    (other) =>
      other && other !== row && showValue(other, other.value) === shown && JSON.stringify(other.value) !== JSON.stringify(row.value),
  )
  return alike ? JSON.stringify(row.value).replaceAll('"', '').slice(0, 300) : shown
}
