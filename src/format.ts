/** How numbers read on the screen: a true minus sign, a unit after a space, a dash for what is not known. Pure; no locale surprises. */

/** No number. */
export const UNKNOWN = '–'

/** Writes the hyphen of a number as a true minus sign. */
export const minus = (text: string | number): string => String(text).replace('-', '−')

/** Fixed digits, never "−0.00". */
export function fixed(value: number | null | undefined, digits: number): string {
  if (value === null || value === undefined || Number.isNaN(value)) return UNKNOWN
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞'
  const text = value.toFixed(digits)
  return Number(text) === 0 ? (0).toFixed(digits) : minus(text)
}

/** A setting, in two digits, and in three where it was set with three: 0.30, 0.125. */
export const setting = (value: number): string =>
  fixed(value, Math.abs(value * 1000 - Math.round(value * 1000)) < 1e-3 && Math.round(value * 1000) % 10 ? 3 : 2)

/** A share from 0 to 1 in percent, without the sign. */
export const hundredths = (share: number | null | undefined, digits = 1): string =>
  fixed(share === null || share === undefined ? null : 100 * share, digits)

/** A share from 0 to 1 as "31.3 %". */
export function percent(share: number | null | undefined, digits = 1): string {
  const text = hundredths(share, digits)
  return text === UNKNOWN ? UNKNOWN : `${text}\u00a0%`
}

/** A difference of two shares: "−31.2 points". */
export const points = (difference: number, digits = 1): string => `${hundredths(difference, digits)}\u00a0points`

/** About three digits: 1.14, 12.5, 383; what is small keeps its size: 3e−5. */
export function significant(value: number): string {
  const size = Math.abs(value)
  if (size >= 1000) return si(value)
  if (size > 0 && size < 0.01) return value.toExponential(0).replaceAll('-', '−')
  return fixed(value, size < 10 ? 2 : size < 100 ? 1 : 0)
}

/** Two significant digits, whatever the size: 0.13, 0.00012, 1.2e−7. */
export function twoDigits(value: number): string {
  if (!Number.isFinite(value)) return fixed(value, 0)
  return value === 0 ? '0' : value.toPrecision(2).replaceAll('-', '−')
}

/** In at most four characters, for a narrow column: 1.14, 12.5, 383, 7e6, 3e−5; what has no room in it is a power of ten of one digit. */
export function brief(value: number): string {
  const size = Math.abs(value)
  if (Number.isFinite(value) && ((size > 0 && size < 0.01) || size >= 999.5))
    return value.toExponential(0).replace('+', '').replaceAll('-', '−')
  return fixed(value, size < 9.995 ? 2 : size < 99.95 ? 1 : 0)
}

const PREFIXES = ['', 'k', 'M', 'G', 'T'] as const

/** A count with a prefix: 18.4 k, 1.20 M. */
export function si(value: number): string {
  if (!Number.isFinite(value)) return fixed(value, 0)
  let size = Math.abs(value)
  let index = 0
  while (size >= 999.5 && index < PREFIXES.length - 1) {
    size /= 1000
    index++
  }
  if (index === 0) return fixed(value, Number.isInteger(value) ? 0 : 2)
  return `${value < 0 ? '−' : ''}${size.toFixed(size < 10 ? 2 : size < 100 ? 1 : 0)}\u00a0${PREFIXES[index]}`
}

/** 20014 as 20,014. */
export const grouped = (value: number): string => minus(Math.round(value).toLocaleString('en-US'))

/** "hidden 12" in a narrow column: "h12"; "stage 2.block 1" is "s2.b1"; the end is what tells layers apart. Short names stay. */
export function shortName(name: string, max = 5): string {
  if (name.length <= max) return name
  const initials = name.replace(/(\p{L})\p{L}*[\s_-]*/gu, '$1')
  const short = /\d/.test(name) ? initials : name
  if (short.length <= max) return short
  // For two streams, the first letter tells them apart: "event.lif1" is "el1".
  const joined = short.replaceAll('.', '')
  if (joined.length <= max) return joined
  return /\d/.test(name) ? `…${short.slice(1 - max)}` : `${short.slice(0, max - 1)}…`
}

/** "1 run", "12 runs": of words whose plural has an s. */
export const counted = (count: number, what: string): string => `${grouped(count)} ${what}${count === 1 ? '' : 's'}`

/** "interval, ms": a name with the unit of its numbers; null for numbers without a unit. */
export const withUnit = (name: string, unit: string | null): string => (unit === null ? name : `${name}, ${unit}`)
