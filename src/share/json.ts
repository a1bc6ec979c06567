/** Plain JSON values from outside: bounded before anything walks them, and reached by path without touching prototypes. */

export type Json = Record<string, unknown>

export const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

const MAX_DEPTH = 12
const MAX_VALUES = 4096
/** The longest text is that of a neuron as equations. */
const MAX_TEXT = 16_384
const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype'])

/**
 * A copy of `value` made of nothing but plain objects, arrays, numbers, texts, booleans and null; or why there is none.
 * -0 becomes 0, which is how JSON writes it.
 */
export function copyBounded(value: unknown): { ok: true; value: unknown } | { ok: false; message: string } {
  let left = MAX_VALUES
  const copy = (from: unknown, depth: number): unknown => {
    if (--left < 0) throw new Bound(`It holds more than ${MAX_VALUES} values.`)
    if (depth > MAX_DEPTH) throw new Bound(`It is nested more than ${MAX_DEPTH} deep.`)
    if (from === null || typeof from === 'boolean') return from
    if (typeof from === 'number') return from + 0
    if (typeof from === 'string') {
      if (from.length > MAX_TEXT) throw new Bound(`It holds a text of ${from.length} characters.`)
      return from
    }
    if (Array.isArray(from)) {
      if (from.length > left) throw new Bound(`It holds more than ${MAX_VALUES} values.`)
      return Array.from(from, (item: unknown) => copy(item, depth + 1))
    }
    if (typeof from !== 'object') throw new Bound(`It holds a ${typeof from}, which is no plain data.`)
    const to: Json = {}
    for (const key of Object.keys(from)) {
      if (FORBIDDEN.has(key) || key.length > 100) throw new Bound(`There is no setting called ${quote(key)}.`)
      const item = (from as Json)[key]
      if (item !== undefined) to[key] = copy(item, depth + 1)
    }
    return to
  }
  try {
    return { ok: true, value: copy(value, 0) }
  } catch (error) {
    // Anything else was thrown by a getter of the value itself.
    return { ok: false, message: error instanceof Bound ? error.message : 'It is no plain data.' }
  }
}
class Bound extends Error {}

export function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  let value = root
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = (value as Record<PropertyKey, unknown>)[key]
  }
  return value
}

/** Sets an own property of an object or array that is there. False where it is not. */
export function setAt(root: unknown, path: readonly PropertyKey[], value: unknown): boolean {
  const parent = valueAt(root, path.slice(0, -1))
  const key = path.at(-1)
  if (typeof parent !== 'object' || parent === null || key === undefined || FORBIDDEN.has(String(key))) return false
  if (Array.isArray(parent) && !Object.hasOwn(parent, key)) return false
  ;(parent as Record<PropertyKey, unknown>)[key] = value
  return true
}

/** Deep equality of plain data. */
export function equal(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, i) => equal(item, b[i]))
  if (!isJson(a) || !isJson(b)) return false
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && equal(a[key], b[key]))
}

/** A value as a sentence shows it: short, in curly quotes if it is a text. */
export function quote(value: unknown): string {
  if (typeof value !== 'string') {
    if (Array.isArray(value)) return 'a list'
    return typeof value === 'object' && value !== null ? 'an object' : String(value)
  }
  return `“${value.length > 40 ? `${value.slice(0, 40)}…` : value}”`
}
