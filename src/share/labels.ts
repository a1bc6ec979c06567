/** What a schema says about a field: its type, label, unit and choices, by its path in an experiment or in data of another schema. */
import type * as z from 'zod'
import { experimentSchema } from '../experiments/schema'
import type { ChoiceMeta } from '../schema'
import { isJson } from './json'

interface Definition {
  readonly type: string
  readonly innerType?: z.core.$ZodType
  readonly shape?: Readonly<Record<string, z.core.$ZodType>>
  readonly options?: readonly z.core.$ZodType[]
  readonly element?: z.core.$ZodType
  readonly values?: readonly unknown[]
  readonly discriminator?: string
}
const definitionOf = (schema: z.core.$ZodType): Definition => schema._zod.def as unknown as Definition

/** Unwraps defaults and the like: the label is on the schema inside. */
function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  let inner = schema
  for (let next = definitionOf(inner).innerType; next; next = definitionOf(inner).innerType) inner = next
  return inner
}

/** The variant of a union that a value's `kind` names. */
export function variantOf(schema: z.core.$ZodType, value: unknown): z.core.$ZodType | undefined {
  const { options, discriminator = 'kind' } = definitionOf(schema)
  if (!options) return schema
  const kind = isJson(value) ? value[discriminator] : undefined
  return options.find((option) => {
    const literal = definitionOf(option).shape?.[discriminator]
    return literal !== undefined && definitionOf(literal).values?.includes(kind)
  })
}

/** The type of the field at `path`; a union's `kind` has that of the union. Undefined where the schema has none. */
export function schemaAt(
  experiment: unknown,
  path: readonly PropertyKey[],
  root: z.core.$ZodType = experimentSchema,
): z.core.$ZodType | undefined {
  let schema: z.core.$ZodType | undefined = root
  let value: unknown = experiment
  for (const [index, key] of path.entries()) {
    const outer: z.core.$ZodType = unwrap(schema)
    if (key === definitionOf(outer).discriminator && index === path.length - 1) return outer
    const variant: z.core.$ZodType | undefined = variantOf(outer, value)
    if (!variant) return undefined
    const { shape, element }: Definition = definitionOf(variant)
    schema = shape && Object.hasOwn(shape, key) ? shape[String(key)] : element
    if (!schema) return undefined
    value = typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined
  }
  return unwrap(schema)
}

/** The words of the field at `path`. */
function metaAt(experiment: unknown, path: readonly PropertyKey[], root?: z.core.$ZodType): ChoiceMeta | undefined {
  const schema = schemaAt(experiment, path, root)
  return schema && metaOf(schema)
}

const metaOf = (schema: z.core.$ZodType): ChoiceMeta | undefined => (schema as z.ZodType).meta() as ChoiceMeta | undefined

/** The label of a field, or its path where it has none. */
export const labelAt = (experiment: unknown, path: readonly PropertyKey[], root?: z.core.$ZodType): string =>
  metaAt(experiment, path, root)?.label ?? path.join('.')
