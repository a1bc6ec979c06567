/**
 * What a teacher's link leaves off the page: `&hide=experiment,presets`. A convenience, no protection: the page can show
 * everything again, and the link can be edited. The names are published: more may be added, none is changed.
 */

import { quote } from './json'
import { nearName } from './nearest'
import { DEFAULT_VIEW, VIEW_NAMES, type ViewName, viewNamed } from './views'

/** The parts besides views that can be hidden, with their names on the page. The names of views are in their descriptions. */
export const PARTS = {
  experiment: 'the experiment’s settings, with undo and redo',
  presets: 'the presets, and opening files',
  compare: 'comparing variants',
  sweeps: 'sweeps',
  runs: 'the saved runs',
  share: 'sharing, with the weights',
} as const

export type Part = keyof typeof PARTS
export type Hideable = Part | Exclude<ViewName, typeof DEFAULT_VIEW>

/** Everything that can be hidden, in the order in which it is offered. */
export const HIDEABLE: readonly Hideable[] = [
  ...(Object.keys(PARTS) as Part[]),
  ...VIEW_NAMES.filter((view): view is Exclude<ViewName, typeof DEFAULT_VIEW> => view !== DEFAULT_VIEW),
]

const MAX_ITEMS = 32

const hideableNamed = (name: string): Hideable | undefined => HIDEABLE.find((known) => known === (viewNamed(name) ?? name))

/** The names that can be hidden, in the order in which they are offered and without duplicates. */
export const inOrder = (names: readonly string[]): Hideable[] => HIDEABLE.filter((name) => names.includes(name))

/** The part of a link that hides these names; empty if there are none. */
export const printHide = (names: readonly string[]): string => (inOrder(names).length > 0 ? `&hide=${inOrder(names).join(',')}` : '')

export function parseHide(text: string, notes: string[]): Hideable[] {
  return readHide(
    text.split(',').filter((item) => item !== ''),
    notes,
  )
}

export function readHide(items: readonly string[], notes: string[]): Hideable[] {
  const read = items.slice(0, MAX_ITEMS)
  for (const item of read.filter((name) => !hideableNamed(name))) {
    const near = nearName(item, HIDEABLE)
    notes.push(`The link hides ${quote(item)}, which this page does not know.${near ? ` The nearest is ${near}.` : ''} It was left out.`)
  }
  if (items.length > MAX_ITEMS) notes.push(`The link hides ${items.length} things; the first ${MAX_ITEMS} were read.`)
  return inOrder(read.flatMap((name) => hideableNamed(name) ?? []))
}
