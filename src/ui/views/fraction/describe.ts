/** The share of potentials that have a gradient, by layer and time step. */
import { hasMembranes } from '../../state/session/frame-hooks'
import type { ViewDescription } from '../view'
import { FractionPanel } from './fraction'

export const fractionView: ViewDescription = {
  id: 'fraction',
  title: 'Gradient-available fraction',
  term: 'fraction',
  Component: FractionPanel,
  region: 'row',
  full: true,
  simple: false,
  hides: 'the gradient-available fraction',
  applies: hasMembranes,
  saved: true,
  figure: true,
  doc: 'looking.md',
}
