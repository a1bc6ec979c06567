/**
 * Reads an experiment from any external value (links, files, scripts), or says why not: bounds, migrates and parses it. A number out of
 * range becomes the nearest allowed one and is listed; with a wrong type or an unknown key the whole is refused, and all faults are
 * named. Never throws. Whether the parts fit together is checked in `experiments/check`.
 */
import type * as z from 'zod'
import { type Experiment, experimentSchema } from '../experiments/schema'
import { type Fault, messageOf, unknownSetting, wrongValue } from './faults'
import { copyBounded, equal, isJson, type Json, quote, setAt, valueAt } from './json'
import { labelAt } from './labels'
import { FORMATS, type Format, formatOf, migrate, newestOf } from './migrations'

export type Read<E = Experiment> =
  | { readonly ok: true; readonly experiment: E; readonly notes: readonly string[] }
  | {
      readonly ok: false
      readonly message: string
      /** The fault of each setting; none if it is not an experiment at all. */
      readonly faults: readonly Fault[]
    }

/** The formats and the schema for reading: those of experiments by default; a single neuron and tests use others. */
export interface Codec<E = Experiment> {
  readonly formats: readonly Format[]
  readonly schema: z.ZodType<E>
}
export const CODEC: Codec = { formats: FORMATS, schema: experimentSchema }

/** @param value an object with its version, from a file or a script */
export function readExperiment(value: unknown, codec: Codec = CODEC): Read {
  const copied = copyBounded(value)
  if (!copied.ok) return refuse(`This is not an experiment. ${copied.message}`)
  if (!isJson(copied.value)) return refuse(`This is not an experiment: it is ${quote(copied.value)}, where an object was expected.`)
  const { version, ...rest } = copied.value
  if (version === undefined)
    return refuse(`This experiment does not say its version. If it is of the newest format, add "version": ${newestOf(codec.formats)}.`)
  const unread = refuseVersion(codec.formats, version, 'experiment')
  return unread ? refuse(unread) : readVersion(rest, version as number, codec)
}

const refuse = (message: string): Extract<Read, { ok: false }> => ({ ok: false, message, faults: [] })

/** Why an experiment of this version cannot be read; undefined if it can. */
export function refuseVersion(formats: readonly Format[], version: unknown, what: 'experiment' | 'link'): string | undefined {
  const newest = newestOf(formats)
  if (typeof version !== 'number' || !Number.isSafeInteger(version))
    return `The version of this ${what} is ${quote(version)}, where a whole number was expected.`
  if (version > newest)
    return `This ${what} was made by a newer version of Membrane: it has format ${version}, and this page reads up to ${newest}. Reload the page to get the newest version.`
  if (!formatOf(formats, version)) return `There is no format ${version} of this ${what}: formats begin at ${formats[0]!.version}.`
  return undefined
}

/**
 * Migrates an experiment from a script to the newest version without validating its values; without a version it is taken for the newest.
 * @throws Error if its version cannot be read
 */
export function upToDate(value: unknown): unknown {
  const copied = copyBounded(value)
  if (!copied.ok || !isJson(copied.value) || copied.value.version === undefined) return value
  const { version, ...rest } = copied.value
  const unread = refuseVersion(CODEC.formats, version, 'experiment')
  if (unread) throw new Error(unread)
  return migrate(CODEC.formats, rest, version as number)
}

/** @param value a bounded copy without its version. @param version a published one */
export function readVersion<E>(value: Json, version: number, { formats, schema }: Codec<E>): Read<E> {
  let draft: Json
  try {
    draft = migrate(formats, value, version)
  } catch {
    return refuse(`This experiment of format ${version} is damaged and could not be brought up to date.`)
  }
  const given = new Map<string, { path: readonly PropertyKey[]; value: number }>()
  // Each pass brings numbers closer: infinite -> huge -> whole -> in range.
  for (let pass = 0; pass < 5; pass++) {
    const parsed = schema.safeParse(draft)
    if (parsed.success) return { ok: true, experiment: parsed.data, notes: notesOf(given, parsed.data, schema) }
    const faults: Fault[] = []
    for (const issue of parsed.error.issues) {
      const at = valueAt(draft, issue.path)
      const nearest = typeof at === 'number' ? nearestTo(at, issue) : undefined
      if (typeof at === 'number' && nearest !== undefined) {
        const key = issue.path.join('.')
        if (!given.has(key)) given.set(key, { path: issue.path, value: at })
        setAt(draft, issue.path, nearest)
      } else faults.push(...faultsOf(issue, at, draft, schema))
    }
    if (faults.length > 0) return { ok: false, message: messageOf(faults), faults }
  }
  return refuse('This experiment has numbers that no allowed value is near to.')
}

function faultsOf(issue: z.core.$ZodIssue, found: unknown, draft: Json, root: z.core.$ZodType): Fault[] {
  if (issue.code !== 'unrecognized_keys') return [wrongValue(issue, found, draft, root)]
  return issue.keys.map((key) => unknownSetting([...issue.path, key].join('.'), valueAt(draft, [...issue.path, key]), draft, root))
}

/** The allowed number nearest to a refused one; undefined if there is no meaningful one. */
function nearestTo(value: number, issue: z.core.$ZodIssue): number | undefined {
  if (Number.isNaN(value)) return undefined
  if (issue.code === 'too_small') return issue.inclusive === false ? undefined : Math.max(value, Number(issue.minimum))
  if (issue.code === 'too_big') return issue.inclusive === false ? undefined : Math.min(value, Number(issue.maximum))
  if (issue.code !== 'invalid_type') return undefined
  if (!Number.isFinite(value)) return value > 0 ? Number.MAX_VALUE : -Number.MAX_VALUE
  return issue.expected === 'int' ? Math.round(value) + 0 : undefined
}

const notesOf = (
  given: ReadonlyMap<string, { path: readonly PropertyKey[]; value: number }>,
  experiment: unknown,
  root: z.core.$ZodType,
): string[] =>
  [...given].flatMap(([key, { path, value }]) => {
    const opened = valueAt(experiment, path)
    return equal(opened, value)
      ? []
      : [
          `${labelAt(experiment, path, root)} (${key}) was ${value}, which is not allowed. It opens as ${String(opened)}, the nearest that is.`,
        ]
  })
