/** In what two experiments differ, field by field, in the schema's own words: for the list beside a preset and for runs. */
import type { Experiment } from '../experiments/schema'
import { equal, isJson } from './json'
import { metaAt } from './labels'

export interface Difference {
  readonly path: string
  readonly label: string
  /** Undefined where the kind chosen there has no such field. */
  readonly from: unknown
  readonly to: unknown
  /** The same for reading: a choice by its name, a number with its unit, `–` where there is none. */
  readonly fromText: string
  readonly toText: string
}

export function differences(from: Experiment, to: Experiment): Difference[] {
  const found: Difference[] = []
  const walk = (a: unknown, b: unknown, path: readonly string[]): void => {
    if (equal(a, b)) return
    if (isJson(a) || isJson(b)) {
      const keys = new Set([...(isJson(b) ? Object.keys(b) : []), ...(isJson(a) ? Object.keys(a) : [])])
      for (const key of keys) walk(isJson(a) ? a[key] : undefined, isJson(b) ? b[key] : undefined, [...path, key])
      return
    }
    const label = (metaAt(to, path) ?? metaAt(from, path))?.label ?? path.join('.')
    found.push({ path: path.join('.'), label, from: a, to: b, fromText: textOf(a, from, path), toText: textOf(b, to, path) })
  }
  walk(from, to, [])
  return found
}

function textOf(value: unknown, experiment: Experiment, path: readonly string[]): string {
  if (value === undefined) return '–'
  const meta = metaAt(experiment, path)
  if (typeof value === 'string') return meta?.choices?.[value] ?? value
  if (typeof value === 'boolean') return value ? 'on' : 'off'
  const text = Array.isArray(value) ? (value.length > 0 ? value.join('–') : 'none') : String(value)
  return meta?.unit ? `${text} ${meta.unit}` : text
}
