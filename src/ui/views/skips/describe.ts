/** The skip lengths that a recurrent layer learns, against training time. */
import { recurrenceOf } from '../../../neurons/recurrent-lif/schema'
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
  applies: ({ layers, open: { network } }) => layers.some(({ recurrent }) => recurrent) && recurrenceOf(network)?.kind === 'adaptive',
  saved: true,
  figure: true,
  doc: 'looking.md',
}
