/**
 * The axes of a sweep: which fields of an experiment can be swept, and the values of an axis, as the user writes them. The fields are the
 * rows of the form, with its labels. Pure; plans and trains nothing.
 */

import { withEdit } from '../experiments/edit'
import { type FormControl, type FormRow, formOf, valueAt } from '../experiments/form'
import type { Experiment } from '../experiments/schema'
import { parameterIn, parametersIn } from '../neurons/equations/parameters'

/** The value of a number, a choice or kind, a flag, or a text of equations. */
export type AxisValue = number | string | boolean

export interface Axis {
  /** The path of a field in the form: `optimizer.rate`, `surrogate.kind`. */
  readonly path: string
  readonly values: readonly AxisValue[]
}

export interface SweepField {
  readonly path: string
  /** The row's label, with its group where another row has the same label. */
  readonly title: string
  readonly group: string
  readonly row: FormRow
}

const SWEEPABLE: ReadonlySet<FormControl> = new Set(['number', 'integer', 'slider', 'choice', 'union', 'flag', 'text'])

export const isNumeric = ({ control }: FormRow): boolean => control === 'number' || control === 'integer' || control === 'slider'

/** The fields of an experiment that can be swept; with axes, also those that exist only for some of their values. */
export function fieldsOf(base: Experiment, axes: readonly Axis[] = []): SweepField[] {
  const others = axes.flatMap(({ path, values }) =>
    values.flatMap((value) => {
      const edited = typeof value === 'number' ? undefined : withValueAt(base, path, value)
      return edited?.ok ? [edited.experiment] : []
    }),
  )
  const found = new Map<string, { row: FormRow; group: string }>()
  for (const experiment of [base, ...others])
    for (const { title: group, rows } of formOf(experiment, experiment))
      for (const row of rows.flatMap(withParameters))
        if (SWEEPABLE.has(row.control) && !found.has(row.path)) found.set(row.path, { row, group })
  const all = [...found.values()]
  const alike = (row: FormRow, group?: string) =>
    all.filter((other) => other.row.label === row.label && (group === undefined || other.group === group)).length > 1
  return all.map(({ row, group }) => {
    const qualifier = alike(row, group) ? row.path : group
    return { path: row.path, group, row, title: alike(row) ? `${row.label} (${qualifier})` : row.label }
  })
}

/** The row of a field. For a text of equations, a row for each of its parameters follows, through which edits set its value in the text. */
function withParameters(row: FormRow): FormRow[] {
  if (row.control !== 'text') return [row]
  const of = row.label.toLowerCase()
  const parameters = parametersIn(String(row.value)).map(({ name, range }): FormRow => {
    const [min, max] = range ?? [-Infinity, Infinity]
    const value = parameterIn(String(row.value), name)
    return { ...row, path: `${row.path}.${name}`, label: `${name} of the ${of}`, control: 'number', min, max, value, initial: value }
  })
  return [row, ...parameters]
}

/** Sets a value like an edit in the form, except that setting the current kind keeps its parameters. */
export function withValueAt(experiment: Experiment, path: string, value: AxisValue): ReturnType<typeof withEdit> {
  return valueAt(experiment, path) === value ? { ok: true, experiment } : withEdit(experiment, path, value)
}

/** A value as the form shows it: "tdBN", "on", "0.5"; a text of equations by its name. */
export function valueText({ choices, control }: FormRow, value: AxisValue): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off'
  if (typeof value === 'number') return shown(value)
  if (control === 'text') return textName(value)
  return choices?.find((choice) => choice.value === value)?.label ?? value
}
const shown = (value: number): string => String(value).replace(/-/g, '−')

/** The longest name of a text. */
const LONGEST_NAME = 48

/** The name of a text of equations: the comment in its first line, otherwise its lines. */
function textName(text: string): string {
  const lines = text.split('\n').flatMap((line) => line.trim() || [])
  const titled = /^#+\s*(\S.*)/.exec(lines[0] ?? '')?.[1]
  const name = titled ?? lines.join('; ')
  return name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name
}

/** Why texts cannot stand next to each other; null where they can. */
export function alikeTexts({ title, row }: SweepField, values: readonly AxisValue[]): string | null {
  if (row.control !== 'text') return null
  const names = values.map((value) => valueText(row, value))
  const same = names.find((name, at) => names.indexOf(name) < at)
  return same === undefined ? null : `${title}: two texts are called “${same}”. Begin each with a comment that names it, as in # narrow.`
}

/** "from 0.01 to 100", "whole numbers from 1 to 4096" */
function rangeText({ control, min = -Infinity, max = Infinity }: FormRow): string {
  const range = `from ${shown(min)} to ${shown(max)}`
  return control === 'integer' ? `whole numbers ${range}` : range
}

/** Why a field cannot take a value; null where it can. */
export function refusalOf({ title, row }: SweepField, value: AxisValue): string | null {
  if (isNumeric(row)) {
    const { min = -Infinity, max = Infinity, control } = row
    const fits = typeof value === 'number' && value >= min && value <= max && (control !== 'integer' || Number.isInteger(value))
    return fits ? null : `${title} takes ${rangeText(row)}, not ${typeof value === 'number' ? shown(value) : `“${value}”`}.`
  }
  if (row.control === 'text') return typeof value === 'string' ? null : `${title} takes a text.`
  if (row.control === 'flag') return typeof value === 'boolean' ? null : `${title} is on or off, not “${value}”.`
  if (row.choices?.some((choice) => choice.value === value)) return null
  return `${title} is one of ${row.choices?.map(({ label }) => label).join(', ')}, not “${value}”.`
}

// ---- the notation

export type ReadValues = { readonly ok: true; readonly values: readonly AxisValue[] } | { readonly ok: false; readonly message: string }

export const VALUES_HINT = '0.1, 0.5, 1 or 0.1..1 x 4 or 0.001..0.1 x 5 log'
/** The maximum number of values on an axis. */
export const MAX_VALUES = 200

/**
 * Parses values separated by commas. For a number, `a..b x n` are n evenly spaced values from a to b, `a..b x n log` are n values in equal
 * ratios, and `a..b` is every whole number from a to b. For a choice, its values or their labels in the form; for a flag, on and off. Texts of
 * equations are a list in JSON, or a single text as it is.
 */
export function readValues(text: string, field: SweepField): ReadValues {
  if (field.row.control === 'text') return readTexts(text, field)
  const parts = text
    .split(/[,;]/)
    .map((part) => part.trim())
    .filter(Boolean)
  if (parts.length === 0) return refused(`${field.title} needs a value.`)
  const values: AxisValue[] = []
  for (const part of parts) {
    const read = isNumeric(field.row) ? readNumbers(part, field) : readWord(part, field)
    if (!read.ok) return read
    values.push(...read.values)
    if (values.length > MAX_VALUES) return refused(`${field.title} takes at most ${MAX_VALUES} values.`)
  }
  for (const value of values) {
    const refusal = refusalOf(field, value)
    if (refusal) return refused(refusal)
  }
  const duplicate = values.find((value, at) => values.indexOf(value) < at)
  if (duplicate !== undefined) return refused(`${field.title}: ${valueText(field.row, duplicate)} appears twice.`)
  return { ok: true, values }
}

const refused = (message: string): ReadValues => ({ ok: false, message })

function readTexts(text: string, field: SweepField): ReadValues {
  const values = text.trim().startsWith('[') ? listIn(text) : [text]
  if (!values || values.length === 0 || !values.every((value) => typeof value === 'string' && value.trim() !== ''))
    return refused(`${field.title} takes a text, or several as a list in JSON.`)
  if (values.length > MAX_VALUES) return refused(`${field.title} takes at most ${MAX_VALUES} values.`)
  const alike = alikeTexts(field, values)
  return alike === null ? { ok: true, values } : refused(alike)
}

function listIn(text: string): readonly AxisValue[] | null {
  try {
    const list: unknown = JSON.parse(text)
    return Array.isArray(list) ? list : null
  } catch {
    return null
  }
}

function readWord(part: string, { row }: SweepField): ReadValues {
  const word = part.toLowerCase()
  if (row.control === 'flag') {
    const value = ['on', 'true'].includes(word) ? true : ['off', 'false'].includes(word) ? false : part
    return { ok: true, values: [value] }
  }
  const found = row.choices?.find(({ value, label }) => value.toLowerCase() === word || label.toLowerCase() === word)
  return { ok: true, values: [found?.value ?? part] }
}

const NUMBER = String.raw`[+\-−]?(?:\d+\.?\d*|\.\d+)(?:e[+\-−]?\d+)?`
const SINGLE = new RegExp(`^${NUMBER}$`, 'i')
const RANGE = new RegExp(String.raw`^(${NUMBER})\s*\.\.\s*(${NUMBER})(?:\s*[x×*]\s*(\d+)(?:\s*(log))?)?$`, 'i')
const numberOf = (text: string): number => Number(text.replaceAll('−', '-'))

function readNumbers(part: string, { title, row }: SweepField): ReadValues {
  if (SINGLE.test(part)) return { ok: true, values: [numberOf(part)] }
  const range = RANGE.exec(part)
  if (!range) return refused(`${title}: “${part}” is not understood. Write ${VALUES_HINT}.`)
  const [from, to] = [numberOf(range[1]!), numberOf(range[2]!)]
  const whole = row.control === 'integer'
  const counted = range[3] !== undefined
  if (!counted && !(Number.isInteger(from) && Number.isInteger(to)))
    return refused(`${title}: “${part}” needs a number of values, as in ${range[1]}..${range[2]} x 4.`)
  const count = counted ? Number(range[3]) : Math.abs(to - from) + 1
  if (!(count >= 2 && count <= MAX_VALUES)) return refused(`${title}: “${part}” must have 2 to ${MAX_VALUES} values.`)
  const logarithmic = range[4] !== undefined
  if (logarithmic && !(from > 0 && to > 0)) return refused(`${title}: “${part}” is on a log scale, and begins and ends above 0.`)
  return { ok: true, values: spaced(from, to, count, logarithmic, whole) }
}

/** Values spaced evenly, or in equal ratios. Whole numbers are rounded, without duplicates; others have as few digits as tell them apart. */
function spaced(from: number, to: number, count: number, logarithmic: boolean, whole: boolean): number[] {
  const at = (i: number) => {
    if (i === 0 || i === count - 1) return i === 0 ? from : to
    const part = i / (count - 1)
    return logarithmic ? from * (to / from) ** part : from + part * (to - from)
  }
  const inside = (i: number) => i > 0 && i < count - 1
  const exact = Array.from({ length: count }, (_, i) => at(i))
  if (whole) return [...new Set(exact.map((value, i) => (inside(i) ? Math.round(value) : value)))]
  const to4 = exact.map((value, i) => (inside(i) ? Number(value.toPrecision(4)) : value))
  return logarithmic && new Set(to4).size === count ? to4 : exact.map((value) => Number(value.toPrecision(12)))
}

/** An axis as a script or a command line gives it: a list of values, or text in the notation above. */
export interface WrittenAxis {
  readonly path: string
  readonly values: string | readonly AxisValue[]
}

/** Parses axes in order, since a field may exist only because of an earlier axis. @throws Error with a sentence for the user */
export function readAxes(base: Experiment, written: readonly WrittenAxis[]): Axis[] {
  const axes: Axis[] = []
  for (const { path, values } of written) {
    const known = fieldsOf(base, axes)
    const field = known.find((one) => one.path === path)
    if (!field)
      throw new Error(`“${path}” is no field of this experiment that can be swept. There are: ${known.map((one) => one.path).join(', ')}`)
    const read = typeof values === 'string' ? readValues(values, field) : { ok: true as const, values }
    if (!read.ok) throw new Error(read.message)
    axes.push({ path, values: read.values })
  }
  return axes
}
