/** The gradient of an output with respect to the input. */
import { hasAttribution } from '../../tasks/registry'
import { type DialogDescription, lazily } from '../dialog'

export const attributionDialog: DialogDescription = {
  id: 'attribution',
  title: 'Attribution',
  Component: lazily(async () => (await import('./attribution-dialog')).AttributionDialog),
  entry: { group: 'Views', label: 'Attribution: the gradient of an output to the input' },
  offered: ({ open }) => hasAttribution(open),
  enabled: ({ layers, viewedRun }) => layers.length > 0 && !viewedRun,
  doc: 'looking.md',
}
