/** The link to the open experiment, and its files. */
import { share } from '../../state/links/links'
import { attempt } from '../../state/session/notices'
import { type DialogDescription, lazily } from '../dialog'

export const shareDialog: DialogDescription = {
  id: 'share',
  title: 'Link to this experiment',
  Component: lazily(async () => (await import('./share-dialog')).ShareDialog),
  entry: { group: 'Experiment', label: 'Share: copy a link', keys: 'S' },
  act: () => attempt(share()),
  part: 'share',
  button: { text: 'Share' },
  doc: 'links.md',
}
