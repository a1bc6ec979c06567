/** How similar the steps of a data set's samples are. */
import { type DialogDescription, lazily } from '../dialog'

export const correlationDialog: DialogDescription = {
  id: 'correlation',
  title: 'Temporal correlation',
  Component: lazily(async () => (await import('./correlation-dialog')).CorrelationDialog),
  entry: { group: 'Experiment', label: 'Temporal correlation of data sets' },
  doc: 'events.md',
}
