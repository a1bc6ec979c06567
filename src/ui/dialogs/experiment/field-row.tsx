/** One row of the form: label with help, the control that fits the field, its unit, a reset to the preset's value, and its problems. */

import { lazy, Suspense, useId, useState } from 'react'
import type { FormRow } from '../../../experiments/form'
import type { Problem } from '../../../problem'
import { classesOf } from '../../base/classes'
import { Icon } from '../../base/icons'
import { hintOf, ListField } from '../../base/list-field'
import { NumberField } from '../../base/number-field'
import { usePaletteActions } from '../../base/palette-actions'
import { Segments } from '../../base/parts'
import controlsCss from '../../base/style/controls.module.css'
import formCss from '../../base/style/form.module.css'
import { useMessageInView } from '../../base/use-message-in-view'
import { Wrong } from '../../base/wrong'
import { showValue } from '../../state/labels/experiment-label'
import { edit } from '../../state/session/edit'
import css from './experiment.module.css'

// Loaded on demand, since most experiments have neither a list of layers nor equations nor a teacher.
const LayerList = lazy(async () => ({ default: (await import('./layer-list')).LayerList }))
const EquationsEditor = lazy(async () => ({ default: (await import('../../shared/equations-editor')).EquationsEditor }))
const TeacherField = lazy(async () => ({ default: (await import('./teacher-field')).TeacherField }))
const FormulaField = lazy(async () => ({ default: (await import('../../shared/formula-field')).FormulaField }))

export function FieldRow({ row, problems: all }: { row: FormRow; problems: readonly Problem[] }) {
  const id = useId()
  const helpId = `${id}help`
  const wrongId = `${id}wrong`
  const [refused, setRefused] = useState<string | null>(null)
  // The text that was just typed replaces the errors of the value that was rejected before.
  const problems = refused ? all.filter(({ severity }) => severity === 'warning') : all
  const name = row.symbol && row.label.endsWith(` ${row.symbol}`) ? row.label.slice(0, -row.symbol.length - 1) : row.label
  const symbol = row.symbol && row.symbol !== row.label ? ` ${row.symbol}` : ''
  const wrong = problems.some(({ severity }) => severity === 'error')
  const said = [refused ?? '', ...problems.map(({ message }) => message)].join(' ').trim()
  const host = useMessageInView<HTMLDivElement>(said)
  usePaletteActions([
    {
      id: `field ${row.path}`,
      group: 'Experiment',
      label: `Set ${name}${symbol}`,
      also: row.help,
      act: () => controlOf(host.ref.current, id)?.focus(),
    },
  ])
  const text = helpText(row)
  return (
    <div
      {...host}
      data-row
      data-field={row.path}
      data-changed={row.changed || undefined}
      className={classesOf(formCss.row, row.changed && formCss.changed, (wrong || refused) && formCss.wrong)}
    >
      <label htmlFor={id} data-help={text} data-about={row.term}>
        {name}
        {symbol && <var>{symbol}</var>}
      </label>
      {row.changed && row.initial !== undefined && (
        <button
          type="button"
          className={css.back}
          aria-label={`${row.label}: back to ${showValue(row, row.initial)}`}
          data-help={`Back to ${showValue(row, row.initial)}, as in the preset.`}
          onClick={() => edit(row.path, row.initial)}
        >
          <Icon sign="undo" />
        </button>
      )}
      <Suspense fallback={null}>
        <RowControl row={row} id={id} helpId={refused ? `${wrongId} ${helpId}` : helpId} wrong={wrong} refuse={setRefused} />
      </Suspense>
      <span id={helpId} className={controlsCss.hidden}>
        {text} {problems.map(({ message }) => message).join(' ')}
      </span>
      {refused && (
        <Wrong id={wrongId} role="alert">
          {refused}
        </Wrong>
      )}
      {problems.map(({ message, severity }) => (
        <p
          key={message}
          data-severity={severity}
          className={classesOf(controlsCss.problem, severity === 'error' && controlsCss.error)}
          aria-hidden="true"
        >
          {message}
        </p>
      ))}
    </div>
  )
}

/** What the tooltip says of a field. */
const helpText = (row: FormRow): string =>
  [
    row.help,
    row.unit && (row.unit.startsWith('per ') ? `Counted ${row.unit}.` : `In ${row.unit}.`),
    row.control === 'list' && `Written as ${hintOf(row.step === undefined)}.`,
    row.changed && row.initial !== undefined && `The preset has ${showValue(row, row.initial)}.`,
  ]
    .filter(Boolean)
    .join(' ')

/** The element to focus: the control that the label belongs to, or the first of several. */
function controlOf(row: HTMLElement | null, id: string): HTMLElement | null {
  const control = row?.querySelector<HTMLElement>(`[id="${id}"]`) ?? null
  return control?.matches('select, input') ? control : (control?.querySelector<HTMLElement>('input:checked, select, input, button') ?? null)
}

/** Two choices with up to this many letters in all fit next to each other; longer ones become a menu. */
const MAX_SIDE_BY_SIDE = 32
const isSideBySide = ({ control, choices = [] }: FormRow): boolean =>
  control === 'choice' && choices.length === 2 && choices.reduce((sum, { label }) => sum + label.length, 0) <= MAX_SIDE_BY_SIDE

interface ControlProps {
  readonly row: FormRow
  readonly id: string
  readonly helpId: string
  readonly wrong: boolean
  readonly refuse: (message: string | null) => void
}

function RowControl({ row, id, helpId, wrong, refuse }: ControlProps) {
  const change = (value: unknown, series = false) => edit(row.path, value, series)
  const field = { id, describedBy: helpId, invalid: wrong, refuse, change }
  switch (row.control) {
    case 'number':
    case 'integer':
    case 'slider':
      return (
        <span className={formCss.field}>
          {row.control === 'slider' && (
            <input
              type="range"
              aria-label={row.label}
              aria-describedby={helpId}
              min={row.min}
              max={sliderMax(row)}
              step={row.step ?? 'any'}
              value={Number(row.value)}
              onChange={(event) => change(event.currentTarget.valueAsNumber, true)}
            />
          )}
          <NumberField {...field} {...bounds(row)} value={Number(row.value)} integer={row.control === 'integer'} />
          {row.unit && <span className={formCss.rowUnit}>{row.unit}</span>}
        </span>
      )
    case 'choice':
    case 'union':
      return isSideBySide(row) ? (
        <span className={formCss.field} id={id}>
          <Segments
            label={row.label}
            value={String(row.value)}
            options={row.choices!.map(({ value, label }) => ({ value, text: label }))}
            choose={change}
          />
        </span>
      ) : (
        <Select row={row} id={id} helpId={helpId} wrong={wrong} change={change} />
      )
    case 'flag':
      return (
        <input
          id={id}
          type="checkbox"
          aria-describedby={helpId}
          checked={row.value === true}
          onChange={(event) => change(event.currentTarget.checked)}
        />
      )
    case 'list':
      return (
        <span className={formCss.field}>
          <ListField {...field} value={row.value as readonly number[]} decimals={row.step === undefined} />
        </span>
      )
    case 'text': {
      const TextField = row.term === 'surrogateFormula' ? FormulaField : EquationsEditor
      return (
        <TextField
          id={id}
          aria-describedby={helpId}
          {...(wrong && { 'aria-invalid': true })}
          value={String(row.value)}
          change={(value) => change(value, true)}
        />
      )
    }
    case 'teacher':
      return <TeacherField id={id} name={String(row.value)} describedBy={helpId} invalid={wrong} />
    case 'layers':
      return <LayerList id={id} path={row.path} describedBy={helpId} Row={FieldRow} />
    default:
      return row.control satisfies never
  }
}

function Select({ row, id, helpId, wrong, change }: Omit<ControlProps, 'refuse'> & { readonly change: (value: unknown) => void }) {
  return (
    <select
      id={id}
      aria-describedby={helpId}
      aria-invalid={wrong || undefined}
      value={String(row.value)}
      onChange={(event) => change(event.currentTarget.value)}
    >
      {row.choices?.map(({ value, label }) => (
        <option key={value} value={value}>
          {label}
        </option>
      ))}
    </select>
  )
}

const bounds = ({ min, max, step }: FormRow) => ({
  ...(min !== undefined && { min }),
  ...(max !== undefined && { max }),
  ...(step !== undefined && { step }),
})

/** The slider's maximum covers the usual values; larger ones are typed. */
const sliderMax = (row: FormRow): number => ((row.max ?? 1) <= 1 ? (row.max ?? 1) : Math.max(2, Number(row.value)))
