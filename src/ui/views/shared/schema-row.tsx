/** A row of a form that a schema describes, with what its type asks for: a choice, a check, or a slider and a number. */

import { useId } from 'react'
import type { FormRow } from '../../../experiments/form'
import { HelpRow } from '../../base/help-row'
import { NumberField } from '../../base/number-field'
import formCss from '../../base/style/form.module.css'

interface RowProps {
  readonly row: FormRow
  /** What a slider covers: what is beyond it is typed. */
  readonly usual?: readonly [low: number, high: number] | undefined
  readonly change: (path: string, value: unknown) => void
}

export function SchemaRow({ row, usual, change }: RowProps) {
  const id = useId()
  const help = row.unit && !row.unit.startsWith('per ') ? `${row.help} In ${row.unit}.` : row.help
  return (
    <HelpRow
      id={id}
      help={help}
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
          onChange={(event) => change(row.path, event.currentTarget.value)}
        >
          {row.choices.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      ) : (
        <NumberRow row={row} id={id} usual={usual} change={change} />
      )}
    </HelpRow>
  )
}

const PLACES = 200

function NumberRow({ row, id, usual, change }: RowProps & { readonly id: string }) {
  const value = Number(row.value)
  const [min, max] = [row.min ?? 0, row.max ?? 1]
  const [low, high] = usual ? [Math.max(usual[0], min), Math.min(usual[1], max)] : [min, max]
  const set = (next: number) => change(row.path, Math.min(max, Math.max(min, row.control === 'integer' ? Math.round(next) : next)))
  const log = row.scale === 'log'
  const rounded = (part: number) => {
    const raw = log ? low * (high / low) ** part : low + (high - low) * part
    return log || row.step === undefined ? Number(raw.toPrecision(2)) : Number((Math.round(raw / row.step) * row.step).toPrecision(6))
  }
  const part = log ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low)
  return (
    <span className={formCss.field}>
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
      <NumberField
        id={id}
        value={value}
        integer={row.control === 'integer'}
        min={min}
        max={max}
        {...(row.step !== undefined && !log && { step: row.step })}
        describedBy={`${id}help`}
        change={set}
      />
      <span className={formCss.rowUnit}>{row.unit ?? ''}</span>
    </span>
  )
}
