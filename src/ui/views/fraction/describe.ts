/** The share of potentials that have a gradient, by layer and time step. */

import { laterView } from '../../shared/later-view'
import { hasMembranes } from '../../state/session/frame-hooks'
import type { ViewDescription } from '../view'

export const fractionView: ViewDescription = {
  id: 'fraction',
  title: 'Gradient-available fraction',
  term: 'fraction',
  Component: laterView(async () => (await import('./fraction')).FractionPanel),
  region: 'row',
  full: true,
  simple: false,
  hides: 'the gradient-available fraction',
  applies: hasMembranes,
  saved: true,
  figure: true,
  doc: 'looking.md',
}
