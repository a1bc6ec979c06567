/** The norm of the gradient on the potential, by layer and time step. */

import { laterView } from '../../shared/later-view'
import { hasMembranes } from '../../state/session/frame-hooks'
import type { ViewDescription } from '../view'

export const gradientNormView: ViewDescription = {
  id: 'gradient-norm',
  title: 'Gradient norm',
  term: 'gradientNorm',
  Component: laterView(async () => (await import('./gradient-norm')).GradientNormPanel),
  region: 'row',
  full: true,
  simple: false,
  hides: 'the gradient norm',
  applies: hasMembranes,
  saved: true,
  figure: true,
  doc: 'looking.md',
}
