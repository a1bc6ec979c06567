/** Values of the experiment's fields as commands: "threshold 0.4", "hidden layers 8 x 128", "encoder poisson". Pure. */
import type { FormRow } from '../../../experiments/form'
import { readList } from '../../base/list-field'
import { parseNumber } from '../../base/number-field'
import type { Command } from '../../state/command'
import { showValue } from '../../state/labels/experiment-label'
import { findCommands } from './palette-search'

/** Typed words may fit many fields, by their help texts; these are the best. */
const MAX_FIELDS = 4

type Set = (path: string, value: unknown) => void

const commandOf = (row: FormRow, value: unknown, set: Set): Command => ({
  id: `set ${row.path} ${value}`,
  group: 'Experiment',
  label: `Set ${row.label} to ${showValue(row, value)}`,
  act: () => set(row.path, value),
})

/** The fields that the first typed words name, with the number or the list that follows, where a field can have it. */
export function typedValues(rows: readonly FormRow[], typed: string, set: Set): readonly Command[] {
  const [, name, value] = /^\s*(?:set\s+)?(\D.*?)\s*(?:\s|=|\bto\b)\s*([-−.\d].*)$/i.exec(typed) ?? []
  if (!name || !value) return []
  const fields = rows.map((row) => ({ row, label: row.label, group: 'Experiment' as const, also: row.help }))
  return findCommands(fields, name)
    .flatMap(({ row }) => {
      const read = valueIn(row, value)
      return read === null ? [] : [commandOf(row, read, set)]
    })
    .slice(0, MAX_FIELDS)
}

function valueIn({ control, step, min = -Infinity, max = Infinity }: FormRow, text: string): unknown {
  if (control === 'list') {
    const read = readList(text, step === undefined)
    return read.ok ? read.value : null
  }
  const value = control === 'number' || control === 'integer' || control === 'slider' ? parseNumber(text) : null
  return value === null || value < min || value > max || (control === 'integer' && !Number.isInteger(value)) ? null : value
}

/** Every other choice of every field. */
export const fieldChoices = (rows: readonly FormRow[], set: Set): readonly Command[] =>
  rows.flatMap((row) =>
    (row.control === 'flag' ? [true, false] : (row.choices ?? []).map(({ value }) => value))
      .filter((value) => value !== row.value)
      .map((value) => commandOf(row, value, set)),
  )
