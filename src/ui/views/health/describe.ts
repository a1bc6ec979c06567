/** What keeps the network from learning, in plain words, with remedies. */
import type { ViewDescription } from '../view'
import { HealthPanel } from './health'

export const healthView: ViewDescription = {
  id: 'health',
  title: 'Health',
  term: null,
  Component: HealthPanel,
  region: 'side',
  full: true,
  hides: 'Health',
  saved: false,
  figure: false,
  doc: 'health.md',
}
