/** The share of potentials that have a gradient, by layer and time step. */
import type { ViewDescription } from '../view'
import { FractionPanel } from './fraction'

export const fractionView: ViewDescription = {
  id: 'fraction',
  title: 'Gradient-available fraction',
  term: 'fraction',
  Component: FractionPanel,
  region: 'row',
  full: true,
  hides: 'the gradient-available fraction',
  saved: true,
  figure: true,
  doc: 'looking.md',
}
