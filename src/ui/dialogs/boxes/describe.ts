/** Recordings with boxes on their way to a data set. */
import { type DialogDescription, lazily } from '../dialog'

export const boxImportDialog: DialogDescription = {
  id: 'boxImport',
  title: 'Recordings with boxes',
  Component: lazily(async () => (await import('./box-wizard')).BoxWizard),
  doc: 'boxes.md',
}
