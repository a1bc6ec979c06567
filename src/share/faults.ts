/** Describes the fault of a setting from outside: what was found, what is allowed, and what is similar. */
import * as z from 'zod'
import { nearName } from '../nearest'
import { quote, valueAt } from './json'
import { schemaAt, variantOf } from './labels'

export interface Fault {
  /** The path of the setting: `neuron.threshold`. */
  readonly path: string
  readonly message: string
}

/** The maximum number of faults that a message describes; the list of faults has them all. */
const MAX_SENTENCES = 12

export function messageOf(faults: readonly Fault[]): string {
  const sentences = faults.slice(0, MAX_SENTENCES).map(({ message }) => message)
  const more = faults.length - sentences.length
  return [...sentences, ...(more > 0 ? [`There ${more === 1 ? 'is 1 more fault' : `are ${more} more faults`}.`] : [])].join(' ')
}

/**
 * @param within the experiment without this setting; a similar one is suggested
 * @param root the schema, if it is not that of experiments
 */
export function unknownSetting(path: string, found: unknown, within: unknown, root?: z.core.$ZodType): Fault {
  const keys = path.split('.')
  const parent = keys.slice(0, -1)
  const allowed = namesIn(within, parent, root)
  const part = allowed.length > 0 ? parent.join('.') : ''
  return {
    path,
    message: [
      part ? `${part} has no setting called ${quote(keys.at(-1))}.` : `There is no setting called ${quote(path)}.`,
      `The value ${quote(found)} is not used.`,
      `Allowed: ${(allowed.length > 0 ? allowed : namesIn(within, [], root)).join(', ')}.`,
      nearestText(nearestSetting(path, settingsOf(within, [], root))),
    ]
      .filter(Boolean)
      .join(' '),
  }
}

/** The fault of assigning a value to a part, which is set through its settings. */
export const wholePart = (path: string, found: unknown, within: unknown, root?: z.core.$ZodType): Fault => ({
  path,
  message: `${path} is ${quote(found)}, where an object was expected. Allowed: ${namesIn(within, path.split('.'), root)
    .map((name) => `${path}.${name}`)
    .join(', ')}.`,
})

/** @param draft the experiment in which the issue was found. */
export function wrongValue(issue: z.core.$ZodIssue, found: unknown, draft: unknown, root?: z.core.$ZodType): Fault {
  const path = issue.path.join('.')
  const sentence = statement(issue, path || 'The experiment', found)
  const choices = choicesAt(draft, issue.path, root)
  const allowed = choices?.join(', ') ?? allowedAt(draft, issue.path, root)
  return {
    path,
    message: [
      sentence,
      allowed && issue.code !== 'too_big' && !sentence.includes(allowed) ? `Allowed: ${allowed}.` : '',
      choices && typeof found === 'string' ? nearestText(nearName(found, choices)) : '',
    ]
      .filter(Boolean)
      .join(' '),
  }
}

function statement(issue: z.core.$ZodIssue, name: string, found: unknown): string {
  switch (issue.code) {
    case 'invalid_value':
      return `${name} is ${quote(found)}, which is none of ${issue.values.map(String).join(', ')}.`
    case 'invalid_union':
      return `${name} is ${quote(found)}, which is no kind that this version knows.`
    case 'invalid_type':
      return found === undefined
        ? `${name} is missing.`
        : `${name} is ${quote(found)}, where ${WORDS[issue.expected] ?? issue.expected} was expected.`
    case 'too_big':
      return `${name} has too many entries: at most ${issue.maximum} are allowed.`
    default:
      return `${name} is not allowed: ${issue.message}.`
  }
}
const WORDS: Readonly<Record<string, string>> = {
  int: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  string: 'a text',
  array: 'a list',
  object: 'an object',
}

const nearestText = (name: string | undefined): string => (name === undefined ? '' : `The nearest is ${name}.`)

/** The names that the schema allows in a part of an experiment. */
function namesIn(experiment: unknown, path: readonly string[], root?: z.core.$ZodType): string[] {
  const schema = schemaAt(experiment, path, root)
  const variant = schema && variantOf(schema, valueAt(experiment, path))
  return variant instanceof z.ZodObject ? Object.keys(variant.shape).filter((name) => name !== 'version') : []
}

/** The paths of all settings that an experiment has. */
function settingsOf(experiment: unknown, path: readonly string[], root?: z.core.$ZodType): string[] {
  const names = namesIn(experiment, path, root)
  return names.length > 0 ? names.flatMap((name) => settingsOf(experiment, [...path, name], root)) : [path.join('.')]
}

const lastOf = (path: string): string => path.slice(path.lastIndexOf('.') + 1)

/** The setting most similar to a path, as a whole or in its last part; undefined if none is similar. */
function nearestSetting(path: string, settings: readonly string[]): string | undefined {
  return nearName(path, settings) ?? settings.find((setting) => lastOf(setting) === nearName(lastOf(path), settings.map(lastOf)))
}

function choicesAt(draft: unknown, path: readonly PropertyKey[], root?: z.core.$ZodType): string[] | undefined {
  const schema = schemaAt(draft, path, root)
  if (schema instanceof z.ZodEnum) return schema.options.map(String)
  if (!(schema instanceof z.ZodDiscriminatedUnion) || path.at(-1) !== schema.def.discriminator) return undefined
  const { discriminator } = schema.def
  return schema.options.flatMap((option) => {
    const literal = option instanceof z.ZodObject ? option.shape[discriminator] : undefined
    return literal instanceof z.ZodLiteral ? [String(literal.value)] : []
  })
}

/** Describes the allowed values of a setting. */
function allowedAt(draft: unknown, path: readonly PropertyKey[], root?: z.core.$ZodType): string | undefined {
  const schema = schemaAt(draft, path, root)
  if (!schema) return undefined
  if (schema instanceof z.ZodArray) {
    const each = rangeOf(schema.element)
    const max = schema.def.checks?.map((check) => (check._zod.def as { maximum?: number }).maximum).find((n) => n !== undefined)
    return `a list${max === undefined ? '' : ` of at most ${max}`}${each ? `, each ${each}` : ''}`
  }
  if (schema instanceof z.ZodDiscriminatedUnion) return 'an object with its kind'
  return rangeOf(schema)
}

function rangeOf(schema: z.core.$ZodType): string | undefined {
  if (schema instanceof z.ZodBoolean) return 'true or false'
  if (!(schema instanceof z.ZodNumber)) return undefined
  const kind = schema.format === 'safeint' ? 'a whole number' : 'a number'
  return `${kind} from ${schema.minValue} to ${schema.maxValue}`
}
