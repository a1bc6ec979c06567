/** A table on its way to a data set. */
import { type DialogDescription, lazily } from '../dialog'

export const tableImportDialog: DialogDescription = {
  id: 'tableImport',
  title: 'A table to a data set',
  Component: lazily(async () => (await import('./table-wizard')).TableWizard),
  doc: 'data.md',
}
