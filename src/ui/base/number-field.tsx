/** A field for a number, typed or stepped with arrow keys. Invalid text stays and the row explains it; ranges are checked by the form. */
import { type KeyboardEvent, useEffect, useState } from 'react'

interface Props {
  readonly id: string
  readonly value: number
  readonly integer?: boolean
  readonly min?: number
  readonly max?: number
  readonly step?: number
  readonly describedBy?: string
  readonly invalid?: boolean
  /** Called with the error in what was typed; null if there is none. */
  readonly refuse?: (message: string | null) => void
  /** @param stepped by an arrow key, which may be held: others may follow at once. */
  readonly change: (value: number, stepped: boolean) => void
}

export function NumberField({ id, value, integer = false, min, max, step, describedBy, invalid = false, refuse, change }: Props) {
  // What is being typed is discarded when the value changes in the meantime.
  const [typed, setTyped] = useState<{ text: string; over: number; ended: boolean } | null>(null)
  const now = typed?.over === value ? typed : null
  const text = now?.text ?? null
  const setText = (next: string | null) => setTyped(next === null ? null : { text: next, over: value, ended: said !== null })
  const parsed = text === null ? value : parseNumber(text)
  const wrong = parsed === null || (integer && !Number.isInteger(parsed))
  const said = wrong && now?.ended ? `“${now.text}” is not a ${integer ? 'whole ' : ''}number.` : null
  useEffect(() => refuse?.(said), [refuse, said])

  const commit = () => {
    if (now && wrong) return setTyped({ ...now, ended: true })
    if (now && parsed !== null && parsed !== value) change(parsed, false)
    setText(null)
  }
  const press = (event: KeyboardEvent) => {
    if (event.key === 'Enter') commit()
    if (event.key === 'Escape' && text !== null) {
      event.preventDefault()
      setText(null)
    }
    const direction = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0
    if (!direction) return
    event.preventDefault()
    const by = (step ?? stepOf(value)) * (event.shiftKey ? 10 : 1)
    const next = Number(((parsed ?? value) + direction * by).toPrecision(12))
    change(Math.min(max ?? next, Math.max(min ?? next, next)), true)
    setText(null)
  }
  return (
    <input
      id={id}
      type="text"
      inputMode={integer ? 'numeric' : 'decimal'}
      role="spinbutton"
      autoComplete="off"
      spellCheck={false}
      aria-valuenow={plain(value)}
      aria-valuetext={String(value)}
      aria-valuemin={plain(min)}
      aria-valuemax={plain(max)}
      aria-describedby={describedBy}
      aria-invalid={wrong || invalid || undefined}
      value={text ?? showNumber(value, step)}
      onChange={(event) => setText(event.currentTarget.value)}
      onFocus={(event) => event.currentTarget.select()}
      onBlur={commit}
      onKeyDown={press}
    />
  )
}

/** Accepts a true minus sign, a comma between thousands, and 1e-3. */
export function parseNumber(text: string): number | null {
  const plain = text
    .trim()
    .replace('−', '-')
    .replace(/,(?=\d{3}\b)/g, '')
  const value = Number(plain)
  return plain === '' || !Number.isFinite(value) ? null : value
}

/** To six decimals: these attributes allow no exponent. The exact value is in the text. */
const plain = (value: number | undefined): number | undefined =>
  value === undefined || !Number.isFinite(value) ? undefined : Number(value.toFixed(6))

/** The step of the arrow keys: a tenth of the number's order of magnitude. */
const stepOf = (value: number): number => (value === 0 ? 0.1 : 10 ** (Math.floor(Math.log10(Math.abs(value))) - 1))

export function showNumber(value: number, step?: number): string {
  const digits = step !== undefined && step < 1 ? Math.max(0, -Math.floor(Math.log10(step))) : 0
  const plain =
    Number(value.toFixed(digits)) === value
      ? value.toFixed(digits)
      : Math.abs(value) < 1e-4 && value !== 0
        ? value.toExponential()
        : String(value)
  return plain.replace('-', plain.includes('e-') ? '-' : '−')
}
