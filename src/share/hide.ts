/**
 * What is left off the page, by a teacher's link or by choice: `&hide=experiment,presets`. A convenience, no protection: the page can
 * show everything again, and the link can be edited. The names are published: more may be added, none is changed.
 */

import { nearName } from '../nearest'
import { quote } from './json'
import { DEFAULT_VIEW, VIEW_NAMES, type ViewName, viewNamed } from './views'

/** The parts besides views that can be hidden, with their names on the page. The names of views are in their descriptions. */
export const PARTS = {
  experiment: 'the experiment’s settings, with undo and redo',
  presets: 'the presets, and opening files',
  compare: 'comparing variants',
  sweeps: 'sweeps',
  runs: 'the saved runs',
  share: 'sharing, with the weights',
  form: 'the settings as a form',
  'more-curves': 'more than two learning curves',
} as const

export type Part = keyof typeof PARTS
export type Hideable = Part | Exclude<ViewName, typeof DEFAULT_VIEW>

/** Everything that can be hidden, in the order in which it is offered. */
export const HIDEABLE: readonly Hideable[] = [
  ...(Object.keys(PARTS) as Part[]),
  ...VIEW_NAMES.filter((view): view is Exclude<ViewName, typeof DEFAULT_VIEW> => view !== DEFAULT_VIEW),
]

/** What only a link leaves out. Everything else is also chosen in the menu Views. */
const BY_LINK: readonly Hideable[] = ['experiment', 'presets', 'compare', 'sweeps', 'runs', 'share']
export const isChosen = (name: Hideable): boolean => !BY_LINK.includes(name)

/** What the simple view leaves out; `&hide=simple` in links. */
export const SIMPLE: readonly Hideable[] = [
  'form',
  'more-curves',
  'fraction',
  'gradient-norm',
  'skips',
  'delays',
  'step-weights',
  'energy',
  'health',
  'weights',
]
const SIMPLE_NAME = 'simple'
export const isSimple = (hidden: readonly Hideable[]): boolean => SIMPLE.every((name) => hidden.includes(name))
/** Whether the simple view is all that is hidden. */
export const isOnlySimple = (hidden: readonly Hideable[]): boolean => isSimple(hidden) && hidden.length === SIMPLE.length

const MAX_ITEMS = 32

const hideablesNamed = (name: string): readonly Hideable[] =>
  name === SIMPLE_NAME ? SIMPLE : HIDEABLE.filter((known) => known === (viewNamed(name) ?? name))

/** The names that can be hidden, in the order in which they are offered and without duplicates. */
export const inOrder = (names: readonly string[]): Hideable[] => HIDEABLE.filter((name) => names.includes(name))

/** The part of a link that hides these names; empty if there are none. */
export function printHide(names: readonly string[]): string {
  const hidden = inOrder(names)
  const printed = isSimple(hidden) ? [SIMPLE_NAME, ...hidden.filter((name) => !SIMPLE.includes(name))] : hidden
  return printed.length > 0 ? `&hide=${printed.join(',')}` : ''
}

export function parseHide(text: string, notes: string[]): Hideable[] {
  return readHide(
    text.split(',').filter((item) => item !== ''),
    notes,
  )
}

export function readHide(items: readonly string[], notes: string[]): Hideable[] {
  const read = items.slice(0, MAX_ITEMS)
  for (const item of read.filter((name) => hideablesNamed(name).length === 0)) {
    const near = nearName(item, [...HIDEABLE, SIMPLE_NAME])
    notes.push(`The link hides ${quote(item)}, which this page does not know.${near ? ` The nearest is ${near}.` : ''} It was left out.`)
  }
  if (items.length > MAX_ITEMS) notes.push(`The link hides ${items.length} things; the first ${MAX_ITEMS} were read.`)
  return inOrder(read.flatMap(hideablesNamed))
}
