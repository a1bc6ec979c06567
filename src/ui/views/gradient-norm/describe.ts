/** The norm of the gradient on the potential, by layer and time step. */
import { hasMembranes } from '../../state/session/frame-hooks'
import type { ViewDescription } from '../view'
import { GradientNormPanel } from './gradient-norm'

export const gradientNormView: ViewDescription = {
  id: 'gradient-norm',
  title: 'Gradient norm',
  term: 'gradientNorm',
  Component: GradientNormPanel,
  region: 'row',
  full: true,
  simple: false,
  hides: 'the gradient norm',
  applies: hasMembranes,
  saved: true,
  figure: true,
  doc: 'looking.md',
}
