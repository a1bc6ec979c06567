/** A form row made from data that a schema or a list provides, with the control for its type: choice, checkbox, number, slider or text. */

import { Fragment, useId, useState } from 'react'
import type { FormControl, FormRow } from '../../experiments/form'
import { HelpRow } from '../base/help-row'
import { NumberField, showNumber } from '../base/number-field'
import controlsCss from '../base/style/controls.module.css'
import formCss from '../base/style/form.module.css'
import { useMessageInView } from '../base/use-message-in-view'
import { Wrong } from '../base/wrong'

export type FieldControl = FormControl | 'text'

/** The data that a row draws. `FormRow` fits; there, choices are texts. */
export interface Field extends Pick<FormRow, 'path' | 'label' | 'symbol' | 'unit' | 'help' | 'min' | 'max' | 'step' | 'scale' | 'value'> {
  readonly term?: string | null
  /** For a text, `max` is its maximum length. */
  readonly control: FieldControl
  readonly choices?: readonly { readonly value: string | number | undefined; readonly label: string }[]
}

interface RowProps {
  readonly row: Field
  /** The range of the slider; values beyond it are typed. Null if there is no slider. */
  readonly usual?: readonly [low: number, high: number] | null | undefined
  readonly change: (path: string, value: unknown) => void
}

export function SchemaRow({ row, usual, change }: RowProps) {
  const id = useId()
  const help = row.unit && !row.unit.startsWith('per ') ? `${row.help} In ${row.unit}.` : row.help
  return (
    <HelpRow
      id={id}
      help={help}
      term={row.term}
      label={
        <>
          {row.label}
          {row.symbol && <var> {row.symbol}</var>}
        </>
      }
    >
      {row.control === 'flag' ? (
        <input
          id={id}
          type="checkbox"
          aria-describedby={`${id}help`}
          checked={row.value === true}
          onChange={(event) => change(row.path, event.currentTarget.checked)}
        />
      ) : row.choices ? (
        <select
          id={id}
          aria-describedby={`${id}help`}
          value={String(row.value)}
          onChange={(event) => change(row.path, row.choices?.[event.currentTarget.selectedIndex]?.value)}
        >
          {row.choices.map(({ value, label }) => (
            <option key={String(value)} value={String(value)}>
              {label}
            </option>
          ))}
        </select>
      ) : row.control === 'text' ? (
        <input
          id={id}
          type="text"
          aria-describedby={`${id}help`}
          maxLength={row.max}
          value={String(row.value)}
          onChange={(event) => change(row.path, event.currentTarget.value)}
        />
      ) : (
        <NumberRow row={row} id={id} usual={usual} change={change} />
      )}
    </HelpRow>
  )
}

const PLACES = 200

/** A number clamped to what its row allows, and a message if it differs from what was typed. */
export function withinRange(
  next: number,
  { label, symbol, min = 0, max = 1, control }: Field,
): { readonly value: number; readonly message: string | null } {
  const whole = control === 'integer' ? Math.round(next) : next
  const value = Math.min(max, Math.max(min, whole))
  if (value === whole) return { value, message: null }
  const name = symbol && !label.endsWith(symbol) ? `${label} ${symbol}` : label
  const [now, typed] = [value, whole].map((one) => showNumber(one))
  return { value, message: `${name} is at ${whole > max ? 'most' : 'least'} ${now}: ${typed} became ${now}.` }
}

function NumberRow({ row, id, usual, change }: RowProps & { readonly id: string }) {
  const value = Number(row.value)
  const [min, max] = [row.min ?? 0, row.max ?? 1]
  const [low, high] = usual ? [Math.max(usual[0], min), Math.min(usual[1], max)] : [min, max]
  // Shown until the value changes, or is typed again.
  const [shown, show] = useState<{ readonly text: string; readonly value: number } | null>(null)
  const [refused, refuse] = useState<string | null>(null)
  const set = (next: number) => {
    const { value, message } = withinRange(next, row)
    show(message === null ? null : { text: message, value })
    change(row.path, value)
  }
  const wrong = refused ?? (shown?.value === value ? shown.text : null)
  const host = useMessageInView<HTMLParagraphElement>(wrong ?? '')
  const log = row.scale === 'log'
  const rounded = (part: number) => {
    const raw = log ? low * (high / low) ** part : low + (high - low) * part
    return log || row.step === undefined ? Number(raw.toPrecision(2)) : Number((Math.round(raw / row.step) * row.step).toPrecision(6))
  }
  const part = log ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low)
  return (
    <>
      <span className={formCss.field} onInput={host.onInput}>
        {usual !== null && (
          <input
            type="range"
            aria-label={row.label}
            aria-describedby={`${id}help`}
            aria-valuetext={`${value}${row.unit ? ` ${row.unit}` : ''}`}
            min={0}
            max={PLACES}
            value={Math.round(PLACES * Math.min(1, Math.max(0, part)))}
            onChange={(event) => set(rounded(event.currentTarget.valueAsNumber / PLACES))}
          />
        )}
        <NumberField
          id={id}
          value={value}
          integer={row.control === 'integer'}
          min={min}
          max={max}
          {...(row.step !== undefined && !log && { step: row.step })}
          describedBy={wrong ? `${id}wrong ${id}help` : `${id}help`}
          refuse={refuse}
          change={set}
        />
        <span className={formCss.rowUnit}>{row.unit ?? ''}</span>
      </span>
      {wrong && (
        <Wrong ref={host.ref} id={`${id}wrong`} role="alert">
          {wrong}
        </Wrong>
      )}
    </>
  )
}

/** Two whole numbers in one row, such as a width and a height. Each keeps its own label for screen readers. */
export function PairRow({
  label,
  term,
  help,
  between,
  rows,
  change,
}: Pick<Field, 'label' | 'term' | 'help'> & {
  readonly between: string
  readonly rows: readonly Field[]
  readonly change: RowProps['change']
}) {
  return (
    <fieldset className={formCss.row} aria-label={label}>
      <span data-help={help} data-about={term ?? undefined}>
        {label}
      </span>
      <span className={formCss.field}>
        {rows.map((row, n) => (
          <Fragment key={row.path}>
            {n > 0 && between}
            <Side row={row} change={change} />
          </Fragment>
        ))}
      </span>
    </fieldset>
  )
}

function Side({ row, change }: RowProps) {
  const id = useId()
  return (
    <>
      <label htmlFor={id} className={controlsCss.hidden}>
        {row.label}
      </label>
      <NumberField
        id={id}
        integer
        {...(row.min !== undefined && { min: row.min })}
        {...(row.max !== undefined && { max: row.max })}
        step={1}
        value={Number(row.value)}
        change={(next) => change(row.path, withinRange(next, row).value)}
      />
    </>
  )
}
