/** A field for a list of numbers, "256, 256" or "8 × 128". Text that cannot be parsed stays, and the row explains why. */
import { useEffect, useState } from 'react'

interface Props {
  readonly id: string
  readonly value: readonly number[]
  readonly describedBy: string
  readonly invalid: boolean
  /** An example of how to write the list, if it is not a list of layers. */
  readonly hint?: string
  /** Whether the numbers may have decimals. */
  readonly decimals?: boolean
  /** Called with the error in what was typed; null if there is none. */
  readonly refuse: (message: string | null) => void
  readonly change: (value: number[]) => void
}

/** An example of how to write a list of whole numbers, or of numbers with decimals. */
export const hintOf = (decimals: boolean): string => (decimals ? '0.1, 0.05' : '128, 128, 128 or 8 x 128')

export function ListField({ id, value, describedBy, invalid, decimals = false, hint = hintOf(decimals), refuse, change }: Props) {
  // What is being typed is discarded when the value changes in the meantime.
  const [typed, setTyped] = useState<{ text: string; over: string; ended: boolean } | null>(null)
  const now = typed?.over === value.join() ? typed : null
  const read = now && readList(now.text, decimals, hint)
  const wrong = read && !read.ok ? read.message : null
  const said = now?.ended ? wrong : null
  useEffect(() => refuse(said), [refuse, said])
  const commit = () => {
    if (!now || !read) return
    if (!read.ok) return setTyped({ ...now, ended: true })
    if (read.value.join() !== value.join()) change(read.value)
    setTyped(null)
  }
  return (
    <input
      id={id}
      type="text"
      autoComplete="off"
      spellCheck={false}
      aria-describedby={describedBy}
      aria-invalid={wrong !== null || invalid || undefined}
      value={now?.text ?? showList(value)}
      onChange={(event) => setTyped({ text: event.currentTarget.value, over: value.join(), ended: said !== null })}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === 'Enter') commit()
        if (event.key === 'Escape' && now) {
          event.preventDefault()
          setTyped(null)
        }
      }}
    />
  )
}

/** A factor larger than the number of layers in any network. */
const MAX_TIMES = 64

type ReadList = { readonly ok: true; readonly value: number[] } | { readonly ok: false; readonly message: string }

const inWords = (part: string): string => part.replaceAll('×', ' x ').trim()

export function readList(text: string, decimals = false, hint = hintOf(decimals)): ReadList {
  const refused = (why: string): ReadList => ({ ok: false, message: `${why} Write ${hint}.` })
  const parts = text
    .replace(/\s*[×x*]\s*/gi, '×')
    .split(/[,;\s]+/)
    .filter(Boolean)
  const value: number[] = []
  for (const part of parts) {
    const factors = part.split('×')
    const [times, each] = factors.length === 2 ? factors.map(Number) : [1, factors.length === 1 ? Number(part) : Number.NaN]
    if (factors.includes('') || !(decimals ? Number.isFinite(each) : Number.isInteger(each)) || !Number.isInteger(times))
      return refused(`“${inWords(part)}” is not a ${decimals ? '' : 'whole '}number.`)
    if (times! < 1 || times! > MAX_TIMES) return refused(`“${inWords(part)}”: 1 to ${MAX_TIMES} times.`)
    value.push(...Array.from({ length: times! }, () => each!))
  }
  return { ok: true, value }
}

export function showList(value: readonly number[]): string {
  const alike = value.length > 3 && value.every((item) => item === value[0])
  return alike ? `${value.length} × ${value[0]}` : value.join(', ')
}
