/** The rows that the choices about recordings are made of: one of several, a number, a pair of numbers, a check, a name. */

import { type ReactNode, useId } from 'react'
import { HelpRow } from './help-row'
import { NumberField } from './number-field'
import controlsCss from './style/controls.module.css'
import formCss from './style/form.module.css'

interface RowProps {
  readonly label: string
  /** What it is about, by its name in the glossary; null of plain words. */
  readonly term: string | null
  readonly help: string
}

function Row({ children, ...row }: RowProps & { readonly id: string; readonly children: ReactNode }) {
  return (
    <HelpRow {...row}>
      <span className={formCss.field}>{children}</span>
    </HelpRow>
  )
}

interface ChoiceProps<T extends string> extends RowProps {
  readonly value: T
  readonly options: readonly (readonly [value: T, text: string])[]
  readonly change: (value: T) => void
}

export function Choice<T extends string>({ value, options, change, ...row }: ChoiceProps<T>) {
  const id = useId()
  return (
    <Row id={id} {...row}>
      <select id={id} aria-describedby={`${id}help`} value={value} onChange={(event) => change(event.currentTarget.value as T)}>
        {options.map(([key, text]) => (
          <option key={key} value={key}>
            {text}
          </option>
        ))}
      </select>
    </Row>
  )
}

interface NumberProps {
  readonly label: string
  readonly min?: number
  readonly max: number
  readonly value: number
  readonly change: (value: number) => void
}

/** What is out of range is the nearest that is not. */
const within =
  ({ min = 1, max, change }: NumberProps) =>
  (value: number) =>
    change(Math.min(max, Math.max(min, value)))

export function Count({ term, help, unit, ...number }: NumberProps & RowProps & { readonly unit?: string }) {
  const id = useId()
  const { label, min = 1, max, value } = number
  return (
    <Row id={id} label={label} term={term} help={help}>
      <NumberField id={id} integer min={min} max={max} step={1} value={value} describedBy={`${id}help`} change={within(number)} />
      {unit && <span className={formCss.rowUnit}>{unit}</span>}
    </Row>
  )
}

/** A number that need not be whole. */
export function Amount({ term, help, unit, ...number }: NumberProps & RowProps & { readonly unit: string }) {
  const id = useId()
  const { label, min = 1, max, value } = number
  return (
    <Row id={id} label={label} term={term} help={help}>
      <NumberField id={id} min={min} max={max} value={value} describedBy={`${id}help`} change={within(number)} />
      <span className={formCss.rowUnit}>{unit}</span>
    </Row>
  )
}

export function Check({ value, change, ...row }: RowProps & { readonly value: boolean; readonly change: (value: boolean) => void }) {
  const id = useId()
  return (
    <Row id={id} {...row}>
      <input
        id={id}
        type="checkbox"
        aria-describedby={`${id}help`}
        checked={value}
        onChange={(event) => change(event.currentTarget.checked)}
      />
    </Row>
  )
}

interface TextRowProps extends RowProps {
  /** Characters. */
  readonly max: number
  readonly value: string
  readonly change: (value: string) => void
}

export function TextRow({ max, value, change, ...row }: TextRowProps) {
  const id = useId()
  return (
    <Row id={id} {...row}>
      <input
        id={id}
        type="text"
        aria-describedby={`${id}help`}
        maxLength={max}
        value={value}
        onChange={(event) => change(event.currentTarget.value)}
      />
    </Row>
  )
}

export function Pair({ label, term, help, children }: RowProps & { readonly children: ReactNode }) {
  return (
    <fieldset className={formCss.row} aria-label={label}>
      <span data-help={help} data-about={term ?? undefined}>
        {label}
      </span>
      <span className={formCss.field}>{children}</span>
    </fieldset>
  )
}

export function Side(number: NumberProps) {
  const id = useId()
  const { label, min = 1, max, value } = number
  return (
    <>
      <label htmlFor={id} className={controlsCss.hidden}>
        {label}
      </label>
      <NumberField id={id} integer min={min} max={max} step={1} value={value} change={within(number)} />
    </>
  )
}
