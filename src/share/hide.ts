/**
 * What a teacher's link leaves off the page: `&hide=experiment,presets`. A convenience, no protection: the page can show
 * everything again, and the link can be edited. The names are published: more may come, none is changed.
 */

import { quote } from './json'
import { nearName } from './nearest'

/** What can be hidden, in the order in which it is offered, and what it is called on the page. */
export const HIDEABLE = {
  experiment: 'the experiment’s settings, with undo and redo',
  presets: 'the presets, and opening files',
  compare: 'comparing variants',
  sweeps: 'sweeps',
  runs: 'the saved runs',
  share: 'sharing, with the weights',
  health: 'Health',
  inspector: 'the Inspector',
  weights: 'the view of weights',
  fraction: 'the gradient-available fraction',
  norms: 'the gradient norm',
  raster: 'the spike raster',
  curves: 'the learning curves',
  spans: 'the skip lengths',
} as const

export type Hideable = keyof typeof HIDEABLE

const NAMES = Object.keys(HIDEABLE) as Hideable[]
const MOST_ITEMS = 32

const isHideable = (name: string): name is Hideable => Object.hasOwn(HIDEABLE, name)

/** In their own order, each once: what is hidden in one order is hidden in any. */
export const inOrder = (names: readonly string[]): Hideable[] => NAMES.filter((name) => names.includes(name))

/** To stand at the end of a link; empty where nothing is hidden. */
export const printHide = (names: readonly string[]): string => (inOrder(names).length > 0 ? `&hide=${inOrder(names).join(',')}` : '')

export function parseHide(text: string, notes: string[]): Hideable[] {
  return readHide(
    text.split(',').filter((item) => item !== ''),
    notes,
  )
}

export function readHide(items: readonly string[], notes: string[]): Hideable[] {
  const read = items.slice(0, MOST_ITEMS)
  for (const item of read.filter((name) => !isHideable(name))) {
    const near = nearName(item, NAMES)
    notes.push(`The link hides ${quote(item)}, which this page does not know.${near ? ` The nearest is ${near}.` : ''} It was left out.`)
  }
  if (items.length > MOST_ITEMS) notes.push(`The link hides ${items.length} things; the first ${MOST_ITEMS} were read.`)
  return inOrder(read)
}
