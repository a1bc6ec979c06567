/**
 * The form of an experiment as data: what the schema and its metadata say, compared with a draft and its preset. Pure; knows nothing of
 * how a row is drawn. How a draft is edited: edit.ts.
 */
import * as z from 'zod'
import { dataShape } from '../data/datasets/schema'
import { STEP_BY_STEP } from '../data/encoders/schema'
import { parameterIn } from '../neurons/equations/parameters'
import type { ChoiceMeta, Condition } from '../schema'
import { taskOf } from '../tasks/registry'
import { presetNamed } from './presets'
import { type Experiment, experimentSchema } from './schema'

export type FormControl = 'number' | 'integer' | 'slider' | 'choice' | 'union' | 'flag' | 'list' | 'layers' | 'text' | 'teacher'

export interface FormRow {
  /** `neuron.threshold`; a union's row is its `kind`. */
  readonly path: string
  readonly label: string
  readonly symbol?: string
  readonly unit?: string
  readonly help: string
  /** The glossary term that the field sets. */
  readonly term?: string
  readonly control: FormControl
  readonly min?: number
  readonly max?: number
  readonly step?: number
  readonly scale?: 'log'
  readonly choices?: readonly { readonly value: string; readonly label: string }[]
  readonly value: unknown
  /** The preset's value; where the preset has another kind, the field's default. */
  readonly initial: unknown
  readonly changed: boolean
  /** Seldom changed: folded away until it differs from its preset or is asked for. */
  readonly rare: boolean
}

export interface FormGroup {
  readonly title: string
  readonly rows: readonly FormRow[]
}

export const valueAt = (draft: object, path: string): unknown => path.split('.').reduce<unknown>(fieldOf, draft)

/** Whether the form has a row for this path; cheaper than the form. @param schema of the draft. */
export const hasRow = (draft: object, path: string, schema: z.core.$ZodType = experimentSchema): boolean =>
  (valueAt(draft, path) !== undefined || isAbsent(draft, path, schema)) && hasEffect(draft, path, schema)

/** Whether the path is the kind of something absent, whose row has that as a choice. */
function isAbsent(draft: object, path: string, schema: z.core.$ZodType): boolean {
  const parent = path.replace(/\.kind$/, '')
  return parent !== path && valueAt(draft, parent) === undefined && metaAt(draft, parent, schema).absent !== undefined
}

/** Whether the field and everything that contains it have no condition, or one that holds. */
function hasEffect(draft: object, path: string, schema: z.core.$ZodType = experimentSchema): boolean {
  const keys = path.split('.')
  return keys.every((_, last) => {
    const within = keys.slice(0, last + 1).join('.')
    return metaAt(draft, within, schema).when?.some((condition) => holds(draft, within, condition)) ?? true
  })
}

function holds(draft: object, path: string, condition: Condition): boolean {
  const parent = path.slice(0, path.lastIndexOf('.') + 1)
  return Object.entries(condition).every(
    ([name, value]) => valueAt(draft, name.startsWith('/') ? name.slice(1) : `${parent}${name}`) === value,
  )
}

/** The metadata of the field at a path, in the kinds that the draft has. */
export const metaAt = (draft: object, path: string, root: z.core.$ZodType): Partial<ChoiceMeta> =>
  schemaAt(draft, path.split('.'), root)?.meta ?? {}

export function schemaAt(draft: object, path: readonly string[], root: z.core.$ZodType): Unwrapped | undefined {
  let value: unknown = draft
  let field: Unwrapped = unwrap(root)
  for (const key of path) {
    const { schema } = field
    const object = schema instanceof z.ZodDiscriminatedUnion ? optionOf(schema, value) : schema
    const child = object instanceof z.ZodObject ? object.shape[key] : object instanceof z.ZodArray ? object.element : undefined
    if (!child) return undefined
    field = unwrap(child)
    value = fieldOf(value, key)
  }
  return field
}

export const formOf = (draft: Experiment, preset: Experiment): FormGroup[] =>
  everyRow(draft, preset)
    .map(({ title, rows }) => ({ title, rows: rows.filter((row) => hasEffect(draft, row.path)) }))
    .filter(({ rows }) => rows.length > 0)

/** All rows, including those of fields that have no effect. */
function everyRow(draft: Experiment, preset: Experiment): FormGroup[] {
  const { shape } = optionOf(experimentSchema, draft)!
  return taskOf(draft).formGroups.map(({ title, fields }) => ({
    title,
    rows: fields
      .flatMap((name) => rowsOf(shape[name]!, name, fieldOf(draft, name), fieldOf(preset, name)))
      .map((row) => (row.path === 'encoder.kind' && dataShape(draft.data).sequence ? sequential(row) : row)),
  }))
}

/** The rows of a sequence are its steps, so the choice `rows` has a label of that meaning. */
const sequential = (row: FormRow): FormRow => ({
  ...row,
  ...(row.choices && { choices: row.choices.map((choice) => (choice.value === 'rows' ? { ...choice, label: STEP_BY_STEP } : choice)) }),
})

/** The rows of `draft` that differ from `preset`. */
export const differences = (draft: Experiment, preset: Experiment): FormRow[] =>
  formOf(draft, preset).flatMap(({ rows }) => rows.filter((row) => row.changed))

/** The rows that differ from `preset` but have no effect in `draft`, such as the width of a fixed window where the window is adaptive. */
export const idleDifferences = (draft: Experiment, preset: Experiment): FormRow[] =>
  everyRow(draft, preset).flatMap(({ rows }) => rows.filter((row) => row.changed && !hasEffect(draft, row.path)))

interface Unwrapped {
  /** The field may be absent; it has no row then. */
  readonly optional?: true
  readonly schema: z.core.$ZodType
  readonly meta: Partial<ChoiceMeta>
  readonly fallback: unknown
}

/** The schema inside defaults and optionals, with the metadata found on the way. */
function unwrap(schema: z.core.$ZodType): Unwrapped {
  const meta = (z.globalRegistry.get(schema as z.ZodType) ?? {}) as Partial<ChoiceMeta>
  if (schema instanceof z.ZodOptional) return { ...unwrap(schema.def.innerType), optional: true }
  if (!(schema instanceof z.ZodDefault)) return { schema, meta, fallback: undefined }
  const inner = unwrap(schema.def.innerType)
  return { schema: inner.schema, meta: { ...inner.meta, ...meta }, fallback: schema.def.defaultValue }
}

/** What a field inherits from the group that contains it: a name in front of its label, and a term. */
interface Within {
  readonly group?: string
  readonly term?: string | undefined
}

/** The rows of a field and the fields in it, for an experiment or any other schema with the same metadata. */
export function rowsOf(schema: z.core.$ZodType, path: string, value: unknown, initial: unknown, within: Within = {}): FormRow[] {
  const inner = unwrap(schema)
  if (inner.meta.fact) return []
  const term = inner.meta.term ?? within.term
  if (inner.optional && value === undefined && inner.meta.absent === undefined) return []
  if (inner.schema instanceof z.ZodDiscriminatedUnion)
    return unionRows(inner.schema, { ...inner.meta, ...(term && { term }) }, path, value, initial)
  if (inner.schema instanceof z.ZodObject) return objectRows(inner.schema, path, value, initial, term)
  const row = leafRow(inner, path, value, initial === undefined ? inner.fallback : initial, { ...within, term })
  return row ? [row] : []
}

function objectRows(schema: z.ZodObject, path: string, value: unknown, initial: unknown, term: string | undefined): FormRow[] {
  // A nested object without a kind is a named group of parameters: its name goes before the labels.
  const group = path.includes('.') && !('kind' in schema.shape) ? `${path.slice(path.lastIndexOf('.') + 1)} ` : ''
  return Object.entries(schema.shape)
    .filter(([key]) => key !== 'kind')
    .flatMap(([key, child]) => rowsOf(child, `${path}.${key}`, fieldOf(value, key), fieldOf(initial, key), { group, term }))
}

function unionRows(schema: z.ZodDiscriminatedUnion, meta: Partial<ChoiceMeta>, path: string, value: unknown, initial: unknown): FormRow[] {
  const kindIn = (part: unknown) => fieldOf(part, 'kind') ?? meta.absent
  const kind = kindIn(value)
  const option = optionOf(schema, value)
  const same = kindIn(initial) === kind
  const kinds = [...(meta.absent === undefined ? [] : [meta.absent]), ...optionsOf(schema).map((one) => kindOf(one))]
  const row: FormRow = {
    path: `${path}.kind`,
    label: meta.label ?? path,
    help: meta.help ?? '',
    ...(meta.term && { term: meta.term }),
    control: 'union',
    choices: kinds.map((name) => ({ value: name, label: meta.choices?.[name] ?? name })),
    value: kind,
    initial: kindIn(initial),
    changed: !same,
    rare: meta.rare === true && same,
  }
  return [row, ...(option ? objectRows(option, path, value, same ? initial : undefined, unwrap(option).meta.term ?? meta.term) : [])]
}

function leafRow(
  { schema, meta }: Unwrapped,
  path: string,
  value: unknown,
  initial: unknown,
  { group, term }: Within,
): FormRow | undefined {
  const last = path.slice(path.lastIndexOf('.') + 1)
  const changed = JSON.stringify(value) !== JSON.stringify(initial)
  const label = meta.label ?? last
  const base = {
    path,
    label: group ? `${capitalize(group)}${label.toLowerCase()}` : label,
    help: meta.help ?? '',
    ...(term && { term }),
    ...(meta.symbol !== undefined && { symbol: meta.symbol }),
    ...(meta.unit !== undefined && { unit: meta.unit }),
    ...(meta.scale !== undefined && { scale: meta.scale }),
    value,
    initial,
    changed,
    rare: meta.rare === true && !changed,
  }
  if (schema instanceof z.ZodNumber) {
    const integer = schema.format === 'safeint'
    const control = meta.control ?? (integer ? 'integer' : 'number')
    const step = meta.step ?? (integer ? 1 : undefined)
    return { ...base, control, min: schema.minValue ?? -Infinity, max: schema.maxValue ?? Infinity, ...(step !== undefined && { step }) }
  }
  if (schema instanceof z.ZodBoolean) return { ...base, control: 'flag' }
  if (schema instanceof z.ZodString) return { ...base, control: meta.control ?? 'text' }
  if (schema instanceof z.ZodEnum) {
    return {
      ...base,
      control: 'choice',
      choices: schema.options.map((name) => ({ value: String(name), label: meta.choices?.[name] ?? String(name) })),
    }
  }
  if (schema instanceof z.ZodArray) {
    const { element } = schema
    if (element instanceof z.ZodDiscriminatedUnion) return { ...base, control: 'layers' }
    return { ...base, control: 'list', ...(element instanceof z.ZodNumber && element.format === 'safeint' && { step: 1 }) }
  }
  return undefined
}

const capitalize = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
/** A field of an object; of a text of equations, the number of a parameter. */
export const fieldOf = (value: unknown, key: string): unknown =>
  typeof value === 'string'
    ? parameterIn(value, key)
    : value !== null && typeof value === 'object'
      ? (value as Record<string, unknown>)[key]
      : undefined

const optionsOf = (schema: z.ZodDiscriminatedUnion): z.ZodObject[] =>
  schema.options.filter((option): option is z.ZodObject => option instanceof z.ZodObject)
const optionOf = (schema: z.ZodDiscriminatedUnion, value: unknown): z.ZodObject | undefined =>
  optionsOf(schema).find((option) => kindOf(option, schema.def.discriminator) === fieldOf(value, schema.def.discriminator))

function kindOf(option: z.ZodObject, discriminator = 'kind'): string {
  const kind = option.shape[discriminator]
  return kind instanceof z.ZodLiteral ? String(kind.value) : ''
}

/** The title of its preset, with ", changed" appended where the experiment differs from it. */
export function titleOf(experiment: Experiment, preset: string): string {
  const base = presetNamed(preset)
  const changed = !base || differences(experiment, base.experiment).length > 0
  return `${base?.title ?? preset}${changed ? ', changed' : ''}`
}
