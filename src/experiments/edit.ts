/** Edits of a draft: sets a value at a path, makes the edits that follow from it, and reports what is wrong, in words. Pure. */
import type * as z from 'zod'
import { withNumber } from '../neurons/equations/parameters'
import type { Problem } from '../problem'
import { taskOf } from '../tasks/registry'
import { fieldOf, metaAt, schemaAt } from './form'
import { type Experiment, experimentSchema } from './schema'

export type Edited =
  | { readonly ok: true; readonly experiment: Experiment }
  | { readonly ok: false; readonly draft: Experiment; readonly problems: readonly Problem[] }

/** `draft` with `value` at `path`. Another `kind` takes the defaults of that kind. A value that the schema rejects stays in the draft, with the reason. */
export function withEdit(draft: Experiment, path: string, value: unknown): Edited {
  const keys = path.split('.')
  if (keys.at(-1) !== 'kind') return following(setAt(draft, keys, value), path)
  const at = keys.slice(0, -1)
  if (metaAt(draft, at.join('.'), experimentSchema).absent === value) return following(without(draft, at), path)
  return following(setAt(draft, at, ofKind(draft, at, { kind: value })), path)
}

/** The value with the defaults of its kind, even while another part of the draft is invalid. */
function ofKind(draft: Experiment, at: readonly string[], bare: { readonly kind: unknown }): unknown {
  const read = (schemaAt(draft, at, experimentSchema)?.schema as z.ZodType | undefined)?.safeParse(bare)
  return read?.success ? read.data : bare
}

/** The draft with the further edits that an edit at `path` requires. */
function following(draft: unknown, path: string): Edited {
  let read = readDraft(draft)
  for (let more = 0; read.ok && more < MAX_FOLLOWING; more++) {
    const follows = taskOf(read.experiment).follows(read.experiment, path)
    if (!follows) return read
    read = readDraft(setAt(read.experiment, follows[0].split('.'), follows[1]))
  }
  return read
}
const MAX_FOLLOWING = 4

/** Parses an experiment from the user, a script or a file; on failure returns the reasons. */
export function readDraft(value: unknown): Edited {
  const parsed = experimentSchema.safeParse(value)
  if (parsed.success) return { ok: true, experiment: parsed.data }
  return { ok: false, draft: value as Experiment, problems: once(parsed.error.issues.map(problemOf)) }
}

/** Removes duplicates: several entries of a list may have the same problem. */
const once = (problems: readonly Problem[]): Problem[] =>
  problems.filter(({ path, message }, at) => problems.findIndex((one) => one.path === path && one.message === message) === at)

export function setAt(target: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value
  // A path into a text of equations ends at a parameter, whose number is set in it.
  if (typeof target === 'string' && typeof value === 'number') return withNumber(target, key, value) ?? { [key]: value }
  const inner = setAt(fieldOf(target, key), rest, value)
  return Array.isArray(target) ? target.with(Number(key), inner) : { ...(target as object), [key]: inner }
}

/** `target` without the property at `path`. */
function without(target: unknown, path: readonly string[]): unknown {
  const parent = path.slice(0, -1)
  const { [path.at(-1)!]: _, ...rest } = parent.reduce<unknown>(fieldOf, target) as Record<string, unknown>
  return setAt(target, parent, rest)
}

/** A schema issue in words, at the row that shows it: a list of numbers as a whole, a layer's own field. */
function problemOf(issue: z.core.$ZodIssue): Problem {
  const keys = issue.path.slice(0, issue.path.findLastIndex((key) => typeof key === 'string') + 1)
  const path = keys.join('.') || 'experiment'
  const nearest = keys.length === issue.path.length ? nearestTo(issue) : undefined
  return {
    path,
    severity: 'error',
    message: messageOf(issue),
    ...(nearest !== undefined && { remedy: { label: `Use ${nearest}`, path, value: nearest } }),
  }
}

/** The allowed number nearest to one that is out of range. */
function nearestTo(issue: z.core.$ZodIssue): number | undefined {
  if ((issue.code !== 'too_small' && issue.code !== 'too_big') || issue.origin === 'array') return undefined
  return Number(issue.code === 'too_small' ? issue.minimum : issue.maximum)
}

const article = (noun: string): string => `${/^[aeiou]/.test(noun) ? 'An' : 'A'} ${noun}`

function messageOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'too_small') return issue.origin === 'array' ? `At least ${issue.minimum} entries.` : `At least ${issue.minimum}.`
  if (issue.code === 'too_big') return issue.origin === 'array' ? `At most ${issue.maximum} entries.` : `At most ${issue.maximum}.`
  if (issue.code === 'invalid_type') return issue.expected === 'int' ? 'A whole number is needed.' : `${article(issue.expected)} is needed.`
  if (issue.code === 'invalid_union' && 'options' in issue && Array.isArray(issue.options))
    return `One of ${issue.options.join(', ')} is needed.`
  if (issue.code === 'unrecognized_keys') return `Unknown: ${issue.keys.join(', ')}.`
  return issue.message
}
