/** The data sets of this browser, and imports from files. */
import { type DialogDescription, lazily } from '../dialog'

export const dataDialog: DialogDescription = {
  id: 'data',
  title: 'Data sets',
  Component: lazily(async () => (await import('./data-dialog')).DataDialog),
  entry: { group: 'Experiment', label: 'Data sets' },
  part: 'experiment',
  doc: 'data.md',
}

export const importDialog: DialogDescription = {
  id: 'import',
  title: 'Files to a data set',
  Component: lazily(async () => (await import('./imports/import-dialog')).ImportDialog),
  doc: 'data.md',
}
