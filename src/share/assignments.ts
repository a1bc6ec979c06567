/**
 * The readable half of a link: `neuron.threshold=0.5`, one change each, applied to a preset. Choosing another `kind` resets that part to
 * its defaults; the assignments next to it then fill it in, in any order.
 */
import type * as z from 'zod'
import { type Fault, unknownSetting, wholePart } from './faults'
import { equal, isJson, type Json, quote, setAt, valueAt } from './json'
import { isText } from './plain'
import type { Codec } from './read'

export interface Assignment {
  readonly path: string
  readonly text: string
}

/** Short names for typing. They are published and never change. */
const ALIASES: Readonly<Record<string, string>> = { T: 'encoder.steps', seed: 'run.seed', batch: 'data.batch', epochs: 'run.epochs' }

const PATH = /^[A-Za-z][A-Za-z0-9]*(?:\.[A-Za-z][A-Za-z0-9]*){0,7}$/
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/

/** Expands a short name to its full path. */
export const inFull = ({ path, text }: Assignment): Assignment => ({ path: Object.hasOwn(ALIASES, path) ? ALIASES[path]! : path, text })

/**
 * Writes the valid assignments into `experiment`, a whole experiment of its version. Returns the faults of the others.
 * @param root the schema of the experiment
 * @param filled converts a draft to the newest format with its defaults, to know which values are lists: a list of one is written like a number
 */
export function applyAssignments(
  experiment: Json,
  assignments: readonly Assignment[],
  root: z.core.$ZodType,
  filled: (draft: Json) => unknown,
): Fault[] {
  const faults: Fault[] = []
  const before = filled(structuredClone(experiment))
  const unknown = ({ path, text }: Assignment) => faults.push(unknownSetting(path, text, before, root))
  const sound: Assignment[] = []
  for (const assignment of assignments) {
    const repeated = assignments.filter(({ path }) => path === assignment.path)
    if (!PATH.test(assignment.path) || assignment.path === 'version') unknown(assignment)
    else if (repeated.length === 1) sound.push(assignment)
    else if (repeated[0] === assignment)
      faults.push({
        path: assignment.path,
        message: `The link sets ${assignment.path} twice. Found: ${repeated.map(({ text }) => quote(text)).join(' and ')}.`,
      })
  }
  const isKind = ({ path }: Assignment) => path.endsWith('.kind')
  for (const assignment of sound.filter(isKind).sort((a, b) => a.path.length - b.path.length)) {
    const part = assignment.path.slice(0, -'.kind'.length).split('.')
    const present = valueAt(experiment, part)
    if (isJson(present) && present.kind === assignment.text) continue
    // A missing part may belong to a part whose kind has just been changed.
    if (!setAt(experiment, part, { kind: assignment.text })) unknown(assignment)
  }
  const whole = filled(experiment)
  for (const assignment of sound.filter((a) => !isKind(a))) {
    const keys = assignment.path.split('.')
    const present = valueAt(experiment, keys)
    if (isJson(present)) faults.push(wholePart(assignment.path, parseScalar(assignment.text), before, root))
    else if (!setAt(experiment, keys, isText(`${assignment.path}=`) ? assignment.text : parseText(assignment.text, valueAt(whole, keys))))
      unknown(assignment)
  }
  return faults
}

function parseText(text: string, present: unknown): unknown {
  if (Array.isArray(present) || text.includes(',')) return text === '' ? [] : text.split(',').map((item) => parseScalar(item))
  return parseScalar(text)
}
function parseScalar(text: string): unknown {
  if (text === 'true' || text === 'false') return text === 'true'
  return NUMBER.test(text) ? Number(text) + 0 : text
}

/** The assignments that turn `base` into `target`; undefined if assignments cannot express the difference. Both are whole experiments. */
export function assignmentsBetween<E>(base: E, target: E, { schema }: Codec<E>): Assignment[] | undefined {
  let from = base
  const list: Assignment[] = []
  for (let kind = kindDifference(from, target, []); kind; kind = kindDifference(from, target, [])) {
    if (list.length > 16) return undefined
    list.push({ path: [...kind.path, 'kind'].join('.'), text: kind.kind })
    const draft: unknown = structuredClone(from)
    setAt(draft, kind.path, { kind: kind.kind })
    const parsed = schema.safeParse(draft)
    if (!parsed.success) return undefined
    from = parsed.data
  }
  return leaves(from, target, [], list) ? list : undefined
}

function kindDifference(from: unknown, to: unknown, path: readonly string[]): { path: readonly string[]; kind: string } | undefined {
  if (!isJson(to)) return undefined
  const known = isJson(from) ? from : undefined
  // A part that was absent begins with its kind.
  if (typeof to.kind === 'string' && to.kind !== known?.kind && (known || from === undefined)) return { path, kind: to.kind }
  if (!known) return undefined
  for (const key of Object.keys(to)) {
    const found = kindDifference(known[key], to[key], [...path, key])
    if (found) return found
  }
  return undefined
}

function leaves(from: unknown, to: unknown, path: readonly string[], list: Assignment[]): boolean {
  if (equal(from, to)) return true
  if (isJson(to)) return isJson(from) && Object.keys(to).every((key) => leaves(from[key], to[key], [...path, key], list))
  const text = Array.isArray(to) ? to.map(printScalar).join(',') : printScalar(to)
  if (text.includes('?')) return false
  list.push({ path: path.join('.'), text })
  return true
}

/** `?` if the value cannot be written. */
function printScalar(value: unknown): string {
  if (typeof value === 'boolean') return String(value)
  // Some programs turn a plus sign into a space, and it can be left out.
  if (typeof value === 'number') return String(value).replace('e+', 'e')
  return typeof value === 'string' && /^[A-Za-z][A-Za-z0-9-]*$/.test(value) ? value : '?'
}
