/** Movies and spike trains on their way to a data set. */
import { type DialogDescription, lazily } from '../dialog'

export const responseImportDialog: DialogDescription = {
  id: 'responseImport',
  title: 'Movies and spike trains',
  Component: lazily(async () => (await import('./response-wizard')).ResponseWizard),
  doc: 'responses.md',
}
