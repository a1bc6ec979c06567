/** Whole numbers in a row, "256, 256" or "8 × 128". */
import { useState } from 'react'

interface Props {
  readonly id: string
  readonly value: readonly number[]
  readonly describedBy: string
  readonly invalid: boolean
  readonly change: (value: number[]) => void
}

export function ListField({ id, value, describedBy, invalid, change }: Props) {
  // What is being typed goes when the value changes under it.
  const [typed, setTyped] = useState<{ text: string; over: string } | null>(null)
  const text = typed?.over === value.join() ? typed.text : null
  const setText = (next: string | null) => setTyped(next === null ? null : { text: next, over: value.join() })
  const parsed = text === null ? null : parseList(text)
  const commit = () => {
    if (parsed && parsed.join() !== value.join()) change(parsed)
    setText(null)
  }
  return (
    <input
      id={id}
      type="text"
      className="number list"
      autoComplete="off"
      spellCheck={false}
      aria-describedby={describedBy}
      aria-invalid={(text !== null && parsed === null) || invalid || undefined}
      value={text ?? showList(value)}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === 'Enter') commit()
        if (event.key === 'Escape' && text !== null) {
          event.preventDefault()
          setText(null)
        }
      }}
    />
  )
}

/** Null where something in it is not a whole number. */
export function parseList(text: string): number[] | null {
  const parts = text
    .replace(/\s*[×x*]\s*/g, '×')
    .split(/[,;\s]+/)
    .filter(Boolean)
  const numbers = parts.flatMap((part) => {
    const [first, second] = part.split('×').map(Number)
    if (second === undefined) return [first ?? Number.NaN]
    return Array.from({ length: Math.min(64, first ?? 0) }, () => second)
  })
  return numbers.every(Number.isInteger) ? numbers : null
}

export function showList(value: readonly number[]): string {
  const alike = value.length > 3 && value.every((item) => item === value[0])
  return alike ? `${value.length} × ${value[0]}` : value.join(', ')
}
