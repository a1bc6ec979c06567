/** Explains in plain words what prevents the network from learning, with remedies. */
import type { ViewDescription } from '../view'
import { HealthPanel } from './health'

export const healthView: ViewDescription = {
  id: 'health',
  title: 'Health',
  term: null,
  Component: HealthPanel,
  region: 'side',
  full: true,
  simple: false,
  hides: 'Health',
  saved: false,
  figure: false,
  doc: 'health.md',
}
