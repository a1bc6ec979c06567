/** The form of a sweep: initial values of a field, and what was typed or ticked, checked against the open experiment. Pure. */

import type { Experiment } from '../../../experiments/schema'
import { type Axis, alikeTexts, fieldsOf, isNumeric, readValues, type SweepField, type WrittenAxis } from '../../../studies/axis'
import { type Length, usualSteps } from '../../../studies/metrics'
import { SEED, type Sweep } from '../../../studies/sweep'

/** Values as typed or ticked. */
export interface SweepForm {
  readonly axes: readonly WrittenAxis[]
  readonly mode: Sweep['mode']
  readonly steps?: number
}

/** The initial values of a swept field: values around its current one, or all choices. */
export function firstValues({ row, path }: SweepField): WrittenAxis {
  if (row.control === 'flag') return { path, values: [true, false] }
  if (row.control === 'text') return { path, values: [String(row.value)] }
  if (!isNumeric(row)) {
    const values = row.choices?.map(({ value }) => value) ?? []
    return { path, values: values.length <= 3 ? values : [String(row.value)] }
  }
  const value = Number(row.value)
  if (path === SEED) return { path, values: `${value}..${Math.min(value + 2, row.max ?? value)}` }
  const { min = -Infinity, max = Infinity } = row
  const near = [value / 2, value, 2 * value].filter(
    (one) => one >= min && one <= max && (row.control !== 'integer' || Number.isInteger(one)),
  )
  return { path, values: [...new Set(near.map((one) => Number(one.toPrecision(12))))].join(', ') }
}

/** Axes as they would be typed or ticked. */
export const written = (axes: readonly Axis[]): readonly WrittenAxis[] =>
  axes.map(({ path, values }) => ({ path, values: values.every((value) => typeof value === 'number') ? values.join(', ') : values }))

export interface ReadAxes {
  /** The fields that can be swept. */
  readonly fields: readonly SweepField[]
  readonly axes: readonly Axis[]
  /** Errors in the typed values, by the field's path. */
  readonly refused: Readonly<Record<string, string>>
}

/** Fields that the open experiment no longer has remain, with an error. */
export function readWritten(base: Experiment, written: readonly WrittenAxis[]): ReadAxes {
  const axes: Axis[] = []
  const refused: Record<string, string> = {}
  for (const { path, values } of written) {
    const field = fieldsOf(base, axes).find((one) => one.path === path)
    if (!field) refused[path] = `The open experiment has no “${path}” that can be swept: take it out.`
    const read =
      typeof values === 'string' && field
        ? readValues(values, field)
        : { ok: true as const, values: typeof values === 'string' ? [] : values }
    const alike = field && typeof values !== 'string' ? alikeTexts(field, values) : null
    if (!read.ok) refused[path] = read.message
    else if (alike !== null) refused[path] = alike
    axes.push({ path, values: read.ok ? read.values : [] })
  }
  return { fields: fieldsOf(base, axes), axes, refused }
}

export interface ReadForm extends ReadAxes {
  readonly sweep: Sweep
}

export function readForm(base: Experiment, length: Length, { axes: written, mode, steps }: SweepForm): ReadForm {
  const read = readWritten(base, written)
  const sweep = { base, axes: read.axes, mode, steps: Math.min(steps ?? usualSteps(base, length), length.totalSteps) }
  return { ...read, sweep }
}
