/** The skip lengths that a recurrent layer learns, against training time. */
import { askedPart } from '../../base/later'
import type { ViewDescription } from '../view'

export const skipsView: ViewDescription = {
  id: 'skips',
  title: 'Skip lengths',
  term: 'softSkips',
  Component: askedPart(async () => (await import('./skips')).SkipsPanel),
  region: 'history',
  full: true,
  simple: false,
  hides: 'the skip lengths',
  applies: ({ layers, open: { network } }) =>
    layers.length > 0 && network.kind === 'recurrent' && network.hidden.length > 0 && network.recurrence.kind === 'adaptive',
  saved: true,
  figure: true,
  doc: 'looking.md',
}
